import NumericCore
import RealModule

extension GaussianMixture {
  /// The same fit under another tolerance and another method.
  public func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> GaussianMixture {
    var result = self
    result.settings.tolerance = tolerance
    result.settings.method = method
    try result.settings.validate(rows: data.rows, dimensions: data.dimensions)
    return result
  }

  /// The mixture after a change of its own.
  public func changed(inOwnWayBy change: EMChange) throws(FittingError) -> GaussianMixture {
    var result = self
    switch change {
    case .components(let count):
      result.settings.components = count
      // A given start has its own number of components.
      if case .given = settings.start { result.settings.start = .kMeansPlusPlus }
      try result.settings.validate(rows: data.rows, dimensions: data.dimensions)
      while result.parameters.components < count { result.splitWidestComponent() }
      while result.parameters.components > count { result.mergeClosestComponents() }
      result.course.lawParameters = nil
      result.course.previousLawParameters = nil
    case .family(let family):
      result.settings.family = family
      result.parameters.covariances = family.projected(
        parameters.covariances, weights: parameters.weights)
    case .start(let start):
      result.settings.start = start
      if case .given(let parameters) = start { result.settings.components = parameters.components }
      try result.settings.validate(rows: data.rows, dimensions: data.dimensions)
      result.parameters = try start.parameters(
        for: data, moments: Moments(of: data), settings: result.settings)
      result.course.lawParameters = nil
      result.course.previousLawParameters = nil
    case .ridge(let ridge):
      result.settings.ridge = ridge
      try result.settings.validate(rows: data.rows, dimensions: data.dimensions)
    case .mean(let component, let position):
      try result.place(mean: component, at: position)
    case .noise(let isOn):
      result.settings.hasNoise = isOn
      if isOn {
        result.parameters.addNoise(over: data)
      } else {
        result.parameters.removeNoise()
      }
    case .latentDimensions, .normalStart, .zeroMean, .tolerance, .method, .parameters:
      throw refusal(of: change)
    }
    return result
  }

  private mutating func place(mean component: Int, at position: [Double]) throws(FittingError) {
    guard parameters.weights.indices.contains(component) else {
      throw .invalidSetting(
        name: "component", found: "number \(component) from 0",
        expected: "one of the \(parameters.components)")
    }
    guard position.count == data.dimensions else {
      throw .invalidSetting(
        name: "position", found: "\(position.count) numbers",
        expected: "one for each of the \(data.dimensions) columns")
    }
    for (j, value) in position.enumerated() {
      let fitted = (value - data.transform.shift[j]) / data.transform.scale[j]
      guard abs(fitted) < DataLimits.largestValue else {
        throw .invalidStart(reason: "a mean is not finite or too large to square")
      }
      parameters.means[component, j] = fitted
    }
  }

  /// Splits the component whose rows spread most along one direction v (by weight times largest eigenvalue λ): both
  /// halves take half the weight, the means move to μ ± ½√λ v, and Σ − ¼λ v vᵀ keeps the moments of the mixture.
  private mutating func splitWidestComponent() {
    var widest = 0
    var direction = [Double](repeating: 0, count: parameters.dimensions)
    var spread = 0.0
    var most = -Double.infinity
    for k in 0..<parameters.components {
      guard let eigen = SymmetricEigen(parameters.covariances[k]) else { continue }
      let value = eigen.values[0] * parameters.weights[k]
      if value > most {
        (widest, most, spread) = (k, value, eigen.values[0])
        direction = eigen.vectors.column(0)
      }
    }
    var covariance = parameters.covariances[widest]
    var means = parameters.means.arrays
    var other = means[widest]
    for i in direction.indices {
      means[widest][i] -= 0.5 * Double.sqrt(spread) * direction[i]
      other[i] += 0.5 * Double.sqrt(spread) * direction[i]
      for j in direction.indices { covariance[i, j] -= 0.25 * spread * direction[i] * direction[j] }
    }
    var weights = parameters.weights
    weights[widest] /= 2
    var covariances = parameters.covariances
    covariances[widest] = covariance
    parameters = inFamily(
      weights: weights + [weights[widest]], means: means + [other],
      covariances: covariances + [covariance])
  }

  /// Merges the two components whose merger, at equal moments, costs least by the bound of Runnalls (2007):
  /// ½[(w_i + w_j) log det Σ_ij − w_i log det Σ_i − w_j log det Σ_j].
  private mutating func mergeClosestComponents() {
    var best: (cost: Double, i: Int, j: Int, mean: [Double], covariance: Matrix<Double>)?
    let logDeterminants = parameters.covariances.map { Cholesky($0)?.logDeterminant ?? -.infinity }
    for j in 1..<parameters.components {
      for i in 0..<j {
        let (mean, covariance) = pooled(i, j)
        guard let merged = Cholesky(covariance)?.logDeterminant else { continue }
        let (a, b) = (parameters.weights[i], parameters.weights[j])
        let cost = (a + b) * merged - a * logDeterminants[i] - b * logDeterminants[j]
        if cost < best?.cost ?? .infinity { best = (cost, i, j, mean, covariance) }
      }
    }
    let (mean, covariance) = pooled(0, 1)
    let choice = best ?? (0, 0, 1, mean, covariance)
    var weights = parameters.weights
    var means = parameters.means.arrays
    var covariances = parameters.covariances
    weights[choice.i] += weights[choice.j]
    means[choice.i] = choice.mean
    covariances[choice.i] = choice.covariance
    weights.remove(at: choice.j)
    means.remove(at: choice.j)
    covariances.remove(at: choice.j)
    parameters = inFamily(weights: weights, means: means, covariances: covariances)
  }

  /// The mean and the covariance of two components taken together.
  private func pooled(_ i: Int, _ j: Int) -> (mean: [Double], covariance: Matrix<Double>) {
    let total = parameters.weights[i] + parameters.weights[j]
    let share = parameters.weights[i] / total
    let (a, b) = (parameters.means.row(i), parameters.means.row(j))
    let mean = a.indices.map { share * a[$0] + (1 - share) * b[$0] }
    var covariance = share * parameters.covariances[i] + (1 - share) * parameters.covariances[j]
    for s in a.indices {
      for t in a.indices {
        covariance[s, t] += share * (1 - share) * (a[s] - b[s]) * (a[t] - b[t])
      }
    }
    return (mean, covariance)
  }

  private func inFamily(
    weights: [Double], means: [[Double]], covariances: [Matrix<Double>]
  ) -> MixtureParameters {
    MixtureParameters(
      weights: weights, means: Matrix(means),
      covariances: settings.family.projected(covariances, weights: weights), noise: parameters.noise)
  }
}
