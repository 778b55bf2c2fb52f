import NumericCore
import RealModule

extension GaussianMixture {
  /// E: the conditional law of the component given each row, at the present parameter, and its sufficient statistics.
  ///
  /// Afterwards F(θ, q) = ℓ(θ): the bound touches the log-likelihood, which is therefore known exactly.
  mutating func takeExpectation(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let density = try preparedDensity()
    let found = try density.statistics(of: data.values, in: workspace)
    guard found.logLikelihood.isFinite else {
      throw .unreachedRow
    }
    let gain = lastLogLikelihood.map { found.logLikelihood - $0 }
    statistics = found
    previousLawParameters = lawParameters
    lawParameters = parameters
    lastLogLikelihood = found.logLikelihood
    stepsTaken += 1
    let hasSettled = gain.map { abs($0) / Double(data.rows) < settings.tolerance } ?? false
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .expectation,
      objective: Objective(.exact, nats: inOwnUnits(found.logLikelihood)), gain: gain,
      status: hasSettled ? .converged : .running,
      findings: findings(counts: found.counts, gain: gain))
  }

  /// M: π_k = n_k / n, μ_k = c_k + s_k / n_k, Σ_k = Σ_i r_ik (x_i − μ_k)(x_i − μ_k)ᵀ / n_k in the family, plus the ridge.
  ///
  /// Afterwards the bound F(θ, q) = Q(θ; q) + H(q) is known, and the log-likelihood lies above it by KL(q ‖ p_θ(z|x)).
  mutating func maximize(_ statistics: MixtureStatistics) throws(FittingError) -> StepEvent {
    let before = try preparedDensity().expectedLogJoint(statistics)
    var new = parameters
    var covariances: [Matrix<Double>] = []
    for k in 0..<parameters.components {
      let n = statistics.counts[k]
      guard n > Self.fewestRows else { throw .emptyComponent(k, rows: n) }
      let mean = statistics.mean(of: k)
      for (j, value) in mean.enumerated() { new.means[k, j] = value }
      new.weights[k] = n / Double(data.rows)
      covariances.append((1 / n) * statistics.scatter(of: k, about: mean))
    }
    new.covariances = settings.family.projected(covariances, weights: new.weights)
    for k in new.covariances.indices {
      for j in 0..<new.dimensions { new.covariances[k][j, j] += settings.ridge }
      guard Cholesky(new.covariances[k]) != nil else {
        throw .degenerateComponent(k, rows: statistics.counts[k], ridge: settings.ridge)
      }
    }
    let after = try MixtureDensity(new).expectedLogJoint(statistics)
    parameters = new
    self.statistics = nil
    stepsTaken += 1
    iteration += 1
    return StepEvent(
      step: stepsTaken, iteration: iteration, phase: .maximization,
      objective: Objective(.bound, nats: inOwnUnits(after + statistics.entropy)),
      gain: after - before)
  }

  /// A component with fewer expected rows than this has no mean to speak of.
  private static let fewestRows = 1e-8

  private func preparedDensity() throws(FittingError) -> MixtureDensity {
    do {
      return try MixtureDensity(parameters)
    } catch .degenerateComponent(let k, _, _) {
      throw .degenerateComponent(
        k, rows: parameters.weights[k] * Double(data.rows), ridge: settings.ridge)
    }
  }

  /// A log-likelihood of all rows, from the units of the fit to the data's own.
  func inOwnUnits(_ nats: Double) -> Double {
    nats - Double(data.rows) * data.transform.logScale
  }

  /// What a person should know of the components: those that rest on the ridge, narrow without end, or starve.
  private func findings(counts: [Double], gain: Double?) -> [Finding] {
    var result: [Finding] = []
    if let narrowest = units.indices.min(by: { units[$0] < units[$1] }) {
      let ratio = settings.ridge / (units[narrowest] * units[narrowest])
      if ratio > Self.dominant { result.append(.ridgeDominates(column: narrowest, ratio: ratio)) }
    }
    // Where the ridge shapes every component, there is no point in naming one.
    let areNamed = result.isEmpty
    for k in counts.indices where areNamed {
      let deviation = parameters.smallestDeviation(of: k, units: units)
      let isOnRidge = deviation * deviation < 4 * settings.ridge / smallestSquaredUnit
      if isOnRidge, deviation < Self.narrow {
        result.append(.restsOnRidge(component: k, rows: counts[k], smallestDeviation: deviation))
      } else if deviation < Self.collapsed {
        result.append(.collapsing(component: k, rows: counts[k], smallestDeviation: deviation))
      } else if counts[k] < 1 {
        result.append(.starving(component: k, rows: counts[k]))
      }
    }
    if let gain, gain < -1e-9 * max(1, abs(lastLogLikelihood ?? 0)) {
      result.append(.fell(nats: -gain))
    }
    return result
  }

  /// From this share of a column's variance on, the ridge is reported as shaping the fit.
  private static let dominant = 1e-3
  /// Below this share of the data's standard deviation, a component that the ridge holds is reported.
  private static let narrow = 1e-2
  /// Below this share, a component is reported as collapsing whatever the ridge.
  private static let collapsed = 1e-4

  private var smallestSquaredUnit: Double {
    units.reduce(.infinity) { min($0, $1 * $1) }
  }
}
