import NumericCore
import RealModule

/// KL(N(m, σ²) ‖ N(0, 1)) in nats (Kullback & Leibler, 1951), as a function of m and v = log σ², with its derivatives.
///
///     KL = ½ (m² + eᵛ − 1 − v)
public struct StandardNormalDivergence: Hashable, Sendable {
  /// KL.
  public let value: Double
  /// ∂KL/∂m = m.
  public let meanSlope: Double
  /// ∂KL/∂v = ½ (eᵛ − 1).
  public let logVarianceSlope: Double

  /// The divergence at mean `m` and log variance `v`.
  public init(mean m: Double, logVariance v: Double) {
    // eᵛ − 1 in one, which keeps its digits near v = 0, where the divergence is v²/4.
    let excess = Double.expMinusOne(v)
    value = 0.5 * (m * m + (excess - v))
    meanSlope = m
    logVarianceSlope = 0.5 * excess
  }

  /// The divergence of each row of independent coordinates from N(0, I).
  ///
  ///     output   rows × 2k: k means, then k log variances; so is the gradient
  public static func ofRows(_ output: Matrix<Double>) -> RowLosses {
    precondition(
      output.columns.isMultiple(of: 2), "\(output.columns) columns are not means and log variances")
    let k = output.columns / 2
    var result = RowLosses(rows: output.rows, columns: 2 * k)
    for row in 0..<output.rows {
      for j in 0..<k {
        let term = StandardNormalDivergence(mean: output[row, j], logVariance: output[row, k + j])
        result.values[row] += term.value
        result.gradient[row, j] = term.meanSlope
        result.gradient[row, k + j] = term.logVarianceSlope
      }
    }
    return result
  }
}
