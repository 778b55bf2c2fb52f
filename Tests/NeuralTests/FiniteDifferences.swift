import NumericCore
import Testing

/// Holds `gradient` against central differences of `loss` at `point`, in every coordinate: with h = 1e-5 max(1, |θ|), the
/// two differ by less than 1e-6 relative to max(1, |g|).
func expectDerivative(
  _ gradient: [Double], of loss: ([Double]) -> Double, at point: [Double], _ what: String = "",
  location: SourceLocation = #_sourceLocation
) {
  #expect(gradient.count == point.count, "\(what)", sourceLocation: location)
  for index in point.indices {
    let h = 1e-5 * max(1, abs(point[index]))
    var moved = point
    moved[index] = point[index] + h
    let above = loss(moved)
    moved[index] = point[index] - h
    let below = loss(moved)
    let difference = (above - below) / (2 * h)
    let error = abs(gradient[index] - difference) / max(1, abs(gradient[index]))
    #expect(
      error < 1e-6, "\(what) coordinate \(index): \(gradient[index]), difference \(difference)",
      sourceLocation: location)
  }
}

/// A matrix of standard normal draws.
func normalMatrix(rows: Int, columns: Int, seed: UInt64) -> Matrix<Double> {
  var stream = RandomStream(seed: seed, purpose: .dataGeneration)
  return Matrix(rows: rows, columns: columns, storage: (0..<(rows * columns)).map { _ in stream.normal() })
}

extension Matrix<Double> {
  /// The sum of the elements times those of `other`, one by one.
  func dot(_ other: Matrix) -> Double {
    zip(storage, other.storage).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The same shape over other elements.
  func holding(_ elements: [Double]) -> Matrix { Matrix(rows: rows, columns: columns, storage: elements) }
}
