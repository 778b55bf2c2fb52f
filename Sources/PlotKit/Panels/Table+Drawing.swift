import CellGrid

extension Table {
  /// Draws header and rows, one cell between columns. Where rows are left over, the last line counts those above and
  /// those below.
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) {
    guard !rect.isEmpty else { return }
    let widths = widths(in: rect.width)
    let headerLines = hasHeader && rect.height > 1 ? 1 : 0
    if headerLines > 0 {
      let titles = zip(columns, widths).map { column, width in
        Entry(column.title.fitted(to: width, ellipsis: look.ornaments.ellipsis))
      }
      let header = Row(titles, style: look.theme.dimText)
      draw(header, widths, into: &grid, at: rect.origin, isSelected: false, look: look)
      if widths.count < columns.count {
        grid[rect.maxX - 1, rect.minY] = Cell(look.ornaments.right, style: look.theme.dimText)
      }
    }
    let shown = visibleRows(lines: rect.height - headerLines)
    for (line, index) in shown.enumerated() {
      let place = Point(rect.minX, rect.minY + headerLines + line)
      if index == selectedRow {
        grid.fill(
          Rect(x: place.x, y: place.y, width: rect.width, height: 1), with: Cell(style: look.theme.selection))
      }
      draw(
        rows[index], widths, into: &grid, at: place, isSelected: index == selectedRow,
        look: look)
    }
    if shown.count < rows.count, rect.height - headerLines > shown.count {
      let above = shown.lowerBound > 0 ? "\(look.ornaments.up) \(shown.lowerBound)  " : ""
      let below =
        shown.upperBound < rows.count ? "\(look.ornaments.down) \(rows.count - shown.upperBound)" : ""
      let count = (above + below).fitted(to: rect.width, ellipsis: look.ornaments.ellipsis)
      grid.write(count, at: Point(rect.minX, rect.maxY - 1), style: look.theme.dimText)
    }
  }

  /// Which rows `lines` lines show. If not all fit, one line is given to the count of the others, unless it is the only
  /// one; the selected row is among them.
  package func visibleRows(lines: Int) -> Range<Int> {
    guard lines > 0, !rows.isEmpty else { return 0..<0 }
    guard rows.count > lines else { return 0..<rows.count }
    let count = max(1, lines - 1)
    var first = min(max(firstRow, 0), rows.count - count)
    if let selectedRow, rows.indices.contains(selectedRow) {
      first = min(first, selectedRow)
      first = max(first, selectedRow - count + 1)
    }
    return first..<first + count
  }

  /// The widths of the columns that are shown in `room` cells. The first that does not fit ends the list, unless it is
  /// text: that takes what is left. Beside columns that are left out, two cells are kept for the arrow that says so.
  private func widths(in room: Int) -> [Int] {
    let wanted = columns.indices.map(naturalWidth)
    let isClipped = wanted.reduce(-1) { $0 + $1 + 1 } > room
    var widths: [Int] = []
    var left = room
    for (index, width) in wanted.enumerated() {
      let usable = left - (isClipped && index < wanted.count - 1 ? 2 : 0)
      if width <= usable {
        widths.append(width)
      } else {
        if columns[index].alignment == .left, usable > 0 { widths.append(usable) }
        break
      }
      left -= width + 1
    }
    return widths
  }

  private func naturalWidth(of column: Int) -> Int {
    if let width = columns[column].width { return max(0, width) }
    return rows.reduce(columns[column].title.count) { most, row in
      row.entries.indices.contains(column) ? max(most, row.entries[column].text.count) : most
    }
  }

  private func draw(
    _ row: Row, _ widths: [Int], into grid: inout Grid, at place: Point, isSelected: Bool,
    look: Look
  ) {
    var x = place.x
    for (column, width) in widths.enumerated() {
      defer { x += width + 1 }
      guard row.entries.indices.contains(column) else { continue }
      let entry = row.entries[column]
      var style = entry.style ?? row.style ?? look.theme.text
      if isSelected { style = look.theme.selection.adding(style.attributes) }
      switch columns[column].alignment {
      case .left:
        grid.write(
          entry.text.fitted(to: width, ellipsis: look.ornaments.ellipsis), at: Point(x, place.y), style: style
        )
      case .right:
        let text = entry.text.count > width ? String(repeating: "#", count: width) : entry.text
        grid.write(text, endingAt: x + width, y: place.y, style: style)
      }
    }
  }
}
