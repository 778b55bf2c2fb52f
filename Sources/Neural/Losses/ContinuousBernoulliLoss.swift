import NumericCore
import RealModule

/// −log p(x) in nats for x ∈ [0, 1] under the continuous Bernoulli law (Loaiza-Ganem & Cunningham, 2019) with log odds η,
/// with its derivative. A missing x (NaN) costs nothing.
///
/// The law is p(x) = C(λ) λˣ (1 − λ)¹⁻ˣ with λ = s(η). Since λˣ (1 − λ)¹⁻ˣ = (1 − λ) e^{ηx}, it is the exponential family
///
///     p(x) = exp(η x − K(η)),   K(η) = log ∫₀¹ e^{ηx} dx = log((e^η − 1) / η)
///
/// so L = K(η) − η x, and K′(η) is the mean of x.
public struct ContinuousBernoulliLoss: LogitLoss {
  /// L.
  public let value: Double
  /// ∂L/∂η = K′(η) − x.
  public let logitSlope: Double

  /// The loss of `x` under log odds `eta`.
  public init(_ x: Double, logit eta: Double) {
    guard !x.isNaN else {
      (value, logitSlope) = (0, 0)
      return
    }
    value = Self.value(x, logit: eta)
    logitSlope = Self.mean(logit: eta) - x
  }

  /// L alone.
  public static func value(_ x: Double, logit eta: Double) -> Double {
    guard !x.isNaN else { return 0 }
    // K(η) = max(η, 0) + h(|η|), and the large parts are taken together.
    let linear = eta > 0 ? (1 - x) * eta : -x * eta
    return linear + logMeanExponential(abs(eta))
  }

  /// log C(λ) for λ = s(η): from C(λ) (1 − λ) = e^{−K(η)}, log C = log(1 + e^η) − K(η). It is log 2 at η = 0, its least.
  public static func logNormalizer(logit eta: Double) -> Double {
    Double.log(onePlus: Double.exp(-abs(eta))) - logMeanExponential(abs(eta))
  }

  /// E[x] = K′(η) = 1 / (1 − e⁻ᶯ) − 1/η, and ½ at η = 0.
  public static func mean(logit eta: Double) -> Double {
    let a = abs(eta)
    // By symmetry E[x; −η] = 1 − E[x; η]. With y = η/2: K′ = ½ + ½ (coth y − 1/y), and near 0, where two large numbers
    // would cancel, coth y − 1/y = y/3 − y³/45 + 2y⁵/945 − y⁷/4725 + 2y⁹/93555 − …, to 2e-17 at |η| = 0.2.
    if a < seriesLimit {
      let y = eta / 2
      let q = y * y
      let odd = 1.0 / 3 - q * (1.0 / 45 - q * (2.0 / 945 - q * (1.0 / 4725 - q * (2.0 / 93555))))
      return 0.5 + 0.5 * y * odd
    }
    // For η > 0 the mean is 1 − (1/η − 1 / (e^η − 1)); for η < 0 it is what is in the brackets, at |η|.
    let lower = 1 / a - 1 / Double.expMinusOne(a)
    return eta > 0 ? 1 - lower : lower
  }

  /// h(a) = log ∫₀¹ e^{−ax} dx = log((1 − e⁻ᵃ) / a) for a ≥ 0, and 0 at a = 0.
  private static func logMeanExponential(_ a: Double) -> Double {
    // h(a) = −a/2 + log(sinh y / y) with y = a/2, and near 0
    // log(sinh y / y) = y²/6 − y⁴/180 + y⁶/2835 − y⁸/37800 + y¹⁰/467775 − …
    if a < seriesLimit {
      let q = a * a / 4
      let even = 1.0 / 6 - q * (1.0 / 180 - q * (1.0 / 2835 - q * (1.0 / 37800 - q * (1.0 / 467_775))))
      return -a / 2 + q * even
    }
    return Double.log(-Double.expMinusOne(-a) / a)
  }

  /// Below it, the series.
  private static let seriesLimit = 0.2
}
