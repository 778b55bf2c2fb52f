import NumericCore
import RealModule

/// F of one unit under λ N(m₁, s₁²) + (1 − λ) N(m₂, s₂²), with its derivatives, by accurate rules for both parts.
///
/// With h = log p(x, z) − log q(z), F = λ E₁h + (1 − λ) E₂h. Since the scores of q have mean 0, only the places move:
///
///     ∂F/∂m_j = λ_j E_j h′        ∂F/∂log s_j = λ_j E_j[h′ s_j T]        ∂F/∂logit λ = λ (1 − λ)(E₁h − E₂h)
struct TwoPartBound: Hashable, Sendable {
  /// F, in nats.
  var value = 0.0
  /// In logit λ, m₁, log s₁, m₂, log s₂.
  var gradient = [Double](repeating: 0, count: 5)

  init(
    of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ law: TwoPartLaw,
    _ curve: inout ScalarCurve
  ) {
    let parts = [law.first, law.second]
    let shares = [law.share, 1 - law.share]
    let logShares = shares.map { Double.log($0) }
    let narrow = min(law.first.deviation, law.second.deviation)
    let width = min(decoder.analyticWidth(ofUnit: unit, theta), 1.35 * narrow)
    var means = [0.0, 0.0]
    for j in 0..<2 {
      let s = parts[j].deviation
      let rule = GaussianRule.rule(deviation: s, width: width)
      let places = rule.t.map { parts[j].mean + s * $0 }
      decoder.evaluate(unit, at: places, theta, into: &curve)
      var (slope, stretch) = (0.0, 0.0)
      for (k, z) in places.enumerated() {
        let logs = (
          logShares[0] + parts[0].logDensity(at: z), logShares[1] + parts[1].logDensity(at: z)
        )
        let top = max(logs.0, logs.1)
        let logDensity = top + Double.log(Double.exp(logs.0 - top) + Double.exp(logs.1 - top))
        let h = curve.value[k] - 0.5 * (z * z + log2Pi) - logDensity
        // (log q)′ = −Σ r_j (z − m_j)/s_j² with the responsibilities r_j of the parts.
        var slopeOfLaw = 0.0
        for (part, log) in zip(parts, [logs.0, logs.1]) {
          slopeOfLaw -=
            Double.exp(log - logDensity) * (z - part.mean) / (part.deviation * part.deviation)
        }
        let slopeOfH = curve.slope[k] - z - slopeOfLaw
        let w = rule.weights[k]
        means[j] += w * h
        slope += w * slopeOfH
        stretch += w * slopeOfH * s * rule.t[k]
      }
      gradient[1 + 2 * j] = shares[j] * slope
      gradient[2 + 2 * j] = shares[j] * stretch
    }
    value = shares[0] * means[0] + shares[1] * means[1]
    gradient[0] = shares[0] * shares[1] * (means[0] - means[1])
  }
}

extension TwoPartLaw {
  /// No share is nearer to 0 or 1 than e to the minus this.
  private static let greatestLogit = 14.0

  /// This law, moved by (logit λ, m₁/s₁, log s₁, m₂/s₂, log s₂).
  private func moved(by step: [Double]) -> TwoPartLaw {
    let logit = Double.log(share) - Double.log(1 - share) + step[0]
    return TwoPartLaw(
      share: sigmoid(min(max(logit, -Self.greatestLogit), Self.greatestLogit)),
      first: GaussianLaw(
        mean: first.mean + step[1] * first.deviation, deviation: first.deviation * Double.exp(step[2])),
      second: GaussianLaw(
        mean: second.mean + step[3] * second.deviation, deviation: second.deviation * Double.exp(step[4])))
  }

  /// The law that an ascent of F from this one comes to, and F there.
  func ascended(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (law: TwoPartLaw, bound: Double) {
    func bound(_ step: [Double], _ curve: inout ScalarCurve) -> (value: Double, gradient: [Double]) {
      let longest = step.reduce(0) { max($0, abs($1)) }
      guard longest < 20 else { return (-.infinity, step) }
      let law = moved(by: step)
      var here = TwoPartBound(of: decoder, unit: unit, theta, law, &curve)
      here.gradient[1] *= first.deviation
      here.gradient[3] *= second.deviation
      return (here.value, here.gradient)
    }
    let start = [Double](repeating: 0, count: 5)
    let here = bound(start, &curve)
    guard here.value.isFinite else { return (self, here.value) }
    // About what a part of weight λ has for curvature by itself: λ(1 − λ), λ, 2λ.
    let (one, two) = (max(share, 0.02), max(1 - share, 0.02))
    var ascent = QuasiNewton(
      point: start, value: here.value, gradient: here.gradient,
      inverseCurvature: Matrix(diagonal: [1 / (one * two), 1 / one, 0.5 / one, 1 / two, 0.5 / two]),
      hasLearnt: true, hasSettled: false)
    // The ascent of a unit is not cancelled, so nothing is thrown.
    try? ascent.climb(steps: 80, tolerance: 1e-12) { step throws(FittingError) in bound(step, &curve) }
    return (moved(by: ascent.point), ascent.value)
  }

  /// The best of the ascents from `start`, from the best single Gaussian parted in two, and from the two highest modes of the
  /// exact law, where it has them.
  static func best(
    from start: TwoPartLaw?, or gaussian: GaussianLaw, _ decoder: some ScalarDecoder, unit: Int,
    _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (law: TwoPartLaw, bound: Double) {
    var starts: [TwoPartLaw] = []
    if let start {
      starts.append(start)
    } else {
      let own = gaussian.best(decoder, unit: unit, theta, &curve).law
      let (m, s) = (own.mean, own.deviation)
      starts.append(
        TwoPartLaw(
          share: 0.5, first: GaussianLaw(mean: m - 0.6 * s, deviation: 0.8 * s),
          second: GaussianLaw(mean: m + 0.6 * s, deviation: 0.8 * s)))
    }
    if !decoder.isLogConcave, let parted = parted(decoder, unit: unit, theta, &curve) {
      starts.append(parted)
    }
    var best = starts[0].ascended(decoder, unit: unit, theta, &curve)
    for start in starts.dropFirst() {
      let other = start.ascended(decoder, unit: unit, theta, &curve)
      if other.bound > best.bound + 1e-12 * max(1, abs(best.bound)) { best = other }
    }
    return best
  }

  /// A part at each of the two highest modes of the exact law, as wide as it is curved there and as heavy as that makes it.
  private static func parted(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> TwoPartLaw? {
    let parts = GaussianLaw.atPeaks(decoder, unit: unit, theta, &curve).sorted { $0.logMass > $1.logMass }
    guard parts.count > 1 else { return nil }
    let share = min(max(sigmoid(parts[0].logMass - parts[1].logMass), 0.01), 0.99)
    return TwoPartLaw(share: share, first: parts[0].law, second: parts[1].law)
  }
}

extension LawBank {
  /// Each unit's own mixture of two Gaussians at a maximum of its bound.
  func parted(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (laws: [TwoPartLaw], bound: Double) {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var laws: [TwoPartLaw] = []
      var bound = 0.0
      for unit in units {
        var start: TwoPartLaw?
        if case .twoPart(let own) = self { start = own[unit] }
        let best = TwoPartLaw.best(
          from: start, or: gaussian(ofUnit: unit), decoder, unit: unit, theta, &curve)
        laws.append(best.law)
        bound += decoder.weight(ofUnit: unit) * best.bound
      }
      return (laws: laws, bound: bound)
    }
    return (parts.flatMap(\.laws), parts.reduce(0) { $0 + $1.bound })
  }
}
