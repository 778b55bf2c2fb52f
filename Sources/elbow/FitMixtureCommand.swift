import ArgumentParser
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
        elbow fit gmm --data faithful --components 2 --e-step monte-carlo:10
      """)

  @Option(parsing: .unconditional, help: "How many components K.")
  var components: Int

  @Option(help: "The covariance family: full, tied, diag or spherical.")
  var covariance = CovarianceFamily.full

  @Option(
    help: "Where to start: kmeans++, random, or a JSON file with weights, means and covariances.",
    completion: .nameOrFile(["kmeans++", "random"]))
  var start = "kmeans++"

  @Flag(help: "Add a component of uniform noise over the box of the data.")
  var noise = false

  @Option(
    parsing: .unconditional, help: "Added to every variance in each M-step, in squared units of the fit.")
  var ridge = 1e-6

  @OptionGroup var several: StartsOption

  @OptionGroup var options: FitOptions

  func validate() throws {
    guard several.starts == 1 || ["kmeans++", "random"].contains(start) else {
      throw ValidationError(
        "--starts \(several.starts) needs --start kmeans++ or random: a file is one start")
    }
    guard components >= 1 else {
      throw ValidationError("--components is \(components): it must be at least 1")
    }
    guard ridge >= 0, ridge.isFinite else {
      throw ValidationError("--ridge is \(shortNumber(ridge)): it must be 0 or positive")
    }
  }

  func run() throws {
    let start = try startValues()
    try options.fit(try options.common.table(), starts: several.starts) { _ in
      .mixture(
        MixtureSettings(
          components: components, family: covariance, hasNoise: noise, start: start, ridge: ridge,
          method: options.method, seed: options.common.compute.seed))
    } details: { model, _ in
      MixtureDetails(fitted(model))
    }
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

/// The model of a fit, of whose kind its plan has left no doubt.
func fitted<Model: ExpectationMaximization>(_ model: any ExpectationMaximization) -> Model {
  guard let model = model as? Model else {
    preconditionFailure("a fit of \(Model.summary.title) gave another model")
  }
  return model
}
