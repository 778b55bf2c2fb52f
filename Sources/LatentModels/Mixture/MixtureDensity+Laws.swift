import NumericCore
import RealModule

extension MixtureDensity {
  /// The statistics of `data` under a law of kind `kind`, other than the exact one, computed from it: the most probable
  /// component, drawn ones, or the exact law of some of the rows, counted as if all were like them. Given the component,
  /// what is missing keeps its exact law.
  ///
  /// The draws of a row are named by seed, step and row, so they do not depend on the threads.
  func statistics(
    of data: DataTable, _ kind: ExpectationKind, shape: ProductShape, seed: UInt64, step: Int,
    in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    let values = data.values
    if case .minibatch(let rows) = kind, rows < values.rows {
      return try statistics(ofSome: rows, of: data, shape: shape, seed: seed, step: step, in: workspace)
    }
    let shards = (values.rows + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let patterns = MissingPatterns(self)
    let weights = data.weights
    let parts = workspace.pool.map(shards: shards) { shard -> Result<MixtureStatistics, FittingError> in
      guard !cancellation.isCancelled else { return .failure(.cancelled) }
      let first = shard * Self.rowsPerShard
      let rows = first..<min(first + Self.rowsPerShard, values.rows)
      do throws(FittingError) {
        return .success(
          try patterns.statisticsByPattern(
            ofRows: rows, of: values, weights: weights, wanted: .products(shape)
          ) { marginal, gathered, members in
            marginal.statistics(
              ofRows: gathered, members, weights: weights, kind, shape: shape, seed: seed, step: step)
          })
      } catch {
        return .failure(error)
      }
    }
    var total = MixtureStatistics(centres: parameters.means, shape: shape)
    for part in parts { total.add(try part.get()) }
    return total
  }

  /// The statistics of complete rows (row after row), whose places in the table are `members`.
  private func statistics(
    ofRows gathered: [Double], _ members: [Int], weights: [Double]?, _ kind: ExpectationKind,
    shape: ProductShape, seed: UInt64, step: Int
  ) -> MixtureStatistics {
    let d = parameters.dimensions
    var result = MixtureStatistics(centres: parameters.means, shape: shape)
    for (place, row) in members.enumerated() {
      let x = Array(gathered[(place * d)..<((place + 1) * d)])
      let weight = weights?[row] ?? 1
      // The noise comes last, where there is any.
      let joint = logJoint(x) + (noise == nil ? [] : [noiseTerm])
      let logDensity = logSumExp(joint)
      result.weight += weight
      result.logLikelihood += weight * logDensity
      guard logDensity > -.infinity else { continue }
      let exact = joint.map { Double.exp($0 - logDensity) }
      result.classificationLoss += weight * (logDensity - (joint.max() ?? logDensity))
      var random = RandomStream(
        seed: seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
        row: UInt32(truncatingIfNeeded: row))
      result.add(x, under: kind.law(from: exact, &random), weight: weight)
    }
    return result
  }

  /// The statistics of `count` rows drawn with replacement, by weight, brought to the weight of all; ℓ is estimated the
  /// same way, with the standard error W sd(log p(x)) / √count for the total weight W.
  private func statistics(
    ofSome count: Int, of data: DataTable, shape: ProductShape, seed: UInt64, step: Int,
    in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    var random = RandomStream(
      seed: seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let rows = data.drawnRows(count, &random)
    let total = data.totalWeight
    let drawn = data.values.selectingRows(rows)
    var result = try statistics(of: drawn, shape: shape, in: workspace)
    let logDensities = rows.map { logDensity(data.values.row($0)) }
    result.scale(by: total / Double(count))
    result.standardError = total * logDensities.standardErrorOfMean
    return result
  }
}

extension ExpectationKind {
  /// The law over the components that this kind puts in the place of `exact`.
  func law(from exact: [Double], _ random: inout RandomStream) -> [Double] {
    var law = [Double](repeating: 0, count: exact.count)
    switch self {
    case .exact, .minibatch:
      return exact
    case .hard:
      let most = exact.indices.max { exact[$0] < exact[$1] } ?? 0
      law[most] = 1
    case .stochastic:
      law[random.categorical(exact)] = 1
    case .monteCarlo(let draws), .averaged(let draws):
      for _ in 0..<draws { law[random.categorical(exact)] += 1 }
      for k in law.indices { law[k] /= Double(draws) }
    }
    return law
  }
}

extension MixtureStatistics {
  /// Adds row `x`, which counts `weight` times, under the law `law` of its component, that of the noise last.
  fileprivate mutating func add(_ x: [Double], under law: [Double], weight: Double) {
    let d = centres.columns
    for k in law.indices where law[k] > 0 {
      entropySum += weight * entropyTerm(law[k])
      let r = weight * law[k]
      guard k < counts.count else {
        noiseCount += r
        continue
      }
      counts[k] += r
      for i in 0..<d {
        let weighted = r * (x[i] - centres[k, i])
        shifts[k, i] += weighted
        for j in (shape == .full ? 0 : i)...i {
          products[(k * d + i) * d + j] += weighted * (x[j] - centres[k, j])
        }
      }
    }
  }

  /// Counts every row `factor` times.
  fileprivate mutating func scale(by factor: Double) {
    for k in counts.indices { counts[k] *= factor }
    for i in shifts.storage.indices { shifts.storage[i] *= factor }
    for i in products.indices { products[i] *= factor }
    noiseCount *= factor
    weight *= factor
    logLikelihood *= factor
    entropySum *= factor
    missingEntropy *= factor
    classificationLoss *= factor
  }
}
