import NumericCore
import RealModule

/// Draws from N(m, σ²) written as functions of m and v = log σ² at fixed noise (Kingma & Welling, 2014; Rezende, Mohamed &
/// Wierstra, 2014), so that a derivative can pass through them.
///
///     z = m + e^{v/2} ε,   ε ~ N(0, 1)
public enum ReparameterizedDraw {
  /// The draws (rows × k).
  ///
  ///     output   rows × 2k: k means, then k log variances
  ///     noise    rows × k, standard normal
  public static func forward(output: Matrix<Double>, noise: Matrix<Double>) -> Matrix<Double> {
    requireShape(of: output, "means and log variances", rows: noise.rows, columns: 2 * noise.columns)
    let k = noise.columns
    var z = noise
    for row in 0..<noise.rows {
      for j in 0..<k {
        z[row, j] = output[row, j] + Double.exp(0.5 * output[row, k + j]) * noise[row, j]
      }
    }
    return z
  }

  /// ∂L/∂output (rows × 2k), where `gradient` = ∂L/∂z (rows × k): ∂z/∂m = 1 and ∂z/∂v = ½ e^{v/2} ε.
  public static func backward(
    output: Matrix<Double>, noise: Matrix<Double>, gradient: Matrix<Double>
  ) -> Matrix<Double> {
    requireShape(of: output, "means and log variances", rows: noise.rows, columns: 2 * noise.columns)
    requireShape(of: gradient, "the gradient of the draws", rows: noise.rows, columns: noise.columns)
    let k = noise.columns
    var result = Matrix<Double>(rows: noise.rows, columns: 2 * k)
    for row in 0..<noise.rows {
      for j in 0..<k {
        result[row, j] = gradient[row, j]
        result[row, k + j] = gradient[row, j] * 0.5 * Double.exp(0.5 * output[row, k + j]) * noise[row, j]
      }
    }
    return result
  }
}
