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

  /// Free parameters of a component but for its weight: means and covariance, tied or not.
  var ownCount: Int { dimensions + directions.count }
  /// Free parameters that components share: the weights, and a tied covariance.
  var sharedCount: Int { weights.count + (family == .tied ? directions.count : 0) }
  /// How many are shared, and how many belong to each component alone.
  var blockWidths: [Int] {
    [sharedCount] + Array(repeating: family == .tied ? dimensions : ownCount, count: components)
  }
  /// The places of all, in that order.
  var blockPlaces: [Int] {
    let shared = Array(weights) + (covariance(0)..<(covariance(0) + sharedCount - weights.count))
    return shared + (0..<components).flatMap { ownPlaces(of: $0).prefix(blockWidths[1]) }
  }
  /// The places of the means and the covariance of component k.
  func ownPlaces(of k: Int) -> [Int] {
    Array(mean(k)..<(mean(k) + dimensions)) + (covariance(k)..<(covariance(k) + directions.count))
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
  /// The pairs of all directions, one after the other, and where each direction ends.
  private let firsts: [Int]
  private let seconds: [Int]
  private let ends: [Int]
  /// L, row after row.
  private let lower: [Double]
  private let mean: [Double]
  private let precision: Matrix<Double>
  private let traces: [Double]

  /// Component k of `marginal`, the mixture of the columns `observed`.
  init(_ k: Int, of marginal: MixtureDensity, observed: [Int], in layout: MixtureLayout) {
    lower = marginal.factors[k].lower.storage
    mean = marginal.parameters.means.row(k)
    precision = marginal.factors[k].inverse
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
    firsts = directions.flatMap { $0.map(\.0) }
    seconds = directions.flatMap { $0.map(\.1) }
    ends = directions.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
    let precision = precision
    traces = directions.map { $0.reduce(0) { $0 + precision[$1.0, $1.1] } }
  }

  /// (x − μ)ᵀ P (x − μ) for the observed values `x`; leaves L⁻¹(x − μ) in `white`.
  func squaredDistance(of x: [Double], _ white: inout [Double]) -> Double {
    let order = mean.count
    var total = 0.0
    for i in 0..<order {
      var sum = x[i] - mean[i]
      for j in 0..<i { sum -= lower[i * order + j] * white[j] }
      white[i] = sum / lower[i * order + i]
      total += white[i] * white[i]
    }
    return total
  }

  /// Leaves x − μ in `offset` and P(x − μ) in `u`.
  func findOffset(of x: [Double], _ offset: inout [Double], _ u: inout [Double]) {
    _ = squaredDistance(of: x, &u)
    let order = mean.count
    for i in stride(from: order - 1, through: 0, by: -1) {
      var sum = u[i]
      for j in (i + 1)..<max(order, i + 1) { sum -= lower[j * order + i] * u[j] }
      u[i] = sum / lower[i * order + i]
      offset[i] = x[i] - mean[i]
    }
  }

  /// Leaves the score at u in `score`, at these places in the order of `places`.
  func findScore(at u: [Double], _ score: inout [Double], at slots: [Int]) {
    for i in mean.indices { score[slots[i]] = u[i] }
    var pair = 0
    for (index, trace) in traces.enumerated() {
      var sum = -trace
      while pair < ends[index] {
        sum += u[firsts[pair]] * u[seconds[pair]]
        pair += 1
      }
      score[slots[mean.count + index]] = 0.5 * sum
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
