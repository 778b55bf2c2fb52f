import NumericCore

/// Where an alternation between a law and a parameter stands, and what its steps say of themselves.
struct VariationalCourse: Hashable, Sendable {
  /// Half-steps taken.
  var stepsTaken = 0
  /// Whole iterations done.
  var iteration = 0
  /// Whether the law belongs to the present parameter: an M half-step is next.
  var hasLaw = false
  /// F after the newest E half-step, in nats, in the units of the fit; nil where nothing is to be compared with.
  var lastBound: Double?
  /// Whether direct steps are to be tried before an alternation that gains little any more counts as settled.
  var directSteps = DirectSteps.ahead

  /// Where the direct steps are that follow an alternation which has met its tolerance.
  enum DirectSteps: String, Hashable, Sendable {
    /// The tolerance has not been met.
    case ahead
    /// The next M half-step tries them.
    case due
    /// They were taken, or gained nothing.
    case taken
  }

  /// The next step is an E half-step, with nothing to compare its bound with.
  mutating func restart() {
    hasLaw = false
    lastBound = nil
    directSteps = .ahead
  }

  /// Takes down an E half-step that led to `bound`.
  /// - Parameters:
  ///   - unitOffset: what takes nats of the units of the fit to the data's own.
  ///   - exact: ℓ in the units of the fit; nil where it is `bound` itself.
  ///   - threshold: a gain of less than this many nats is convergence; 0 never.
  mutating func expectation(
    bound: Double, exact: Double?, unitOffset: Double = 0, threshold: Double, findings: [Finding] = []
  ) -> StepEvent {
    expectation(
      bound: bound, shown: Objective(exact == nil ? .exact : .bound, nats: bound - unitOffset),
      logLikelihood: exact.map { $0 - unitOffset }, threshold: threshold, findings: findings)
  }

  /// Takes down an E half-step that led to `bound`, which is shown as `shown`, with ℓ in the data's own units where it is
  /// known beside it.
  /// - Parameter hasDirectSteps: whether direct steps are tried before it counts as converged.
  mutating func expectation(
    bound: Double, shown: Objective, logLikelihood: Double?, threshold: Double, findings: [Finding],
    hasDirectSteps: Bool = false
  ) -> StepEvent {
    hasLaw = true
    stepsTaken += 1
    let gain = lastBound.map { bound - $0 }
    lastBound = bound
    var converged = iteration > 0 && threshold > 0 && gain.map { abs($0) < threshold } ?? false
    if converged, hasDirectSteps, directSteps != .taken {
      directSteps = .due
      converged = false
    }
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .expectation, objective: shown,
      logLikelihood: logLikelihood, gain: gain, status: converged ? .converged : .running, findings: findings)
  }

  /// Takes down an M half-step that led to `bound`, ℓ now being `exact`.
  mutating func maximization(bound: Double, exact: Double?, unitOffset: Double) -> StepEvent {
    maximization(
      shown: Objective(.bound, nats: bound - unitOffset), logLikelihood: exact.map { $0 - unitOffset },
      gain: lastBound.map { bound - $0 })
  }

  /// Takes down an M half-step that led to `shown`.
  mutating func maximization(
    shown: Objective, logLikelihood: Double?, gain: Double?, findings: [Finding] = []
  ) -> StepEvent {
    if directSteps == .due { directSteps = .taken }
    hasLaw = false
    stepsTaken += 1
    iteration += 1
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .maximization, objective: shown,
      logLikelihood: logLikelihood, gain: gain, findings: findings)
  }

  /// Takes down a sweep over the factors of a mean field: an iteration in which no parameter moves.
  mutating func sweep(bound: Double, exact: Double, hasSettled: Bool) -> StepEvent {
    stepsTaken += 1
    iteration += 1
    let gain = lastBound.map { bound - $0 }
    lastBound = bound
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .expectation, objective: Objective(.bound, nats: bound),
      logLikelihood: exact, gain: gain, status: hasSettled ? .converged : .running)
  }

  /// Adds where the course stands to an archive of a model.
  func archive(in archive: inout ModelArchive, of summary: ModelSummary, tolerance: Double) {
    archive.metadata["model"] = summary.name
    archive.metadata["kind"] = "variational"
    archive.metadata["steps"] = String(stepsTaken)
    archive.metadata["iteration"] = String(iteration)
    archive.metadata["has_laws"] = String(hasLaw)
    archive.metadata["tolerance"] = String(tolerance)
    if directSteps != .ahead { archive.metadata["direct_steps"] = directSteps.rawValue }
    if let lastBound { archive.tensors["last_bound"] = .init([lastBound]) }
  }

  /// At the start.
  init() {}

  /// Where the model in an archive stands.
  init(reading reader: ArchiveReader) throws(FittingError) {
    stepsTaken = try reader.count("steps")
    iteration = try reader.count("iteration")
    hasLaw = try reader.number("has_laws", Bool.init(_:))
    if reader.optional("direct_steps") != nil {
      directSteps = try reader.number("direct_steps", DirectSteps.init(rawValue:))
    }
    if reader.has("last_bound") { lastBound = try reader.values("last_bound", shape: [1])[0] }
  }
}

extension VariationalInference {
  /// What a change is answered with that the model does not have.
  func refusal(of change: VariationalChange) -> FittingError {
    .invalidSetting(
      name: "change", found: "\"\(change)\"", expected: "one that the model \"\(Self.summary.title)\" has")
  }
}

extension FittingError {
  /// Refuses a tolerance that is none.
  static func validate(tolerance: Double) throws(FittingError) {
    guard tolerance.isFinite, tolerance >= 0 else {
      throw .invalidSetting(name: "tolerance", found: String(tolerance), expected: "0 or a positive number")
    }
  }

  /// Refuses a number that is not in a range.
  static func validate(
    _ name: String, _ value: Double, _ expected: String, _ isAllowed: (Double) -> Bool
  ) throws(FittingError) {
    guard value.isFinite, isAllowed(value) else {
      throw .invalidSetting(name: name, found: shortNumber(value), expected: expected)
    }
  }
}

/// Scores that are known without a pass over rows, given in one step.
struct KnownEvaluation: Evaluation {
  private let known: [Score]
  /// 1 when it is done.
  private(set) var stepsTaken = 0

  /// The log-likelihood and the bound under the present law, in nats, in the data's own units.
  init(logLikelihood: Double, bound: Double, rows: Int, weight: Double) {
    known = [
      Score(
        name: "log-likelihood", objective: Objective(.exact, nats: logLikelihood), rows: rows, weight: weight),
      Score(
        name: "evidence lower bound", objective: Objective(.bound, nats: bound), rows: rows, weight: weight),
    ]
  }

  /// One step.
  var nextPhase: Phase? { stepsTaken == 0 ? .expectation : nil }
  /// The scores, over no rows before the step.
  var scores: [Score] {
    stepsTaken > 0
      ? known
      : known.map {
        Score(name: $0.name, objective: Objective($0.objective.kind, nats: 0), rows: 0, weight: 0)
      }
  }

  /// Gives the scores.
  mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    stepsTaken = 1
    return StepEvent(step: 1, iteration: 0, phase: .expectation, objective: known[0].objective, gain: nil)
  }
}
