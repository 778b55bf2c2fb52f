import NumericCore
import RealModule

/// The two principal axes of latent means (Pearson, 1901; Hotelling, 1933): the directions in which these vary most.
public struct LatentAxes: Hashable, Sendable {
  /// The mean of the means, k.
  public let mean: [Double]
  /// Both directions, of length 1 and at right angles, each k.
  public let directions: [[Double]]
  /// Which part of the variance lies along each.
  public let shares: [Double]

  /// The axes of `means`, rows × k.
  ///
  /// A direction and its opposite are one axis, and of two that vary equally much either is the first; so that a picture of a
  /// training does not jump, order and signs follow `last`, the directions shown before. Without these the greater variance
  /// comes first and the largest entry of a direction is positive.
  /// - Returns: nil for fewer than two latents or rows, and where a mean is not a number.
  public init?(of means: Matrix<Double>, like last: [[Double]] = []) {
    let k = means.columns
    guard k > 1, means.rows > 1, means.storage.allSatisfy(\.isFinite) else { return nil }
    let moments = Moments(means)
    guard let eigen = SymmetricEigen(moments.covariance) else { return nil }
    // The greatest first, the largest entry of each positive.
    var pair = (0..<2).map { (direction: eigen.vectors.column($0), variance: max(0, eigen.values[$0])) }
    func along(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let isSeen = last.count == 2 && last.allSatisfy { $0.count == k }
    if isSeen {
      let kept = abs(along(pair[0].direction, last[0])) + abs(along(pair[1].direction, last[1]))
      let swapped = abs(along(pair[1].direction, last[0])) + abs(along(pair[0].direction, last[1]))
      if swapped > kept { pair.swapAt(0, 1) }
    }
    for place in pair.indices where isSeen && along(pair[place].direction, last[place]) < 0 {
      pair[place].direction = pair[place].direction.map { -$0 }
    }
    mean = moments.mean
    directions = pair.map(\.direction)
    let total = eigen.values.reduce(0) { $0 + max(0, $1) }
    shares = pair.map { total > 0 ? $0.variance / total : 0 }
  }

  /// The latent at a place in the plane, counted from the mean.
  public func place(_ x: Double, _ y: Double) -> [Double] {
    mean.indices.map { mean[$0] + x * directions[0][$0] + y * directions[1][$0] }
  }

  /// Where in the plane a latent falls, counted from the mean.
  public func coordinates(of latent: [Double]) -> (x: Double, y: Double) {
    var (x, y) = (0.0, 0.0)
    for j in mean.indices {
      x += (latent[j] - mean[j]) * directions[0][j]
      y += (latent[j] - mean[j]) * directions[1][j]
    }
    return (x, y)
  }
}
