import NumericCore
import RealModule

extension MixtureStart {
  /// The parameter to start from, in the family of the settings. Missing values stand at the mean of their column.
  func parameters(
    for data: DataTable, moments: Moments, settings: MixtureSettings
  ) throws(FittingError) -> MixtureParameters {
    let values = data.filledValues(means: moments.mean)
    var start: MixtureParameters
    switch self {
    case .kMeansPlusPlus:
      start = try Self.spread(over: values, weights: data.weights, moments: moments, settings: settings)
    case .random:
      start = try Self.scattered(over: values, moments: moments, settings: settings)
    case .given(let parameters):
      try Self.validate(parameters, settings: settings, dimensions: values.columns)
      start = parameters
    }
    if settings.hasNoise, start.noise == nil { start.addNoise(over: data) }
    if !settings.hasNoise { start.removeNoise() }
    let projected = settings.family.projected(start.covariances, weights: start.weights)
    start.covariances = projected
    if case .given = self { return start }
    start.covariances = projected.map { Self.floored($0, moments: moments, ridge: settings.ridge) }
    return start
  }

  /// K-means++ seeding: each next row is drawn with probability proportional to its squared distance from the nearest
  /// row chosen so far, with every column in units of its standard deviation.
  private static func spread(
    over values: Matrix<Double>, weights: [Double]?, moments: Moments, settings: MixtureSettings
  ) throws(FittingError) -> MixtureParameters {
    let units = moments.units
    var random = RandomStream(seed: settings.seed, purpose: .start)
    var chosen = [weights.map { random.categorical($0) } ?? random.index(below: values.rows)]
    var nearest = [Int](repeating: 0, count: values.rows)
    var squares = [Double](repeating: .infinity, count: values.rows)
    while true {
      let newest = chosen.count - 1
      for i in 0..<values.rows {
        let square = squaredDistance(values, i, chosen[newest], units: units)
        if square < squares[i] {
          squares[i] = square
          nearest[i] = newest
        }
      }
      if chosen.count == settings.components { break }
      guard squares.contains(where: { $0 > 0 }) else {
        throw .tooFewDistinctRows(distinct: chosen.count, components: settings.components)
      }
      chosen.append(random.categorical(weights.map { zip($0, squares).map { $0 * $1 } } ?? squares))
    }
    let k = settings.components
    var within = Matrix<Double>(rows: values.columns, columns: values.columns)
    for i in 0..<values.rows {
      let seed = chosen[nearest[i]]
      for a in 0..<values.columns {
        for b in 0..<values.columns {
          let product = (values[i, a] - values[seed, a]) * (values[i, b] - values[seed, b])
          within[a, b] += weights.map { $0[i] * product } ?? product
        }
      }
    }
    let pooled = (1 / (weights?.reduce(0, +) ?? Double(values.rows))) * within
    return MixtureParameters(
      weights: Array(repeating: 1 / Double(k), count: k), means: values.selectingRows(chosen),
      covariances: Array(repeating: pooled, count: k))
  }

  /// K different rows, drawn evenly.
  private static func scattered(
    over values: Matrix<Double>, moments: Moments, settings: MixtureSettings
  ) throws(FittingError) -> MixtureParameters {
    var random = RandomStream(seed: settings.seed, purpose: .start)
    var order = Array(0..<values.rows)
    var seen = Set<[Double]>()
    var chosen: [Int] = []
    for position in order.indices where chosen.count < settings.components {
      order.swapAt(position, position + random.index(below: order.count - position))
      if seen.insert(values.row(order[position])).inserted { chosen.append(order[position]) }
    }
    let k = settings.components
    guard chosen.count == k else {
      throw .tooFewDistinctRows(distinct: chosen.count, components: k)
    }
    return MixtureParameters(
      weights: Array(repeating: 1 / Double(k), count: k), means: values.selectingRows(chosen),
      covariances: Array(repeating: moments.covariance, count: k))
  }

  /// A start must not be degenerate where the data are: along a direction without spread, a small part of the scale of
  /// the data (or the ridge, if that is larger) stands in for the variance.
  private static func floored(
    _ covariance: Matrix<Double>, moments: Moments, ridge: Double
  ) -> Matrix<Double> {
    let order = covariance.rows
    let scale = moments.units
    if let factor = Cholesky(covariance),
      (0..<order).allSatisfy({ factor.lower[$0, $0] > 1e-6 * scale[$0] })
    {
      return covariance
    }
    var result = covariance
    for j in 0..<order { result[j, j] += max(ridge, 1e-6 * scale[j] * scale[j]) }
    return result
  }

  private static func squaredDistance(
    _ values: Matrix<Double>, _ a: Int, _ b: Int, units: [Double]
  ) -> Double {
    var sum = 0.0
    for j in 0..<values.columns {
      let difference = (values[a, j] - values[b, j]) / units[j]
      sum += difference * difference
    }
    return sum
  }

  private static func validate(
    _ given: MixtureParameters, settings: MixtureSettings, dimensions: Int
  ) throws(FittingError) {
    guard given.components == settings.components else {
      throw .invalidStart(
        reason: "they have \(given.components) components, the fit has \(settings.components)")
    }
    guard given.dimensions == dimensions else {
      throw .invalidStart(
        reason: "their means have \(given.dimensions) numbers, the data have \(dimensions) columns")
    }
    let sum = given.weights.reduce(given.noise?.weight ?? 0, +)
    guard given.weights.allSatisfy({ $0 > 0 && $0.isFinite }), abs(sum - 1) < 1e-6 else {
      throw .invalidStart(reason: "the weights must be positive and add up to 1, not to \(sum)")
    }
    guard given.means.storage.allSatisfy({ abs($0) < DataLimits.largestValue }) else {
      throw .invalidStart(reason: "a mean is not finite or too large to square")
    }
    for (k, covariance) in given.covariances.enumerated() {
      guard covariance.isSymmetric(tolerance: 1e-9), Cholesky(covariance) != nil else {
        throw .invalidStart(
          reason: "the covariance of component \(k + 1) is not symmetric and positive definite")
      }
    }
  }
}

extension Matrix<Double> {
  /// Whether it equals its transpose, to a tolerance relative to its largest element.
  func isSymmetric(tolerance: Double) -> Bool {
    let largest = storage.reduce(0) { Swift.max($0, abs($1)) }
    return (0..<rows).allSatisfy { i in
      (0..<i).allSatisfy { j in abs(self[i, j] - self[j, i]) <= tolerance * largest }
    }
  }
}
