import NumericCore
import RealModule

/// The account of one unit, or of all, in nats: log-likelihood = E_q log p(x, Z) + H(q) + KL(q ‖ p(· | x)).
///
/// The three parts are computed each in its own way (expectations by one rule, the divergence by another, finer and offset,
/// the likelihood by an adaptive one), so that their agreement says something.
public struct LawAccount: Hashable, Sendable {
  /// E_q log p_θ(x, Z).
  public var expectedLogJoint: Double
  /// H(q).
  public var entropy: Double
  /// KL(q ‖ p_θ(· | x)): the gap.
  public var divergence: Double
  /// log p_θ(x), exact.
  public var logLikelihood: Double

  /// An account of these parts.
  public init(expectedLogJoint: Double, entropy: Double, divergence: Double, logLikelihood: Double) {
    self.expectedLogJoint = expectedLogJoint
    self.entropy = entropy
    self.divergence = divergence
    self.logLikelihood = logLikelihood
  }

  /// The evidence lower bound.
  public var evidenceLowerBound: Double { expectedLogJoint + entropy }
  /// By how much the identity fails: rounding and quadrature.
  public var residual: Double { evidenceLowerBound + divergence - logLikelihood }

  /// The account of `unit` under q at θ; nil where q has no density.
  public init?(
    of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], under law: ScalarLaw
  ) {
    self.init(
      of: decoder, unit: unit, theta, under: law, exact: ConditionalLaw(of: decoder, unit: unit, theta))
  }

  init?(
    of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], under law: ScalarLaw, exact: ConditionalLaw
  ) {
    guard let entropy = law.entropy else { return nil }
    var curve = ScalarCurve()
    let width = decoder.analyticWidth(ofUnit: unit, theta)
    self.init(
      expectedLogJoint: decoder.expectedLogJoint(unit, theta, under: law.nodes(width: width), &curve),
      entropy: entropy,
      divergence: Self.divergence(of: law, from: exact, decoder, unit, theta, width: width, &curve),
      logLikelihood: exact.logLikelihood)
  }

  /// KL(q ‖ p(· | x)) = ∫ q (log q − log p(x, z) + log p(x)) dz by a rule of a step that is not a multiple of the other's.
  private static func divergence(
    of law: ScalarLaw, from exact: ConditionalLaw, _ decoder: some ScalarDecoder, _ unit: Int,
    _ theta: [Double], width: Double, _ curve: inout ScalarCurve
  ) -> Double {
    let nodes: WeightedNodes
    switch law {
    case .gaussian(let gaussian):
      // As fine as an analytic width of a quarter asks for, which leaves room for the offset.
      let step = min(0.5, 2 * Double.pi * width / (34 * gaussian.deviation)) * 0.618_034
      nodes = GaussianRule(step: max(step, 1.0 / 512), offset: 0.25, end: 10).nodes(
        mean: gaussian.mean, deviation: gaussian.deviation)
    case .twoPart(let mixture):
      let (one, two) = (mixture.first, mixture.second)
      let rule = GaussianRule(step: 0.021, offset: 0.25)
      let (a, b) = (
        rule.nodes(mean: one.mean, deviation: one.deviation),
        rule.nodes(mean: two.mean, deviation: two.deviation)
      )
      nodes = WeightedNodes(
        z: a.z + b.z,
        weights: a.weights.map { mixture.share * $0 } + b.weights.map { (1 - mixture.share) * $0 })
    case .histogram(let histogram):
      nodes = histogram.nodes(.three)
    case .conditional, .draws:
      nodes = law.nodes(width: width)
    }
    decoder.evaluate(unit, at: nodes.z, theta, into: &curve)
    var sum = 0.0
    for (k, (z, w)) in zip(nodes.z, nodes.weights).enumerated() where w > 0 {
      let logJoint = curve.value[k] - 0.5 * (z * z + log2Pi)
      sum += w * ((law.logDensity(at: z) ?? 0) - (logJoint - exact.logLikelihood))
    }
    return sum
  }

  /// The sum of two accounts.
  public static func + (one: LawAccount, two: LawAccount) -> LawAccount {
    LawAccount(
      expectedLogJoint: one.expectedLogJoint + two.expectedLogJoint, entropy: one.entropy + two.entropy,
      divergence: one.divergence + two.divergence, logLikelihood: one.logLikelihood + two.logLikelihood)
  }

  /// Every part `factor` times.
  public static func * (factor: Double, account: LawAccount) -> LawAccount {
    LawAccount(
      expectedLogJoint: factor * account.expectedLogJoint, entropy: factor * account.entropy,
      divergence: factor * account.divergence, logLikelihood: factor * account.logLikelihood)
  }

  /// An account of nothing.
  public static let zero = LawAccount(expectedLogJoint: 0, entropy: 0, divergence: 0, logLikelihood: 0)
}

extension ScalarDecoder {
  /// E_q[g(Z) − ½ Z² − ½ log 2π].
  func expectedLogJoint(
    _ unit: Int, _ theta: [Double], under nodes: WeightedNodes, _ curve: inout ScalarCurve
  ) -> Double {
    evaluate(unit, at: nodes.z, theta, into: &curve)
    var sum = 0.0
    for k in nodes.z.indices where nodes.weights[k] > 0 {
      sum += nodes.weights[k] * (curve.value[k] - 0.5 * (nodes.z[k] * nodes.z[k] + log2Pi))
    }
    return sum
  }
}
