import CellGrid

/// A glyph at a data point, over everything below its layer: a mean, a selected row.
public struct GlyphMark: Mark {
  /// Where.
  public var point: DataPoint
  /// What, and how.
  public var ink: Ink

  /// `glyph` at `point`.
  public init(_ glyph: Unicode.Scalar, at point: DataPoint, style: Style, layer: UInt8 = Layer.emphasis) {
    self.point = point
    ink = Ink(style, glyph: glyph, layer: layer)
  }

  /// Draws the glyph, if its place is on the canvas.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let place = area.dot(point)
    canvas.mark(place.x, place.y, canvas.pen(ink))
  }
}

/// The cursor of a plot: two dotted lines that cross, and a glyph where they do.
public struct Crosshair: Mark {
  /// Where.
  public var point: DataPoint
  /// Whether the lines are drawn besides the glyph.
  public var hasLines: Bool

  /// The cursor at `point`.
  public init(at point: DataPoint, hasLines: Bool = true) {
    self.point = point
    self.hasLines = hasLines
  }

  /// Draws the cursor, if its place is on the canvas.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    guard area.cell(of: point) != nil else { return }
    if hasLines {
      ReferenceLine(.horizontal(point.y)).draw(on: &canvas, in: area, look: look)
      ReferenceLine(.vertical(point.x)).draw(on: &canvas, in: area, look: look)
    }
    GlyphMark(look.ornaments.cursor, at: point, style: look.theme.cursor).draw(
      on: &canvas, in: area, look: look)
  }

  /// The coordinates in words: `(+0.08, -1.20)`.
  public func readOut(_ format: NumberFormat = .decimals(2, showsPlus: true)) -> String {
    "(\(format.text(point.x)), \(format.text(point.y)))"
  }
}
