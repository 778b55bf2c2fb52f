import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// The options that the fits of all models share, and the fit itself.
struct FitOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Option(
    help: """
      How the law of the latent is obtained: exact, hard, stochastic, monte-carlo:M (draws), saem:M (draws), or \
      minibatch:B (rows).
      """)
  var eStep = ExpectationKind.exact

  @Option(help: "How far the M-step goes: full, relaxed:F (times the way), or squarem.")
  var mStep = MaximizationKind.full

  // A number below 0 is refused in a sentence of its own, and not taken for the name of an option.
  @Option(parsing: .unconditional, help: "At most so many iterations.")
  var iterations = 1000

  @Option(
    parsing: .unconditional,
    help: """
      Converged when the mean log-likelihood per row changes by less; 0 runs all the iterations. (default: 1e-6; for \
      normal, random-intercept and linkage 1e-9)
      """)
  var tolerance: Double?

  @Option(help: "A fraction of the rows, or a file, to score the fit on that it does not see.")
  var holdout: String?

  @Option(help: "Save the run, with its history, as safetensors.")
  var save: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "Say nothing but the result.")
  var quiet = false

  @OptionGroup var inference: InferenceOptions

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard iterations >= 0 else {
      throw ValidationError("--iterations is \(iterations): it must not be negative")
    }
    if let tolerance, !(tolerance >= 0 && tolerance.isFinite) {
      throw ValidationError("--tolerance is \(shortNumber(tolerance)): it must be 0 or positive")
    }
  }

  /// How the half-steps are carried out.
  var method: EMMethod { EMMethod(expectation: eStep, maximization: mStep) }

  /// Fits what `plan` says to the rows of `table`, and writes the report with what `details` says of the model.
  /// - Parameters:
  ///   - starts: how many starts the fit has, of which the best is kept.
  ///   - isExact: whether the plan starts at the exact maximum, so that only its log-likelihood is to be computed.
  func fit(
    _ table: DataTable, starts: Int = 1, isExact: Bool = false, plan: (DataTable) throws -> EMPlan,
    details: (any ExpectationMaximization, Workspace) throws(FittingError) -> any FitDetails
  ) throws {
    let split = try Holdout(holdout).split(table, seed: compute.seed)
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    let progress = ProgressLine(isShown: !quiet && !json)
    do {
      var plan = try plan(split.training)
      if let tolerance { plan.tolerance = tolerance }
      let began = monotonicSeconds()
      try inference.check(try plan.model(on: split.training))
      let found = try severalStarts(starts, of: plan, on: split.training, progress, in: workspace)
      if let best = found?.best { plan.seed = best.outcome.seed }
      var fit = EMFit(
        timeline: Timeline(
          start: try plan.model(on: split.training), memoryBudget: save == nil ? 0 : 64 << 20))
      try fit.run(iterations: isExact ? 0 : iterations, in: workspace) { progress.show($0) }
      progress.clear()
      if isExact { fit.hasConverged = true }
      let seconds = monotonicSeconds() - began
      var report = try FitReport(
        fit, details: try details(fit.timeline.model.base, workspace), heldOut: split.heldOut,
        seconds: seconds, in: workspace)
      report.common.add(found)
      report.common.standardErrors = try inference.report(
        on: fit.timeline.model, seed: compute.seed, progress, in: workspace)
      if let save {
        try RunFile(history: fit.timeline.archived(), source: split.training.source).write(to: save)
      }
      try output(json ? try jsonText(report) : report.text(hasNotes: !quiet))
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  /// What several starts led to; nil where there is one.
  private func severalStarts(
    _ count: Int, of plan: EMPlan, on data: DataTable, _ progress: ProgressLine, in workspace: Workspace
  ) throws(FittingError) -> MultiStartFindings? {
    guard count > 1 else { return nil }
    defer { progress.clear() }
    let study = MultiStart(data: data, plan: plan, count: count, iterations: iterations)
    return try progress.finish(study, "starts", in: workspace)
  }

  /// The rows to fit.
  func table() throws -> DataTable { try data.table(seed: compute.seed) }
}

extension ExpectationKind: ExpressibleByArgument {
  /// The kind of that name.
  public init?(argument: String) { self.init(name: argument) }
  /// The name.
  public var defaultValueDescription: String { name }
}

extension MaximizationKind: ExpressibleByArgument {
  /// The kind of that name.
  public init?(argument: String) { self.init(name: argument) }
  /// The name.
  public var defaultValueDescription: String { name }
}
