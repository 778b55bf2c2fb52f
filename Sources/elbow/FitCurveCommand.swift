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

  @Option(
    parsing: .unconditional,
    help:
      "Where to begin, in the data's own units: a,b,c,sigma. Without it, where the skewness of the column points."
  )
  var start: String?

  @OptionGroup var options: VariationalOptions

  func validate() throws { _ = try startValues() }

  /// The numbers of --start; nil without it.
  private func startValues() throws -> [Double]? {
    guard let start else { return nil }
    let values = splitColumns(start).map { Double($0) ?? .nan }
    guard values.count == 4, values.allSatisfy(\.isFinite), values[3] > 0 else {
      throw ValidationError("--start is \(start): it must be four numbers a,b,c,sigma with sigma above 0")
    }
    return values
  }

  func run() throws {
    try options.fit(try options.common.table(), method: method.rawValue) { rows in
      var settings = options.settings(method.law)
      if let values = try startValues() {
        settings.start = try CurveDecoder(data: rows, column: 0).coordinates(free: values)
      }
      return .curve(column: 0, settings)
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

  /// A parabola that does not bend is a line, x ~ N(a, b² + σ²): the likelihood is then the same for all b and σ of one sum of
  /// squares, and in c, whose sign is that of the skewness 6b²c + 8c³, it is flat.
  var warnings: [String] {
    let (b, c, sigma) = (parameters.b, parameters.c, parameters.sigma)
    let spread = (b * b + 2 * c * c + sigma * sigma).squareRoot()
    guard abs(c) < Self.straight * spread else { return [] }
    return [
      "c is next to 0 (\(NumberFormat.significant(2).text(abs(c) / spread)) of the standard deviation of x): without a bend "
        + "x ~ N(a, b² + sigma²), which says nothing of b and sigma apart, nor of the sign of c; only a and "
        + "b² + sigma² are estimated"
    ]
  }

  /// So small a share of the deviation of x in c is told apart from 0 by no data of usual size.
  private static let straight = 0.02

  var title: String { "Curve x = a + bz + cz² + sigma e of \(column)" }

  var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let rows = [("a", parameters.a), ("b", parameters.b), ("c", parameters.c), ("sigma", parameters.sigma)]
    return textTable(header: ["parameter", "estimate"], rows: rows.map { [$0.0, number.text($0.1)] })
  }
}
