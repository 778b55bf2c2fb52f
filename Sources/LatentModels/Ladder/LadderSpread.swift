import NumericCore

/// A ladder under several seeds, one after the other, on the same rows and the same split: how much of a difference is chance of the
/// training.
public struct LadderSpread: Study {
  private let rows: LadderRows
  private let plan: LadderPlan
  private let settings: LadderSettings
  private let seeds: Int
  private let clock: @Sendable () -> Double
  private var current: LadderStudy

  /// What the seeds came to.
  public private(set) var findings: LadderSpreadFindings

  /// Ladders with the seeds from `settings.seed` on.
  /// - Throws: what a ladder of these data throws.
  public init(
    data: DataTable, heldOut: DataTable? = nil, plan: LadderPlan = .all,
    settings: LadderSettings = LadderSettings(), seeds: Int = 5,
    clock: @escaping @Sendable () -> Double = { 0 }
  ) throws(FittingError) {
    try settings.validate()
    rows = try LadderRows(data, heldOut: heldOut, settings)
    current = LadderStudy(rows: rows, plan: plan, settings: settings, clock: clock)
    self.plan = plan
    self.settings = settings
    self.seeds = max(1, seeds)
    self.clock = clock
    findings = LadderSpreadFindings(plan: plan)
  }

  /// The ladder that is being computed, or was last.
  public var ladder: LadderFindings { current.findings }
  /// Hundredths of rungs that are done, over all seeds.
  public var done: Int { findings.seeds * current.planned + (current.isFinished ? 0 : current.done) }
  /// A hundred for each rung and each seed.
  public var planned: Int { seeds * current.planned }

  /// Takes the ladder of the present seed a slice further.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard findings.seeds < seeds else { return }
    try current.advance(in: workspace)
    guard current.isFinished else { return }
    findings.add(current.findings)
    guard findings.seeds < seeds else { return }
    var next = settings
    next.seed = settings.seed &+ UInt64(findings.seeds)
    current = LadderStudy(rows: rows, plan: plan, settings: next, clock: clock)
  }
}

/// What several seeds of a ladder came to.
public struct LadderSpreadFindings: Sendable {
  /// The values of a rung under the seeds.
  public struct Spread: Hashable, Sendable {
    /// The totals of those seeds under which there is one, in the order of the seeds.
    public let nats: [Double]

    /// Their mean.
    public var mean: Double { nats.reduce(0, +) / Double(max(nats.count, 1)) }
    /// Their standard deviation; 0 for one.
    public var deviation: Double {
      guard nats.count > 1 else { return 0 }
      let squares = nats.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(nats.count - 1)).squareRoot()
    }
    /// The least and the greatest; nil for none.
    public var range: ClosedRange<Double>? {
      nats.min().flatMap { low in nats.max().map { low...$0 } }
    }
  }

  /// The totals of one ladder, by rung, rows and value.
  typealias Totals = [Rung: [RungEvaluation: [RungValue: Double]]]

  /// The rungs.
  public let plan: LadderPlan
  /// The ladder of the first seed; nil before it is done, and of a spread that was read again.
  public private(set) var first: LadderFindings?
  /// What each seed came to, in their order.
  private(set) var totals: [Totals] = []

  init(plan: LadderPlan) { self.plan = plan }

  /// The spread of such totals.
  init(plan: LadderPlan, totals: [Totals]) {
    self.plan = plan
    self.totals = totals
  }

  /// How many seeds are done.
  public var seeds: Int { totals.count }

  mutating func add(_ ladder: LadderFindings) {
    if totals.isEmpty { first = ladder }
    var found: Totals = [:]
    for result in ladder.results {
      for evaluation in RungEvaluation.allCases {
        for value in RungValue.allCases {
          found[result.rung, default: [:]][evaluation, default: [:]][value] =
            result.scores(evaluation)?.value(value)?.objective.nats
        }
      }
    }
    totals.append(found)
  }

  /// A value of a rung under the seeds so far.
  public func spread(
    of rung: Rung, evaluation: RungEvaluation, value: RungValue = .best
  ) -> Spread {
    Spread(nats: totals.compactMap { $0[rung]?[evaluation]?[value] })
  }
}
