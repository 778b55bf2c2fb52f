import NumericCore
import RealModule

/// −log p(x) in nats for x ∈ {0, 1} with log odds η (or the cross-entropy, for x between), with its derivative. A missing x
/// (NaN) costs nothing.
///
///     L = −x log s(η) − (1 − x) log s(−η) = log(1 + e^η) − x η
public struct BernoulliLoss: LogitLoss {
  /// L.
  public let value: Double
  /// ∂L/∂η = s(η) − x.
  public let logitSlope: Double

  /// The loss of `x` under log odds `eta`.
  public init(_ x: Double, logit eta: Double) {
    guard !x.isNaN else {
      (value, logitSlope) = (0, 0)
      return
    }
    // softplus(η) − x η with the large parts taken together, so that x = 1, η = 800 gives e⁻⁸⁰⁰ and not 800 − 800.
    let linear = eta > 0 ? (1 - x) * eta : -x * eta
    value = linear + Double.log(onePlus: Double.exp(-abs(eta)))
    // s(η) − x = (1 − x) − s(−η): where η > 0 the second form keeps the small number.
    logitSlope = eta > 0 ? (1 - x) - sigmoid(-eta) : sigmoid(eta) - x
  }
}
