import NumericCore

/// The shape that the covariances of a mixture may take, by scikit-learn's names; in mclust's: VVV, EEE, VVI and VII.
public enum CovarianceFamily: String, CaseIterable, Hashable, Sendable {
  /// Each component has a covariance of its own.
  case full
  /// All components share one.
  case tied
  /// Each component has a diagonal covariance of its own.
  case diagonal = "diag"
  /// Each component has one variance for all dimensions.
  case spherical

  /// The products of columns that its M half-step needs.
  var productShape: ProductShape {
    switch self {
    case .full, .tied: .full
    case .diagonal, .spherical: .diagonal
    }
  }

  /// Free parameters of a mixture of `components` in `dimensions`: weights, means and d(d + 1)/2 per covariance.
  public func degreesOfFreedom(components: Int, dimensions: Int) -> Int {
    let perMatrix = dimensions * (dimensions + 1) / 2
    let covariances =
      switch self {
      case .full: components * perMatrix
      case .tied: perMatrix
      case .diagonal: components * dimensions
      case .spherical: components
      }
    return components - 1 + components * dimensions + covariances
  }

  /// The member of the family that belongs to these covariances: tied takes their mean under `weights`, diagonal their
  /// diagonals, spherical the mean of the diagonal.
  func projected(_ covariances: [Matrix<Double>], weights: [Double]) -> [Matrix<Double>] {
    switch self {
    case .full:
      return covariances
    case .tied:
      guard let first = covariances.first else { return [] }
      var pooled = Matrix<Double>(rows: first.rows, columns: first.columns)
      for (weight, covariance) in zip(weights, covariances) {
        for index in pooled.storage.indices {
          pooled.storage[index] += weight * covariance.storage[index]
        }
      }
      return Array(repeating: pooled, count: covariances.count)
    case .diagonal:
      return covariances.map { Matrix(diagonal: $0.diagonal) }
    case .spherical:
      return covariances.map { covariance in
        let variance = covariance.trace / Double(max(covariance.rows, 1))
        return Matrix(diagonal: Array(repeating: variance, count: covariance.rows))
      }
    }
  }
}
