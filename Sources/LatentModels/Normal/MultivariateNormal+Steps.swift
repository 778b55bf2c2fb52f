import NumericCore
import RealModule

extension MultivariateNormal {
  private static var rowsPerShard: Int { 2048 }

  /// The statistics of the data under the law of kind `law` at `parameters`. A point or draws have no entropy on the nats
  /// axis.
  public func expectation(
    _ law: ExpectationKind, at parameters: NormalParameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> NormalStatistics {
    guard case .minibatch(let count) = law, count < data.rows else {
      return try statistics(law.isMinibatch ? .exact : law, at: parameters, step: step, in: workspace)
    }
    // Rows drawn by weight, counted as if all were like them.
    var random = RandomStream(
      seed: settings.seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let rows = data.drawnRows(count, &random)
    let batch = MultivariateNormal(on: data.selectingRows(rows).weighted(by: nil), from: self)
    var result = try batch.statistics(.exact, at: parameters, step: step, in: workspace)
    let perRow = try batch.logDensities(at: parameters, in: workspace)
    result.scale(by: data.totalWeight / Double(count))
    result.standardError = data.totalWeight * perRow.standardErrorOfMean
    return result
  }

  private func statistics(
    _ law: ExpectationKind, at parameters: NormalParameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> NormalStatistics {
    let density = try parameters.density
    let model = self
    let parts = try shards(in: workspace) { rows throws(FittingError) in
      try model.statistics(of: rows, law, density, step: step)
    }
    var total = NormalStatistics(centres: parameters.mean)
    for part in parts { total.add(part) }
    return total
  }

  /// One shard: rows in which the same columns were observed share one law.
  private func statistics(
    of rows: Range<Int>, _ law: ExpectationKind, _ density: MixtureDensity, step: Int
  ) throws(FittingError) -> NormalStatistics {
    let d = density.parameters.dimensions
    var total = NormalStatistics(centres: density.parameters.means.row(0))
    for (observed, members) in data.values.rowsByObserved(rows) {
      let conditional = try NormalLaw(density, observed: observed)
      var offset = [Double](repeating: 0, count: d)
      for row in members {
        let weight = data.weights?[row] ?? 1
        let seen = conditional.offsets(of: data.values.slice(row))
        total.weight += weight
        total.logLikelihood += weight * conditional.logDensity(given: seen)
        for (place, j) in observed.enumerated() { offset[j] = seen[place] }
        let expected = conditional.conditionalOffsets(given: seen)
        guard let draws = law.draws, !conditional.missing.isEmpty else {
          for (place, j) in conditional.missing.enumerated() { offset[j] = expected[place] }
          total.add(offset, weight: weight)
          if law == .exact { total.add(conditional.residual, at: conditional.missing, weight: weight) }
          continue
        }
        var random = RandomStream(
          seed: settings.seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
          row: UInt32(truncatingIfNeeded: row))
        for _ in 0..<draws {
          let noise = conditional.draw(&random)
          for (place, j) in conditional.missing.enumerated() { offset[j] = expected[place] + noise[place] }
          total.add(offset, weight: weight / Double(draws))
        }
      }
      if law == .exact || conditional.missing.isEmpty {
        let weight = members.reduce(0) { $0 + (data.weights?[$1] ?? 1) }
        total.entropy = total.entropy.map { $0 + weight * conditional.entropy }
      } else {
        total.entropy = nil
      }
    }
    return total
  }

  /// log p of what was observed of each row, in nats, in the units of the fit.
  func logDensities(
    at parameters: NormalParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let density = try parameters.density
    let values = data.values
    return try shards(in: workspace) { rows throws(FittingError) in
      var result = [Double](repeating: 0, count: rows.count)
      for (observed, members) in values.rowsByObserved(rows) {
        let law = try NormalLaw(density, observed: observed)
        for row in members {
          result[row - rows.lowerBound] = law.logDensity(given: law.offsets(of: values.slice(row)))
        }
      }
      return result
    }.flatMap { $0 }
  }

  /// What `work` makes of each shard of the rows, in their order.
  private func shards<Part: Sendable>(
    in workspace: Workspace, _ work: @escaping @Sendable (Range<Int>) throws(FittingError) -> Part
  ) throws(FittingError) -> [Part] {
    let count = (data.rows + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let rows = data.rows
    let parts = workspace.pool.map(shards: count) { shard -> Result<Part, FittingError> in
      guard !cancellation.isCancelled else { return .failure(.cancelled) }
      let first = shard * Self.rowsPerShard
      do throws(FittingError) {
        return .success(try work(first..<min(first + Self.rowsPerShard, rows)))
      } catch {
        return .failure(error)
      }
    }
    var result: [Part] = []
    for part in parts { result.append(try part.get()) }
    return result
  }

  /// μ = c + s/W and Σ = P/W − δδᵀ with δ = s/W; where the mean is known, Σ is taken about it.
  public func maximizer(of statistics: NormalStatistics) throws(FittingError) -> NormalParameters {
    let mean =
      knownMean
      ?? zip(statistics.centres, statistics.shifts).map { $0 + $1 / statistics.weight }
    var covariance = (1 / statistics.weight) * statistics.scatter(about: mean)
    for i in 0..<covariance.rows {
      for j in 0..<i { covariance[j, i] = covariance[i, j] }
    }
    guard covariance.isRegular else { throw .singularCovariance }
    return NormalParameters(mean: mean, covariance: covariance)
  }

  /// Q(θ; q) = −½ [W (D log 2π + log det Σ) + tr Σ⁻¹ Σ_i w_i E(x_i − μ)(x_i − μ)ᵀ].
  public func expectedLogJoint(
    _ statistics: NormalStatistics, at parameters: NormalParameters
  ) throws(FittingError) -> Double {
    guard let factor = Cholesky(parameters.covariance) else { throw .singularCovariance }
    let scatter = statistics.scatter(about: parameters.mean)
    let trace = (0..<scatter.rows).reduce(0) { $0 + factor.solve(scatter.column($1))[$1] }
    let perRow = Double(parameters.dimensions) * log2Pi + factor.logDeterminant
    return -0.5 * (statistics.weight * perRow + trace)
  }
}

extension NormalParameters {
  /// The law made ready to be evaluated.
  var density: MixtureDensity {
    get throws(FittingError) {
      guard let density = try? MixtureDensity(mixture) else { throw .singularCovariance }
      return density
    }
  }
}

extension NormalStatistics {
  /// Adds a row less the centres, which counts `weight` times.
  fileprivate mutating func add(_ offset: [Double], weight: Double) {
    for i in offset.indices {
      let weighted = weight * offset[i]
      shifts[i] += weighted
      for j in offset.indices { products[i, j] += weighted * offset[j] }
    }
  }

  /// Adds the conditional covariance of the columns `columns` to the products.
  fileprivate mutating func add(_ residual: Matrix<Double>, at columns: [Int], weight: Double) {
    for (a, i) in columns.enumerated() {
      for (b, j) in columns.enumerated() { products[i, j] += weight * residual[a, b] }
    }
  }
}

extension ExpectationKind {
  /// How many draws stand for the law of the latent; nil where it is the law itself or a point.
  fileprivate var draws: Int? {
    switch self {
    case .exact, .hard, .minibatch: nil
    case .stochastic: 1
    case .monteCarlo(let draws), .averaged(let draws): draws
    }
  }
}
