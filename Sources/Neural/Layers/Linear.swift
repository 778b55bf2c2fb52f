import NumericCore

/// A linear layer y = W x + b, as a place in a flat array of parameters: it says where its weights and biases stand in the
/// array and computes with them, and holds no number itself.
///
///     weights   outputs × inputs   row-major, at `offset`
///     biases    outputs            right behind
///
/// Everything works on a batch, one observation per row, and no row's answer depends on another row. A layer without inputs
/// is its biases: a constant.
public struct Linear: Hashable, Sendable {
  /// How many numbers come in.
  public let inputs: Int
  /// How many numbers go out.
  public let outputs: Int
  /// Where its parameters begin in the flat array.
  public let offset: Int

  /// A layer of that shape; at least one output.
  public init(inputs: Int, outputs: Int, offset: Int = 0) {
    precondition(
      inputs >= 0 && outputs >= 1 && offset >= 0,
      "a linear layer from \(inputs) numbers to \(outputs) at \(offset): it needs one output at least")
    self.inputs = inputs
    self.outputs = outputs
    self.offset = offset
  }

  /// Where its weights stand, row after row of W.
  public var weights: Range<Int> { offset..<(offset + outputs * inputs) }
  /// Where its biases stand.
  public var biases: Range<Int> { weights.upperBound..<(weights.upperBound + outputs) }
  /// Where all its parameters stand.
  public var parameters: Range<Int> { weights.lowerBound..<biases.upperBound }

  /// output ← input Wᵀ + 1 bᵀ.
  ///
  ///     input    rows × inputs
  ///     output   rows × outputs
  public func forward(
    _ input: Matrix<Double>, parameters: [Double], into output: inout Matrix<Double>
  ) {
    require(parameters, input, gradient: output)
    // By columns of W, so that the innermost loop runs along a row of the output: y = b + Σⱼ xⱼ W·ⱼ.
    let columns = transposedWeights(of: parameters)
    let bias = parameters[biases]
    for row in 0..<input.rows {
      output.storage.replaceSubrange((row * outputs)..<((row + 1) * outputs), with: bias)
    }
    output.storage.withUnsafeMutableBufferPointer { y in
      input.storage.withUnsafeBufferPointer { x in
        columns.withUnsafeBufferPointer { w in
          for row in 0..<input.rows {
            for j in 0..<inputs {
              add(
                x[row * inputs + j], times: w, from: j * outputs, to: y, from: row * outputs, count: outputs)
            }
          }
        }
      }
    }
  }

  /// gradient += ∂L/∂(W, b), where `outputGradient` = ∂L/∂y, at this layer's place in the flat gradient.
  ///
  /// y_o = Σⱼ W_oj xⱼ + b_o, so ∂L/∂W_oj = Σ_rows (∂L/∂y_o) xⱼ and ∂L/∂b_o = Σ_rows ∂L/∂y_o. Rows are added in order.
  public func addGradient(
    input: Matrix<Double>, outputGradient: Matrix<Double>, to gradient: inout [Double]
  ) {
    require(gradient, input, gradient: outputGradient)
    gradient.withUnsafeMutableBufferPointer { g in
      input.storage.withUnsafeBufferPointer { x in
        outputGradient.storage.withUnsafeBufferPointer { dy in
          for row in 0..<input.rows {
            for o in 0..<outputs {
              let slope = dy[row * outputs + o]
              add(slope, times: x, from: row * inputs, to: g, from: offset + o * inputs, count: inputs)
              g[biases.lowerBound + o] += slope
            }
          }
        }
      }
    }
  }

  /// ∂L/∂x (rows × inputs), where `outputGradient` = ∂L/∂y: since ∂y_o/∂xⱼ = W_oj, it is (∂L/∂y) W.
  public func inputGradient(_ outputGradient: Matrix<Double>, parameters: [Double]) -> Matrix<Double> {
    var result = Matrix<Double>(rows: outputGradient.rows, columns: inputs)
    require(parameters, result, gradient: outputGradient)
    result.storage.withUnsafeMutableBufferPointer { dx in
      outputGradient.storage.withUnsafeBufferPointer { dy in
        parameters.withUnsafeBufferPointer { w in
          for row in 0..<outputGradient.rows {
            for o in 0..<outputs {
              add(
                dy[row * outputs + o], times: w, from: offset + o * inputs, to: dx, from: row * inputs,
                count: inputs)
            }
          }
        }
      }
    }
    return result
  }

  /// Wᵀ (inputs × outputs), row-major.
  private func transposedWeights(of parameters: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: inputs * outputs)
    for o in 0..<outputs {
      for j in 0..<inputs { result[j * outputs + o] = parameters[offset + o * inputs + j] }
    }
    return result
  }

  private func require(_ flat: [Double], _ input: Matrix<Double>, gradient output: Matrix<Double>) {
    precondition(
      flat.count >= parameters.upperBound,
      "a layer at \(parameters) in an array of \(flat.count) numbers")
    requireShape(of: input, "the input of a linear layer", rows: input.rows, columns: inputs)
    requireShape(of: output, "the output side of a linear layer", rows: input.rows, columns: outputs)
  }
}

/// target[t + i] += factor · source[s + i] for i in 0 ..< count.
@inline(__always)
private func add(
  _ factor: Double, times source: UnsafeBufferPointer<Double>, from s: Int,
  to target: UnsafeMutableBufferPointer<Double>, from t: Int, count: Int
) {
  for i in 0..<count { target[t + i] += factor * source[s + i] }
}
