import CellGrid

/// Arrows at the places of a lattice: which way something goes, and, up to the distance between two of them, how far.
///
/// Of a lattice that is too fine for the canvas every second arrow is drawn, or every third. One as long as four fifths of those
/// drawn, or longer, fills its cell of the lattice.
public struct ArrowField: Mark {
  /// An arrow about a place.
  public struct Arrow: Hashable, Sendable {
    /// Its middle.
    public var at: DataPoint
    /// How far it goes, both ways.
    public var way: DataPoint

    /// The arrow about `at`.
    public init(at place: DataPoint, way: DataPoint) { (at, self.way) = (place, way) }
  }

  /// The arrows, row by row; those that are not finite are left out.
  public var arrows: [Arrow]
  /// How many of them stand side by side on the canvas, and how many above each other.
  public var columns, rows: Int
  /// Their look.
  public var style: Style
  /// The layer of the ink.
  public var layer: UInt8

  /// `arrows` on a lattice of `columns` × `rows` over the canvas.
  public init(_ arrows: [Arrow], columns: Int, rows: Int, style: Style, layer: UInt8 = Layer.points) {
    precondition(
      arrows.count == columns * rows, "\(arrows.count) arrows do not fill \(rows) rows of \(columns)")
    (self.arrows, self.columns, self.rows, self.style, self.layer) = (arrows, columns, rows, style, layer)
  }

  /// Draws shafts with heads in dots; where a cell holds one dot, the head is one of `<` `>` `^` `v`.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    guard columns > 0, rows > 0 else { return }
    // An arrow is given four columns of cells and two rows.
    let strides = (
      x: max(1, (4 * columns + canvas.size.width - 1) / max(1, canvas.size.width)),
      y: max(1, (2 * rows + canvas.size.height - 1) / max(1, canvas.size.height))
    )
    // How far an arrow may reach from end to end, in dots.
    let reach = DotPoint(
      max(1, 0.9 * Double(canvas.width * strides.x) / Double(columns)),
      max(1, 0.9 * Double(canvas.height * strides.y) / Double(rows)))
    let some = arrows.indices.filter {
      $0 % columns % strides.x == (strides.x - 1) / 2 && $0 / columns % strides.y == (strides.y - 1) / 2
    }
    let drawn = some.map { arrows[$0] }.map { arrow -> (middle: DotPoint, way: DotPoint, length: Double) in
      let middle = area.dot(arrow.at)
      let end = area.dot(arrow.at.x + arrow.way.x, arrow.at.y + arrow.way.y)
      let way = DotPoint(end.x - middle.x, end.y - middle.y)
      return (middle, way, max(abs(way.x) / reach.x, abs(way.y) / reach.y))
    }.filter { $0.length.isFinite }
    let lengths = drawn.map(\.length).sorted()
    guard let longest = lengths.last, longest > 0 else { return }
    let full = max(lengths[lengths.count * 4 / 5], longest * 1e-6)
    for arrow in drawn {
      let factor = arrow.length > 0 ? min(1, arrow.length / full) / arrow.length : 0
      let half = DotPoint(arrow.way.x * factor / 2, arrow.way.y * factor / 2)
      draw(about: arrow.middle, half, on: &canvas, isAscii: canvas.glyphs.dotsPerCell.width == 1)
    }
  }

  private func draw(about middle: DotPoint, _ half: DotPoint, on canvas: inout Canvas, isAscii: Bool) {
    let shaft = canvas.pen(Ink(style, glyph: ".", layer: layer))
    let (tail, tip) = (
      DotPoint(middle.x - half.x, middle.y - half.y), DotPoint(middle.x + half.x, middle.y + half.y)
    )
    canvas.line(from: tail, to: tip, shaft)
    let length = 2 * (half.x * half.x + half.y * half.y).squareRoot()
    if isAscii {
      guard length >= 0.6 else { return }
      // A cell is twice as high as wide.
      let isLevel = abs(half.x) >= 2 * abs(half.y)
      let glyph: Unicode.Scalar = isLevel ? (half.x > 0 ? ">" : "<") : half.y > 0 ? "v" : "^"
      canvas.dot(tip.x, tip.y, canvas.pen(Ink(style, glyph: glyph, layer: layer + 1)))
      return
    }
    guard length >= 4 else { return }
    // Two strokes back from the tip, 30 degrees to either side.
    let (x, y) = (-half.x * 2 / length, -half.y * 2 / length)
    let stroke = min(max(2, 0.3 * length), 4)
    for turn in [0.5, -0.5] {
      let side = DotPoint(0.866 * x - turn * y, turn * x + 0.866 * y)
      canvas.line(from: tip, to: DotPoint(tip.x + stroke * side.x, tip.y + stroke * side.y), shaft)
    }
  }
}
