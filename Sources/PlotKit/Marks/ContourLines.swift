/// Lines of equal value over a matrix of values at the middles of the cells of a rectangle (marching squares: in each square
/// of four neighbours the level crosses its sides on straight lines; Lorensen & Cline, 1987, in two dimensions).
public struct ContourLines: Mark {
  /// Row by row, from the lowest y.
  public let values: [Double]
  /// The shape.
  public let rows, columns: Int
  /// The data coordinates that the cells cover, left to right and bottom to top.
  public var extent: (x: ClosedRange<Double>, y: ClosedRange<Double>)
  /// The values at which a line is drawn.
  public var levels: [Double]
  /// The ink of the lines.
  public var ink: Ink
  /// Every how many dots one is drawn: 1 for full lines.
  public var every: Int

  /// Lines at `levels` of `values` in `rows` rows of `columns`.
  public init(
    _ values: [Double], rows: Int, columns: Int, extent: (x: ClosedRange<Double>, y: ClosedRange<Double>),
    levels: [Double], ink: Ink, every: Int = 1
  ) {
    precondition(
      rows >= 0 && columns >= 0 && values.count == rows * columns,
      "\(values.count) values do not fill \(rows) rows of \(columns)")
    self.values = values
    self.rows = rows
    self.columns = columns
    self.extent = extent
    self.levels = levels
    self.ink = ink
    self.every = every
  }

  /// Draws the lines; squares with a value that is not finite are left out.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    guard rows > 1, columns > 1 else { return }
    let pen = canvas.pen(ink)
    for level in levels {
      for row in 0..<(rows - 1) {
        for column in 0..<(columns - 1) {
          for (start, end) in segments(row, column, level) {
            canvas.line(from: area.dot(start), to: area.dot(end), pen, every: every)
          }
        }
      }
    }
  }

  /// Where the level crosses the square whose lower left corner is the middle of that cell: none, one or two pieces.
  func segments(_ row: Int, _ column: Int, _ level: Double) -> [(DataPoint, DataPoint)] {
    // Counter-clockwise from the lower left.
    let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    let heights = corners.map { values[$0.0 * columns + $0.1] }
    guard heights.allSatisfy(\.isFinite) else { return [] }
    var crossings: [DataPoint] = []
    for side in 0..<4 {
      let next = (side + 1) % 4
      let (a, b) = (heights[side] - level, heights[next] - level)
      guard (a < 0) != (b < 0) else { continue }
      let share = a / (a - b)
      let (from, to) = (middle(corners[side]), middle(corners[next]))
      crossings.append(DataPoint(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)))
    }
    switch crossings.count {
    case 2: return [(crossings[0], crossings[1])]
    case 4:
      // A saddle: the mean of the corners says which of them belong together.
      let isJoined = (heights.reduce(0, +) / 4 < level) == (heights[0] < level)
      return isJoined
        ? [(crossings[0], crossings[1]), (crossings[2], crossings[3])]
        : [(crossings[3], crossings[0]), (crossings[1], crossings[2])]
    default: return []
    }
  }

  private func middle(_ cell: (row: Int, column: Int)) -> DataPoint {
    let (x, y) = (extent.x, extent.y)
    return DataPoint(
      x.lowerBound + (Double(cell.column) + 0.5) / Double(columns) * (x.upperBound - x.lowerBound),
      y.lowerBound + (Double(cell.row) + 0.5) / Double(rows) * (y.upperBound - y.lowerBound))
  }
}
