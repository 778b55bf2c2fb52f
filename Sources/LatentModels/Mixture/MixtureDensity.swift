import NumericCore
import RealModule

/// A Gaussian mixture made ready to be evaluated: Cholesky factors and constants, computed once per parameter.
///
/// For a row x, a_k = log π_k + log N(x; μ_k, Σ_k) and, where there is uniform noise, a_0 = log π_0 − log V; the
/// log-density is lse a and the responsibilities are r_k = exp(a_k − lse a), the conditional law of the component given x.
/// A missing value, which is NaN, is integrated out: the law of what was observed is a mixture again.
public struct MixtureDensity: Sendable {
  /// The parameter.
  public let parameters: MixtureParameters
  /// The noise, if there is any.
  public var noise: UniformNoise? { parameters.noise }
  let factors: [Cholesky]
  /// log π_k − ½(D log 2π + log det Σ_k).
  let constants: [Double]
  /// 1 / (L_k)_jj: K × D.
  let inverseDiagonals: [Double]
  /// The L_k with each row divided by its diagonal, one after the other: K × D × D.
  let unitLowers: [Double]
  /// Whether every L_k is diagonal.
  let isDiagonal: Bool
  /// a_0; −∞ without noise.
  let noiseTerm: Double

  /// Prepares `parameters`.
  /// - Throws: `.degenerateComponent` if a covariance is not positive definite.
  public init(_ parameters: MixtureParameters) throws(FittingError) {
    precondition(
      parameters.noise.map { $0.logLengths.count == parameters.dimensions } ?? true,
      "noise in \(parameters.noise?.logLengths.count ?? 0) dimensions, the mixture in \(parameters.dimensions)"
    )
    self.parameters = parameters
    var factors: [Cholesky] = []
    for (k, covariance) in parameters.covariances.enumerated() {
      guard let factor = Cholesky(covariance) else {
        throw .degenerateComponent(k, rows: .nan, ridge: 0)
      }
      factors.append(factor)
    }
    self.factors = factors
    let d = Double(parameters.dimensions)
    constants = factors.enumerated().map { k, factor in
      Double.log(parameters.weights[k]) - 0.5 * (d * log2Pi + factor.logDeterminant)
    }
    inverseDiagonals = factors.flatMap { $0.lower.diagonal.map { 1 / $0 } }
    unitLowers = factors.flatMap { factor in
      (0..<factor.order).flatMap { i in factor.lower.row(i).map { $0 / factor.lower[i, i] } }
    }
    isDiagonal = factors.allSatisfy { factor in
      (0..<factor.order).allSatisfy { i in (0..<i).allSatisfy { factor.lower[i, $0] == 0 } }
    }
    noiseTerm = parameters.noise?.logJoint ?? -.infinity
  }

  /// a_k for each component at `row`, in which a missing value is NaN. −∞ where what was observed has a covariance that is
  /// not positive definite.
  public func logJoint(_ row: [Double]) -> [Double] {
    let observed = row.indices.filter { !row[$0].isNaN }
    guard observed.count == row.count else {
      guard let marginal = try? marginal(on: observed) else {
        return Array(repeating: -.infinity, count: parameters.components)
      }
      return marginal.logJoint(observed.map { row[$0] })
    }
    return (0..<parameters.components).map { k in
      let offset = row.indices.map { row[$0] - parameters.means[k, $0] }
      let whitened = factors[k].whitened(offset)
      return constants[k] - 0.5 * whitened.reduce(0) { $0 + $1 * $1 }
    }
  }

  /// a_0 at `row`, of which only matters what is missing; −∞ without noise.
  func noiseLogJoint(_ row: [Double]) -> Double {
    noise?.marginal(on: row.indices.filter { !row[$0].isNaN }).logJoint ?? -.infinity
  }

  /// The mixture of some of the columns alone.
  func marginal(on columns: [Int]) throws(FittingError) -> MixtureDensity {
    try MixtureDensity(parameters.marginal(on: columns))
  }

  /// The log-density at `row`, or of what was observed of it, in nats.
  public func logDensity(_ row: [Double]) -> Double {
    logSumExp(logJoint(row) + [noiseLogJoint(row)])
  }

  /// The conditional law of the component given `row`: K probabilities, to which that of the noise is missing. Without
  /// noise, a row that no component reaches is shared out evenly.
  public func responsibilities(_ row: [Double]) -> [Double] {
    let joint = logJoint(row)
    let total = logSumExp(joint + [noiseLogJoint(row)])
    guard total > -.infinity else {
      return Array(repeating: 1 / Double(joint.count), count: joint.count)
    }
    return joint.map { Double.exp($0 - total) }
  }

  /// Q(θ; q) = Σ_i w_i E_q[log p_θ(x_i, Z_i)] for the law q that `statistics` were collected under, with what is missing of
  /// x_i part of what is latent.
  ///
  /// With T_k = Σ_i w_i r_ik (x_i − μ_k)(x_i − μ_k)ᵀ this is n_0 a_0 + Σ_k n_k constants_k − ½ tr(Σ_k⁻¹ T_k), and the trace is
  /// that of L⁻¹ T L⁻ᵀ.
  package func expectedLogJoint(_ statistics: MixtureStatistics) -> Double {
    var total = statistics.noiseCount > 0 ? statistics.noiseCount * noiseTerm : 0
    for k in 0..<parameters.components {
      let n = statistics.counts[k]
      guard n > 0 else { continue }
      let scatter = statistics.scatter(of: k, about: parameters.means.row(k))
      total += n * constants[k] - 0.5 * factors[k].whitening(scatter).trace
    }
    return total
  }
}
