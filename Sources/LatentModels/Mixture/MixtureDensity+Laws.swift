import NumericCore
import RealModule

extension MixtureDensity {
  /// The statistics of `values` under a law of kind `kind`, other than the exact one, computed from it: the most probable
  /// component, drawn ones, or the exact law of some of the rows, counted as if all were like them.
  ///
  /// The draws of a row are named by seed, step and row, so they do not depend on the threads.
  func statistics(
    of values: Matrix<Double>, _ kind: ExpectationKind, seed: UInt64, step: Int, in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    if case .minibatch(let rows) = kind, rows < values.rows {
      return try statistics(ofSome: rows, of: values, seed: seed, step: step, in: workspace)
    }
    let shards = (values.rows + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let parts = workspace.pool.map(shards: shards) { [self] shard -> MixtureStatistics? in
      guard !cancellation.isCancelled else { return nil }
      let first = shard * Self.rowsPerShard
      var result = MixtureStatistics(centres: parameters.means)
      for row in first..<min(first + Self.rowsPerShard, values.rows) {
        let x = values.row(row)
        let joint = logJoint(x)
        let logDensity = logSumExp(joint)
        result.logLikelihood += logDensity
        guard logDensity > -.infinity else { continue }
        let exact = joint.map { Double.exp($0 - logDensity) }
        result.classificationLoss += logDensity - (joint.max() ?? logDensity)
        var random = RandomStream(
          seed: seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
          row: UInt32(truncatingIfNeeded: row))
        result.add(x, under: kind.law(from: exact, &random))
      }
      return result
    }
    var total = MixtureStatistics(centres: parameters.means)
    for part in parts {
      guard let part else { throw .cancelled }
      total.add(part)
    }
    return total
  }

  /// The statistics of `count` rows drawn with replacement, times N / count; ℓ is estimated the same way, with the
  /// standard error N sd(log p(x)) / √count.
  private func statistics(
    ofSome count: Int, of values: Matrix<Double>, seed: UInt64, step: Int, in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    var random = RandomStream(
      seed: seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let rows = (0..<count).map { _ in random.index(below: values.rows) }
    var result = try statistics(of: values.selectingRows(rows), in: workspace)
    let logDensities = rows.map { logDensity(values.row($0)) }
    let mean = logDensities.reduce(0, +) / Double(count)
    let variance = logDensities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(count - 1, 1))
    result.scale(by: Double(values.rows) / Double(count))
    result.standardError = Double(values.rows) * Double.sqrt(variance / Double(count))
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
  /// Adds row `x` under the law `law` of its component.
  mutating func add(_ x: [Double], under law: [Double]) {
    let d = centres.columns
    weight += 1
    for k in law.indices where law[k] > 0 {
      let r = law[k]
      counts[k] += r
      entropySum += entropyTerm(r)
      for i in 0..<d {
        let weighted = r * (x[i] - centres[k, i])
        shifts[k, i] += weighted
        for j in 0...i { products[(k * d + i) * d + j] += weighted * (x[j] - centres[k, j]) }
      }
    }
  }

  /// Counts every row `factor` times.
  mutating func scale(by factor: Double) {
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
