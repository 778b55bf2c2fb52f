import Neural
import NumericCore

/// What KL(q ‖ p(z)) of a batch costs: each latent's divergence times a weight, but no less than the nats that are free to it on
/// the mean over the batch (Kingma et al., 2016).
struct DivergenceCost {
  /// Σ over the rows of each latent's divergence, k.
  private(set) var sums: [Double]
  /// Which latents cost what they diverge; to the others their nats are free.
  private(set) var isCounted: [Bool] = []
  /// What each row costs.
  private(set) var values: [Double]
  /// Its slopes in the means and log variances: rows × 2k.
  private(set) var slopes: Matrix<Double>

  /// The cost of `laws`: rows × 2k, means and then log variances.
  init(_ laws: Matrix<Double>, weight: Double, freeNats: Double) {
    let (rows, k) = (laws.rows, laws.columns / 2)
    sums = [Double](repeating: 0, count: k)
    values = [Double](repeating: 0, count: rows)
    slopes = Matrix(rows: rows, columns: 2 * k)
    let terms = (0..<rows).map { row in
      (0..<k).map { StandardNormalDivergence(mean: laws[row, $0], logVariance: laws[row, k + $0]) }
    }
    for row in terms { for j in 0..<k { sums[j] += row[j].value } }
    isCounted = sums.map { Self.counts(sum: $0, rows: rows, freeNats: freeNats) }
    for row in 0..<rows {
      for j in 0..<k {
        let term = terms[row][j]
        values[row] += weight * (isCounted[j] ? term.value : freeNats)
        guard isCounted[j] else { continue }
        slopes[row, j] = weight * term.meanSlope
        slopes[row, k + j] = weight * term.logVarianceSlope
      }
    }
  }

  /// Whether a latent that diverges by `sum` over the rows costs that, and not the nats that are free.
  static func counts(sum: Double, rows: Int, freeNats: Double) -> Bool {
    freeNats == 0 || sum > freeNats * Double(rows)
  }
}
