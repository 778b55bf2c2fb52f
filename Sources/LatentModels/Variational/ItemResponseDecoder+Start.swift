import NumericCore
import RealModule

extension ItemResponseDecoder {
  /// Slopes of 1 or −1, and the intercepts that then give about the shares of 1 seen: averaging over z ~ N(0, 1) divides a logit
  /// by √(1 + a² (16√3/15π)²).
  public var start: [Double] {
    let stretch = (1 + 0.345_825).squareRoot()
    let intercepts = zip(patterns.right, patterns.answered).map { right, answered in
      stretch * Double.log((right + 0.5) / (answered - right + 0.5))
    }
    return intercepts + (kind == .rasch ? [1] : slopeSigns)
  }

  /// The signs of the first principal component of the answers: where items are keyed the other way, slopes of one sign may lead to
  /// a saddle, at which they are 0 and the ability says nothing. An item without a part in it counts as keyed like most.
  private var slopeSigns: [Double] {
    let same = [Double](repeating: 1, count: items)
    var products = Matrix<Double>(rows: items, columns: items)
    var centred = [Double](repeating: 0, count: items)
    for unit in 0..<patterns.count {
      for (j, answer) in patterns.row(unit).enumerated() {
        centred[j] = answer == ItemPatterns.missing ? 0 : Double(answer) - (shares[j] ?? 0)
      }
      let weight = patterns.weights[unit]
      for i in 0..<items {
        let scaled = weight * centred[i]
        for j in 0...i { products[i, j] += scaled * centred[j] }
      }
    }
    guard let eigen = SymmetricEigen(products),
      let largest = eigen.values.indices.max(by: { eigen.values[$0] < eigen.values[$1] })
    else { return same }
    let loadings = (0..<items).map { eigen.vectors[$0, largest] }
    let orientation = loadings.reduce(0, +) < 0 ? -1.0 : 1
    let least = 1e-6 * (loadings.map { abs($0) }.max() ?? 0)
    return loadings.map { orientation * $0 < -least ? -1 : 1 }
  }
}
