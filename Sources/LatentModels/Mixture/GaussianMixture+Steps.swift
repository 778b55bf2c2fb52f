import NumericCore
import RealModule

extension GaussianMixture {
  /// The conditional law of the component given each row, or what stands for it, and its sufficient statistics.
  public func expectation(
    _ law: ExpectationKind, at parameters: MixtureParameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    let density = try preparedDensity(parameters)
    let shape = settings.family.productShape
    guard law == .exact else {
      return try density.statistics(
        of: data, law, shape: shape, seed: settings.seed, step: step, in: workspace)
    }
    return try density.statistics(
      of: data.values, weights: data.weights, isComplete: !hasMissing, shape: shape, in: workspace)
  }

  /// π_k = n_k / n, μ_k = c_k + s_k / n_k, Σ_k = Σ_i r_ik (x_i − μ_k)(x_i − μ_k)ᵀ / n_k in the family, plus the ridge.
  public func maximizer(of statistics: MixtureStatistics) throws(FittingError) -> MixtureParameters {
    var new = parameters
    var covariances: [Matrix<Double>] = []
    let total = statistics.weight
    new.noise?.weight = statistics.noiseCount / total
    for k in 0..<parameters.components {
      let n = statistics.counts[k]
      guard n > Self.fewestRows else { throw .emptyComponent(k, rows: n) }
      let mean = statistics.mean(of: k)
      for (j, value) in mean.enumerated() { new.means[k, j] = value }
      new.weights[k] = n / total
      covariances.append((1 / n) * statistics.scatter(of: k, about: mean))
    }
    new.covariances = settings.family.projected(covariances, weights: new.weights)
    for k in new.covariances.indices {
      for j in 0..<new.dimensions { new.covariances[k][j, j] += settings.ridge }
      guard Cholesky(new.covariances[k]) != nil else {
        throw .degenerateComponent(k, rows: statistics.counts[k], ridge: settings.ridge)
      }
    }
    return new
  }

  /// Q(θ; q) for the law that `statistics` were collected under.
  public func expectedLogJoint(
    _ statistics: MixtureStatistics, at parameters: MixtureParameters
  ) throws(FittingError) -> Double {
    try preparedDensity(parameters).expectedLogJoint(statistics)
  }

  /// A component with fewer expected rows than this has no mean to speak of.
  private static let fewestRows = 1e-8

  func preparedDensity(_ parameters: MixtureParameters) throws(FittingError) -> MixtureDensity {
    do {
      return try MixtureDensity(parameters)
    } catch .degenerateComponent(let k, _, _) {
      throw .degenerateComponent(
        k, rows: parameters.weights[k] * data.totalWeight, ridge: settings.ridge)
    }
  }

  /// A log-likelihood of all rows, from the units of the fit to the data's own.
  func inOwnUnits(_ nats: Double) -> Double { nats - unitOffset }

  /// What a person should know of the components: those that rest on the ridge, narrow without end, or starve.
  public func findings(on statistics: MixtureStatistics) -> [Finding] {
    let counts = statistics.counts
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
