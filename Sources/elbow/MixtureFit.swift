import LatentModels

/// A headless fit: the steps until convergence or the last iteration, with the trace of the log-likelihood.
struct MixtureFit {
  /// The history, which ends after an E half-step.
  private(set) var timeline: Timeline<GaussianMixture>
  /// ℓ at the start and after each iteration, in nats.
  private(set) var trace: [Double] = []
  /// Whether the tolerance was met.
  private(set) var hasConverged = false
  /// What the last E half-step noticed.
  private(set) var findings: [Finding] = []

  /// A sentence on the largest fall of the log-likelihood from one iteration to the next, beyond rounding; at most one.
  var falls: [String] {
    let changes = zip(trace.dropFirst(), trace).map { $0 - $1 }
    guard let worst = changes.indices.min(by: { changes[$0] < changes[$1] }),
      changes[worst] < -1e-9 * max(1, abs(trace[worst]))
    else { return [] }
    return ["at iteration \(worst + 1), \(Finding.fell(nats: -changes[worst]))"]
  }

  init(timeline: Timeline<GaussianMixture>) { self.timeline = timeline }

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
}
