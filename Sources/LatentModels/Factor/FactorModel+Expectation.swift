import NumericCore
import RealModule

extension FactorModel {
  private static var rowsPerShard: Int { 2048 }

  /// The statistics of the data under the law of kind `law` at `parameters`. A point or draws have no entropy on the nats
  /// axis.
  public func expectation(
    _ law: ExpectationKind, at parameters: FactorParameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> FactorStatistics {
    guard case .minibatch(let count) = law, count < data.rows else {
      return try statistics(of: Array(0..<data.rows), law, at: parameters, step: step, in: workspace)
    }
    // Rows drawn by weight, counted as if all were like them.
    var random = RandomStream(
      seed: settings.seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let rows = data.drawnRows(count, &random)
    let batch = FactorModel(on: data.selectingRows(rows).weighted(by: nil), from: self)
    var result = try batch.statistics(
      of: Array(0..<count), .exact, at: parameters, step: step, in: workspace)
    let perRow = try batch.logDensities(at: parameters, in: workspace)
    result.scale(by: data.totalWeight / Double(count))
    result.standardError = data.totalWeight * perRow.standardErrorOfMean
    return result
  }

  private func statistics(
    of rows: [Int], _ law: ExpectationKind, at parameters: FactorParameters, step: Int,
    in workspace: Workspace
  ) throws(FittingError) -> FactorStatistics {
    let shards = (rows.count + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let model = self
    let parts = workspace.pool.map(shards: shards) { shard -> Result<FactorStatistics, FittingError> in
      guard !cancellation.isCancelled else { return .failure(.cancelled) }
      let first = shard * Self.rowsPerShard
      return model.shardStatistics(
        of: rows[first..<min(first + Self.rowsPerShard, rows.count)], law, at: parameters, step: step)
    }
    var total = FactorStatistics(
      centres: parameters.mean, latentDimensions: parameters.latentDimensions)
    for part in parts { total.add(try part.get()) }
    return total
  }

  /// One shard: rows in which the same columns were observed share one law.
  private func shardStatistics(
    of rows: ArraySlice<Int>, _ law: ExpectationKind, at parameters: FactorParameters, step: Int
  ) -> Result<FactorStatistics, FittingError> {
    let k = parameters.latentDimensions
    var total = FactorStatistics(centres: parameters.mean, latentDimensions: k)
    for (observed, members) in data.values.rowsByObserved(rows) {
      guard let conditional = FactorLaw(parameters, observed: observed) else {
        return .failure(.singularCovariance)
      }
      var gram = Matrix<Double>(rows: k + 1, columns: k + 1)
      var weightOfPattern = 0.0
      for row in members {
        let weight = data.weights?[row] ?? 1
        let offsets = conditional.offsets(of: data.values.slice(row))
        let m = conditional.mean(given: offsets)
        total.logLikelihood += weight * conditional.logDensity(given: offsets, mean: m)
        var random = RandomStream(
          seed: settings.seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
          row: UInt32(truncatingIfNeeded: row))
        let (first, second) = law.latentMoments(mean: m, conditional, &random)
        weightOfPattern += weight
        for (place, j) in observed.enumerated() {
          let x = weight * offsets[place]
          total.counts[j] += weight
          total.squares[j] += x * offsets[place]
          total.crossProducts[j, 0] += x
          for l in 0..<k { total.crossProducts[j, l + 1] += x * first[l] }
        }
        gram[0, 0] += weight
        for a in 0..<k {
          gram[0, a + 1] += weight * first[a]
          for b in 0...a { gram[a + 1, b + 1] += weight * second[a, b] }
        }
      }
      for a in 0..<k {
        gram[a + 1, 0] = gram[0, a + 1]
        for b in 0...a {
          gram[b + 1, a + 1] = gram[a + 1, b + 1]
          total.latentProducts[a, b] += gram[a + 1, b + 1]
          if a != b { total.latentProducts[b, a] += gram[a + 1, b + 1] }
        }
      }
      for j in observed {
        for index in gram.storage.indices { total.gramMatrices[j, index] += gram.storage[index] }
      }
      total.weight += weightOfPattern
      total.entropy = law == .exact ? total.entropy.map { $0 + weightOfPattern * conditional.entropy } : nil
    }
    return .success(total)
  }

  /// log p of what was observed of each row, in nats, in the units of the fit.
  func logDensities(
    at parameters: FactorParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let shards = (data.rows + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let values = data.values
    let parts = workspace.pool.map(shards: shards) { shard -> [Double]? in
      guard !cancellation.isCancelled else { return nil }
      let first = shard * Self.rowsPerShard
      let rows = first..<min(first + Self.rowsPerShard, values.rows)
      var result = [Double](repeating: -.infinity, count: rows.count)
      for (observed, members) in values.rowsByObserved(rows) {
        guard let law = FactorLaw(parameters, observed: observed) else { continue }
        for row in members {
          let offsets = law.offsets(of: values.slice(row))
          result[row - first] = law.logDensity(given: offsets, mean: law.mean(given: offsets))
        }
      }
      return result
    }
    var result: [Double] = []
    for part in parts {
      guard let part else { throw .cancelled }
      result += part
    }
    return result
  }
}

extension ExpectationKind {
  /// E[z] and E[z zᵀ] under the law that this kind puts in the place of N(m, V): its mode, or draws from it.
  fileprivate func latentMoments(
    mean m: [Double], _ law: FactorLaw, _ random: inout RandomStream
  ) -> (first: [Double], second: Matrix<Double>) {
    func outer(_ z: [Double]) -> Matrix<Double> { Matrix(z.map { a in z.map { a * $0 } }) }
    switch self {
    case .exact, .minibatch: return (m, law.variance + outer(m))
    case .hard: return (m, outer(m))
    case .stochastic: return ExpectationKind.monteCarlo(draws: 1).latentMoments(mean: m, law, &random)
    case .monteCarlo(let draws), .averaged(let draws):
      var first = [Double](repeating: 0, count: m.count)
      var second = Matrix<Double>(rows: m.count, columns: m.count)
      let share = 1 / Double(draws)
      for _ in 0..<draws {
        let noise = law.root * m.map { _ in random.normal() }
        let z = zip(m, noise).map { $0 + $1 }
        for a in z.indices {
          first[a] += share * z[a]
          for b in z.indices { second[a, b] += share * z[a] * z[b] }
        }
      }
      return (first, second)
    }
  }
}
