/// A bound on the length of a gradient (Pascanu, Mikolov & Bengio, 2013): where ‖g‖ is greater than the limit c, g ← c g / ‖g‖,
/// which keeps its direction.
public enum GradientClipping {
  /// What a gradient of length `norm` is multiplied by: 1 up to `limit`. A length that is not a number gives itself.
  public static func factor(norm: Double, limit: Double) -> Double {
    precondition(limit > 0, "a limit of \(limit) on the length of a gradient")
    return norm <= limit ? 1 : limit / norm
  }

  /// Clips `gradient`; gives the length that it had.
  @discardableResult
  public static func clip(_ gradient: inout [Double], to limit: Double) -> Double {
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let factor = factor(norm: norm, limit: limit)
    if factor != 1 { for index in gradient.indices { gradient[index] *= factor } }
    return norm
  }
}
