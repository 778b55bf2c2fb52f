import NumericCore
import RealModule

/// F(m, s) = E g(m + sT) − ½(m² + s² − 1) + log s of one unit, with its derivatives in m and λ = log s.
struct GaussianBound: Hashable, Sendable {
  /// F, in nats.
  var value: Double
  /// ∂F/∂m = E g′ − m.
  var slopeInMean: Double
  /// ∂F/∂λ = E[g′ sT] + 1 − s².
  var slopeInLog: Double
  /// ∂²F/∂m² = E g″ − 1.
  var curvatureInMean: Double
  /// ∂²F/∂m∂λ = E[g″ sT].
  var mixed: Double
  /// ∂²F/∂λ² = E[g″ s²T² + g′ sT] − 2s².
  var curvatureInLog: Double

  init(
    of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ law: GaussianLaw,
    _ curve: inout ScalarCurve
  ) {
    let s = law.deviation
    let rule = GaussianRule.rule(deviation: s, width: decoder.analyticWidth(ofUnit: unit, theta))
    let z = rule.t.map { law.mean + s * $0 }
    decoder.evaluate(unit, at: z, theta, into: &curve)
    var (g, g1, g1t, g2, g2t, g2tt) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for (k, t) in rule.t.enumerated() {
      let w = rule.weights[k]
      let st = s * t
      g += w * curve.value[k]
      g1 += w * curve.slope[k]
      g1t += w * curve.slope[k] * st
      g2 += w * curve.curvature[k]
      g2t += w * curve.curvature[k] * st
      g2tt += w * curve.curvature[k] * st * st
    }
    value = g - standardNormalDivergence(mean: law.mean, standardDeviation: s)
    slopeInMean = g1 - law.mean
    slopeInLog = g1t + 1 - s * s
    curvatureInMean = g2 - 1
    mixed = g2t
    curvatureInLog = g2tt + g1t - 2 * s * s
  }

  /// The Newton step in (m, λ), with a curvature made negative where F is not concave.
  var step: (mean: Double, log: Double) {
    // −H = [a b; b c]; its eigenvalues, turned positive and kept away from 0.
    let (a, b, c) = (-curvatureInMean, -mixed, -curvatureInLog)
    let middle = 0.5 * (a + c)
    let radius = (0.25 * (a - c) * (a - c) + b * b).squareRoot()
    let floor = 1e-3 * max(abs(middle) + radius, 1e-3)
    let (high, low) = (middle + radius, middle - radius)
    func inverse(_ eigenvalue: Double) -> Double { 1 / max(abs(eigenvalue), floor) }
    // The eigenvector of the greater eigenvalue has the angle ½ atan2(2b, a − c).
    let angle = 0.5 * Double.atan2(y: 2 * b, x: a - c)
    let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
    let along = inverse(high) * (cosine * slopeInMean + sine * slopeInLog)
    let across = inverse(low) * (-sine * slopeInMean + cosine * slopeInLog)
    return (cosine * along - sine * across, sine * along + cosine * across)
  }

  /// The length of the gradient.
  var slope: Double { max(abs(slopeInMean), abs(slopeInLog)) }
}

extension GaussianLaw {
  /// How often a Newton step is taken at most.
  private static let mostSteps = 100

  /// The law that maximises F for `unit` at θ, by Newton steps from this one, each shortened until F grows; and F there.
  func ascended(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (law: GaussianLaw, bound: Double) {
    var law = self
    var here = GaussianBound(of: decoder, unit: unit, theta, law, &curve)
    for _ in 0..<Self.mostSteps where here.slope > 1e-11 * max(1, abs(here.value)) {
      var (dm, dl) = here.step
      let longest = max(abs(dm) / (1 + 2 * law.deviation), abs(dl) / 1.5)
      if longest > 1 { (dm, dl) = (dm / longest, dl / longest) }
      var moved = false
      for _ in 0..<40 {
        let trial = GaussianLaw(mean: law.mean + dm, deviation: law.deviation * Double.exp(dl))
        let there = GaussianBound(of: decoder, unit: unit, theta, trial, &curve)
        if there.value > here.value || (there.value == here.value && there.slope < here.slope) {
          (law, here, moved) = (trial, there, true)
          break
        }
        (dm, dl) = (dm / 4, dl / 4)
      }
      guard moved else { break }
    }
    return (law, here.value)
  }

  /// A law at each peak of p(z | x), as wide as it is curved there, with the logarithm of the mass that makes up to a constant.
  static func atPeaks(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> [(law: GaussianLaw, logMass: Double)] {
    let peaks = decoder.peaks(ofUnit: unit, theta)
    decoder.evaluate(unit, at: peaks, theta, into: &curve)
    return peaks.indices.map { k in
      let s = 1 / max(1 - curve.curvature[k], 1).squareRoot()
      return (
        law: GaussianLaw(mean: peaks[k], deviation: s),
        logMass: curve.value[k] - 0.5 * peaks[k] * peaks[k] + Double.log(s)
      )
    }
  }

  /// The best of the ascents from this law, from a narrow law at each peak of the exact one, and from one that covers them: F may
  /// have several maxima where p(z | x) has several modes.
  func best(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (law: GaussianLaw, bound: Double) {
    var best = ascended(decoder, unit: unit, theta, &curve)
    guard !decoder.isLogConcave else { return best }
    let parts = Self.atPeaks(decoder, unit: unit, theta, &curve)
    var starts = parts.map(\.law)
    if parts.count > 1 {
      // One that covers them all.
      let total = logSumExp(parts.map(\.logMass))
      let shares = parts.map { Double.exp($0.logMass - total) }
      let mean = zip(shares, starts).reduce(0) { $0 + $1.0 * $1.1.mean }
      let variance = zip(shares, starts).reduce(0) {
        $0 + $1.0 * ($1.1.deviation * $1.1.deviation + ($1.1.mean - mean) * ($1.1.mean - mean))
      }
      starts.append(GaussianLaw(mean: mean, deviation: max(variance, 1e-12).squareRoot()))
    }
    for start in starts {
      let other = start.ascended(decoder, unit: unit, theta, &curve)
      // A tie is left where it is, so that a symmetric law does not jump to and fro.
      if other.bound > best.bound + 1e-12 * max(1, abs(best.bound)) { best = other }
    }
    return best
  }
}
