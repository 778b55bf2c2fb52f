import NumericCore
import RealModule

/// The parameter of x = μ + W z + e with z ~ N(0, I) and e ~ N(0, Ψ), Ψ diagonal: that of PPCA, where Ψ = σ²I, and of
/// factor analysis.
public struct FactorParameters: Hashable, Sendable {
  /// μ: D.
  public var mean: [Double]
  /// W: D × k.
  public var loadings: Matrix<Double>
  /// The diagonal of Ψ: D; for PPCA all the same.
  public var noiseVariances: [Double]

  /// A parameter from its parts, whose shapes agree.
  public init(mean: [Double], loadings: Matrix<Double>, noiseVariances: [Double]) {
    precondition(
      mean.count == loadings.rows && mean.count == noiseVariances.count,
      "\(mean.count) means, \(loadings.rows) rows of loadings, \(noiseVariances.count) noise variances")
    self.mean = mean
    self.loadings = loadings
    self.noiseVariances = noiseVariances
  }

  /// D.
  public var dimensions: Int { mean.count }
  /// k.
  public var latentDimensions: Int { loadings.columns }

  /// W Wᵀ + Ψ: the covariance of x.
  public var covariance: Matrix<Double> {
    var result = loadings * loadings.transposed
    for j in noiseVariances.indices { result[j, j] += noiseVariances[j] }
    return result
  }

  /// The same in the data's own units, when this one is in the units of the fit.
  public func inOwnUnits(_ transform: UnitTransform) -> FactorParameters {
    guard !transform.isIdentity else { return self }
    var result = self
    for j in mean.indices {
      result.mean[j] = transform.own(mean[j], column: j)
      for l in 0..<latentDimensions { result.loadings[j, l] *= transform.scale[j] }
      result.noiseVariances[j] *= transform.scale[j] * transform.scale[j]
    }
    return result
  }

  /// The same law with W lower triangular: the one of all rotations W R that standard errors can be given for. One that
  /// is so already stays as it is; another gets a positive diagonal. Row by row, a rotation of the columns from l on turns
  /// W_l into a multiple of e_l.
  public var triangular: FactorParameters {
    guard !isTriangular else { return self }
    var result = self
    let k = latentDimensions
    for l in 0..<min(k, dimensions) {
      for m in (l + 1)..<max(k, l + 1) {
        let (a, b) = (result.loadings[l, l], result.loadings[l, m])
        let length = Double.hypot(a, b)
        guard length > 0 else { continue }
        for j in 0..<dimensions {
          let (u, v) = (result.loadings[j, l], result.loadings[j, m])
          result.loadings[j, l] = (a * u + b * v) / length
          result.loadings[j, m] = (a * v - b * u) / length
        }
        result.loadings[l, m] = 0
      }
      if result.loadings[l, l] < 0 {
        for j in 0..<dimensions { result.loadings[j, l] = -result.loadings[j, l] }
      }
    }
    return result
  }

  /// Whether nothing of W stands above its diagonal.
  private var isTriangular: Bool {
    (0..<min(latentDimensions, dimensions)).allSatisfy { l in
      ((l + 1)..<max(latentDimensions, l + 1)).allSatisfy { loadings[l, $0] == 0 }
    }
  }

  /// The maximum-likelihood PPCA of data with these moments (n in the denominator): with the eigenvalues λ_1 ≥ λ_2 ≥ … and
  /// eigenvectors U of the covariance, σ² is the mean of the λ_j beyond k, and W = U_k (Λ_k − σ²I)^½ (Tipping & Bishop,
  /// 1999). Nil if the eigenvalues cannot be found.
  public static func principalComponents(of moments: Moments, count k: Int) -> FactorParameters? {
    let d = moments.mean.count
    guard k < d, let eigen = SymmetricEigen(moments.covariance) else { return nil }
    let noise = eigen.values[k...].reduce(0, +) / Double(d - k)
    var loadings = Matrix<Double>(rows: d, columns: k)
    for l in 0..<k {
      let length = max(0, eigen.values[l] - noise).squareRoot()
      for j in 0..<d { loadings[j, l] = length * eigen.vectors[j, l] }
    }
    return FactorParameters(
      mean: moments.mean, loadings: loadings, noiseVariances: Array(repeating: noise, count: d))
  }
}
