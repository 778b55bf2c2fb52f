import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// The options that the fits of all models share, and the fit itself.
struct FitOptions: ParsableArguments {
  @Option(
    help: """
      How the law of the latent is obtained: exact, hard, stochastic, monte-carlo:M (draws), saem:M (draws), or \
      minibatch:B (rows).
      """)
  var eStep = ExpectationKind.exact

  @Option(help: "How far the M-step goes: full, relaxed:F (times the way), or squarem.")
  var mStep = MaximizationKind.full

  @OptionGroup var common: CommonFitOptions

  @Option(
    parsing: .unconditional,
    help: """
      Converged when the mean log-likelihood per row changes by less; 0 runs all the iterations. (default: 1e-6; for \
      normal, random-intercept and linkage 1e-9)
      """)
  var tolerance: Double?

  @OptionGroup var inference: InferenceOptions

  func validate() throws {
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
    try common.carryOut(table) { bench in
      let (progress, workspace) = (bench.progress, bench.workspace)
      var plan = try plan(bench.training)
      if let tolerance { plan.tolerance = tolerance }
      let began = monotonicSeconds()
      try inference.check(try plan.model(on: bench.training))
      let found = try severalStarts(starts, of: plan, on: bench.training, progress, in: workspace)
      if let best = found?.best { plan.seed = best.outcome.seed }
      var fit = EMFit(
        timeline: Timeline(start: try plan.model(on: bench.training), memoryBudget: common.memoryBudget))
      try fit.run(iterations: isExact ? 0 : common.iterations, in: workspace) { progress.show($0) }
      progress.clear()
      if isExact { fit.hasConverged = true }
      let seconds = monotonicSeconds() - began
      var report = try FitReport(
        fit, details: try details(fit.timeline.model.base, workspace), heldOut: bench.heldOut,
        seconds: seconds, in: workspace)
      report.common.add(found)
      report.common.standardErrors = try inference.report(
        on: fit.timeline.model, seed: common.compute.seed, progress, in: workspace)
      return (report, fit.timeline.archived)
    }
  }

  /// What several starts led to; nil where there is one.
  private func severalStarts(
    _ count: Int, of plan: EMPlan, on data: DataTable, _ progress: ProgressLine, in workspace: Workspace
  ) throws(FittingError) -> MultiStartFindings? {
    guard count > 1 else { return nil }
    defer { progress.clear() }
    let study = MultiStart(data: data, plan: plan, count: count, iterations: common.iterations)
    return try progress.finish(study, "starts", in: workspace)
  }
}

extension ExpectationKind: ExpressibleByArgument {
  /// The kind of that name.
  public init?(argument: String) { self.init(name: argument) }
  /// The name.
  public var defaultValueDescription: String { name }
  /// The kinds, each with as many draws or rows as it has without a number.
  public static var defaultCompletionKind: CompletionKind {
    .list(["exact", "hard", "stochastic", "monte-carlo", "saem", "minibatch"])
  }
}

extension MaximizationKind: ExpressibleByArgument {
  /// The kind of that name.
  public init?(argument: String) { self.init(name: argument) }
  /// The name.
  public var defaultValueDescription: String { name }
  /// The kinds, and one factor.
  public static var defaultCompletionKind: CompletionKind { .list(["full", "squarem", "relaxed:1.5"]) }
}
