/// Rows of numbers that come as Float in any order, batch by batch: what the training of a network reads.
public protocol FloatRows: Sendable {
  /// Number of observations.
  var rows: Int { get }
  /// Number of measurements per observation.
  var dimensions: Int { get }
  /// Writes the rows with these indices one after another: number j of row `rows[i]` at `i * dimensions + j`. The destination
  /// has room for `rows.count * dimensions` numbers, or more.
  func fill(rows: [Int], into destination: UnsafeMutableBufferPointer<Float>)
}

extension DataTable: FloatRows {
  /// Writes rows as Float, in the units of the fit; a missing value is NaN.
  public func fill(rows: [Int], into destination: UnsafeMutableBufferPointer<Float>) {
    precondition(
      destination.count >= rows.count * dimensions,
      "room for \(destination.count) numbers, not for \(rows.count)x\(dimensions)")
    var place = 0
    for row in rows {
      for index in (row * dimensions)..<((row + 1) * dimensions) {
        destination[place] = Float(values.storage[index])
        place += 1
      }
    }
  }
}

extension PixelTable: FloatRows {
  /// Writes pictures as Float in [0, 1].
  public func fill(rows: [Int], into destination: UnsafeMutableBufferPointer<Float>) {
    precondition(
      destination.count >= rows.count * dimensions,
      "room for \(destination.count) numbers, not for \(rows.count)x\(dimensions)")
    let scale = Float(pixelScale)
    let dimensions = dimensions
    pixels.withUnsafeBufferPointer { pixels in
      for (position, row) in rows.enumerated() {
        precondition(row >= 0 && row < self.rows, "row \(row) of \(self.rows)")
        let source = UnsafeBufferPointer(rebasing: pixels[(row * dimensions)..<((row + 1) * dimensions)])
        let target = UnsafeMutableBufferPointer(
          rebasing: destination[(position * dimensions)..<((position + 1) * dimensions)])
        for index in 0..<dimensions { target[index] = Float(source[index]) / scale }
      }
    }
  }
}
