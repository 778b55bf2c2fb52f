import NumericCore
import RealModule

/// −log N(x; m, σ²) in nats, as a function of m and v = log σ², with its derivatives. A missing x (NaN) costs nothing.
///
///     L = ½ (log 2π + v + (x − m)² e⁻ᵛ)
public struct GaussianLoss: Hashable, Sendable {
  /// L.
  public let value: Double
  /// ∂L/∂m = −(x − m) e⁻ᵛ.
  public let meanSlope: Double
  /// ∂L/∂v = ½ (1 − (x − m)² e⁻ᵛ).
  public let logVarianceSlope: Double

  /// The loss of `x` under mean `m` and log variance `v`.
  public init(_ x: Double, mean m: Double, logVariance v: Double) {
    guard !x.isNaN else {
      (value, meanSlope, logVarianceSlope) = (0, 0, 0)
      return
    }
    // Divided by σ before it is squared: (x − m)² alone may overflow where the quotient does not.
    let precisionRoot = Double.exp(-0.5 * v)
    let z = (x - m) * precisionRoot
    value = 0.5 * (log2Pi + v + z * z)
    meanSlope = -z * precisionRoot
    logVarianceSlope = 0.5 * (1 - z * z)
  }

  /// The loss of each row where a network gives means and log variances.
  ///
  ///     observed   rows × d
  ///     output     rows × 2d: d means, then d log variances; so is the gradient
  public static func ofRows(_ observed: Matrix<Double>, output: Matrix<Double>) -> RowLosses {
    let d = observed.columns
    requireShape(of: output, "means and log variances", rows: observed.rows, columns: 2 * d)
    var result = RowLosses(rows: observed.rows, columns: 2 * d)
    for row in 0..<observed.rows {
      for j in 0..<d {
        let loss = GaussianLoss(observed[row, j], mean: output[row, j], logVariance: output[row, d + j])
        result.values[row] += loss.value
        result.gradient[row, j] = loss.meanSlope
        result.gradient[row, d + j] = loss.logVarianceSlope
      }
    }
    return result
  }

  /// The loss of each row where every row has the same variances: the parameters of a model, not of its network.
  ///
  ///     observed       rows × d
  ///     means          rows × d
  ///     logVariances   d
  ///     gradient       rows × 2d: in the means, then in the log variances (whose own gradient is the sum over the rows)
  public static func ofRows(
    _ observed: Matrix<Double>, means: Matrix<Double>, logVariances: [Double]
  ) -> RowLosses {
    let d = observed.columns
    requireShape(of: means, "means", rows: observed.rows, columns: d)
    precondition(logVariances.count == d, "\(logVariances.count) log variances for \(d) columns")
    var output = Matrix<Double>(rows: observed.rows, columns: 2 * d)
    for row in 0..<observed.rows {
      for j in 0..<d {
        output[row, j] = means[row, j]
        output[row, d + j] = logVariances[j]
      }
    }
    return ofRows(observed, output: output)
  }
}
