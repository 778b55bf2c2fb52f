import CellGrid

/// Columns side by side, each divided into parts that share its height.
public struct StackedColumns: Mark {
  /// One column.
  public struct Column: Hashable, Sendable {
    /// Where its middle is.
    public var x: Double
    /// How high it is.
    public var height: Double
    /// Its parts, from the bottom up, as shares of the height; what is missing to 1 is left empty.
    public var shares: [Double]

    /// A column at `x`.
    public init(x: Double, height: Double, shares: [Double]) {
      self.x = x
      self.height = height
      self.shares = shares
    }
  }

  /// The look of one part of every column.
  public struct Part: Hashable, Sendable {
    /// Its colour.
    public var style: Style
    /// Its glyph, which tells it from the others without colour.
    public var glyph: Unicode.Scalar

    /// A part drawn in `glyph`.
    public init(_ glyph: Unicode.Scalar, style: Style) {
      self.glyph = glyph
      self.style = style
    }
  }

  /// The columns.
  public var columns: [Column]
  /// The looks of the parts, from the bottom up.
  public var parts: [Part]
  /// How wide a column is, in units of x.
  public var width: Double

  /// Columns of that width.
  public init(_ columns: [Column], parts: [Part], width: Double = 0.7) {
    self.columns = columns
    self.parts = parts
    self.width = width
  }

  /// Draws the columns in whole cells. A column that is less than half a cell high is a thin line, and every part that has a
  /// share has a cell where there are enough.
  public func drawBehind(into grid: inout Grid, in area: PlotArea, look: Look) {
    let rect = area.canvasRect
    guard !rect.isEmpty else { return }
    let cells = max(1, Int(width * Double(rect.width) / (area.x.scale.upper - area.x.scale.lower)))
    for column in columns {
      let level = area.y.scale.fraction(of: column.height)
      let middle = area.x.scale.fraction(of: column.x) * Double(rect.width)
      guard level > 0, middle.isFinite, abs(middle) < 1e6 else { continue }
      let first = rect.minX + Int((middle - Double(cells) / 2).rounded())
      let rows = min(level, 1) * Double(rect.height)
      let thin: Unicode.Scalar? = rows < 0.5 ? (look.glyphs == .ascii ? "_" : "▁") : nil
      let fills = fills(of: column, height: max(1, Int(rows.rounded())))
      for x in first..<(first + cells) where x >= rect.minX && x < rect.maxX {
        for (row, part) in fills.enumerated() {
          grid[x, rect.maxY - 1 - row] = Cell(thin ?? parts[part].glyph, style: parts[part].style)
        }
      }
    }
  }

  /// The part in each cell of a column, from the bottom up.
  private func fills(of column: Column, height: Int) -> [Int] {
    var cumulative = 0.0
    var counts = parts.indices.map { index -> Int in
      let share = column.shares.indices.contains(index) ? column.shares[index] : 0
      let before = (cumulative * Double(height)).rounded()
      // Shares that are too large or no numbers must not lead out of the column.
      if share > 0 { cumulative = min(1, cumulative + share) }
      return Int((cumulative * Double(height)).rounded() - before)
    }
    for index in counts.indices
    where counts[index] == 0 && column.shares.indices.contains(index) && column.shares[index] > 0 {
      guard let largest = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[largest] > 1 else {
        break
      }
      counts[largest] -= 1
      counts[index] += 1
    }
    return counts.indices.flatMap { Array(repeating: $0, count: counts[$0]) }
  }
}
