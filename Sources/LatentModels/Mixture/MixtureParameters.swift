import NumericCore
import RealModule

/// The parameter θ of a Gaussian mixture: weights, means and covariances.
public struct MixtureParameters: Hashable, Sendable {
  /// π_k: K of them, non-negative, adding up to one, or to 1 − π_0 where there is noise.
  public var weights: [Double]
  /// μ_k: K × D.
  public var means: Matrix<Double>
  /// Σ_k: K matrices, D × D, symmetric; families that share or restrict them repeat the entries.
  public var covariances: [Matrix<Double>]
  /// Uniform noise beside the components, if there is any; then π_0 and the π_k add up to one.
  public var noise: UniformNoise?

  /// A parameter from its parts, whose shapes agree.
  public init(
    weights: [Double], means: Matrix<Double>, covariances: [Matrix<Double>], noise: UniformNoise? = nil
  ) {
    precondition(
      weights.count == means.rows && weights.count == covariances.count,
      "\(weights.count) weights, \(means.rows) means, \(covariances.count) covariances")
    precondition(
      covariances.allSatisfy { $0.rows == means.columns && $0.columns == means.columns },
      "the covariances of \(means.columns)-dimensional means are \(means.columns)x\(means.columns)")
    self.weights = weights
    self.means = means
    self.covariances = covariances
    self.noise = noise
  }

  /// K.
  public var components: Int { weights.count }
  /// D.
  public var dimensions: Int { means.columns }

  /// The same mixture in the data's own units, when this one is in the units of the fit.
  public func inOwnUnits(_ transform: UnitTransform) -> MixtureParameters {
    guard !transform.isIdentity else { return self }
    var result = self
    result.noise = noise.map { noise in
      UniformNoise(
        weight: noise.weight, logLengths: zip(noise.logLengths, transform.logScales).map { $0 + $1 })
    }
    for k in 0..<components {
      for i in 0..<dimensions {
        result.means[k, i] = transform.own(means[k, i], column: i)
        for j in 0..<dimensions {
          result.covariances[k][i, j] *= transform.scale[i] * transform.scale[j]
        }
      }
    }
    return result
  }

  /// The mixture of some of the columns alone: the weights stay, means and covariances lose rows and columns.
  func marginal(on columns: [Int]) -> MixtureParameters {
    MixtureParameters(
      weights: weights, means: means.selectingColumns(columns),
      covariances: covariances.map { covariance in
        var result = Matrix<Double>(rows: columns.count, columns: columns.count)
        for (a, i) in columns.enumerated() {
          for (b, j) in columns.enumerated() { result[a, b] = covariance[i, j] }
        }
        return result
      }, noise: noise?.marginal(on: columns))
  }

  /// The smallest standard deviation of a component in any direction, with each column measured in its own `unit`.
  func smallestDeviation(of k: Int, units: [Double]) -> Double {
    var scaled = covariances[k]
    for i in 0..<dimensions {
      for j in 0..<dimensions { scaled[i, j] /= units[i] * units[j] }
    }
    guard let smallest = SymmetricEigen.values(of: scaled)?.last else { return 0 }
    return Double.sqrt(max(0, smallest))
  }
}
