import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// `elbow fit gmm`: a Gaussian mixture by expectation–maximisation.
struct FitMixtureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gmm", abstract: "Fit a Gaussian mixture by expectation-maximisation.",
    discussion: """
      Examples:
        elbow fit gmm --data faithful --components 2
        elbow fit gmm --data my.csv --columns height,weight --components 3 --covariance tied --json
        elbow fit gmm --data iris --components 3 --holdout .2 --save iris.safetensors
      """)

  @OptionGroup var data: DataOptions

  @Option(help: "How many components K.")
  var components: Int

  @Option(help: "The covariance family: full, tied, diag or spherical.")
  var covariance = CovarianceFamily.full

  @Option(help: "Where to start: kmeans++, random, or a JSON file with weights, means and covariances.")
  var start = "kmeans++"

  @Option(help: "How many starts; the best fit is kept, and its seed is told.")
  var starts = 1

  @Option(help: "At most so many iterations.")
  var iterations = 1000

  @Option(
    help: "Converged when the mean log-likelihood per row changes by less; 0 runs all the iterations.")
  var tolerance = 1e-6

  @Option(help: "Added to every variance in each M-step, in squared units of the fit.")
  var ridge = 1e-6

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
    guard (1...100_000).contains(starts) else {
      throw ValidationError("--starts is \(starts): it must be from 1 to 100000")
    }
    guard starts == 1 || ["kmeans++", "random"].contains(start) else {
      throw ValidationError("--starts \(starts) needs --start kmeans++ or random: a file is one start")
    }
    guard components >= 1 else {
      throw ValidationError("--components is \(components): it must be at least 1")
    }
    guard iterations >= 0 else {
      throw ValidationError("--iterations is \(iterations): it must not be negative")
    }
    guard ridge >= 0, ridge.isFinite else {
      throw ValidationError("--ridge is \(ridge): it must be 0 or positive")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw ValidationError("--tolerance is \(tolerance): it must be 0 or positive")
    }
  }

  func run() throws {
    let table = try data.table(seed: compute.seed)
    let split = try Holdout(holdout).split(table, seed: compute.seed)
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      var settings = MixtureSettings(
        components: components, family: covariance, start: try startValues(), ridge: ridge,
        tolerance: tolerance, seed: compute.seed)
      let began = monotonicSeconds()
      let found = try severalStarts(of: settings, on: split.training, in: workspace)
      if let best = found?.best { settings.seed = best.outcome.seed }
      var fit = MixtureFit(
        timeline: Timeline(
          start: try GaussianMixture(data: split.training, settings: settings),
          memoryBudget: save == nil ? 0 : 64 << 20))
      let progress = Progress(isShown: !quiet && !json)
      try fit.run(iterations: iterations, in: workspace) { progress.show($0) }
      progress.clear()
      let seconds = monotonicSeconds() - began
      var report = try MixtureReport(fit, heldOut: split.heldOut, seconds: seconds, in: workspace)
      report.add(found)
      report.standardErrors = try inference.report(
        on: AnyEMModel(fit.timeline.model), seed: compute.seed, showsProgress: !quiet && !json, in: workspace)
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
    of settings: MixtureSettings, on data: DataTable, in workspace: Workspace
  ) throws(FittingError) -> MultiStartFindings? {
    guard starts > 1 else { return nil }
    let progress = ProgressLine(isShown: !quiet && !json)
    defer { progress.clear() }
    let study = MultiStart(data: data, plan: settings.plan, count: starts, iterations: iterations)
    return try progress.finish(study, "starts", in: workspace)
  }

  private func startValues() throws -> MixtureStart {
    switch start {
    case MixtureStart.kMeansPlusPlus.name: return .kMeansPlusPlus
    case MixtureStart.random.name: return .random
    default: return .given(try StartFile.read(start, components: components))
    }
  }
}

extension CovarianceFamily: ExpressibleByArgument {}

/// A line on standard error that is written over as a fit goes on; only on a terminal.
private struct Progress {
  let isShown: Bool

  init(isShown: Bool) { self.isShown = isShown && isTerminal(2) }

  func show(_ event: StepEvent) {
    guard isShown, event.phase == .expectation, event.iteration % 10 == 0 else { return }
    standardError("\riteration \(event.iteration)  log-likelihood \(event.objective.nats) ")
  }

  func clear() {
    if isShown { standardError("\r\u{1B}[K") }
  }
}
