import NumericCore
import RealModule

/// How far the importance-weighted bound of one unit lies below its log-likelihood, exactly, for every number k of draws from a
/// Gaussian q.
///
/// With w = p(z | x)/q(z), S̄ the mean of k of them and φ(s) = E_q e^(−s w), from log x = ∫₀^∞ (e^−t − e^−tx) dt/t follows
///
///     ℓ − L_k = −E log S̄ = ∫₀^∞ (φ(t/k)^k − e^−t) dt/t
///
/// (Burda, Grosse & Salakhutdinov, 2016, for L_k). With t = k e^v the integral is the trapezoidal rule in v, and one table of
/// log φ(e^v) serves every k. φ^k − e^−t = e^−t (e^(k log φ + t) − 1) with log φ = log1p(E expm1(−s w)), so that nothing cancels.
struct ImportanceGap: Hashable, Sendable {
  /// log φ(e^v) at the places v = v₀ + j h; nil where q or p(z | x) is too narrow for the places of z.
  private let logTransform: [Double]?
  /// ½ Var_q(w), to which k (ℓ − L_k) tends; ∞ where there is no variance, not a number where it takes too many places.
  let limit: Double

  private static let step = 0.2
  private static let lowest = -34.0
  private static let highest = 60.0
  /// Places of z, at least and at most.
  private static let places = 1200...20_000
  /// So many places on either side of its middle at most for the limit.
  private static let mostPlaces = 1e5

  init(of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ law: GaussianLaw) {
    let exact = ConditionalLaw(of: decoder, unit: unit, theta)
    let last = exact.lower + Double(exact.logJoint.count - 1) * exact.step
    let lower = min(exact.lower, law.mean - 9 * law.deviation)
    let upper = max(last, law.mean + 9 * law.deviation)
    limit = Self.limit(decoder, unit, theta, law, exact.logLikelihood)
    // As fine as both laws ask for.
    let finest = min(exact.step, law.deviation / 4)
    let needed = ((upper - lower) / finest).rounded(.up) + 1
    guard needed <= Double(Self.places.upperBound) else {
      logTransform = nil
      return
    }
    let places = max(Int(needed), Self.places.lowerBound)
    let spacing = (upper - lower) / Double(places - 1)
    let z = (0..<places).map { lower + Double($0) * spacing }
    var curve = ScalarCurve()
    decoder.evaluate(unit, at: z, theta, into: &curve)
    let logWeights = z.indices.map { k in
      curve.value[k] - 0.5 * (z[k] * z[k] + log2Pi) - exact.logLikelihood - law.logDensity(at: z[k])
    }
    let masses = z.map { Double.exp(law.logDensity(at: $0)) * spacing }
    guard abs(masses.reduce(0, +) - 1) < 1e-9 else {
      logTransform = nil
      return
    }
    let count = Int((Self.highest - Self.lowest) / Self.step) + 1
    logTransform = (0..<count).map { j in
      let v = Self.lowest + Double(j) * Self.step
      var sum = 0.0
      for k in z.indices where masses[k] > 0 {
        sum += masses[k] * Double.expMinusOne(-Double.exp(min(v + logWeights[k], 700)))
      }
      return Double.log(onePlus: max(sum, -1 + 1e-300))
    }
  }

  /// ℓ − L_k in nats; nil where the integral has a tail that the table does not reach.
  func gap(_ k: Int) -> Double? {
    guard let logTransform else { return nil }
    let n = Double(k)
    var sum = 0.0
    var last = 0.0
    for (j, log) in logTransform.enumerated() {
      let t = n * Double.exp(Self.lowest + Double(j) * Self.step)
      // k log φ ≥ −t by Jensen's inequality, but for rounding.
      let excess = max(n * log + t, 0)
      last = t < 700 ? Double.exp(-t) * Double.expMinusOne(min(excess, 700)) : Double.exp(n * log)
      if t < 700, excess > 700 { last = Double.exp(n * log) }
      sum += last
    }
    return last < 1e-13 ? sum * Self.step : nil
  }

  /// ½ (∫ p(z | x)²/q(z) dz − 1) by the trapezoidal rule as far as the integrand is felt; ∞ where it does not fall away, not a number
  /// where it takes too many places.
  private static func limit(
    _ decoder: some ScalarDecoder, _ unit: Int, _ theta: [Double], _ law: GaussianLaw, _ logLikelihood: Double
  ) -> Double {
    let spacing = min(law.deviation, 0.5) / 20
    var curve = ScalarCurve()
    func logs(_ reach: Double) -> [Double] {
      let half = Int(reach / spacing)
      let z = (-half...half).map { law.mean + Double($0) * spacing }
      decoder.evaluate(unit, at: z, theta, into: &curve)
      return z.indices.map { k in
        2 * (curve.value[k] - 0.5 * (z[k] * z[k] + log2Pi) - logLikelihood) - law.logDensity(at: z[k])
      }
    }
    var reach = 12 * max(law.deviation, 1)
    for _ in 0..<4 {
      guard reach / spacing <= Self.mostPlaces else { return .nan }
      let integrand = logs(reach)
      let floor = (integrand.max() ?? 0) - 36
      if integrand[0] < floor, integrand[integrand.count - 1] < floor {
        return 0.5 * Double.expMinusOne(logSumExp(integrand) + Double.log(spacing))
      }
      reach *= 2
    }
    return .infinity
  }
}

/// The importance-weighted bounds of one unit, k after k, by Monte Carlo and exactly.
struct ImportanceStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  private let unit: Int
  private let law: GaussianLaw
  private let counts: [Int]
  private var gap: ImportanceGap?
  private var bounds: ImportanceBounds

  /// About so many draws are made for each k.
  private static var draws: Int { 120_000 }

  init(of fit: VariationalFit<Decoder>, unit: Int, largest: Int) {
    self.fit = fit
    self.unit = unit
    let largest = min(largest, Self.draws / 20)
    var curve = ScalarCurve()
    if case .gaussian(let own) = fit.laws.law(ofUnit: unit, fit.decoder), fit.laws != .prior {
      law = own
    } else {
      law = GaussianLaw().best(fit.decoder, unit: unit, fit.theta, &curve).law
    }
    var counts: [Int] = []
    var decade = 1
    while decade <= largest {
      counts += [1, 2, 3, 5, 7].map { $0 * decade }.filter { $0 <= largest }
      decade *= 10
    }
    if counts.last != largest { counts.append(largest) }
    self.counts = counts
    bounds = ImportanceBounds(
      unit: unit, logLikelihood: ConditionalLaw(of: fit.decoder, unit: unit, fit.theta).logLikelihood,
      points: [], limit: .nan)
  }

  /// Values of k done.
  var done: Int { bounds.points.count }
  /// Values of k.
  var planned: Int { counts.count }
  /// L_k so far.
  var findings: VariationalFinding { .importance(bounds) }

  /// The next k: groups of k draws, log of the mean weight of each.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    guard let gap else {
      let found = ImportanceGap(of: fit.decoder, unit: unit, fit.theta, law)
      self.gap = found
      bounds = ImportanceBounds(
        unit: unit, logLikelihood: bounds.logLikelihood, points: [], limit: found.limit)
      return
    }
    let k = counts[done]
    let groups = min(max(Self.draws / k, 20), 20_000)
    let logs = try sampled(groups: groups, of: k, in: workspace)
    let mean = logs.reduce(0, +) / Double(groups)
    let squares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(groups - 1)
    bounds.points.append(
      .init(
        k: k, bound: mean, standardError: (squares / Double(groups)).squareRoot(),
        exact: gap.gap(k).map { bounds.logLikelihood - $0 }))
  }

  /// log of the mean weight of each group.
  private func sampled(
    groups: Int, of k: Int, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let perShard = max(1, 4096 / k)
    let (decoder, theta, law, unit, seed) = (fit.decoder, fit.theta, law, unit, fit.settings.seed)
    let cancellation = workspace.cancellation
    let parts: [[Double]] = workspace.pool.map(shards: (groups + perShard - 1) / perShard) { shard in
      guard !cancellation.isCancelled else { return [] }
      var curve = ScalarCurve()
      var random = RandomStream(
        seed: seed, purpose: .sampling, step: UInt32(truncatingIfNeeded: k),
        row: UInt32(truncatingIfNeeded: shard))
      let here = min(perShard, groups - shard * perShard)
      let z = (0..<here * k).map { _ in law.mean + law.deviation * random.normal() }
      decoder.evaluate(unit, at: z, theta, into: &curve)
      return (0..<here).map { group in
        let logs = (group * k..<(group + 1) * k).map { j in
          curve.value[j] - 0.5 * (z[j] * z[j] + log2Pi) - law.logDensity(at: z[j])
        }
        return logSumExp(logs) - Double.log(Double(k))
      }
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    return parts.flatMap { $0 }
  }
}
