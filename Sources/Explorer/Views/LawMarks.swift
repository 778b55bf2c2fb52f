import CellGrid
import PlotKit

/// The area under a function of x in dots, behind everything else.
struct AreaUnder: Mark {
  /// Its look.
  let style: Style
  /// The function; where it is not finite nothing is filled.
  let function: @Sendable (Double) -> Double

  init(style: Style, _ function: @escaping @Sendable (Double) -> Double) {
    self.style = style
    self.function = function
  }

  /// Fills every column of dots up to the value in its middle.
  func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let perCell = Double(area.glyphs.dotsPerCell.width)
    let pen = canvas.pen(Ink(style, glyph: ":", layer: 0))
    for column in 0..<canvas.width {
      let x = area.x(atColumn: (Double(column) - (perCell - 1) / 2) / perCell)
      let share = area.y.scale.fraction(of: function(x))
      guard share > 0 else { continue }
      for row in 0..<Int(min(share, 1) * Double(canvas.height) + 0.5) {
        canvas.dot(Double(column), Double(canvas.height - 1 - row), pen)
      }
    }
  }
}

/// A function of x as a line of glyphs, which can be told from any dots below it.
struct GlyphCurve: Mark {
  /// The glyph and its look.
  let ink: Ink
  /// The function; where it is not finite there is a gap.
  let function: @Sendable (Double) -> Double

  init(_ ink: Ink, _ function: @escaping @Sendable (Double) -> Double) {
    self.ink = ink
    self.function = function
  }

  /// Marks the cell of the value in the middle of every column of cells, and those between it and the one before.
  func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let pen = canvas.pen(ink)
    let height = Double(area.glyphs.dotsPerCell.height)
    var before: Int?
    for column in 0..<canvas.size.width {
      let x = area.x(atColumn: Double(column))
      let place = (area.dot(x, function(x)).y + 0.5) / height
      guard place.isFinite else {
        before = nil
        continue
      }
      let row = Int(min(max(place.rounded(.down), -1), Double(canvas.size.height)))
      let from = before.map { $0 < row ? $0 + 1 : $0 > row ? $0 - 1 : row } ?? row
      for each in min(from, row)...max(from, row) { canvas.mark(cell: Point(column, each), pen) }
      before = row
    }
  }
}
