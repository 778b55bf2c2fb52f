import NumericCore

/// The monomials of a row up to a degree, without the constant, which is the bias of the linear layer that follows:
///
///     degree 0   nothing                                    the layer behind is constant
///     degree 1   x₁ … x_d                                   … is linear
///     degree 2   x₁ … x_d, then xᵢ xⱼ for i ≤ j, row-wise   … is quadratic
public struct PolynomialFeatures: Hashable, Sendable {
  /// How many numbers come in.
  public let dimensions: Int
  /// The highest degree, 0, 1 or 2.
  public let degree: Int

  /// The features of rows of `dimensions` numbers, up to `degree` (0, 1 or 2).
  public init(dimensions: Int, degree: Int) {
    precondition(dimensions >= 0, "features of \(dimensions) numbers")
    precondition((0...2).contains(degree), "features of degree \(degree): it is 0, 1 or 2")
    self.dimensions = dimensions
    self.degree = degree
  }

  /// How many features there are.
  public var count: Int {
    switch degree {
    case 0: 0
    case 1: dimensions
    default: dimensions + dimensions * (dimensions + 1) / 2
    }
  }

  /// The features (rows × count) of `input` (rows × dimensions).
  public func forward(_ input: Matrix<Double>) -> Matrix<Double> {
    requireShape(of: input, "the input of the features", rows: input.rows, columns: dimensions)
    var result = Matrix<Double>(rows: input.rows, columns: count)
    guard degree > 0 else { return result }
    for row in 0..<input.rows {
      for i in 0..<dimensions { result[row, i] = input[row, i] }
      guard degree > 1 else { continue }
      var column = dimensions
      for i in 0..<dimensions {
        for j in i..<dimensions {
          result[row, column] = input[row, i] * input[row, j]
          column += 1
        }
      }
    }
    return result
  }

  /// ∂L/∂input (rows × dimensions), where `outputGradient` = ∂L/∂features:
  /// a product xᵢ xⱼ hands its slope times xⱼ to xᵢ and times xᵢ to xⱼ, so a square hands 2 xᵢ.
  public func backward(input: Matrix<Double>, outputGradient: Matrix<Double>) -> Matrix<Double> {
    requireShape(of: input, "the input of the features", rows: input.rows, columns: dimensions)
    requireShape(of: outputGradient, "the gradient of the features", rows: input.rows, columns: count)
    var result = Matrix<Double>(rows: input.rows, columns: dimensions)
    guard degree > 0 else { return result }
    for row in 0..<input.rows {
      for i in 0..<dimensions { result[row, i] = outputGradient[row, i] }
      guard degree > 1 else { continue }
      var column = dimensions
      for i in 0..<dimensions {
        for j in i..<dimensions {
          result[row, i] += outputGradient[row, column] * input[row, j]
          result[row, j] += outputGradient[row, column] * input[row, i]
          column += 1
        }
      }
    }
    return result
  }
}
