import NumericCore
import RealModule

/// Draws from a Gaussian mixture, made ready: the law of the data where it is known.
struct MixtureDraws: Sendable {
  private let dimensions: Int
  /// Σ_{j≤k} π_j.
  private let cumulative: [Double]
  private let means: [Double]
  /// L with Σ = L Lᵀ, row after row: K × D × D.
  private let factors: [Double]

  /// Draws from `law`; nil where a covariance is not positive definite.
  init?(_ law: MixtureParameters) {
    let d = law.dimensions
    dimensions = d
    var sum = 0.0
    cumulative = law.weights.map {
      sum += $0
      return sum
    }
    means = law.means.storage
    var factors: [Double] = []
    for covariance in law.covariances {
      guard let cholesky = Cholesky(covariance) else { return nil }
      for i in 0..<d { for j in 0..<d { factors.append(j <= i ? cholesky.lower[i, j] : 0) } }
    }
    self.factors = factors
  }

  /// The next draw of `stream`, into `row`.
  func draw(_ row: UnsafeMutablePointer<Float>, from stream: inout RandomStream) {
    let d = dimensions
    let u = stream.uniform() * (cumulative.last ?? 1)
    let k = cumulative.firstIndex { u < $0 } ?? cumulative.count - 1
    for i in 0..<d { row[i] = Float(means[k * d + i]) }
    for j in 0..<d {
      let z = stream.normal()
      for i in j..<d { row[i] += Float(factors[(k * d + i) * d + j] * z) }
    }
  }
}
