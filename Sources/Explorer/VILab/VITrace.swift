import LatentModels

/// What a history tells of the bound and of the likelihood: two curves that are never joined, one point an iteration.
struct VITrace: Hashable, Sendable {
  /// A value after an E half-step.
  struct Point: Hashable, Sendable {
    let iteration: Int
    /// In nats, a total.
    let nats: Double
  }

  /// Evidence lower bounds.
  private(set) var bounds: [Point] = []
  /// Exact log-likelihoods.
  private(set) var exact: [Point] = []
  /// Estimates of the log-likelihood.
  private(set) var estimates: [Point] = []

  /// The trace of `entries`.
  init(of entries: some Sequence<HistoryEntry>) {
    for case .step(let event) in entries where event.phase == .expectation {
      let point = Point(iteration: event.iteration, nats: event.objective.nats)
      switch event.objective.kind {
      case .exact: exact.append(point)
      case .bound: bounds.append(point)
      case .estimate: estimates.append(point)
      case .estimatedBound, .offScale: break
      }
      if event.objective.kind != .exact, let nats = event.logLikelihood {
        exact.append(Point(iteration: event.iteration, nats: nats))
      }
    }
  }

  /// Whether nothing is known yet.
  var isEmpty: Bool { bounds.isEmpty && exact.isEmpty && estimates.isEmpty }
}

extension LabRun<VariationalPortrait> {
  /// What happened since q came to be of the present family.
  var entriesOfFamily: ArraySlice<HistoryEntry> {
    guard let choice = portrait?.plan.choiceOfLaw?.description else { return history[...] }
    return history[(history.prefix(position).lastIndex(of: .intervention(choice)) ?? 0)...]
  }

  /// The curves up to the present position.
  var curves: VITrace { VITrace(of: history.prefix(position)) }

  /// ℓ at the present θ, exact, in nats, where it is known.
  var logLikelihood: Double? {
    if let account = portrait?.account { return account.logLikelihood }
    guard let event = lastEvent else { return nil }
    return event.objective.kind == .exact ? event.objective.nats : event.logLikelihood
  }

  /// The bound at the present θ and q, in nats, where it is known.
  var bound: Double? {
    guard let event = lastEvent else { return nil }
    switch event.objective.kind {
    case .exact, .bound: return event.objective.nats
    case .estimate, .estimatedBound, .offScale: return nil
    }
  }
}
