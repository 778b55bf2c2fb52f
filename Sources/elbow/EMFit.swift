import LatentModels
import NumericCore

/// A headless fit of any model that EM fits: the steps until convergence or the last iteration, with the trace of the
/// log-likelihood.
struct EMFit {
  /// The history, which ends after an E half-step.
  private(set) var timeline: Timeline<AnyEMModel>
  /// ℓ at the start and after each iteration, in nats; an estimate where the E-step saw only some of the rows.
  private(set) var trace: [Double] = []
  /// Whether the tolerance was met, or there was nothing to gain from the start.
  var hasConverged = false
  /// What the last E half-step noticed.
  private(set) var findings: [Finding] = []

  /// A sentence on the largest fall of the log-likelihood from one iteration to the next, beyond rounding; at most one, and
  /// none where the method does not promise that it never falls.
  var falls: [String] {
    guard timeline.model.plan.method.isMonotone else { return [] }
    let changes = zip(trace.dropFirst(), trace).map { $0 - $1 }
    guard let worst = changes.indices.min(by: { changes[$0] < changes[$1] }),
      changes[worst] < -1e-9 * max(1, abs(trace[worst]))
    else { return [] }
    return ["at iteration \(worst + 1), \(Finding.fell(nats: -changes[worst]))"]
  }

  /// How many nats the newest iterations still promise; 0 where they are no plain steps of EM, which alone make a geometric
  /// series.
  var promisedGain: Double {
    let method = timeline.model.plan.method
    guard method.isMonotone, method.maximization != .squarem, trace.count > 2 else { return 0 }
    let last = trace.suffix(3).map { $0 }
    return LatentModels.promisedGain(after: last[1] - last[0], last[2] - last[1])
  }

  /// The saddle that the fit converged to; nil where it is known to be a maximum, or where that would take long to know.
  func saddle(in workspace: Workspace) -> Saddle? {
    guard hasConverged, timeline.model.plan.method.isMonotone else { return nil }
    return (try? timeline.model.saddle(in: workspace)) ?? nil
  }

  init(timeline: Timeline<AnyEMModel>) { self.timeline = timeline }

  /// Runs at most so many iterations, and the E half-step that gives the log-likelihood at the end.
  mutating func run(
    iterations: Int, in workspace: Workspace, _ watch: (StepEvent) -> Void
  ) throws(FittingError) {
    while try timeline.advance(in: workspace) {
      guard let event = timeline.lastEvent, event.phase == .expectation else { continue }
      trace.append(event.objective.nats)
      findings = event.findings.filter { if case .fell = $0 { false } else { true } }
      hasConverged = event.status == .converged
      watch(event)
      if hasConverged || event.iteration >= iterations { return }
    }
  }

  /// ℓ of the data at the parameter found: that of the newest E half-step where it saw every row.
  func logLikelihood(in workspace: Workspace) throws(FittingError) -> Score {
    let model = timeline.model
    if let objective = timeline.lastEvent?.objective, case .exact = objective.kind {
      return Score(
        name: "log-likelihood", objective: objective, rows: model.data.rows, weight: model.data.totalWeight)
    }
    var evaluation = try model.evaluation(on: model.data)
    try evaluation.finish(in: workspace)
    return evaluation.scores[0]
  }
}
