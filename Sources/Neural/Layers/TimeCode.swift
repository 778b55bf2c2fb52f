import NumericCore
import RealModule

/// Makes of a time, the last number of a row, waves of many lengths (Vaswani et al., 2017), which a linear layer can use
/// where the time alone would be one straight line:
///
///     x₁ … x_d, t   →   x₁ … x_d, sin ω₁t … sin ω_K t, cos ω₁t … cos ω_K t,   ω_k = P^{−(k − 1)/K}
///
/// The fastest wave has ω = 1; the slowest would have 1/P. It has no parameters.
public struct TimeCode: Hashable, Sendable {
  /// d, how many numbers stand before the time and are passed on as they are.
  public let dimensions: Int
  /// K.
  public let frequencies: Int
  /// P, greater than 0.
  public let span: Double

  /// The code of a time behind `dimensions` numbers, in `frequencies` waves, at least one.
  public init(dimensions: Int, frequencies: Int, span: Double = 10_000) {
    precondition(
      dimensions >= 0 && frequencies >= 1 && span > 0 && span.isFinite,
      "a time code of \(frequencies) waves over \(span) behind \(dimensions) numbers")
    self.dimensions = dimensions
    self.frequencies = frequencies
    self.span = span
  }

  /// d + 1.
  public var inputs: Int { dimensions + 1 }
  /// d + 2K.
  public var outputs: Int { dimensions + 2 * frequencies }

  /// ω_k for k from 0.
  public func frequency(_ k: Int) -> Double { Double.pow(span, -Double(k) / Double(frequencies)) }

  /// The code (rows × outputs) of `input` (rows × inputs).
  public func forward(_ input: Matrix<Double>) -> Matrix<Double> {
    requireShape(of: input, "the input of a time code", rows: input.rows, columns: inputs)
    var result = Matrix<Double>(rows: input.rows, columns: outputs)
    for row in 0..<input.rows {
      for j in 0..<dimensions { result[row, j] = input[row, j] }
      for k in 0..<frequencies {
        let angle = frequency(k) * input[row, dimensions]
        result[row, dimensions + k] = Double.sin(angle)
        result[row, dimensions + frequencies + k] = Double.cos(angle)
      }
    }
    return result
  }

  /// ∂L/∂input, where `output` is what `forward` gave and `outputGradient` = ∂L/∂output.
  ///
  /// (sin ωt)′ = ω cos ωt and (cos ωt)′ = −ω sin ωt, and both stand in the output.
  public func backward(output: Matrix<Double>, outputGradient: Matrix<Double>) -> Matrix<Double> {
    requireShape(of: output, "the output of a time code", rows: output.rows, columns: outputs)
    requireShape(of: outputGradient, "the gradient of a time code", rows: output.rows, columns: outputs)
    var result = Matrix<Double>(rows: output.rows, columns: inputs)
    for row in 0..<output.rows {
      for j in 0..<dimensions { result[row, j] = outputGradient[row, j] }
      for k in 0..<frequencies {
        let (s, c) = (dimensions + k, dimensions + frequencies + k)
        result[row, dimensions] +=
          frequency(k) * (outputGradient[row, s] * output[row, c] - outputGradient[row, c] * output[row, s])
      }
    }
    return result
  }
}
