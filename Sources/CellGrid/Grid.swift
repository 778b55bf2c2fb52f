/// A picture in cells: what a frame is drawn into. A value; whatever is written outside is clipped.
public struct Grid: Hashable, Sendable {
  /// Columns and rows.
  public let size: Size
  /// Row-major: the cell in column x of row y stands at `y * size.width + x`.
  public private(set) var cells: [Cell]

  /// A grid of blank cells.
  public init(_ size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.width * size.height)
  }

  /// The whole of it.
  public var bounds: Rect { Rect(origin: Point(0, 0), size: size) }

  /// The cell in column `x` of row `y`. Outside, reading gives a blank and writing does nothing.
  public subscript(x: Int, y: Int) -> Cell {
    get {
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return .blank }
      return cells[y * size.width + x]
    }
    set {
      guard x >= 0, y >= 0, x < size.width, y < size.height else { return }
      cells[y * size.width + x] = newValue
    }
  }

  /// Fills `rect` with copies of `cell`.
  public mutating func fill(_ rect: Rect, with cell: Cell = .blank) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for y in area.minY..<area.maxY {
      for x in area.minX..<area.maxX { cells[y * size.width + x] = cell }
    }
  }

  /// Writes `text` from `point` to the right, at most `width` columns of it; longer text is cut at the edge.
  /// - Returns: the number of columns that the text took, whether or not they were inside the grid.
  @discardableResult
  public mutating func write(
    _ text: String, at point: Point, style: Style = .plain, width: Int = .max
  ) -> Int {
    var column = 0
    for character in text {
      guard column < width else { break }
      guard let scalar = character.unicodeScalars.first else { continue }
      self[point.x + column, point.y] = Cell(scalar, style: style)
      column += 1
    }
    return column
  }

  /// Writes `text` so that it ends just before column `maxX`; what does not fit in `width` columns is cut at the left.
  public mutating func write(
    _ text: String, endingAt maxX: Int, y: Int, style: Style = .plain, width: Int = .max
  ) {
    let shown = text.suffix(max(0, width))
    write(String(shown), at: Point(maxX - shown.count, y), style: style)
  }

  /// Changes the style of every cell in `rect`, keeping the glyphs.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for y in area.minY..<area.maxY {
      for x in area.minX..<area.maxX { change(&cells[y * size.width + x].style) }
    }
  }

  /// Lays the picture on `paper`: whatever has the terminal's own colours gets those of the paper.
  public mutating func lay(on paper: Paper) {
    for index in cells.indices {
      if cells[index].style.foreground == .terminal { cells[index].style.foreground = paper.foreground }
      if cells[index].style.background == .terminal { cells[index].style.background = paper.background }
    }
  }

  /// The glyphs as text, one line per row, trailing spaces kept.
  public var lines: [String] {
    (0..<size.height).map { y in
      var line = String.UnicodeScalarView()
      for x in 0..<size.width { line.append(cells[y * size.width + x].glyph) }
      return String(line)
    }
  }
}
