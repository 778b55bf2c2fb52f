import NumericCore
import RealModule

/// A Gaussian mixture made ready to be evaluated: Cholesky factors and constants, computed once per parameter.
///
/// For a row x, a_k = log π_k + log N(x; μ_k, Σ_k); the log-density is lse_k a_k and the responsibilities are
/// r_k = exp(a_k − lse a), the conditional law of the component given x.
public struct MixtureDensity: Sendable {
  /// The parameter.
  public let parameters: MixtureParameters
  let factors: [Cholesky]
  /// log π_k − ½(D log 2π + log det Σ_k).
  let constants: [Double]

  /// Prepares `parameters`.
  /// - Throws: `.degenerateComponent` if a covariance is not positive definite.
  public init(_ parameters: MixtureParameters) throws(FittingError) {
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
  }

  /// a_k for each component at `row`.
  public func logJoint(_ row: [Double]) -> [Double] {
    (0..<parameters.components).map { k in
      let offset = row.indices.map { row[$0] - parameters.means[k, $0] }
      let whitened = factors[k].whitened(offset)
      return constants[k] - 0.5 * whitened.reduce(0) { $0 + $1 * $1 }
    }
  }

  /// The log-density at `row`, in nats.
  public func logDensity(_ row: [Double]) -> Double { logSumExp(logJoint(row)) }

  /// The conditional law of the component given `row`: K probabilities.
  public func responsibilities(_ row: [Double]) -> [Double] {
    let joint = logJoint(row)
    let total = logSumExp(joint)
    guard total > -.infinity else {
      return Array(repeating: 1 / Double(joint.count), count: joint.count)
    }
    return joint.map { Double.exp($0 - total) }
  }

  /// Q(θ; q) = Σ_i E_q[log p_θ(x_i, Z_i)] for the law q that `statistics` were collected under.
  ///
  /// With T_k = Σ_i r_ik (x_i − μ_k)(x_i − μ_k)ᵀ this is Σ_k n_k constants_k − ½ tr(Σ_k⁻¹ T_k), and the trace is that of
  /// L⁻¹ T L⁻ᵀ.
  func expectedLogJoint(_ statistics: MixtureStatistics) -> Double {
    var total = 0.0
    for k in 0..<parameters.components {
      let n = statistics.counts[k]
      guard n > 0 else { continue }
      let scatter = statistics.scatter(of: k, about: parameters.means.row(k))
      // Whiten the columns, then the rows of what that gives: L⁻¹ (L⁻¹ T)ᵀ.
      let half = Matrix((0..<scatter.columns).map { factors[k].whitened(scatter.column($0)) })
      var trace = 0.0
      for j in 0..<half.columns { trace += factors[k].whitened(half.column(j))[j] }
      total += n * constants[k] - 0.5 * trace
    }
    return total
  }
}
