import CellGrid

/// A frame with a title at the left and a live value at the right of its top border.
public struct Panel: Hashable, Sendable {
  /// What the panel shows.
  public var title: String
  /// Its most important number now; it may carry a style of its own.
  public var value: String
  /// Whether the keys go here: a stronger border.
  public var isFocused: Bool
  /// The look of the value; nil for the theme's.
  public var valueStyle: Style?

  /// A panel with `title`.
  public init(_ title: String, value: String = "", isFocused: Bool = false, valueStyle: Style? = nil) {
    self.title = title
    self.value = value
    self.isFocused = isFocused
    self.valueStyle = valueStyle
  }

  /// Clears `rect` and draws the frame around it. Below 3x3 cells there is no frame.
  ///
  /// A title that is too long ends in an ellipsis; a value that does not fit beside the title is not shown, for a number
  /// must not be cut.
  /// - Returns: the cells inside the frame.
  @discardableResult
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) -> Rect {
    grid.fill(rect)
    guard rect.width >= 3, rect.height >= 3 else { return rect }
    let border = look.glyphs.border(focused: isFocused)
    let style = isFocused ? look.theme.focusedBorder : look.theme.border
    drawFrame(border, style, into: &grid, at: rect)

    let isBracketed = isFocused && look.glyphs == .ascii
    let shown = title.fitted(to: rect.width - 6, ellipsis: look.ornaments.ellipsis)
    if !shown.isEmpty {
      let titleStyle = isFocused ? look.theme.focusedTitle : look.theme.title
      let start = Point(rect.minX + 2, rect.minY)
      grid.write(isBracketed ? "[" : " ", at: start, style: style)
      grid.write(shown, at: Point(start.x + 1, start.y), style: titleStyle)
      grid.write(isBracketed ? "]" : " ", at: Point(start.x + 1 + shown.count, start.y), style: style)
    }
    let room = rect.width - 7 - (shown.isEmpty ? 0 : shown.count + 2)
    if !value.isEmpty, value.count <= room {
      grid.write(
        " \(value) ", endingAt: rect.maxX - 2, y: rect.minY, style: valueStyle ?? look.theme.value)
    }
    return rect.inset(by: 1)
  }

  private func drawFrame(_ border: BorderSet, _ style: Style, into grid: inout Grid, at rect: Rect) {
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    for x in rect.minX + 1..<right {
      grid[x, rect.minY] = Cell(border.horizontal, style: style)
      grid[x, bottom] = Cell(border.horizontal, style: style)
    }
    for y in rect.minY + 1..<bottom {
      grid[rect.minX, y] = Cell(border.vertical, style: style)
      grid[right, y] = Cell(border.vertical, style: style)
    }
    grid[rect.minX, rect.minY] = Cell(border.topLeft, style: style)
    grid[right, rect.minY] = Cell(border.topRight, style: style)
    grid[rect.minX, bottom] = Cell(border.bottomLeft, style: style)
    grid[right, bottom] = Cell(border.bottomRight, style: style)
  }
}
