import NumericCore
import RealModule

extension GaussianMixture {
  /// The components in the order in which they are likest to those of `reference`: that of least total Bhattacharyya
  /// distance (Bhattacharyya, 1943), weights included. They keep the order that they have, which a refit from `reference`
  /// hands down, unless another has less than half of its total: near each other two estimates may well cross.
  public func matched(
    _ parameters: MixtureParameters, to reference: MixtureParameters
  ) -> MixtureParameters {
    let k = reference.components
    guard parameters.components == k, k > 1, parameters.dimensions == reference.dimensions,
      let distances = Self.distances(from: parameters, to: reference)
    else { return parameters }
    let order = leastAssignment(distances)
    let (kept, least) = (0..<k).reduce((0.0, 0.0)) {
      ($0.0 + distances[$1, $1], $0.1 + distances[order[$1], $1])
    }
    guard least < 0.5 * kept else { return parameters }
    return MixtureParameters(
      weights: order.map { parameters.weights[$0] }, means: parameters.means.selectingRows(order),
      covariances: order.map { parameters.covariances[$0] }, noise: parameters.noise)
  }

  /// The distances of the components of `parameters` (rows) from those of `reference` (columns): with S the mean of the two
  /// covariances,
  ///
  ///     ⅛ (μ − ν)ᵀ S⁻¹ (μ − ν) + ½ log |S| / √(|Σ| |T|) − log(√(πρ) + √((1 − π)(1 − ρ))).
  ///
  /// The same in any units. Nil where one is not a number.
  private static func distances(
    from parameters: MixtureParameters, to reference: MixtureParameters
  ) -> Matrix<Double>? {
    let k = reference.components
    let logs = parameters.covariances.map { Cholesky($0)?.logDeterminant }
    let referenceLogs = reference.covariances.map { Cholesky($0)?.logDeterminant }
    var result = Matrix<Double>(rows: k, columns: k)
    for new in 0..<k {
      for old in 0..<k {
        guard let log = logs[new], let referenceLog = referenceLogs[old],
          let both = Cholesky(0.5 * (parameters.covariances[new] + reference.covariances[old]))
        else { return nil }
        let offset = zip(parameters.means.row(new), reference.means.row(old)).map { $0 - $1 }
        let square = both.whitened(offset).reduce(0) { $0 + $1 * $1 }
        let (p, r) = (parameters.weights[new], reference.weights[old])
        let overlap = (p * r).squareRoot() + (max(0, 1 - p) * max(0, 1 - r)).squareRoot()
        let distance =
          square / 8 + 0.5 * (both.logDeterminant - 0.5 * (log + referenceLog))
          - Double.log(max(overlap, .leastNormalMagnitude))
        guard distance.isFinite else { return nil }
        result[new, old] = max(0, distance)
      }
    }
    return result
  }
}
