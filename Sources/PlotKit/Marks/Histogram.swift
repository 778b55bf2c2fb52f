import CellGrid

/// How many values fall into each of several intervals side by side, as bars.
public struct Histogram: Mark {
  /// Where the intervals begin and the last one ends: one more than there are bars, ascending.
  public let edges: [Double]
  /// The height of each bar.
  public let heights: [Double]
  /// The look of the bars; nil for the theme's.
  public var style: Style?

  /// Bars of `heights` between `edges`, which are one more.
  public init(edges: [Double], heights: [Double], style: Style? = nil) {
    precondition(
      edges.count == heights.count + 1, "\(edges.count) edges do not bound \(heights.count) bars")
    self.edges = edges
    self.heights = heights
    self.style = style
  }

  /// The histogram of the finite ones among `values`, in `count` intervals of equal length that tile `scale`.
  ///
  /// Heights are densities, as fractions per unit of x, so that the bars enclose the share of the values that lies in the
  /// range and a density curve can be drawn over them.
  public init(of values: [Double], bins count: Int, over scale: Scale, style: Style? = nil) {
    let count = min(max(count, 1), 10_000)
    let edges = (0...count).map { scale.value(at: Double($0) / Double(count)) }
    var tally = Array(repeating: 0.0, count: count)
    var total = 0.0
    for value in values where value.isFinite {
      total += 1
      let place = scale.fraction(of: value) * Double(count)
      guard place >= 0, place <= Double(count) else { continue }
      tally[min(Int(place), count - 1)] += 1
    }
    let heights = tally.indices.map { bin in
      total > 0 ? tally[bin] / total / (edges[bin + 1] - edges[bin]) : 0
    }
    self.init(edges: edges, heights: heights, style: style)
  }

  /// Draws a bar in every column of cells: the mean of the intervals whose middle lies in it, or, where intervals are
  /// wider than a column, the one that holds the middle of the column.
  public func drawBehind(into grid: inout Grid, in area: PlotArea, look: Look) {
    ColumnBars(style: style ?? look.theme.bar).draw(into: &grid, in: area, look: look) { column in
      height(
        from: area.x(atColumn: Double(column) - 0.5), to: area.x(atColumn: Double(column) + 0.5),
        middle: area.x(atColumn: Double(column)))
    }
  }

  private func height(from low: Double, to high: Double, middle: Double) -> Double {
    var sum = 0.0
    var count = 0.0
    var around = 0.0
    for bin in heights.indices {
      let center = edges[bin] / 2 + edges[bin + 1] / 2
      if center >= low, center < high {
        sum += heights[bin]
        count += 1
      }
      if middle >= edges[bin], middle < edges[bin + 1] { around = heights[bin] }
    }
    return count > 1 ? sum / count : around
  }
}

/// One bar for every column of cells, to an eighth of a cell.
struct ColumnBars {
  let style: Style

  private static let eighths: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Draws a bar from the bottom of the canvas to `value` of each column. A value above the lower limit shows at least
  /// the thinnest bar; one that is not a number shows nothing.
  func draw(into grid: inout Grid, in area: PlotArea, look: Look, value: (Int) -> Double) {
    let rect = area.canvasRect
    guard !rect.isEmpty else { return }
    for column in 0..<rect.width {
      let level = area.y.scale.fraction(of: value(column))
      guard level > 0 else { continue }
      let height = max(1, Int(min(level, 1) * Double(rect.height * 8) + 0.5))
      for row in 0..<(height + 7) / 8 {
        let filled = min(8, height - row * 8)
        let ascii: Unicode.Scalar = filled >= 4 ? "#" : row == 0 ? "_" : " "
        let glyph = look.glyphs == .ascii ? ascii : ColumnBars.eighths[filled - 1]
        let place = Point(rect.minX + column, rect.maxY - 1 - row)
        grid[place.x, place.y] = Cell(glyph, style: style)
      }
    }
  }
}
