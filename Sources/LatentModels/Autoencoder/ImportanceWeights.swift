import RealModule

/// The weights of K draws z from q for one row, w ∝ p(x, z) / q(z | x), and the bound log (1/K) Σ w that they give (Burda,
/// Grosse & Salakhutdinov, 2016).
struct ImportanceWeights {
  /// log (1/K) Σ w.
  let bound: Double
  /// w / Σ w, K.
  let shares: [Double]

  /// From log p(x, z) − log q(z | x), K.
  init(logWeights: [Double]) {
    let largest = logWeights.max() ?? 0
    guard largest.isFinite else {
      bound = largest
      shares = [Double](repeating: 1 / Double(max(logWeights.count, 1)), count: logWeights.count)
      return
    }
    let powers = logWeights.map { Double.exp($0 - largest) }
    let total = powers.reduce(0, +)
    bound = largest + Double.log(total / Double(powers.count))
    shares = powers.map { $0 / total }
  }
}
