import CellGrid

/// Which labels an axis has room for, and how much room that takes from the canvas.
enum AxisLayout {
  /// Cells left of, above and below the canvas.
  struct Margins {
    var left = 0
    var top = 0
    var bottom = 0
  }

  /// The room for the axes that are shown, in a plot of that size: the smaller the plot, the less is spent on them.
  static func margins(in rect: Rect, x: Axis, y: Axis) -> Margins {
    var margins = Margins()
    if x.isShown, rect.width >= 12 { margins.bottom = rect.height >= 10 ? 2 : rect.height >= 4 ? 1 : 0 }
    guard y.isShown, rect.width >= 16, rect.height >= 3 else { return margins }
    if !y.title.isEmpty, rect.height >= 10 { margins.top = 1 }
    let labels = rowTicks(y.scale, height: rect.height - margins.top - margins.bottom)
    let width = labels.map(\.label.count).max() ?? 0
    if width > 0, width + 1 <= rect.width / 3 { margins.left = width + 1 }
    return margins
  }

  /// The ticks of a vertical axis of `height` cells: about one in two rows, and not more than eight.
  static func rowTicks(_ scale: Scale, height: Int) -> [Tick] {
    guard height > 0 else { return [] }
    return scale.ticks(atMost: min(8, max(2, height < 6 ? height / 2 + 1 : (height + 1) / 2)))
  }

  /// A label of the horizontal axis: the tick, its column and the column its text starts in.
  struct ColumnLabel {
    var tick: Tick
    var column: Int
    var start: Int
  }

  /// The finest ticks of a horizontal axis whose labels keep a space between each other and stay within `columns`.
  /// - Parameter column: the column of a value; nil where it is not on the canvas.
  static func columnLabels(
    _ scale: Scale, within columns: Range<Int>, column: (Double) -> Int?
  ) -> [ColumnLabel] {
    for count in stride(from: min(12, columns.count / 4), to: 0, by: -1) {
      let labels = scale.ticks(atMost: count).compactMap { tick -> ColumnLabel? in
        guard let column = column(tick.value), tick.label.count <= columns.count else { return nil }
        let centred = column - tick.label.count / 2
        let start = min(max(centred, columns.lowerBound), columns.upperBound - tick.label.count)
        return ColumnLabel(tick: tick, column: column, start: start)
      }
      let gaps = zip(labels, labels.dropFirst()).map { $1.start - ($0.start + $0.tick.label.count) }
      if gaps.allSatisfy({ $0 >= 2 }), !labels.isEmpty { return labels }
    }
    return []
  }
}

extension PlotArea {
  /// Draws the axes with their ticks, labels and titles around the canvas.
  public func drawAxes(into grid: inout Grid, look: Look) {
    guard !canvasRect.isEmpty else { return }
    drawVerticalAxis(into: &grid, look: look)
    drawHorizontalAxis(into: &grid, look: look)
  }

  private func drawVerticalAxis(into grid: inout Grid, look: Look) {
    let left = canvasRect.minX - rect.minX
    if canvasRect.minY > rect.minY, !y.title.isEmpty {
      let title = fitted(y.title, to: rect.width, look)
      grid.write(title, at: rect.origin, style: look.theme.axis)
    }
    guard left > 0 else { return }
    let spine = canvasRect.minX - 1
    for row in canvasRect.minY..<canvasRect.maxY {
      grid[spine, row] = Cell(look.ornaments.axisY, style: look.theme.axis)
    }
    for tick in AxisLayout.rowTicks(y.scale, height: canvasRect.height) {
      guard let row = cell(of: DataPoint(x.scale.lower, tick.value))?.y, tick.label.count < left else {
        continue
      }
      grid[spine, row] = Cell(look.ornaments.tickY, style: look.theme.axis)
      grid.write(tick.label, endingAt: spine, y: row, style: look.theme.axis)
    }
  }

  private func drawHorizontalAxis(into grid: inout Grid, look: Look) {
    let rows = rect.maxY - canvasRect.maxY
    guard rows > 0 else { return }
    let style = look.theme.axis
    let line = canvasRect.maxY
    if rows > 1 {
      for column in canvasRect.minX..<canvasRect.maxX {
        grid[column, line] = Cell(look.ornaments.axisX, style: style)
      }
      if canvasRect.minX > rect.minX {
        grid[canvasRect.minX - 1, line] = Cell(look.ornaments.axisCorner, style: style)
      }
    }
    // With a line of its own the axis carries the title at its right end; else the title takes room from the labels.
    let hasTitle = !x.title.isEmpty && x.title.count * 2 <= canvasRect.width
    let end = canvasRect.maxX - (hasTitle && rows == 1 ? x.title.count + 2 : 0)
    let labels = AxisLayout.columnLabels(x.scale, within: canvasRect.minX..<max(end, canvasRect.minX)) {
      value in
      cell(of: DataPoint(value, y.scale.lower)).flatMap { $0.x < end ? $0.x : nil }
    }
    for label in labels {
      grid.write(label.tick.label, at: Point(label.start, rect.maxY - 1), style: style)
      if rows > 1 { grid[label.column, line] = Cell(look.ornaments.tickX, style: style) }
    }
    guard hasTitle else { return }
    if rows > 1 {
      grid.write(" \(x.title) ", endingAt: canvasRect.maxX - 1, y: line, style: style)
    } else {
      grid.write(x.title, endingAt: canvasRect.maxX, y: line, style: style)
    }
  }

  private func fitted(_ text: String, to width: Int, _ look: Look) -> String {
    text.fitted(to: width, ellipsis: look.ornaments.ellipsis)
  }
}

extension String {
  /// The text if it fits in `width` columns, else its beginning and an ellipsis.
  public func fitted(to width: Int, ellipsis: Unicode.Scalar) -> String {
    if count <= width { return self }
    return width > 0 ? String(prefix(width - 1)) + String(ellipsis) : ""
  }
}
