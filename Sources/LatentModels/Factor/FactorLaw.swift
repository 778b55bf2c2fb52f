import NumericCore
import RealModule

/// The conditional law of the latent given the observed columns o of a row, made ready for all rows in which the same
/// columns were observed.
struct FactorLaw {
  /// o, ascending.
  let observed: [Int]
  /// V: k × k.
  let variance: Matrix<Double>
  /// L with V = L Lᵀ.
  let root: Matrix<Double>
  /// ½ log det 2πe V.
  let entropy: Double
  /// V W_oᵀ Ψ_o⁻¹: k × |o|.
  private let gain: Matrix<Double>
  private let parameters: FactorParameters
  /// −½ (|o| log 2π + log det (W_o W_oᵀ + Ψ_o)).
  private let constant: Double

  /// The law under `parameters`, given the columns `observed`. Nil if V cannot be computed.
  init?(_ parameters: FactorParameters, observed: [Int]) {
    let k = parameters.latentDimensions
    var precision = Matrix<Double>.identity(k)
    for j in observed {
      for a in 0..<k {
        for b in 0..<k {
          precision[a, b] +=
            parameters.loadings[j, a] * parameters.loadings[j, b] / parameters.noiseVariances[j]
        }
      }
    }
    guard let factor = Cholesky(precision) else { return nil }
    let columns = (0..<k).map { index in factor.solve((0..<k).map { $0 == index ? 1 : 0 }) }
    variance = Matrix(columns)
    guard let root = Cholesky(variance)?.lower else { return nil }
    self.root = root
    var gain = Matrix<Double>(rows: k, columns: observed.count)
    for (place, j) in observed.enumerated() {
      let solved = factor.solve(parameters.loadings.row(j))
      for a in 0..<k { gain[a, place] = solved[a] / parameters.noiseVariances[j] }
    }
    self.gain = gain
    self.observed = observed
    self.parameters = parameters
    entropy = 0.5 * (Double(k) * (log2Pi + 1) - factor.logDeterminant)
    // det (W Wᵀ + Ψ) = det Ψ det V⁻¹.
    let logDeterminant = observed.reduce(factor.logDeterminant) {
      $0 + Double.log(parameters.noiseVariances[$1])
    }
    constant = -0.5 * (Double(observed.count) * log2Pi + logDeterminant)
  }

  /// m, given the values of the observed columns less their means.
  func mean(given offsets: [Double]) -> [Double] { gain * offsets }

  /// log p(x_o): the squared Mahalanobis distance is ‖Ψ^{−½}(x − μ − W m)‖² + ‖m‖², in which nothing cancels.
  func logDensity(given offsets: [Double], mean m: [Double]) -> Double {
    var square = m.reduce(0) { $0 + $1 * $1 }
    for (place, j) in observed.enumerated() {
      var residual = offsets[place]
      for l in m.indices { residual -= parameters.loadings[j, l] * m[l] }
      square += residual * residual / parameters.noiseVariances[j]
    }
    return constant - 0.5 * square
  }

  /// The values of the observed columns of `row`, less their means.
  func offsets(of row: ArraySlice<Double>) -> [Double] {
    observed.map { row[row.startIndex + $0] - parameters.mean[$0] }
  }
}
