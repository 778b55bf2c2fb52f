import NumericCore
import RealModule

extension MixtureDensity {
  /// Rows per shard. A shard is what one thread computes in one go; its size depends on nothing but this number.
  static let rowsPerShard = 4096

  /// The E half-step over the whole table: each shard adds up its rows in order, and the shards are added in order.
  /// - Throws: `.cancelled` if the workspace was told to stop in between.
  func statistics(
    of values: Matrix<Double>, in workspace: Workspace
  ) throws(FittingError) -> MixtureStatistics {
    let shards = (values.rows + Self.rowsPerShard - 1) / Self.rowsPerShard
    let cancellation = workspace.cancellation
    let parts = workspace.pool.map(shards: shards) { [self] shard -> MixtureStatistics? in
      guard !cancellation.isCancelled else { return nil }
      let first = shard * Self.rowsPerShard
      return statistics(ofRows: first..<min(first + Self.rowsPerShard, values.rows), in: values)
    }
    var total = MixtureStatistics(centres: parameters.means)
    for part in parts {
      guard let part else { throw .cancelled }
      total.add(part)
    }
    return total
  }

  /// The statistics of some rows of `values` (rows × D): with r_k = exp(a_k − lse a) and d_k = x − μ_k,
  ///
  ///     n_k += r_k,  s_k += r_k d_k,  S_k += r_k d_k d_kᵀ  (lower triangle).
  func statistics(ofRows rows: Range<Int>, in values: Matrix<Double>) -> MixtureStatistics {
    var result = MixtureStatistics(centres: parameters.means)
    var kernel = MixtureKernel(self)
    let d = kernel.dimensions
    let rowMajor = values.storage.span
    for row in rows {
      kernel.take(row, of: rowMajor)
      let logDensity = kernel.logDensity()
      result.logLikelihood += logDensity
      // No component reaches this row within the range of Double: log 0, and nothing to share out.
      guard logDensity > -.infinity else { continue }
      result.classificationLoss += logDensity - kernel.largest
      for k in 0..<kernel.components {
        let r = kernel.responsibility(k)
        guard r > 0 else { continue }
        result.entropySum -= r * (kernel.terms[k] - logDensity)
        result.counts[k] += r
        for i in 0..<d {
          let weighted = r * kernel.offsets[k * d + i]
          result.shifts.storage[k * d + i] += weighted
          for j in 0...i {
            result.products[(k * d + i) * d + j] += weighted * kernel.offsets[k * d + j]
          }
        }
      }
    }
    return result
  }

  /// For each of these rows of `values`, the component with the largest responsibility, and that responsibility: the
  /// first of several that are equal.
  func classify(
    _ rows: [Int], of values: Matrix<Double>, in workspace: Workspace
  ) -> [(component: Int, certainty: Double)] {
    let perShard = 2048
    let shards = (rows.count + perShard - 1) / perShard
    let parts = workspace.pool.map(shards: shards) { [self] shard -> [(component: Int, certainty: Double)] in
      var kernel = MixtureKernel(self)
      let rowMajor = values.storage.span
      let end = min((shard + 1) * perShard, rows.count)
      return rows[(shard * perShard)..<end].map { row in
        kernel.take(row, of: rowMajor)
        var best = 0
        for k in 1..<max(kernel.components, 1) where kernel.terms[k] > kernel.terms[best] { best = k }
        let logDensity = kernel.logDensity()
        let isReached = logDensity > -.infinity
        return (best, isReached ? Double.exp(kernel.largest - logDensity) : 1 / Double(kernel.components))
      }
    }
    return parts.flatMap { $0 }
  }

  /// KL(r ‖ r′) = Σ_i Σ_k r_ik log(r_ik / r′_ik) between the conditional laws of the latent under this mixture and under
  /// `other`, over the rows of `values`, in nats: what the log-likelihood gains in an iteration besides ΔQ.
  package func divergence(to other: MixtureDensity, over values: Matrix<Double>) -> Double {
    var total = 0.0
    for i in 0..<values.rows {
      let row = values.row(i)
      let ours = logJoint(row)
      let theirs = other.logJoint(row)
      let ourTotal = logSumExp(ours)
      let theirTotal = logSumExp(theirs)
      for k in ours.indices {
        let logResponsibility = ours[k] - ourTotal
        let r = Double.exp(logResponsibility)
        if r > 0 { total += r * (logResponsibility - (theirs[k] - theirTotal)) }
      }
    }
    return total
  }
}
