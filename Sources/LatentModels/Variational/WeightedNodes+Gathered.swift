extension WeightedNodes {
  /// Nodes on an even grid that give the same sums of straight lines through a logistic curve, where they are fewer; else these.
  ///
  /// Each weight is carried over to the eight places of the grid about its node as the polynomial of degree 7 through values there
  /// takes it (Lagrange). For softplus(c + a z) the error is below 1.1e-3 (a δ)⁸ of the weight, where δ is the step: rounding, with
  /// δ chosen for slopes up to `steepest`. A node that lies on the grid keeps its weight as it is.
  func gathered(steepest: Double) -> WeightedNodes {
    guard let lowest = z.min(), let highest = z.max(), steepest.isFinite, lowest.isFinite, highest.isFinite
    else { return self }
    var step = 1.0 / 32
    while step * steepest > 0.03, step > 1e-4 { step /= 2 }
    let span = (highest - lowest) / step
    guard span < Double(z.count) / 4, abs(lowest) / step < 1e12 else { return self }
    let first = (lowest / step).rounded(.down) - 3
    var sums = [Double](repeating: 0, count: Int(span) + 10)
    for (place, weight) in zip(z, weights) {
      let base = (place / step).rounded(.down)
      let t = place / step - base
      let index = Int(base - first) - 3
      if t == 0 {
        sums[index + 3] += weight
        continue
      }
      for k in 0..<8 {
        var share = weight / Self.denominators[k]
        for j in 0..<8 where j != k { share *= t - Double(j - 3) }
        sums[index + k] += share
      }
    }
    let used = sums.indices.filter { sums[$0] != 0 }
    return WeightedNodes(z: used.map { (first + Double($0)) * step }, weights: used.map { sums[$0] })
  }

  /// Π_{j ≠ k} (k − j) over eight places.
  private static let denominators = (0..<8).map { k in
    (0..<8).reduce(1.0) { $1 == k ? $0 : $0 * Double(k - $1) }
  }
}
