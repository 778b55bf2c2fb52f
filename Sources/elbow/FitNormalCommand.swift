import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit normal`: a multivariate normal law from rows with missing values.
struct FitNormalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normal", abstract: "Fit a multivariate normal law by EM, with missing values.",
    discussion: """
      Examples:
        elbow fit normal --data penguins
        elbow fit normal --data murray --zero-mean --start 0.1
      """)

  // A correlation may be negative.
  @Option(
    parsing: .unconditional,
    help: "Where to start: moments (of the values there are), identity, or one correlation for all pairs.",
    completion: .list(["moments", "identity"]))
  var start = NormalStart.moments

  @Flag(help: "The mean is known to be zero.")
  var zeroMean = false

  @OptionGroup var options: FitOptions

  func run() throws {
    try options.fit(try options.common.table()) { _ in
      .normal(
        NormalSettings(
          isMeanZero: zeroMean, start: start, method: options.method,
          seed: options.common.compute.seed))
    } details: { model, _ in
      NormalDetails(fitted(model))
    }
  }
}

extension NormalStart: ExpressibleByArgument {
  /// The start of that name, or a correlation.
  public init?(argument: String) { self.init(name: argument) }
  /// The name.
  public var defaultValueDescription: String { name }
}

/// What a report says of a multivariate normal law.
struct NormalDetails: FitDetails {
  struct Parameters: Encodable {
    let mean: [Double]
    let covariance: [[Double]]

    init(_ found: NormalParameters) {
      mean = found.mean
      covariance = found.covariance.arrays
    }
  }

  let start: String
  let zeroMean: Bool
  let parameters: Parameters
  let closedForm: ClosedForm<Parameters>?
  private let columns: [String]

  init(_ model: MultivariateNormal) {
    start = model.settings.start.name
    zeroMean = model.settings.isMeanZero
    columns = model.data.columnNames
    let transform = model.data.transform
    parameters = Parameters(model.parameters.inOwnUnits(transform))
    closedForm = model.closedForm.flatMap { closed in
      model.closedFormLogLikelihood.map {
        ClosedForm(nats: $0, parameters: Parameters(closed.inOwnUnits(transform)))
      }
    }
  }

  private enum CodingKeys: String, CodingKey { case start, zeroMean, parameters, closedForm }

  var title: String { "Multivariate normal\(zeroMean ? ", mean 0" : "")" }

  var remarks: [String] { closedForm.map { [$0.line] } ?? [] }

  /// A row for each column of the data: its mean, its standard deviation and its correlations with those before it.
  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let deviations = columns.indices.map { parameters.covariance[$0][$0].squareRoot() }
    return textTable(
      header: ["column", "mean", "sd"] + columns.dropLast().map { "r \($0)" },
      rows: columns.indices.map { i in
        [columns[i], number.text(parameters.mean[i]), number.text(deviations[i])]
          + columns.indices.dropLast().map { j in
            j < i ? number.text(parameters.covariance[i][j] / (deviations[i] * deviations[j])) : ""
          }
      })
  }
}
