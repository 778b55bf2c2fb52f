import NumericCore
import RealModule

extension GaussianMixture {
  /// What the data say about each free parameter, by Louis's formula, row by row.
  ///
  /// For what was observed of row x, with s_k and B_k the gradient and the negative Hessian of log π_k + log N(x; μ_k, Σ_k)
  /// on the observed columns, and s = Σ_k r_k s_k,
  ///
  ///     I_obs = Σ_i w_i { Σ_k r_k B_k − (Σ_k r_k s_k s_kᵀ − s sᵀ) },    G = Σ_i w_i s sᵀ.
  ///
  /// So missing values are integrated out exactly; they count as latent in I_com = −∂²Q/∂θ′². The box of the noise is
  /// taken as known.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    let layout = MixtureLayout(parameters, family: settings.family)
    guard layout.count <= Self.mostFreeParameters else {
      throw .invalidSetting(
        name: "number of free parameters", found: String(layout.count),
        expected: "at most \(Self.mostFreeParameters) for standard errors from the information")
    }
    let density = try preparedDensity(parameters)
    let complete = try completeInformation(density, layout, in: workspace)
    let sums = try informationSums(density, layout, in: workspace)
    let scales = layout.scales(data.transform)
    func inOwnUnits(_ matrix: Matrix<Double>) -> Matrix<Double> {
      var result = matrix
      for i in scales.indices {
        for j in scales.indices { result[i, j] /= scales[i] * scales[j] }
      }
      return result
    }
    let products = sums.products.filledFromLower
    let observed = sums.curvature + -1 * sums.conditional.filledFromLower + products
    return ObservedInformation(
      estimates: free, complete: inOwnUnits(complete.symmetrised), observed: inOwnUnits(observed.symmetrised),
      scoreProducts: inOwnUnits(products), gradient: zip(sums.gradient, scales).map { $0 / $1 })
  }

  /// More free parameters than this are refused: the matrices would not fit in the memory of a small machine.
  static let mostFreeParameters = 2000

  private func completeInformation(
    _ density: MixtureDensity, _ layout: MixtureLayout, in workspace: Workspace
  ) throws(FittingError) -> Matrix<Double> {
    let statistics = try expectation(.exact, at: parameters, step: 0, in: workspace)
    var result = Matrix<Double>(rows: layout.count, columns: layout.count)
    let columns = Array(0..<data.dimensions)
    for k in statistics.counts.indices {
      let n = statistics.counts[k]
      layout.addWeightCurvature(of: k, count: n, parameters, to: &result)
      ComponentScore(k, of: density, observed: columns, in: layout).addCurvature(
        n: n, shift: statistics.shifts.row(k),
        scatter: statistics.scatter(of: k, about: parameters.means.row(k)),
        to: &result)
    }
    if parameters.noise != nil {
      layout.addWeightCurvature(of: layout.components, count: statistics.noiseCount, parameters, to: &result)
    }
    return result
  }

  private func informationSums(
    _ density: MixtureDensity, _ layout: MixtureLayout, in workspace: Workspace
  ) throws(FittingError) -> InformationSums {
    let rowsPerSlice = 1024
    let slices = (data.rows + rowsPerSlice - 1) / rowsPerSlice
    let shards = min(slices, 8)
    let (cancellation, data) = (workspace.cancellation, data)
    let parts = workspace.pool.map(shards: shards) { shard -> Result<InformationSums, FittingError> in
      var sums = InformationSums(layout)
      for slice in (shard * slices / shards)..<((shard + 1) * slices / shards) {
        guard !cancellation.isCancelled else { return .failure(.cancelled) }
        let rows = (slice * rowsPerSlice)..<min((slice + 1) * rowsPerSlice, data.rows)
        for (observed, members) in data.values.rowsByObserved(rows) {
          do throws(FittingError) {
            let marginal = observed.count == data.dimensions ? density : try density.marginal(on: observed)
            sums.add(members, of: data, observed: observed, marginal)
          } catch {
            return .failure(error)
          }
        }
      }
      return .success(sums)
    }
    var total = InformationSums(layout)
    for part in parts { total.add(try part.get()) }
    return total
  }
}

/// The sums over rows that Louis's formula needs, in the units of the fit: p × p each, of `products` and `conditional` the
/// lower triangle.
private struct InformationSums: Sendable {
  let layout: MixtureLayout
  /// Σ w s.
  var gradient: [Double]
  /// Σ w s sᵀ.
  var products: Matrix<Double>
  /// Σ w Σ_k r_k s_k s_kᵀ.
  var conditional: Matrix<Double>
  /// Σ w Σ_k r_k B_k.
  var curvature: Matrix<Double>

  init(_ layout: MixtureLayout) {
    self.layout = layout
    gradient = Array(repeating: 0, count: layout.count)
    products = Matrix(rows: layout.count, columns: layout.count)
    conditional = products
    curvature = products
  }

  /// Adds the sums over other rows.
  mutating func add(_ other: InformationSums) {
    for i in gradient.indices { gradient[i] += other.gradient[i] }
    products = products + other.products
    conditional = conditional + other.conditional
    curvature = curvature + other.curvature
  }

  /// A responsibility below this adds nothing that would be seen.
  private static let leastResponsibility = 1e-20

  /// Adds rows `members` of `data`, of which the columns `observed` were, under their mixture.
  mutating func add(_ members: [Int], of data: DataTable, observed: [Int], _ marginal: MixtureDensity) {
    let (count, order) = (layout.components, observed.count)
    let scorers = (0..<count).map { ComponentScore($0, of: marginal, observed: observed, in: layout) }
    // What belongs to a component: the places of its score, those of the weights first.
    let weightScores = (0...count).map { layout.weightScore(of: $0, marginal.parameters) }
    let places = (0...count).map { k in Array(weightScores[k].places) + (k < count ? scorers[k].places : []) }
    var counts = [Double](repeating: 0, count: count + 1)
    var shifts = Matrix<Double>(rows: count, columns: order)
    var scatters = Array(repeating: Matrix<Double>(rows: order, columns: order), count: count)
    var score = [Double](repeating: 0, count: layout.count)
    for row in members {
      let weight = data.weights?[row] ?? 1
      let x = observed.map { data.values[row, $0] }
      let offsets = scorers.map { $0.offsets(of: x) }
      var terms = marginal.constants + [marginal.noiseTerm]
      for k in 0..<count {
        for a in 0..<order { terms[k] -= 0.5 * offsets[k].offset[a] * offsets[k].u[a] }
      }
      let total = logSumExp(terms)
      guard total > -.infinity, weight > 0 else { continue }
      var touched: [Int] = []
      for k in 0...count {
        let r = Double.exp(terms[k] - total)
        guard r > Self.leastResponsibility else { continue }
        counts[k] += weight * r
        var own = Array(repeating: weightScores[k].value, count: weightScores[k].places.count)
        if k < count {
          let (offset, u) = offsets[k]
          own += scorers[k].score(at: u)
          for a in 0..<order {
            let share = weight * r * offset[a]
            shifts[k, a] += share
            for b in 0..<order { scatters[k][a, b] += share * offset[b] }
          }
        }
        for (place, value) in zip(places[k], own) { score[place] += r * value }
        touched += places[k]
        conditional.addLower(own, at: places[k], times: weight * r)
      }
      touched = Set(touched).sorted()
      let values = touched.map { score[$0] }
      products.addLower(values, at: touched, times: weight)
      for (place, value) in zip(touched, values) {
        gradient[place] += weight * value
        score[place] = 0
      }
    }
    for k in 0...count where k < count || layout.noiseWeight != nil {
      layout.addWeightCurvature(of: k, count: counts[k], marginal.parameters, to: &curvature)
      guard k < count, order > 0 else { continue }
      scorers[k].addCurvature(n: counts[k], shift: shifts.row(k), scatter: scatters[k], to: &curvature)
    }
  }
}

extension Matrix<Double> {
  /// Adds factor · v vᵀ in the rows and columns `places`, which ascend, to the lower triangle.
  fileprivate mutating func addLower(_ v: [Double], at places: [Int], times factor: Double) {
    let width = columns
    storage.withUnsafeMutableBufferPointer { storage in
      for a in v.indices {
        let scaled = factor * v[a]
        let row = places[a] * width
        for b in 0...a { storage[row + places[b]] += scaled * v[b] }
      }
    }
  }

  /// The symmetric matrix of which this one has the lower triangle.
  fileprivate var filledFromLower: Matrix<Double> {
    var result = self
    for i in 0..<rows {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }
}
