import NumericCore
import RealModule

/// The conditional law of the missing values of a row given the observed ones, o, made ready for all rows in which the same
/// columns were observed: x_m | x_o ~ N(μ_m + B(x_o − μ_o), C), as `MissingPattern` has it for a mixture.
struct NormalLaw {
  /// o and m, ascending.
  let observed: [Int]
  let missing: [Int]
  /// C: |m| × |m|.
  let residual: Matrix<Double>
  /// ½ log det 2πe C; 0 where nothing is missing.
  let entropy: Double
  private let mean: [Double]
  private let regression: Matrix<Double>
  private let factor: Cholesky
  private let root: Matrix<Double>?
  private let constant: Double

  /// The law under `density`, a mixture of one component, given the columns `observed`.
  init(_ density: MixtureDensity, observed: [Int]) throws(FittingError) {
    let pattern = try MissingPattern(density, observed: observed)
    self.observed = observed
    missing = pattern.missing
    mean = density.parameters.means.row(0)
    regression = pattern.regressions[0]
    residual = pattern.residuals[0]
    entropy = missing.isEmpty ? 0 : pattern.entropies[0]
    factor = pattern.marginal.factors[0]
    constant = pattern.marginal.constants[0]
    root = missing.isEmpty ? nil : Cholesky(residual)?.lower
    guard missing.isEmpty || root != nil else { throw .singularCovariance }
  }

  /// log p(x_o), given the observed values less their means.
  func logDensity(given offsets: [Double]) -> Double {
    constant - 0.5 * factor.whitened(offsets).reduce(0) { $0 + $1 * $1 }
  }

  /// The values of the observed columns of `row`, less their means.
  func offsets(of row: ArraySlice<Double>) -> [Double] {
    observed.map { row[row.startIndex + $0] - mean[$0] }
  }

  /// E(x_m − μ_m).
  func conditionalOffsets(given offsets: [Double]) -> [Double] { regression * offsets }

  /// A draw of x_m − E x_m.
  func draw(_ random: inout RandomStream) -> [Double] {
    guard let root else { return [] }
    return root * missing.map { _ in random.normal() }
  }
}
