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

  /// The statistics of some rows of `values` (rows × D).
  ///
  ///     d_k = x − μ_k          offsets     K × D
  ///     ‖L_k⁻¹ d_k‖²           by forward substitution
  ///     a_k, lse a, r_k        terms       K
  ///     n_k += r_k,  s_k += r_k d_k,  S_k += r_k d_k d_kᵀ  (lower triangle)
  func statistics(ofRows rows: Range<Int>, in values: Matrix<Double>) -> MixtureStatistics {
    let components = parameters.components
    let d = parameters.dimensions
    var result = MixtureStatistics(centres: parameters.means)
    var offsets = [Double](repeating: 0, count: components * d)
    var terms = [Double](repeating: 0, count: components)
    var whitened = [Double](repeating: 0, count: d)
    let lowers = factors.flatMap(\.lower.storage)
    let inverseDiagonals = factors.flatMap { $0.lower.diagonal.map { 1 / $0 } }
    let rowMajor = values.storage.span
    let means = parameters.means.storage.span
    for row in rows {
      var largest = -Double.infinity
      for k in 0..<components {
        var square = 0.0
        for i in 0..<d {
          let offset = rowMajor[row * d + i] - means[k * d + i]
          offsets[k * d + i] = offset
          var sum = offset
          for j in 0..<i { sum -= lowers[(k * d + i) * d + j] * whitened[j] }
          let scaled = sum * inverseDiagonals[k * d + i]
          whitened[i] = scaled
          square += scaled * scaled
        }
        let term = constants[k] - 0.5 * square
        terms[k] = term
        largest = max(largest, term)
      }
      guard largest > -.infinity else {
        // No component reaches this row within the range of Double: log 0, and nothing to share out.
        result.logLikelihood = -.infinity
        continue
      }
      var sum = 0.0
      for k in 0..<components { sum += Double.exp(terms[k] - largest) }
      let logDensity = largest + Double.log(sum)
      result.logLikelihood += logDensity
      result.classificationLoss += logDensity - largest
      for k in 0..<components {
        let logResponsibility = terms[k] - logDensity
        let r = Double.exp(logResponsibility)
        guard r > 0 else { continue }
        result.entropy -= r * logResponsibility
        result.counts[k] += r
        for i in 0..<d {
          let weighted = r * offsets[k * d + i]
          result.shifts.storage[k * d + i] += weighted
          for j in 0...i {
            result.products[(k * d + i) * d + j] += weighted * offsets[k * d + j]
          }
        }
      }
    }
    return result
  }

  /// KL(r ‖ r′) = Σ_i Σ_k r_ik log(r_ik / r′_ik) between the conditional laws of the latent under this mixture and under
  /// `other`, over the rows of `values`, in nats: what identity (P) of the proximal form adds to ΔQ.
  public func divergence(to other: MixtureDensity, over values: Matrix<Double>) -> Double {
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
