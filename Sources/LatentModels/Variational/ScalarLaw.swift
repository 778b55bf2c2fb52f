import NumericCore
import RealModule

/// A law q of one scalar latent, whatever it was obtained by.
public enum ScalarLaw: Hashable, Sendable {
  /// N(m, s²).
  case gaussian(GaussianLaw)
  /// λ N(m₁, s₁²) + (1 − λ) N(m₂, s₂²).
  case twoPart(TwoPartLaw)
  /// A histogram, free in each cell.
  case histogram(HistogramLaw)
  /// The exact conditional law at some θ.
  case conditional(ConditionalLaw)
  /// Draws with weights: an empirical law, which has no density and so no entropy.
  case draws(WeightedNodes)

  /// H(q) in nats; nil where q has no density.
  public var entropy: Double? {
    switch self {
    case .gaussian(let law): law.entropy
    case .twoPart(let law): law.entropy
    case .histogram(let law): law.entropy
    case .conditional(let law): law.entropy
    case .draws: nil
    }
  }

  /// Nodes for expectations under q of functions analytic in a strip of half-width `width`.
  public func nodes(width: Double) -> WeightedNodes {
    switch self {
    case .gaussian(let law): law.nodes(width: width)
    case .twoPart(let law): law.nodes(width: width)
    case .histogram(let law): law.nodes()
    case .conditional(let law): law.nodes
    case .draws(let nodes): nodes
    }
  }

  /// log q(z); nil where q has no density.
  public func logDensity(at z: Double) -> Double? {
    switch self {
    case .gaussian(let law): law.logDensity(at: z)
    case .twoPart(let law): law.logDensity(at: z)
    case .histogram(let law): law.logDensity(at: z)
    case .conditional(let law): law.logDensity(at: z)
    case .draws: nil
    }
  }
}

/// N(m, s²) as a law of a latent.
public struct GaussianLaw: Hashable, Sendable {
  /// m.
  public var mean: Double
  /// s > 0.
  public var deviation: Double

  /// N(m, s²).
  public init(mean: Double = 0, deviation: Double = 1) {
    self.mean = mean
    self.deviation = deviation
  }

  /// ½ log 2πe s².
  public var entropy: Double { 0.5 * (log2Pi + 1) + Double.log(deviation) }

  /// log N(z; m, s²).
  public func logDensity(at z: Double) -> Double {
    let t = (z - mean) / deviation
    return -0.5 * (log2Pi + t * t) - Double.log(deviation)
  }

  /// Nodes for functions analytic in a strip of half-width `width`.
  public func nodes(width: Double) -> WeightedNodes {
    GaussianRule.rule(deviation: deviation, width: width).nodes(mean: mean, deviation: deviation)
  }
}

/// λ N(m₁, s₁²) + (1 − λ) N(m₂, s₂²) as a law of a latent: what can carry two modes.
public struct TwoPartLaw: Hashable, Sendable {
  /// λ, between 0 and 1.
  public var share: Double
  /// The part of weight λ.
  public var first: GaussianLaw
  /// The part of weight 1 − λ.
  public var second: GaussianLaw

  /// A mixture of two Gaussian laws.
  public init(share: Double, first: GaussianLaw, second: GaussianLaw) {
    self.share = share
    self.first = first
    self.second = second
  }

  /// log q(z).
  public func logDensity(at z: Double) -> Double {
    logSumExp([
      Double.log(share) + first.logDensity(at: z), Double.log(1 - share) + second.logDensity(at: z),
    ])
  }

  /// −E log q, by the rule for each part; log q is analytic in a strip that narrows as the parts move apart.
  public var entropy: Double {
    nodes(width: logDensityWidth).expectation { -logDensity(at: $0) }
  }

  /// The zeros of q nearest to the real axis lie about π s²/Δm from it.
  private var logDensityWidth: Double {
    let s = min(first.deviation, second.deviation)
    return Double.pi * s * s / max(abs(first.mean - second.mean), s)
  }

  /// The nodes of both parts.
  public func nodes(width: Double) -> WeightedNodes {
    let (one, two) = (first.nodes(width: width), second.nodes(width: width))
    return WeightedNodes(
      z: one.z + two.z, weights: one.weights.map { share * $0 } + two.weights.map { (1 - share) * $0 })
  }
}

extension ConditionalLaw {
  /// log p(z | x) between the places by a straight line through the nearest two; −∞ outside.
  public func logDensity(at z: Double) -> Double {
    let place = (z - lower) / step
    guard place >= 0, place <= Double(logJoint.count - 1) else { return -.infinity }
    let index = min(Int(place), logJoint.count - 2)
    guard index >= 0 else { return logJoint[0] - logLikelihood }
    let fraction = place - Double(index)
    return (1 - fraction) * logJoint[index] + fraction * logJoint[index + 1] - logLikelihood
  }
}
