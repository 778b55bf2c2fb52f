import ArgumentParser
import LatentModels
import NumericCore

/// `elbow fit ppca`: probabilistic principal components, by EM or in closed form.
struct FitPPCACommand: ParsableCommand {
  /// How the maximum is found.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case em
    case closedForm = "closed-form"
  }

  static let configuration = CommandConfiguration(
    commandName: "ppca", abstract: "Fit probabilistic principal components.",
    discussion: """
      Missing values are integrated out by EM; the closed form needs complete rows.

      Examples:
        elbow fit ppca --data iris --latent 2
        elbow fit ppca --data iris --latent 2 --method closed-form --json
      """)

  @Option(parsing: .unconditional, help: "How many latent dimensions k.")
  var latent = 2

  @Option(help: "em, or closed-form.")
  var method = Method.em

  @OptionGroup var several: StartsOption

  @OptionGroup var options: FitOptions

  func validate() throws {
    guard several.starts == 1 || method == .em else {
      throw ValidationError("--starts \(several.starts) is for --method em: the closed form has no start")
    }
  }

  func run() throws {
    let table = try options.common.table()
    let isClosed = method == .closedForm
    guard !isClosed || !table.hasMissing else {
      throw failing(
        "--method closed-form needs complete rows, and \(table.incompleteRows) of \(table.rows) have a missing value: "
          + "add --complete-rows, or use --method em", .usage)
    }
    // The closed form needs no iteration, only the E half-step that gives its log-likelihood.
    try options.fit(table, starts: several.starts, isExact: isClosed) { rows in
      .ppca(
        FactorSettings(
          .isotropic, latentDimensions: latent, start: isClosed ? .principalComponents : .random,
          method: isClosed ? .em : options.method, seed: options.common.compute.seed))
    } details: { model, _ in
      FactorDetails(fitted(model) as PPCA, method: method.rawValue)
    }
  }
}

/// `elbow fit factor`: factor analysis by EM.
struct FitFactorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factor", abstract: "Fit factor analysis by EM, with missing values.",
    discussion: """
      Example:
        elbow fit factor --data penguins --latent 1 --standardize --m-step squarem
      """)

  @Option(parsing: .unconditional, help: "How many latent dimensions k.")
  var latent = 2

  @Option(help: "em: factor analysis has no closed form.", completion: .list(["em"]))
  var method = "em"

  @OptionGroup var several: StartsOption

  @OptionGroup var options: FitOptions

  func validate() throws {
    guard method == "em" else {
      throw ValidationError(
        "--method is \(method): factor analysis has no closed form, so it must be em; fit ppca has one")
    }
  }

  func run() throws {
    try options.fit(try options.common.table(), starts: several.starts) { _ in
      .factor(
        FactorSettings(
          .diagonal, latentDimensions: latent, method: options.method,
          seed: options.common.compute.seed))
    } details: { model, _ in
      FactorDetails(fitted(model) as FactorAnalysis, method: method)
    }
  }
}
