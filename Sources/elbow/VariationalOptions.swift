import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// The options that the fits with one scalar latent share, and the fit itself.
struct VariationalOptions: ParsableArguments {
  @OptionGroup var common: CommonFitOptions

  @Option(
    parsing: .unconditional,
    help: "Converged when the objective per row changes by less; 0 runs all the iterations.")
  var tolerance = 1e-8

  func validate() throws {
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is \(shortNumber(tolerance)): it must be 0 or positive")
    }
  }

  /// The settings of a fit by `method`.
  func settings(_ method: VariationalMethod) -> VariationalSettings {
    VariationalSettings(method: method, tolerance: tolerance, seed: common.compute.seed)
  }

  /// Fits what `plan` says to the rows of `table`, and writes the report with what `details` says of the model.
  func fit(
    _ table: DataTable, method: String, plan: (DataTable) throws -> VariationalPlan,
    details: (VariationalPlan, FreeParameters, DataTable) -> any FitDetails
  ) throws {
    try common.carryOut(table) { bench in
      let plan = try plan(bench.training)
      let began = monotonicSeconds()
      var run = VariationalRun(
        Timeline(start: try plan.model(on: bench.training), memoryBudget: common.memoryBudget))
      let (progress, workspace) = (bench.progress, bench.workspace)
      try run.fit.run(iterations: common.iterations, in: workspace) { progress.show($0) }
      progress.show("direct ascent")
      try run.polish(iterations: common.iterations, in: workspace) { progress.show($0) }
      progress.show("gaps")
      defer { progress.clear() }
      let model = run.fit.timeline.model
      guard let outcome = try model.base.outcome(in: workspace) else {
        preconditionFailure("\(plan.summary.title) has no outcome")
      }
      let report = try VariationalReport(
        run, outcome, method: method, details: details(plan, outcome.parameters, bench.training),
        heldOut: bench.heldOut, seconds: monotonicSeconds() - began, in: workspace)
      return (report, run.fit.timeline.archived)
    }
  }
}

/// A headless variational fit: an alternation, and the direct steps that may follow it.
struct VariationalRun {
  /// The alternation.
  var fit: HeadlessRun<AnyVariationalModel>
  /// What the direct steps came to that followed the alternation, and after which iteration; nil where there were none.
  private(set) var polish: (point: PolishedPoint, iteration: Int)?

  init(_ timeline: Timeline<AnyVariationalModel>) { fit = HeadlessRun(timeline: timeline) }

  /// Brings a fit that has converged to the maximum by direct steps, and goes on from there until it has converged again:
  /// alternation that is slow stops far from it. The trace then has at the iteration they follow what they reached.
  mutating func polish(
    iterations: Int, in workspace: Workspace, _ watch: (StepEvent) -> Void
  ) throws(FittingError) {
    let model = fit.timeline.model
    guard fit.hasConverged, model.iteration < iterations,
      let point = try model.base.polished(in: workspace)
    else { return }
    fit.intervene(
      "parameter placed by direct ascent", with: try model.changed(by: .coordinates(point.coordinates)))
    polish = (point, model.iteration)
    try fit.run(iterations: iterations, in: workspace, watch)
  }

  /// How many nats the newest iterations still promise; 0 where they make no geometric series.
  var gainToCome: Double {
    guard let settings = fit.timeline.model.plan.settings, settings.method != .laplace else { return 0 }
    return fit.promisedGain
  }
}
