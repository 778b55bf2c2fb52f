extension Grid {
  /// The picture as a drawing (SVG 1.1): rectangles behind, text before, nothing that runs, the same bytes every time.
  ///
  /// Every run of letters says how long it is, so that columns stand below each other whatever font is found; braille, blocks, lines
  /// and underlines are drawn as shapes and need no font. What is dim is drawn with three fifths of its ink.
  /// - Parameter paper: what stands for the terminal's own colours.
  public func svg(on paper: Paper) -> String {
    let width = size.width * Pen.cellWidth + 2 * Pen.margin
    let height = size.height * Pen.cellHeight + 2 * Pen.margin
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="\(Pen.fontSize)">
      <rect width="\(width)" height="\(height)" fill="\(paper.background.hexadecimal)"/>

      """
    var pen = Pen(paper: paper)
    for y in 0..<size.height {
      let row = cells[(y * size.width)..<((y + 1) * size.width)]
      pen.draw(Array(row), y: y)
    }
    if !pen.grounds.isEmpty { text += "<g shape-rendering=\"crispEdges\">\n\(pen.grounds)</g>\n" }
    text += pen.shapes.text
    text += pen.letters
    return text + "</svg>\n"
  }
}

/// Draws rows of cells as rectangles, shapes and runs of text.
private struct Pen {
  static let cellWidth = 9
  static let cellHeight = 18
  static let fontSize = 15
  static let margin = 9
  /// From the top of a cell down to the line on which its glyph stands.
  static let baseline = 14

  let paper: Paper
  /// The rectangles behind the glyphs.
  var grounds = ""
  /// The glyphs that are no letters.
  var shapes = ShapeLayers()
  /// The runs of text, and the lines below them.
  var letters = ""

  init(paper: Paper) { self.paper = paper }

  mutating func draw(_ row: [Cell], y: Int) {
    let ground = paper.background.hexadecimal
    Pen.runs(row) {
      paper.colors(of: $0.style).background
    } _: { range, background in
      guard background != ground else { return }
      grounds += rectangle(range, top: y * Pen.cellHeight, height: Pen.cellHeight, y: y, fill: background)
    }
    Pen.runs(row) {
      $0.style
    } _: { range, style in
      draw(row[range], from: range.lowerBound, style, y)
    }
  }

  /// Calls `body` with each longest range of cells that have the same `look`.
  private static func runs<Look: Equatable>(
    _ row: [Cell], look: (Cell) -> Look, _ body: (Range<Int>, Look) -> Void
  ) {
    var start = 0
    while start < row.count {
      let shared = look(row[start])
      var end = start + 1
      while end < row.count, look(row[end]) == shared { end += 1 }
      body(start..<end, shared)
      start = end
    }
  }

  /// Cells of one style; where two cells or more without a letter stand together, a new run of text begins after them.
  private mutating func draw(_ cells: ArraySlice<Cell>, from first: Int, _ style: Style, _ y: Int) {
    let ink = ShapeLayers.Ink(
      color: paper.colors(of: style).foreground, opacity: style.attributes.contains(.dim) ? 0.6 : 1)
    if style.attributes.contains(.underline) {
      letters += rectangle(
        first..<cells.endIndex, top: y * Pen.cellHeight + Pen.baseline + 2, height: 1, y: y, fill: ink.color)
    }
    for (x, cell) in zip(cells.indices, cells) {
      if let shape = GlyphShape(cell.glyph) { shapes.add(shape, at: corner(x, y), ink) }
    }
    var start = cells.startIndex
    while start < cells.endIndex {
      guard cells[start].isLetter else {
        start += 1
        continue
      }
      var end = start + 1
      while end < cells.endIndex,
        cells[end].isLetter || (end + 1 < cells.endIndex && cells[end + 1].isLetter)
      {
        end += 1
      }
      write(cells[start..<end], y, ink, isBold: style.attributes.contains(.bold))
      start = end
    }
  }

  private mutating func write(_ run: ArraySlice<Cell>, _ y: Int, _ ink: ShapeLayers.Ink, isBold: Bool) {
    let place = corner(run.startIndex, y)
    letters += "<text x=\"\(Int(place.x))\" y=\"\(Int(place.y) + Pen.baseline)\""
    letters += " textLength=\"\(run.count * Pen.cellWidth)\" lengthAdjust=\"spacingAndGlyphs\""
    letters += " fill=\"\(ink.color)\"" + (isBold ? " font-weight=\"bold\"" : "")
    letters += (ink.opacity == 1 ? "" : " fill-opacity=\"\(ink.opacity)\"") + ">"
    for cell in run { letters += cell.escapedGlyph }
    letters += "</text>\n"
  }

  /// The upper left corner of a cell.
  private func corner(_ x: Int, _ y: Int) -> GlyphShape.Place {
    GlyphShape.Place(
      x: Double(Pen.margin + x * Pen.cellWidth), y: Double(Pen.margin + y * Pen.cellHeight))
  }

  private func rectangle(_ columns: Range<Int>, top: Int, height: Int, y: Int, fill: String) -> String {
    let x = Pen.margin + columns.lowerBound * Pen.cellWidth
    return "<rect x=\"\(x)\" y=\"\(Pen.margin + top)\" width=\"\(columns.count * Pen.cellWidth)\""
      + " height=\"\(height)\" fill=\"\(fill)\"/>\n"
  }
}

extension Cell {
  /// Whether a font draws it: not a space, a space that does not break, a braille cell without dots, or a shape.
  fileprivate var isLetter: Bool {
    glyph != " " && glyph != "\u{A0}" && glyph != "\u{2800}" && GlyphShape(glyph) == nil
  }

  /// The glyph as XML writes it.
  fileprivate var escapedGlyph: String {
    switch glyph {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case _ where !isLetter: " "
    default: String(Character(glyph))
    }
  }
}
