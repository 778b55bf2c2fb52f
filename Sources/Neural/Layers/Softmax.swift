import NumericCore
import RealModule

/// Probabilities from scores, row by row: p_k = e^{u_k} / Σⱼ e^{uⱼ}, with its derivative beside it.
public enum Softmax {
  /// The logarithms of the probabilities (rows × classes): log p_k = (u_k − c) − log Σⱼ e^{uⱼ − c}, with c the largest score,
  /// so that nothing overflows and no digit is lost where all scores are large.
  public static func logarithms(_ scores: Matrix<Double>) -> Matrix<Double> {
    precondition(scores.columns > 0 || scores.rows == 0, "a softmax over no class")
    var result = scores
    for row in 0..<scores.rows {
      let largest = scores.row(row).max() ?? 0
      let shifted = scores.row(row).map { $0 - largest }
      let total = logSumExp(shifted)
      for (k, score) in shifted.enumerated() { result[row, k] = score - total }
    }
    return result
  }

  /// The probabilities (rows × classes); each row adds up to 1.
  public static func forward(_ scores: Matrix<Double>) -> Matrix<Double> {
    var result = logarithms(scores)
    for index in result.storage.indices { result.storage[index] = Double.exp(result.storage[index]) }
    return result
  }

  /// ∂L/∂scores, where `probabilities` is what `forward` gave and `gradient` = ∂L/∂probabilities.
  ///
  /// ∂p_k/∂uⱼ = p_k (δ_kj − pⱼ), so ∂L/∂uⱼ = pⱼ (gⱼ − Σ_k p_k g_k).
  public static func backward(
    probabilities: Matrix<Double>, gradient: Matrix<Double>
  ) -> Matrix<Double> {
    requireShape(
      of: gradient, "the gradient of a softmax", rows: probabilities.rows, columns: probabilities.columns)
    var result = gradient
    for row in 0..<probabilities.rows {
      var mean = 0.0
      for k in 0..<probabilities.columns { mean += probabilities[row, k] * gradient[row, k] }
      for k in 0..<probabilities.columns {
        result[row, k] = probabilities[row, k] * (gradient[row, k] - mean)
      }
    }
    return result
  }
}
