import NumericCore
import RealModule

extension MixtureDensity {
  /// For each of these rows of `values`, the component with the largest responsibility (nil if it is that of the noise),
  /// and that responsibility: the first of several that are equal.
  func classify(
    _ rows: [Int], of values: Matrix<Double>, in workspace: Workspace
  ) -> [(component: Int?, certainty: Double)] {
    let perShard = 2048
    let shards = (rows.count + perShard - 1) / perShard
    let parts = workspace.pool.map(shards: shards) { [self] shard -> [(component: Int?, certainty: Double)] in
      var kernel = MixtureKernel(self)
      let rowMajor = values.storage.span
      let end = min((shard + 1) * perShard, rows.count)
      return rows[(shard * perShard)..<end].map { row in
        guard kernel.take(row, of: rowMajor) else {
          let row = values.row(row)
          return Self.largest(logJoint(row), noise: noiseLogJoint(row))
        }
        return Self.largest(kernel.terms, noise: noiseTerm)
      }
    }
    return parts.flatMap { $0 }
  }

  private static func largest(_ terms: [Double], noise: Double) -> (component: Int?, certainty: Double) {
    var best = 0
    for k in 1..<max(terms.count, 1) where terms[k] > terms[best] { best = k }
    let largest = max(terms[best], noise)
    guard largest > -.infinity else { return (best, 1 / Double(terms.count)) }
    let total = terms.reduce(Double.exp(noise - largest)) { $0 + Double.exp($1 - largest) }
    return (noise > terms[best] ? nil : best, 1 / total)
  }

  /// The conditional laws of what is missing of `row`, given what was observed; none where nothing is.
  func conditionals(of row: [Double]) -> [ConditionalValue] {
    let observed = row.indices.filter { !row[$0].isNaN }
    guard observed.count < row.count, let pattern = try? MissingPattern(self, observed: observed) else {
      return []
    }
    return pattern.conditionals(of: row, responsibilities: responsibilities(row))
  }

  /// `row` with its missing values at their conditional means.
  func completed(_ row: [Double]) -> [Double] {
    var result = row
    for value in conditionals(of: row) { result[value.column] = value.mean }
    return result
  }

  /// KL(r ‖ r′) = Σ_i Σ_k r_ik log(r_ik / r′_ik) between the conditional laws of the component under this mixture and under
  /// `other`, over the rows of `values`, in nats: on complete data, what the log-likelihood gains in an iteration
  /// besides ΔQ.
  package func divergence(to other: MixtureDensity, over values: Matrix<Double>) -> Double {
    var total = 0.0
    for i in 0..<values.rows {
      let row = values.row(i)
      let ours = logJoint(row) + [noiseLogJoint(row)]
      let theirs = other.logJoint(row) + [other.noiseLogJoint(row)]
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
