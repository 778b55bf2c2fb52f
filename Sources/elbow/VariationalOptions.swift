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

  /// Refuses --standardize where it would change nothing, and says why.
  func refuseStandardizing(_ reason: String) throws {
    guard !common.data.standardize else {
      throw ValidationError("--standardize means nothing here: \(reason); leave it out")
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
        timeline: Timeline(start: try plan.model(on: bench.training), memoryBudget: common.memoryBudget))
      let (progress, workspace) = (bench.progress, bench.workspace)
      try run.run(iterations: common.iterations, in: workspace) { progress.show($0) }
      progress.show("gaps")
      defer { progress.clear() }
      let model = run.timeline.model
      guard let outcome = try model.base.outcome(in: workspace) else {
        preconditionFailure("\(plan.summary.title) has no outcome")
      }
      let report = try VariationalReport(
        run, outcome, method: method, details: details(plan, outcome.parameters, bench.training),
        heldOut: bench.heldOut, seconds: monotonicSeconds() - began, in: workspace)
      return (report, run.timeline.archived)
    }
  }
}

/// A variational fit without a terminal.
typealias VariationalRun = HeadlessRun<AnyVariationalModel>

extension VariationalRun {
  /// The direct steps that followed the alternation, what they gained in nats, and the iteration that they were; nil where there were
  /// none.
  var climb: (steps: Int, nats: Double, iteration: Int)? {
    for case .step(let event) in timeline.entries.reversed() {
      for case .climbed(let steps, let nats) in event.findings { return (steps, nats, event.iteration) }
    }
    return nil
  }

  /// How many nats the newest iterations still promise; 0 where they make no geometric series.
  var gainToCome: Double {
    guard let settings = timeline.model.plan.settings, settings.method != .laplace else { return 0 }
    return promisedGain
  }
}
