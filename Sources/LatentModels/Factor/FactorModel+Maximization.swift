import NumericCore
import RealModule

extension FactorModel {
  /// A noise variance is never smaller than this share of its column's variance: below it the likelihood grows without
  /// bound (Heywood, 1931).
  static var smallestNoise: Double { 1e-8 }

  /// For each column β_j = (b, w) = A_j⁻¹ Σ(x − c)(1, E z), where A_j = Σ E[(1, z)(1, z)ᵀ]; μ_j = c_j + b and
  /// ψ_j = [Σ(x − c)² − β_jᵀ Σ(x − c)(1, E z)] / n_j, over all columns together for PPCA.
  public func maximizer(of statistics: FactorStatistics) throws(FittingError) -> FactorParameters {
    var new = parameters
    var lost = [Double](repeating: 0, count: new.dimensions)
    for j in 0..<new.dimensions {
      guard let factor = Cholesky(statistics.gram(of: j)) else {
        throw .emptyComponent(j, rows: statistics.counts[j])
      }
      let beta = factor.solve(statistics.crossProducts.row(j))
      new.mean[j] = statistics.centres[j] + beta[0]
      for l in 0..<new.latentDimensions { new.loadings[j, l] = beta[l + 1] }
      lost[j] = residual(of: j, statistics, beta: beta)
    }
    let floors = moments.covariance.diagonal.map { Self.smallestNoise * $0 }
    switch settings.noise {
    case .diagonal:
      for j in lost.indices {
        new.noiseVariances[j] = max(lost[j] / statistics.counts[j], floors[j])
      }
    case .isotropic:
      let pooled = lost.reduce(0, +) / statistics.counts.reduce(0, +)
      let floor = floors.reduce(0, +) / Double(floors.count)
      new.noiseVariances = lost.map { _ in max(pooled, floor) }
    }
    return new
  }

  /// Σ E (x_j − c_j − βᵀ(1, z))².
  private func residual(of j: Int, _ statistics: FactorStatistics, beta: [Double]) -> Double {
    let cross = statistics.crossProducts.row(j)
    let fitted = statistics.gram(of: j) * beta
    return beta.indices.reduce(statistics.squares[j]) { $0 + beta[$1] * (fitted[$1] - 2 * cross[$1]) }
  }

  /// Q(θ; q) = −½ Σ_j [n_j log 2πψ_j + Σ E(x_j − μ_j − w_jᵀz)² / ψ_j] − ½ [W k log 2π + tr Σ E z zᵀ] for total weight W.
  public func expectedLogJoint(
    _ statistics: FactorStatistics, at parameters: FactorParameters
  ) throws(FittingError) -> Double {
    var total = statistics.weight * Double(parameters.latentDimensions) * log2Pi
    total += statistics.latentProducts.trace
    for j in 0..<parameters.dimensions {
      let beta = [parameters.mean[j] - statistics.centres[j]] + parameters.loadings.row(j)
      let variance = parameters.noiseVariances[j]
      total += statistics.counts[j] * (log2Pi + Double.log(variance))
      total += residual(of: j, statistics, beta: beta) / variance
    }
    return -0.5 * total
  }

  /// Columns whose noise is held up by the floor.
  public func findings(on statistics: FactorStatistics) -> [Finding] {
    parameters.noiseVariances.indices.compactMap { j in
      let share = parameters.noiseVariances[j] / moments.covariance[j, j]
      return share < 100 * Self.smallestNoise ? .noiseless(column: j, share: share) : nil
    }
  }
}
