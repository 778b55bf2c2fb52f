import NumericCore

/// A model fitted from several starts, since EM finds a maximum and not always the greatest.
///
/// Start i is the start of the plan with the seed `seed + i`, so the first is that of a single fit, and a fit with the
/// seed of any other gives that one again. All climb by EM itself, whatever the method of the plan: only then are the ends
/// maxima of ℓ, and known to be so.
public struct MultiStart: Study {
  /// The data.
  public let data: DataTable
  /// The model and its settings, with EM for their method; their seed is that of the first start.
  public let plan: EMPlan
  /// How many starts.
  public let planned: Int
  private let iterations: Int
  private var ascents: Ascents<AnyEMModel>
  private var ends: [Int: Result<StartOutcome, FittingError>] = [:]

  /// So many starts of the model of `plan` on `data`, each of at most so many iterations.
  public init(data: DataTable, plan: EMPlan, count: Int, iterations: Int = 1000) {
    self.data = data
    self.plan = plan.taking(.method(.em))
    self.iterations = iterations
    planned = max(0, count)
    ascents = Ascents(planned: max(0, count), rows: data.rows)
  }

  /// Starts that came to their end.
  public var done: Int { ends.count }

  /// What the starts led to so far.
  public var findings: MultiStartFindings {
    let inOrder = ends.sorted { $0.key < $1.key }
    return MultiStartFindings(
      planned: planned,
      resolution: MultiStartFindings.resolution(observations: data.totalWeight, tolerance: plan.tolerance),
      outcomes: inOrder.compactMap { try? $0.value.get() },
      failures: inOrder.compactMap { index, end in
        guard case .failure(let error) = end else { return nil }
        return MultiStartFindings.Failure(seed: plan.seed &+ UInt64(index), error: error)
      })
  }

  /// Takes some fits a few iterations further.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    var next = ascents
    let (data, plan, iterations) = (data, plan, iterations)
    let finished = try next.advance(in: workspace) { index throws(FittingError) in
      var plan = plan
      plan.seed &+= UInt64(index)
      return Ascent(try plan.model(on: data), iterations: iterations, work: plan.work(on: data))
    }
    for (index, outcome) in finished {
      ends[index] = outcome.map { StartOutcome($0, seed: plan.seed &+ UInt64(index)) }
    }
    ascents = next
  }
}

/// Where one start led.
public struct StartOutcome: Sendable {
  /// The seed that gives this fit again.
  public let seed: UInt64
  /// ℓ at the end, in nats, in the data's own units.
  public let logLikelihood: Double
  /// Where ℓ is bound for, by the last two gains on its way.
  let limit: Double
  /// Whether the tolerance was met.
  public let hasConverged: Bool
  /// What speaks against it: a component that degenerates, or a maximum that is spurious.
  public let suspicions: [Finding]
  /// The fit, after an E half-step.
  public let model: AnyEMModel

  /// An outcome from its parts; `promisedGain` is what ℓ is still bound to gain.
  package init(
    seed: UInt64, logLikelihood: Double, promisedGain: Double = 0, hasConverged: Bool, suspicions: [Finding],
    model: AnyEMModel
  ) {
    self.seed = seed
    self.logLikelihood = logLikelihood
    limit = logLikelihood + promisedGain
    self.hasConverged = hasConverged
    self.suspicions = suspicions
    self.model = model
  }

  init(_ ascent: Ascent<AnyEMModel>, seed: UInt64) {
    self.init(
      seed: seed, logLikelihood: ascent.logLikelihood, promisedGain: ascent.promisedGain,
      hasConverged: ascent.hasConverged,
      suspicions: ascent.findings.filter(\.isDegeneracy) + ascent.model.base.suspicions, model: ascent.model)
  }
}

/// The maxima that several starts led to.
public struct MultiStartFindings: Sendable {
  /// A maximum, and the starts that led to it.
  public struct Maximum: Sendable {
    /// The best of the fits that ended here.
    public let outcome: StartOutcome
    /// The seeds of the starts that ended here, ascending in the order of the starts.
    public let seeds: [UInt64]
    /// ℓ, in nats, in the data's own units.
    public var logLikelihood: Double { outcome.logLikelihood }
    /// How many starts ended here.
    public var count: Int { seeds.count }
    /// Whether something speaks against it.
    public var isSuspect: Bool { !outcome.suspicions.isEmpty }
  }

  /// A start that no fit came of.
  public struct Failure: Hashable, Sendable {
    /// Its seed.
    public let seed: UInt64
    /// Why.
    public let error: FittingError
  }

  /// How many starts there will be.
  public let planned: Int
  /// The maxima, the greatest ℓ first. Fits that are bound for values of ℓ within `resolution` of each other count as one
  /// if both are sound or both suspect; of those that did not converge each stands alone.
  public let maxima: [Maximum]
  /// Starts that failed, in their order.
  public let failures: [Failure]
  /// Two maxima are told apart when their ℓ differ by more than this, in nats.
  public let resolution: Double

  /// Ten times what ℓ may still gain in the iteration in which a fit converges, and not less than a millionth of a nat: the
  /// same in any units.
  static func resolution(observations: Double, tolerance: Double) -> Double {
    max(1e-6, 10 * observations * tolerance)
  }

  /// The maxima among `outcomes`, which stand in the order of their starts.
  package init(planned: Int, resolution: Double, outcomes: [StartOutcome], failures: [Failure]) {
    self.planned = planned
    self.resolution = resolution
    self.failures = failures
    func groups(_ members: [StartOutcome]) -> [[StartOutcome]] {
      var groups: [[StartOutcome]] = []
      for outcome in members.sorted(by: { $0.limit > $1.limit }) {
        if let first = groups.last?.first, first.limit - outcome.limit <= resolution {
          groups[groups.count - 1].append(outcome)
        } else {
          groups.append([outcome])
        }
      }
      return groups
    }
    let converged = outcomes.filter(\.hasConverged)
    let all =
      groups(converged.filter(\.suspicions.isEmpty)) + groups(converged.filter { !$0.suspicions.isEmpty })
      + outcomes.filter { !$0.hasConverged }.map { [$0] }
    let places = Dictionary(
      uniqueKeysWithValues: outcomes.enumerated().map { ($1.seed, $0) })
    maxima = all.compactMap { group in
      group.max { $0.logLikelihood < $1.logLikelihood }.map { best in
        Maximum(
          outcome: best, seeds: group.map(\.seed).sorted { (places[$0] ?? 0) < (places[$1] ?? 0) })
      }
    }.sorted { $0.logLikelihood > $1.logLikelihood }
  }

  /// The greatest maximum that nothing speaks against; if there is none, the greatest. Nil before the first fit ended.
  public var best: Maximum? { maxima.first { !$0.isSuspect } ?? maxima.first }

  /// The greatest maximum, whatever speaks against it.
  public var greatest: Maximum? { maxima.first }

  /// Sentences on what a person should know: failures, and greater maxima that were passed over.
  public var notes: [String] {
    var notes: [String] = []
    if let best, let greatest, greatest.logLikelihood > best.logLikelihood {
      let passed = maxima.prefix { $0.logLikelihood > best.logLikelihood }.reduce(0) { $0 + $1.count }
      let reason = greatest.outcome.suspicions.first.map { ": \($0)" } ?? ""
      notes.append("\(passed) start\(passed == 1 ? "" : "s") led higher but were passed over\(reason)")
    }
    if let first = failures.first {
      notes.append("\(failures.count) of \(planned) starts failed: \(first.error)")
    }
    return notes
  }
}
