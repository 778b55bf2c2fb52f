import NumericCore
import RealModule

extension RandomIntercept {
  /// A variance is never smaller than this share of the variance of the response: at 0 its law would have no density.
  static var smallestShare: Double { 1e-10 }

  /// The statistics of the groups under the law of kind `law` at `parameters`; a minibatch draws groups.
  public func expectation(
    _ law: ExpectationKind, at parameters: RandomInterceptParameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> RandomInterceptStatistics {
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    guard case .minibatch(let size) = law, size < groups.groups.count else {
      return statistics(of: Array(groups.groups.indices), law, at: parameters, step: step)
    }
    var random = RandomStream(
      seed: settings.seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let drawn = (0..<size).map { _ in random.index(below: groups.groups.count) }
    var result = statistics(of: drawn, .exact, at: parameters, step: step)
    let all = Double(groups.groups.count)
    result.scale(by: all / Double(size))
    result.standardError =
      all * drawn.map { parameters.logDensity(of: groups.groups[$0]) }.standardErrorOfMean
    return result
  }

  private func statistics(
    of chosen: [Int], _ law: ExpectationKind, at parameters: RandomInterceptParameters, step: Int
  ) -> RandomInterceptStatistics {
    var total = RandomInterceptStatistics(centre: parameters.mean)
    var entropy = 0.0
    for index in chosen {
      let group = groups.groups[index]
      let (mean, variance) = parameters.intercept(of: group)
      var random = RandomStream(
        seed: settings.seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
        row: UInt32(truncatingIfNeeded: index))
      let (first, second) = law.moments(mean: mean, variance: variance, &random)
      let offset = group.mean - parameters.mean
      let residual = group.count * offset
      total.groups += 1
      total.count += group.count
      total.residuals += residual
      total.squares += group.squares + residual * offset
      total.intercepts += group.count * first
      total.weightedSquares += group.count * second
      total.interceptSquares += second
      total.crossProducts += first * residual
      total.logLikelihood += parameters.logDensity(of: group)
      entropy += 0.5 * (log2Pi + 1 + .log(variance))
    }
    total.entropy = law == .exact || law.isMinibatch ? entropy : nil
    return total
  }

  /// μ = c + δ with δ = Σ(r − E b)/N; σ² = Σ E(r − b)²/N − δ²; τ² = Σ E b²/G.
  public func maximizer(
    of statistics: RandomInterceptStatistics
  ) throws(FittingError) -> RandomInterceptParameters {
    let delta = (statistics.residuals - statistics.intercepts) / statistics.count
    let within = statistics.residualSquares / statistics.count - delta * delta
    let floor = Self.smallestShare * groups.variance
    return RandomInterceptParameters(
      mean: statistics.centre + delta, within: max(within, floor),
      between: max(statistics.interceptSquares / statistics.groups, floor))
  }

  /// Q(θ; q) = −½ [N log 2πσ² + Σ E(y − μ − b)²/σ² + G log 2πτ² + Σ E b²/τ²].
  public func expectedLogJoint(
    _ statistics: RandomInterceptStatistics, at parameters: RandomInterceptParameters
  ) throws(FittingError) -> Double {
    let delta = parameters.mean - statistics.centre
    let squares =
      statistics.residualSquares - 2 * delta * (statistics.residuals - statistics.intercepts)
      + delta * delta * statistics.count
    let rows = statistics.count * (log2Pi + .log(parameters.within)) + squares / parameters.within
    let intercepts =
      statistics.groups * (log2Pi + .log(parameters.between))
      + statistics.interceptSquares / parameters.between
    return -0.5 * (rows + intercepts)
  }

  /// Whether a variance is on its way to 0.
  public func findings(on statistics: RandomInterceptStatistics) -> [Finding] {
    var found: [Finding] = []
    let limit = 100 * Self.smallestShare * groups.variance
    if groups.isHighestWithoutIntercepts || parameters.between < limit {
      found.append(.vanishingIntercepts(share: parameters.between / groups.variance))
    }
    if parameters.within < limit {
      found.append(.vanishingResiduals(share: parameters.within / groups.variance))
    }
    return found
  }
}

extension RandomInterceptStatistics {
  /// Σ E(r − b)².
  fileprivate var residualSquares: Double { squares - 2 * crossProducts + weightedSquares }
}

extension ExpectationKind {
  /// Whether only some of the units are seen.
  var isMinibatch: Bool { if case .minibatch = self { true } else { false } }

  /// E[z] and E[z²] under the law that this kind puts in the place of N(mean, variance): its mode, or draws from it.
  fileprivate func moments(
    mean: Double, variance: Double, _ random: inout RandomStream
  ) -> (first: Double, second: Double) {
    switch self {
    case .exact, .minibatch: return (mean, variance + mean * mean)
    case .hard: return (mean, mean * mean)
    case .stochastic:
      return ExpectationKind.monteCarlo(draws: 1).moments(mean: mean, variance: variance, &random)
    case .monteCarlo(let draws), .averaged(let draws):
      let deviation = variance.squareRoot()
      var (first, second) = (0.0, 0.0)
      for _ in 0..<draws {
        let z = mean + deviation * random.normal()
        first += z / Double(draws)
        second += z * z / Double(draws)
      }
      return (first, second)
    }
  }
}
