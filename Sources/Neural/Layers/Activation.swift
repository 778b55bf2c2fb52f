import NumericCore
import RealModule

/// A function that a layer applies to each of its numbers, with its derivative beside it.
public enum Activation: String, CaseIterable, Hashable, Sendable {
  /// a = u.
  case identity
  /// a = tanh u.
  case tanh
  /// a = max(u, 0) (Nair & Hinton, 2010); its derivative at 0 is taken as 0.
  case relu
  /// a = log(1 + eᵘ) (Dugas et al., 2001): the smooth relu, positive everywhere.
  case softplus
  /// a = u / (1 + e⁻ᵘ) (Elfwing, Uchibe & Doya, 2017), also called swish.
  case silu
  /// a = u Φ(u), with Φ the standard normal distribution function (Hendrycks & Gimpel, 2016).
  case gelu
  /// a = 1 / (1 + e⁻ᵘ).
  case sigmoid

  /// a(u).
  public func value(at u: Double) -> Double {
    switch self {
    case .identity: u
    case .tanh: Double.tanh(u)
    case .relu: u.isNaN ? u : max(u, 0)
    case .softplus: NumericCore.softplus(u)
    case .silu: u == -.infinity ? 0 : u * NumericCore.sigmoid(u)
    case .gelu: u == -.infinity ? 0 : u * Self.normalDistribution(u)
    case .sigmoid: NumericCore.sigmoid(u)
    }
  }

  /// da/du at `u`, where a(u) = `a` is known already.
  public func slope(at u: Double, value a: Double) -> Double {
    switch self {
    case .identity: 1
    // tanh = sinh / cosh, so tanh′ = (cosh² − sinh²) / cosh² = 1 − tanh².
    case .tanh: 1 - a * a
    case .relu: u.isNaN ? u : (u > 0 ? 1 : 0)
    // eᵘ / (1 + eᵘ).
    case .softplus: NumericCore.sigmoid(u)
    // With s the sigmoid: (u s)′ = s + u s′ = s + u s (1 − s), and u s = a.
    case .silu:
      u == .infinity ? 1 : NumericCore.sigmoid(u) + a * NumericCore.sigmoid(-u)
    // (u Φ)′ = Φ + u φ, with the density φ = Φ′.
    case .gelu:
      u.isInfinite
        ? (u > 0 ? 1 : 0)
        : Self.normalDistribution(u) + u * Double.exp(-0.5 * (u * u + log2Pi))
    // s′ = e⁻ᵘ / (1 + e⁻ᵘ)² = s (1 − s).
    case .sigmoid: a * NumericCore.sigmoid(-u)
    }
  }

  /// Φ(u) = ½ erfc(−u / √2), which keeps its digits where it is small.
  private static func normalDistribution(_ u: Double) -> Double { 0.5 * Double.erfc(-u * 0.5.squareRoot()) }

  /// Element by element: output ← a(input). The two have one shape.
  public func forward(_ input: Matrix<Double>, into output: inout Matrix<Double>) {
    requireShape(of: output, "the output of an activation", rows: input.rows, columns: input.columns)
    for index in input.storage.indices { output.storage[index] = value(at: input.storage[index]) }
  }

  /// Element by element, the chain rule: gradient ← gradient · a′(input), where `output` is what `forward` gave.
  public func backward(
    input: Matrix<Double>, output: Matrix<Double>, gradient: inout Matrix<Double>
  ) {
    requireShape(of: output, "the output of an activation", rows: input.rows, columns: input.columns)
    requireShape(of: gradient, "the gradient of an activation", rows: input.rows, columns: input.columns)
    guard self != .identity else { return }
    for index in input.storage.indices {
      gradient.storage[index] *= slope(at: input.storage[index], value: output.storage[index])
    }
  }
}

/// Stops the program, with both shapes, where a matrix has not the shape that the caller promised.
func requireShape(
  of matrix: Matrix<Double>, _ what: @autoclosure () -> String, rows: Int, columns: Int
) {
  precondition(
    matrix.rows == rows && matrix.columns == columns,
    "\(what()) is \(matrix.rows)x\(matrix.columns), not \(rows)x\(columns)")
}
