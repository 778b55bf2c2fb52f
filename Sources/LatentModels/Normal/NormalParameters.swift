import NumericCore

/// The parameter of a multivariate normal law.
public struct NormalParameters: Hashable, Sendable {
  /// μ: D.
  public var mean: [Double]
  /// Σ: D × D, symmetric.
  public var covariance: Matrix<Double>

  /// A parameter from its parts, whose shapes agree.
  public init(mean: [Double], covariance: Matrix<Double>) {
    precondition(
      covariance.rows == mean.count && covariance.columns == mean.count,
      "\(mean.count) means and a \(covariance.rows)x\(covariance.columns) covariance")
    self.mean = mean
    self.covariance = covariance
  }

  /// D.
  public var dimensions: Int { mean.count }

  /// Whether a density can be computed with it.
  var isUsable: Bool {
    mean.allSatisfy { abs($0) < DataLimits.largestValue } && covariance.isRegular
      && covariance.diagonal.allSatisfy { $0 < DataLimits.largestValue }
      && (0..<dimensions).allSatisfy { i in (0..<i).allSatisfy { covariance[i, $0] == covariance[$0, i] } }
  }

  /// The same in the data's own units, when this one is in the units of the fit.
  public func inOwnUnits(_ transform: UnitTransform) -> NormalParameters {
    guard !transform.isIdentity else { return self }
    var result = self
    for i in mean.indices {
      result.mean[i] = transform.own(mean[i], column: i)
      for j in mean.indices { result.covariance[i, j] *= transform.scale[i] * transform.scale[j] }
    }
    return result
  }

  /// The same as a mixture of one component, for what a mixture knows of missing values.
  var mixture: MixtureParameters {
    MixtureParameters(weights: [1], means: Matrix([mean]), covariances: [covariance])
  }
}

extension Matrix<Double> {
  /// Whether a covariance is positive definite by more than rounding: no column is determined by those before it.
  var isRegular: Bool {
    guard let lower = Cholesky(self)?.lower else { return false }
    return lower.diagonal.indices.allSatisfy { lower[$0, $0] * lower[$0, $0] > 1e-13 * self[$0, $0] }
  }
}
