import LatentModels
import NumericCore

/// A fit on its way without a terminal: the steps until convergence or the last iteration, with the trace of what is maximised.
struct HeadlessRun<Model: LatentModel> {
  /// The history, which ends after an E half-step.
  private(set) var timeline: Timeline<Model>
  /// The objective at the start and after each iteration, in nats; an estimate where the E-step saw only some of the rows.
  private(set) var trace: [Double] = []
  /// Whether the tolerance was met.
  var hasConverged = false
  /// What the last E half-step noticed, but for falls, which the trace shows.
  private(set) var findings: [Finding] = []

  init(timeline: Timeline<Model>) { self.timeline = timeline }

  /// Runs at most so many iterations, and the E half-step that gives the objective at the end.
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

  /// How many nats the newest iterations would still promise, were they plain steps of EM, which alone make a geometric series; 0
  /// where they make none.
  var promisedGain: Double {
    guard trace.count > 2 else { return 0 }
    let last = Array(trace.suffix(3))
    return LatentModels.promisedGain(after: last[1] - last[0], last[2] - last[1])
  }
}
