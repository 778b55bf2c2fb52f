import NumericCore

/// Where the free parameters of a mixture stand in the order of its `FreeParameters`, and how each moves a covariance.
///
/// A free parameter of a covariance moves it along a symmetric matrix E, written as the list of its entries, which are 1.
struct MixtureLayout: Sendable {
  /// K, D, and the number of free parameters.
  let components: Int
  let dimensions: Int
  let count: Int
  /// For each component but the last its weight; for the last nil. That of the noise, where there is any.
  let noiseWeight: Int?
  private let family: CovarianceFamily
  /// E for each free parameter of one covariance.
  let directions: [[(Int, Int)]]
  private let firstMean: Int

  init(_ parameters: MixtureParameters, family: CovarianceFamily) {
    components = parameters.components
    dimensions = parameters.dimensions
    self.family = family
    let d = dimensions
    directions =
      switch family {
      case .full, .tied:
        (0..<d).flatMap { i in (0...i).map { j in i == j ? [(i, i)] : [(i, j), (j, i)] } }
      case .diagonal: (0..<d).map { [($0, $0)] }
      case .spherical: [(0..<d).map { ($0, $0) }]
      }
    noiseWeight = parameters.noise == nil ? nil : components - 1
    firstMean = components - 1 + (parameters.noise == nil ? 0 : 1)
    count = firstMean + components * d + (family == .tied ? 1 : components) * directions.count
  }

  /// The places of all weights that are free.
  var weights: Range<Int> { 0..<firstMean }
  /// The place of the mean of component k along the first column.
  func mean(_ k: Int) -> Int {
    firstMean + k * (dimensions + (family == .tied ? 0 : directions.count))
  }
  /// The place of the first free parameter of the covariance of component k.
  func covariance(_ k: Int) -> Int {
    family == .tied ? firstMean + components * dimensions : mean(k) + dimensions
  }

  /// By how much each free parameter in the data's own units moves when the one in the units of the fit moves by 1.
  func scales(_ transform: UnitTransform) -> [Double] {
    var result = [Double](repeating: 1, count: count)
    for k in 0..<components {
      for j in 0..<dimensions { result[mean(k) + j] = transform.scale[j] }
      for (place, direction) in directions.enumerated() {
        result[covariance(k) + place] = transform.scale[direction[0].0] * transform.scale[direction[0].1]
      }
    }
    return result
  }

  /// ∂ log π_k/∂π for k, or for the noise (k = K), as the places where it is not 0, which all have one value: with
  /// π_K = 1 − Σ of the others, that is −1/π_K at all of them for the last component, 1/π_k at its own for another.
  func weightScore(of k: Int, _ parameters: MixtureParameters) -> (places: Range<Int>, value: Double) {
    if k == components - 1 { return (weights, -1 / parameters.weights[k]) }
    if k == components {
      return noiseWeight.map { ($0..<($0 + 1), 1 / (parameters.noise?.weight ?? 1)) } ?? (0..<0, 0)
    }
    return (k..<(k + 1), 1 / parameters.weights[k])
  }

  /// Adds to `matrix` −∂²/∂π² of Σ_k n_k log π_k, of which `count` rows are of component k or, for k = K, of the noise.
  func addWeightCurvature(
    of k: Int, count n: Double, _ parameters: MixtureParameters, to matrix: inout Matrix<Double>
  ) {
    let (places, value) = weightScore(of: k, parameters)
    for i in places {
      for j in places { matrix[i, j] += n * value * value }
    }
  }
}

/// One component of a mixture on the columns that were observed: what its score and its curvature need.
///
/// With P = Σ⁻¹ and u = P(x − μ), along a direction E of the covariance,
///
///     ∂ log N/∂μ = u,    ∂ log N/∂E = ½(uᵀEu − tr PE).
struct ComponentScore: Sendable {
  /// Where the observed columns' means stand, then the directions that move something observed.
  let places: [Int]
  /// Those directions, on the observed columns.
  let directions: [[(Int, Int)]]
  private let factor: Cholesky
  private let mean: [Double]
  private let precision: Matrix<Double>
  private let traces: [Double]

  /// Component k of `marginal`, the mixture of the columns `observed`.
  init(_ k: Int, of marginal: MixtureDensity, observed: [Int], in layout: MixtureLayout) {
    factor = marginal.factors[k]
    mean = marginal.parameters.means.row(k)
    let order = observed.count
    let factor = factor
    precision = Matrix(
      rows: order, columns: order,
      storage: (0..<order).flatMap { column in factor.solve((0..<order).map { $0 == column ? 1 : 0 }) })
    var place = [Int?](repeating: nil, count: layout.dimensions)
    for (index, column) in observed.enumerated() { place[column] = index }
    var places = observed.map { layout.mean(k) + $0 }
    var directions: [[(Int, Int)]] = []
    for (index, direction) in layout.directions.enumerated() {
      let seen = direction.compactMap { i, j -> (Int, Int)? in
        guard let a = place[i], let b = place[j] else { return nil }
        return (a, b)
      }
      guard !seen.isEmpty else { continue }
      places.append(layout.covariance(k) + index)
      directions.append(seen)
    }
    self.places = places
    self.directions = directions
    let precision = precision
    traces = directions.map { $0.reduce(0) { $0 + precision[$1.0, $1.1] } }
  }

  /// x − μ and u for the observed values `x`.
  func offsets(of x: [Double]) -> (offset: [Double], u: [Double]) {
    let offset = zip(x, mean).map { $0 - $1 }
    return (offset, factor.solve(offset))
  }

  /// The score at u, in the order of `places`.
  func score(at u: [Double]) -> [Double] {
    u
      + directions.indices.map { index in
        0.5 * (directions[index].reduce(0) { $0 + u[$1.0] * u[$1.1] } - traces[index])
      }
  }

  /// Adds to `matrix` the negative Hessian of Σ r log N over rows with Σ r = n, Σ r (x − μ) = s and
  /// Σ r (x − μ)(x − μ)ᵀ = T, the scatter: with v = P s and M = P T P,
  ///
  ///     (μ, μ): n P,    (μ, E): P E v,    (E, F): tr(E P F M) − ½ n tr(E P F P).
  func addCurvature(n: Double, shift s: [Double], scatter: Matrix<Double>, to matrix: inout Matrix<Double>) {
    let v = precision * s
    let middle = precision * scatter * precision
    let order = s.count
    for a in 0..<order {
      for b in 0..<order { matrix[places[a], places[b]] += n * precision[a, b] }
      for (index, direction) in directions.enumerated() {
        let value = direction.reduce(0) { $0 + precision[a, $1.0] * v[$1.1] }
        matrix[places[a], places[order + index]] += value
        matrix[places[order + index], places[a]] += value
      }
    }
    for (e, first) in directions.enumerated() {
      for (f, second) in directions.enumerated() {
        var value = 0.0
        for (i, j) in first {
          for (k, l) in second {
            value += precision[j, k] * (middle[l, i] - 0.5 * n * precision[l, i])
          }
        }
        matrix[places[order + e], places[order + f]] += value
      }
    }
  }
}
