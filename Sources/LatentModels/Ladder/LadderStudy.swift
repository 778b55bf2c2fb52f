import NumericCore

/// Every rung of a ladder, one after the other, each to its end: a piece is a bounded slice of a fit or of a score.
///
/// What several rungs share, such as EM's mixture, is fitted once, for the first that asks. A rung that cannot be fitted says why, and
/// the others go on. The same seed gives the same bits on any number of threads, but for the seconds, which `clock` tells.
public struct LadderStudy: Study {
  /// Hundredths of a rung are counted, since rungs differ in their pieces.
  private static let perRung = 100

  private var ground: LadderGround
  private var turn: RungTurn?
  /// How many rungs are done.
  private(set) var next = 0
  private var failures: [LadderPart: FittingError] = [:]
  private let clock: @Sendable () -> Double

  /// The rungs as far as they have come.
  public private(set) var findings: LadderFindings

  /// A ladder on the rows of `data`, each brought to mean 0 and deviation 1 column by column, pictures excepted. Rows with a missing
  /// value are left out, so that every rung sees the same ones.
  ///
  ///     heldOut   rows that no rung sees, with the same columns; nil for those that `settings.holdout` takes away
  ///     clock     seconds, from any beginning; without one nothing is timed
  /// - Throws: `.invalidSetting`, `.noData`, `.weightsAreNotCounts`, `.tooManyObservations`, `.valueOutOfRange`.
  public init(
    data: DataTable, heldOut: DataTable? = nil, plan: LadderPlan = .all,
    settings: LadderSettings = LadderSettings(), clock: @escaping @Sendable () -> Double = { 0 }
  ) throws(FittingError) {
    try settings.validate()
    self.init(
      rows: try LadderRows(data, heldOut: heldOut, settings), plan: plan, settings: settings, clock: clock)
  }

  /// A ladder on rows that are ready.
  init(
    rows: LadderRows, plan: LadderPlan, settings: LadderSettings, clock: @escaping @Sendable () -> Double
  ) {
    ground = LadderGround(rows: rows, settings: settings)
    self.clock = clock
    findings = LadderFindings(
      settings: settings, training: rows.training, heldOut: rows.heldOut,
      entries: plan.rungs.map { LadderFindings.Entry(rung: $0, status: .waiting) }, notes: rows.notes)
  }

  /// Takes the rung whose turn it is as done, from a ladder that was saved.
  mutating func keep(_ status: LadderFindings.Status) {
    if case .known(let result) = status { ground.keep(result) }
    end(status)
  }

  /// Hundredths of rungs that are done.
  public var done: Int {
    let share = turn.map { min(Self.perRung - 1, Int($0.share * Double(Self.perRung))) } ?? 0
    return next * Self.perRung + share
  }
  /// A hundred for each rung.
  public var planned: Int { findings.entries.count * Self.perRung }
  /// The rung that is being computed, or would be next; nil when all are done.
  public var current: Rung? { next < findings.entries.count ? findings.entries[next].rung : nil }

  /// Takes the rung whose turn it is a slice further.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard next < findings.entries.count else { return }
    let rung = findings.entries[next].rung
    let began = clock()
    do throws(FittingError) {
      var turn = self.turn ?? RungTurn(rung)
      self.turn = nil
      defer { self.turn = turn }
      try turn.advance(&ground, failures: failures, in: workspace)
      turn.add(seconds: clock() - began)
    } catch .cancelled {
      throw .cancelled
    } catch {
      if let part = turn?.part { failures[part] = error }
      end(.failed("\(error)"))
      return
    }
    guard let turn else { return }
    if let result = turn.result {
      end(.known(result))
    } else {
      findings.entries[next].status = .working(stage: turn.stage, share: turn.share)
    }
  }

  /// The rung whose turn it is has come to its end.
  private mutating func end(_ status: LadderFindings.Status) {
    findings.entries[next].status = status
    turn = nil
    next += 1
  }
}

/// The rows of a ladder: complete, one for each observation, on one scale, and cut in two.
struct LadderRows: Sendable {
  let training: DataTable
  let heldOut: DataTable?
  let notes: [String]

  /// More observations than this are not drawn one by one out of weights.
  private static let mostObservations = 1_000_000.0

  init(_ data: DataTable, heldOut: DataTable?, _ settings: LadderSettings) throws(FittingError) {
    var notes: [String] = []
    func prepared(_ table: DataTable) throws(FittingError) -> DataTable {
      let complete = table.completeRows()
      if complete.rows < table.rows, let note = complete.notes.last { notes.append(note) }
      guard complete.rows > 0, complete.dimensions > 0 else { throw .noData }
      try DataLimits.validateValues(of: complete)
      guard complete.totalWeight <= Self.mostObservations else {
        throw .tooManyObservations(count: complete.totalWeight, limit: Int(Self.mostObservations))
      }
      return try complete.observationPerRow()
    }
    var whole = try prepared(data)
    let others = try heldOut.map(prepared)
    if let others, others.dimensions != whole.dimensions {
      throw .invalidSetting(
        name: "number of columns", found: String(others.dimensions), expected: String(whole.dimensions))
    }
    if let note = Self.noteOnRepeats(whole) { notes.append(note) }
    if whole.imageShape == nil {
      whole = whole.standardized()
      // So that it is read again as it was fitted.
      whole.source.standardized = true
    }
    if whole.rows < data.rows, data.weights == nil { whole.source.completeRowsOnly = true }
    if let others {
      (training, self.heldOut) = (whole, others.inUnits(of: whole))
    } else if settings.holdout > 0 {
      let holdout = DataSource.Holdout(fraction: settings.holdout, seed: settings.seed)
      guard let parts = whole.splitting(holdout) else {
        throw .invalidSetting(
          name: "part that is held out", found: String(settings.holdout),
          expected: "one that leaves rows on both sides")
      }
      (training, self.heldOut) = (parts.kept, parts.heldOut)
    } else {
      (training, self.heldOut) = (whole, nil)
    }
    self.notes = notes
  }

  /// A sentence where rows repeat each other so often that a density is no law for them.
  private static func noteOnRepeats(_ table: DataTable) -> String? {
    guard table.rows >= 20, table.rows <= 200_000 else { return nil }
    let distinct = Set((0..<table.rows).map(table.values.row)).count
    guard 2 * distinct < table.rows else { return nil }
    return
      "only \(distinct) of \(table.rows) rows are different: a density can grow without end where rows repeat, and nats "
      + "above those of one Gaussian may say no more than that"
  }
}
