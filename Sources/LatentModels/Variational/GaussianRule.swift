import NumericCore
import RealModule

/// A rule for E f(m + sT) with T ~ N(0, 1): the trapezoidal one, of equally spaced t up to ±8, or for polynomials that of Gauss and
/// Hermite.
///
/// For f analytic in a strip of half-width d its error is of the order e^(−2π d / (s h)), where h is the step in t, and
/// e^(−2π²/h²) for the normal density itself (Trefethen & Weideman, 2014): at h = 0.7 the latter is 3e-18, and what is cut off
/// at ±8 weighs 1e-15.
public struct GaussianRule: Hashable, Sendable {
  /// The places in t.
  public let t: [Double]
  /// Their weights, with sum 1.
  public let weights: [Double]

  /// A rule of step h in t up to ±`end`; `offset` moves the places by a fraction of the step. A function that grows as t⁴ asks for
  /// more than 8: what is cut off there is 4096 times as much.
  init(step h: Double, offset: Double = 0, end: Double = 8) {
    let reach = Int((end / h).rounded(.up))
    t = (-reach...reach).map { (Double($0) + offset) * h }
    let densities = t.map { Double.exp(-0.5 * $0 * $0) }
    let total = densities.reduce(0, +)
    weights = densities.map { $0 / total }
  }

  /// The places and weights of Gauss and Hermite's rule with five nodes: exact for polynomials of degree 9.
  private init() {
    let (near, far) = ((5 - Double.sqrt(10)).squareRoot(), (5 + Double.sqrt(10)).squareRoot())
    let (heavy, light) = ((7 + 2 * Double.sqrt(10)) / 60, (7 - 2 * Double.sqrt(10)) / 60)
    t = [-far, -near, 0, near, far]
    weights = [light, heavy, 8.0 / 15, heavy, light]
  }

  /// Exact for polynomials of degree 9.
  private static let ofPolynomials = GaussianRule()

  /// The nodes of N(m, s²).
  public func nodes(mean m: Double, deviation s: Double) -> WeightedNodes {
    WeightedNodes(z: t.map { m + s * $0 }, weights: weights)
  }

  /// As coarse as the normal density allows.
  private static let coarsest = GaussianRule(step: 0.7)
  /// The rules of step ½, ¼, … 1/256.
  private static let ladder = (1...8).map { GaussianRule(step: Double.pow(2, -Double($0))) }

  /// The coarsest rule that is exact to rounding for a law of deviation `s` and a function analytic in a strip of half-width
  /// `width`; where that is ∞, a polynomial.
  public static func rule(deviation s: Double, width: Double) -> GaussianRule {
    guard width != .infinity else { return ofPolynomials }
    // e^(−2π d / (s h)) < e^−34 asks for h < 2π d / 34 s.
    let widest = 2 * Double.pi * width / (34 * s)
    guard widest < 0.7 else { return coarsest }
    guard widest < 0.5 else { return ladder[0] }
    let finest = ladder.count - 1
    guard widest > Double.pow(2, -Double(ladder.count)) else { return ladder[finest] }
    let halvings = Int(Double.log(0.5 / widest) / Double.log(2)) + 1
    return ladder[min(halvings, finest)]
  }
}
