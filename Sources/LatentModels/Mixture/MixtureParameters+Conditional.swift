import NumericCore
import RealModule

extension MixtureParameters {
  /// The mean and the standard deviation of one column where another is known to have `value`, all others left open: those of the
  /// mixture of the components' conditional Gaussians, in the units of the parameters. Nil where no component allows the value.
  public func moments(
    ofColumn column: Int, given known: Int, at value: Double
  ) -> (mean: Double, standardDeviation: Double)? {
    let parts = (0..<components).compactMap { k -> (logWeight: Double, mean: Double, variance: Double)? in
      let covariance = covariances[k]
      let spread = covariance[known, known]
      guard weights[k] > 0, spread > 0 else { return nil }
      let (away, slope) = (value - means[k, known], covariance[column, known] / spread)
      return (
        .log(weights[k]) - 0.5 * (away * away / spread + .log(spread)), means[k, column] + slope * away,
        max(0, covariance[column, column] - slope * covariance[column, known])
      )
    }
    guard let most = parts.map(\.logWeight).max(), most.isFinite else { return nil }
    let shares = parts.map { Double.exp($0.logWeight - most) }
    let total = shares.reduce(0, +)
    let mean = zip(shares, parts).reduce(0) { $0 + $1.0 / total * $1.1.mean }
    let variance = zip(shares, parts).reduce(0) { sum, item in
      let away = item.1.mean - mean
      return sum + item.0 / total * (item.1.variance + away * away)
    }
    return (mean, variance.squareRoot())
  }
}
