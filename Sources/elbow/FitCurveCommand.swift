import ArgumentParser
import LatentModels
import NumericCore
import PlotKit

/// `elbow fit curve`: a parabola seen through noise.
struct FitCurveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curve", abstract: "Fit a parabola in a Gaussian latent, seen through noise, to one column.",
    discussion: """
      x = a + bz + cz² + sigma e with z and e standard normal. The first column used is fitted.

      Examples:
        elbow fit curve --data galaxies --method vi
        elbow fit curve --data faithful --columns waiting --method encoder-quadratic --json
      """)

  /// Where the law of the latent comes from.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case em
    case vi
    case encoderLinear = "encoder-linear"
    case encoderQuadratic = "encoder-quadratic"

    var law: VariationalMethod {
      switch self {
      case .em: .exact
      case .vi: .gaussian(.coordinate)
      case .encoderLinear: .encoder(.linear)
      case .encoderQuadratic: .encoder(.quadratic)
      }
    }
  }

  @Option(help: "em, vi, encoder-linear, or encoder-quadratic.")
  var method = Method.em

  @OptionGroup var options: VariationalOptions

  func run() throws {
    try options.fit(try options.common.table(), method: method.rawValue) { _ in
      .curve(column: 0, options.settings(method.law))
    } details: { _, free, table in
      CurveDetails(free, column: table.columnNames[0])
    }
  }
}

/// What a report says of a curve.
struct CurveDetails: FitDetails {
  struct Parameters: Encodable {
    let a: Double
    let b: Double
    let c: Double
    let sigma: Double
  }

  let column: String
  let parameters: Parameters

  init(_ free: FreeParameters, column: String) {
    self.column = column
    parameters = Parameters(a: free.values[0], b: free.values[1], c: free.values[2], sigma: free.values[3])
  }

  var title: String { "Curve x = a + bz + cz² + sigma e of \(column)" }

  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let rows = [("a", parameters.a), ("b", parameters.b), ("c", parameters.c), ("sigma", parameters.sigma)]
    return textTable(header: ["parameter", "estimate"], rows: rows.map { [$0.0, number.text($0.1)] })
  }
}
