import CellGrid

/// What the glyphs and colours of a plot stand for.
public struct Legend: Hashable, Sendable {
  /// A glyph with its meaning.
  public struct Item: Hashable, Sendable {
    /// As it is drawn in the plot.
    public var glyph: Unicode.Scalar
    /// As it is drawn in the plot.
    public var style: Style
    /// What it stands for.
    public var name: String

    /// `glyph` in `style` stands for `name`.
    public init(_ glyph: Unicode.Scalar, _ name: String, style: Style = .plain) {
      self.glyph = glyph
      self.style = style
      self.name = name
    }
  }

  /// In the order in which they are read.
  public var items: [Item]

  /// A legend of `items`.
  public init(_ items: [Item]) { self.items = items }

  /// The curves by their names.
  public init(of series: [LineSeries], look: Look) {
    items = series.filter { !$0.name.isEmpty }.map {
      Item(look.glyphs == .ascii ? $0.glyph : look.ornaments.line, $0.name, style: $0.style)
    }
  }

  /// Draws the items one behind the other, and on the next row where one does not fit: a wide rectangle gives a row of
  /// them, a narrow one a column. Where the last row ends before the items do, an ellipsis says so.
  /// - Returns: how many rows were used.
  @discardableResult
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) -> Int {
    var column = 0
    var row = 0
    guard !rect.isEmpty, !items.isEmpty else { return 0 }
    for (index, item) in items.enumerated() {
      // Room is kept for the ellipsis as long as there is something that it could stand for.
      let reserve = row == rect.height - 1 && index < items.count - 1 ? 2 : 0
      let width = 2 + item.name.count
      if column > 0, column + width + reserve > rect.width {
        if row == rect.height - 1 {
          let end = min(rect.minX + column, rect.maxX - 1)
          grid[end, rect.minY + row] = Cell(look.ornaments.ellipsis, style: look.theme.dimText)
          return row + 1
        }
        row += 1
        column = 0
      }
      let place = Point(rect.minX + column, rect.minY + row)
      grid[place.x, place.y] = Cell(item.glyph, style: item.style)
      let name = item.name.fitted(to: rect.width - column - 2, ellipsis: look.ornaments.ellipsis)
      grid.write(name, at: Point(place.x + 2, place.y), style: look.theme.dimText)
      column += width + 2
    }
    return row + 1
  }
}
