import CellGrid

/// A picture of one channel: two colours to a cell where there are colours, dots by ordered dithering where there are none, and a
/// ramp of characters in ASCII. Its pixels are nearly square in every one.
public struct GreyPicture: Sendable {
  /// Row of pixels by row of pixels, the top one first.
  public let values: [Double]
  /// The shape.
  public let rows, columns: Int
  /// The values of an empty and of a full pixel.
  public var range: ClosedRange<Double>

  /// `values` in `rows` rows of `columns`.
  public init(_ values: [Double], rows: Int, columns: Int, range: ClosedRange<Double> = 0...1) {
    precondition(
      rows >= 0 && columns >= 0 && values.count == rows * columns,
      "\(values.count) values do not fill \(rows) rows of \(columns)")
    self.values = values
    self.rows = rows
    self.columns = columns
    self.range = range
  }

  /// The cells in the middle of `rect` that the picture takes: as many as its shape allows, whole ones to a pixel where there
  /// are enough. A cell counts as twice as high as wide.
  public func place(in rect: Rect) -> Rect {
    guard rows > 0, columns > 0, !rect.isEmpty else { return Rect(origin: rect.origin, size: .zero) }
    var scale = min(Double(rect.width) / Double(columns), Double(2 * rect.height) / Double(rows))
    if scale > 1 { scale.round(.down) }
    let width = min(rect.width, max(1, Int((Double(columns) * scale).rounded())))
    let height = min(rect.height, max(1, Int((Double(rows) * scale / 2).rounded(.up))))
    return Rect(
      x: rect.minX + (rect.width - width) / 2, y: rect.minY + (rect.height - height) / 2, width: width,
      height: height)
  }

  /// Draws the picture in the middle of `rect`.
  /// - Returns: the cells that it takes.
  @discardableResult
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) -> Rect {
    let place = place(in: rect)
    guard !place.isEmpty else { return place }
    if look.glyphs == .ascii || !look.theme.ramp.colors.isEmpty {
      HeatMap(values, rows: rows, columns: columns, range: range).draw(into: &grid, at: place, look: look)
    } else {
      dither(into: &grid, at: place, look: look)
    }
    return place
  }

  /// The order in which the dots of a square of 4 by 4 fill (Bayer, 1973).
  private static let thresholds: [Double] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

  private func dither(into grid: inout Grid, at rect: Rect, look: Look) {
    var canvas = Canvas(rect.size, glyphs: look.glyphs)
    let pen = canvas.pen(Ink(look.theme.text))
    let span = range.upperBound - range.lowerBound
    for y in 0..<canvas.height {
      let row = min(y * rows / canvas.height, rows - 1)
      for x in 0..<canvas.width {
        let value = values[row * columns + min(x * columns / canvas.width, columns - 1)]
        let level = span > 0 ? (value - range.lowerBound) / span : 0
        if level > (Self.thresholds[(y & 3) * 4 + (x & 3)] + 0.5) / 16 {
          canvas.dot(Double(x), Double(y), pen)
        }
      }
    }
    canvas.draw(into: &grid, at: rect)
  }
}
