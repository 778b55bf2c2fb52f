import NumericCore

/// The ascent of a smooth function by BFGS, one step at a time (Nocedal & Wright, 2006, chapter 6): a place, the function
/// and its gradient there, and an approximation of (−∇²f)⁻¹ that the changes of the gradient have taught.
///
/// The length of a step meets the weak conditions of Wolfe, found by doubling and bisection (Lewis & Overton, 2013), so that
/// f never falls and the approximation stays positive definite. A place where f is not finite counts as too far.
public struct QuasiNewton: Hashable, Sendable {
  /// The function and its gradient at a place.
  public typealias Objective = ([Double]) throws(FittingError) -> (value: Double, gradient: [Double])

  /// Where the ascent stands.
  public private(set) var point: [Double]
  /// f there.
  public private(set) var value: Double
  /// ∇f there.
  public private(set) var gradient: [Double]
  /// H, which stands for (−∇²f)⁻¹: symmetric and positive definite.
  public private(set) var inverseCurvature: Matrix<Double>
  /// Whether the last step found nothing to gain.
  public private(set) var hasSettled = false
  /// Whether a step has taught H a length yet.
  private(set) var hasLearnt = false

  /// An ascent that begins at `point`.
  public init(
    at point: [Double], _ objective: Objective
  ) throws(FittingError) {
    let here = try objective(point)
    self.point = point
    value = here.value
    gradient = here.gradient
    inverseCurvature = .identity(point.count)
  }

  /// An ascent that stands where another was left.
  init(
    point: [Double], value: Double, gradient: [Double], inverseCurvature: Matrix<Double>,
    hasLearnt: Bool? = nil, hasSettled: Bool = false
  ) {
    self.point = point
    self.value = value
    self.gradient = gradient
    self.inverseCurvature = inverseCurvature
    self.hasLearnt = hasLearnt ?? (inverseCurvature != .identity(point.count))
    self.hasSettled = hasSettled
  }

  /// What a whole step promises, were f the parabola that H says: ½ gᵀHg.
  public var promise: Double { 0.5 * dot(gradient, inverseCurvature * gradient) }

  /// One step of the ascent.
  /// - Parameter tolerance: settled when a step promises less.
  public mutating func step(
    tolerance: Double = 1e-12, _ objective: Objective
  ) throws(FittingError) {
    guard !hasSettled else { return }
    if !hasLearnt {
      // Nothing is known of the curvature: a step of length 1 at most.
      let length = dot(gradient, gradient).squareRoot()
      inverseCurvature = Matrix(
        diagonal: Array(repeating: 1 / max(length, 1), count: point.count))
    }
    guard promise > tolerance else {
      hasSettled = true
      return
    }
    let direction = inverseCurvature * gradient
    guard let found = try search(along: direction, objective) else {
      // H has lost its way, or there is nothing left above rounding.
      hasSettled = !hasLearnt
      hasLearnt = false
      return
    }
    let moved = zip(found.point, point).map { $0 - $1 }
    let bent = zip(gradient, found.gradient).map { $0 - $1 }
    learn(moved: moved, bent: bent)
    (point, value, gradient) = (found.point, found.value, found.gradient)
  }

  /// Steps until it has settled, at most so many.
  public mutating func climb(
    steps: Int = 500, tolerance: Double = 1e-12, _ objective: Objective
  ) throws(FittingError) {
    for _ in 0..<steps where !hasSettled { try step(tolerance: tolerance, objective) }
  }

  /// A place along `direction` that is higher by a share of what the slope promises, and where the slope has fallen.
  private func search(
    along direction: [Double], _ objective: Objective
  ) throws(FittingError) -> (point: [Double], value: Double, gradient: [Double])? {
    let slope = dot(gradient, direction)
    guard slope > 0 else { return nil }
    var (low, high, length) = (0.0, Double.infinity, 1.0)
    var best: (point: [Double], value: Double, gradient: [Double])?
    for _ in 0..<30 {
      let there = zip(point, direction).map { $0 + length * $1 }
      let found = try objective(there)
      if !found.value.isFinite || found.value < value + 1e-4 * length * slope {
        high = length
      } else {
        best = (there, found.value, found.gradient)
        guard dot(found.gradient, direction) > 0.9 * slope else { break }
        low = length
      }
      length = high.isFinite ? 0.5 * (low + high) : 2 * low
    }
    return best
  }

  /// H ← (I − s yᵀ/ρ) H (I − y sᵀ/ρ) + s sᵀ/ρ with s the step, y by how much the gradient fell and ρ = sᵀy > 0.
  private mutating func learn(moved s: [Double], bent y: [Double]) {
    let product = dot(s, y)
    guard product > 1e-14 * (dot(s, s) * dot(y, y)).squareRoot() else { return }
    if !hasLearnt {
      // The first H has the size that the newest step shows.
      inverseCurvature = Matrix(diagonal: Array(repeating: product / dot(y, y), count: s.count))
      hasLearnt = true
    }
    let hy = inverseCurvature * y
    let factor = (1 + dot(y, hy) / product) / product
    for i in s.indices {
      for j in s.indices {
        inverseCurvature[i, j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / product
      }
    }
  }
}

/// Σ aᵢ bᵢ.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}
