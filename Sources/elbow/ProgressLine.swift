import LatentModels
import NumericCore

/// A line on standard error that is written over as a fit or a study goes on; only on a terminal.
struct ProgressLine {
  private let isShown: Bool

  init(isShown: Bool) { self.isShown = isShown && isTerminal(2) }

  /// Shows every tenth iteration of a fit.
  func show(_ event: StepEvent) {
    guard event.phase == .expectation, event.iteration % 10 == 0 else { return }
    show("iteration \(event.iteration)  log-likelihood \(event.objective.nats)")
  }

  /// Does what is left of `study` and gives what it found.
  func finish<Finding>(
    _ study: any Study<Finding>, _ what: String, in workspace: Workspace
  ) throws(FittingError) -> Finding {
    var study = study
    while !study.isFinished {
      try study.advance(in: workspace)
      show("\(what) \(study.done) of \(study.planned)")
    }
    return study.findings
  }

  func clear() {
    if isShown { standardError("\r\u{1B}[K") }
  }

  /// Shows what goes on now.
  func show(_ text: String) {
    if isShown { standardError("\r\u{1B}[K\(text) ") }
  }
}
