import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// The options that the fits with one scalar latent share, and the fit itself.
struct VariationalOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Option(help: "At most so many iterations.")
  var iterations = 1000

  @Option(help: "Converged when the objective per row changes by less; 0 runs all the iterations.")
  var tolerance = 1e-8

  @Option(help: "A fraction of the rows, or a file, to score the fit on that it does not see.")
  var holdout: String?

  @Option(help: "Save the run, with its history, as safetensors.")
  var save: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard iterations >= 0 else {
      throw ValidationError("--iterations is \(iterations): it must not be negative")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is \(tolerance): it must be 0 or positive")
    }
  }

  /// The settings of a fit by `method`.
  func settings(_ method: VariationalMethod) -> VariationalSettings {
    VariationalSettings(method: method, tolerance: tolerance, seed: compute.seed)
  }

  /// Fits what `plan` says to the rows of `table`, and writes the report with what `details` says of the model.
  func fit(
    _ table: DataTable, method: String, plan: (DataTable) throws -> VariationalPlan,
    details: (VariationalPlan, FreeParameters, DataTable) -> any FitDetails
  ) throws {
    let split = try Holdout(holdout).split(table, seed: compute.seed)
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    let progress = ProgressLine(isShown: !quiet && !json)
    do {
      let plan = try plan(split.training)
      let began = monotonicSeconds()
      var run = VariationalRun(
        timeline: Timeline(
          start: try plan.model(on: split.training), memoryBudget: save == nil ? 0 : 64 << 20))
      try run.run(iterations: iterations, in: workspace) { progress.show($0) }
      progress.show("direct ascent")
      try run.polish(iterations: iterations, in: workspace) { progress.show($0) }
      progress.show("gaps")
      defer { progress.clear() }
      guard let outcome = try run.timeline.model.base.outcome(in: workspace) else {
        preconditionFailure("\(plan.summary.title) has no outcome")
      }
      let report = try VariationalReport(
        run, outcome, method: method, details: details(plan, outcome.parameters, split.training),
        heldOut: split.heldOut, seconds: monotonicSeconds() - began, in: workspace)
      progress.clear()
      if let save {
        try RunFile(history: run.timeline.archived(), source: split.training.source).write(to: save)
      }
      try output(json ? try jsonText(report) : report.text(hasNotes: !quiet))
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }
}

/// A headless variational fit: the steps until convergence or the last iteration, with the trace of what is maximised.
struct VariationalRun {
  /// The history, which ends after an E half-step.
  private(set) var timeline: Timeline<AnyVariationalModel>
  /// The objective at the start and after each iteration, in nats.
  private(set) var trace: [Double] = []
  /// Whether the tolerance was met.
  private(set) var hasConverged = false
  /// What the last E half-step noticed.
  private(set) var findings: [Finding] = []
  /// What the direct steps came to that followed the alternation, and after which iteration; nil where there were none.
  private(set) var polish: (point: PolishedPoint, iteration: Int)?

  init(timeline: Timeline<AnyVariationalModel>) { self.timeline = timeline }

  /// Runs at most so many iterations, and the E half-step that gives the objective at the end.
  mutating func run(
    iterations: Int, in workspace: Workspace, _ watch: (StepEvent) -> Void
  ) throws(FittingError) {
    while try timeline.advance(in: workspace) {
      guard let event = timeline.lastEvent, event.phase == .expectation else { continue }
      trace.append(event.objective.nats)
      findings = event.findings
      hasConverged = event.status == .converged
      watch(event)
      if hasConverged || event.iteration >= iterations { return }
    }
  }

  /// Brings a fit that has converged to the maximum by direct steps, and goes on from there until it has converged again:
  /// alternation that is slow stops far from it. The trace then has at the iteration they follow what they reached.
  mutating func polish(
    iterations: Int, in workspace: Workspace, _ watch: (StepEvent) -> Void
  ) throws(FittingError) {
    let model = timeline.model
    guard hasConverged, model.iteration < iterations,
      let point = try model.base.polished(in: workspace)
    else { return }
    timeline.intervene(
      "parameter placed by direct ascent", with: try model.changed(by: .coordinates(point.coordinates)))
    polish = (point, model.iteration)
    trace.removeLast()
    try run(iterations: iterations, in: workspace, watch)
  }

  /// How many nats the newest iterations still promise; 0 where they make no geometric series.
  var promisedGain: Double {
    guard trace.count > 2, let settings = timeline.model.plan.settings, settings.method != .laplace else {
      return 0
    }
    let last = trace.suffix(3).map(\.self)
    return LatentModels.promisedGain(after: last[1] - last[0], last[2] - last[1])
  }
}
