import NumericCore
import RealModule

/// The two ways to estimate the gradient of E f(Z), Z ~ N(m, s²), in (m, log s) from one draw Z = m + sT. Both are right on
/// average; they differ in variance, often by far.
public enum GradientEstimator {
  /// By moving the draw with the law (Kingma & Welling, 2014): f′(z) and f′(z) sT.
  /// - Parameters:
  ///   - t: T, the noise of the draw.
  ///   - slope: f′ at m + sT.
  public static func reparameterised(
    _ law: GaussianLaw, noise t: Double, slope: Double
  ) -> (mean: Double, log: Double) {
    (slope, slope * law.deviation * t)
  }

  /// By weighing the score of q (Williams, 1992): (f(z) − b) T/s and (f(z) − b)(T² − 1), right for any b that does not depend on
  /// the draw.
  /// - Parameters:
  ///   - t: T, the noise of the draw.
  ///   - value: f at m + sT.
  ///   - baseline: b.
  public static func scoreFunction(
    _ law: GaussianLaw, noise t: Double, value: Double, baseline: Double = 0
  ) -> (mean: Double, log: Double) {
    ((value - baseline) * t / law.deviation, (value - baseline) * (t * t - 1))
  }
}

/// An ascent of F in (m, log s) of each unit along gradients that are estimated from a few draws, in the measure of q itself.
///
///     m ← m + ρ s² ∂F/∂m        log s ← log s + ½ ρ ∂F/∂log s
///
/// diag(1/s², 2) is the Fisher information of N(m, s²) in (m, log s), so these are natural gradients (Amari, 1998): near the
/// maximum, a step of ρ = 1 is about one of Newton's. ρ falls from half-step to half-step as Robbins and Monro (1951) ask.
struct StochasticAscent: Hashable, Sendable {
  /// Which estimator.
  let isReparameterised: Bool
  /// Draws of each gradient.
  let draws: Int
  /// Names the random numbers.
  let seed: UInt64
  /// Half-steps taken before.
  let step: Int

  /// Gradients of one half-step.
  private static let gradients = 5
  /// ρ of this half-step.
  private var rate: Double { 0.4 / Double.pow(1 + Double(step / 2) / 10, 0.75) }

  /// The law that the ascent from `start` comes to.
  func climbed(
    from start: GaussianLaw, _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double],
    _ curve: inout ScalarCurve
  ) -> GaussianLaw {
    var law = start
    var random = RandomStream(
      seed: seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
      row: UInt32(truncatingIfNeeded: unit))
    for _ in 0..<Self.gradients {
      let noise = (0..<draws).map { _ in random.normal() }
      let slope =
        isReparameterised
        ? reparameterised(law, noise, decoder, unit, theta, &curve)
        : scoreFunction(law, noise, decoder, unit, theta, &curve)
      let s = law.deviation
      // No single draw may throw the law out of where it was.
      law.mean += min(max(rate * s * slope.mean, -0.5), 0.5) * s
      law.deviation *= Double.exp(min(max(0.5 * rate * slope.log, -0.3), 0.3))
    }
    return law
  }

  /// The mean of reparameterised gradients of E g, and the divergence from the prior exactly: E g′ − m and E[g′ sT] + 1 − s².
  private func reparameterised(
    _ law: GaussianLaw, _ noise: [Double], _ decoder: some ScalarDecoder, _ unit: Int, _ theta: [Double],
    _ curve: inout ScalarCurve
  ) -> (mean: Double, log: Double) {
    let s = law.deviation
    decoder.evaluate(unit, at: noise.map { law.mean + s * $0 }, theta, into: &curve)
    var sum = (mean: 0.0, log: 0.0)
    for (k, t) in noise.enumerated() {
      let one = GradientEstimator.reparameterised(law, noise: t, slope: curve.slope[k])
      sum.mean += one.mean
      sum.log += one.log
    }
    let count = Double(noise.count)
    return (sum.mean / count - law.mean, sum.log / count + 1 - s * s)
  }

  /// The mean of score-function gradients of E[log p(x, Z) − log q(Z)], the baseline of a draw being the mean of the others, of
  /// a single one the value at m.
  private func scoreFunction(
    _ law: GaussianLaw, _ noise: [Double], _ decoder: some ScalarDecoder, _ unit: Int, _ theta: [Double],
    _ curve: inout ScalarCurve
  ) -> (mean: Double, log: Double) {
    let places = noise.map { law.mean + law.deviation * $0 } + [law.mean]
    decoder.evaluate(unit, at: places, theta, into: &curve)
    let values = places.indices.map { k in
      curve.value[k] - 0.5 * (places[k] * places[k] + log2Pi) - law.logDensity(at: places[k])
    }
    let count = Double(noise.count)
    let total = values.dropLast().reduce(0, +)
    var sum = (mean: 0.0, log: 0.0)
    for (k, t) in noise.enumerated() {
      let baseline = noise.count > 1 ? (total - values[k]) / (count - 1) : values[noise.count]
      let one = GradientEstimator.scoreFunction(law, noise: t, value: values[k], baseline: baseline)
      sum.mean += one.mean
      sum.log += one.log
    }
    return (sum.mean / count, sum.log / count)
  }
}

extension LawBank {
  /// Each unit's own Gaussian, moved along estimated gradients.
  func climbed(
    _ ascent: StochasticAscent, _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (laws: [GaussianLaw], bound: Double) {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var laws: [GaussianLaw] = []
      var bound = 0.0
      for unit in units {
        let law = ascent.climbed(
          from: gaussian(ofUnit: unit), decoder, unit: unit, theta, &curve)
        laws.append(law)
        bound +=
          decoder.weight(ofUnit: unit) * GaussianBound(of: decoder, unit: unit, theta, law, &curve).value
      }
      return (laws: laws, bound: bound)
    }
    return (parts.flatMap(\.laws), parts.reduce(0) { $0 + $1.bound })
  }
}
