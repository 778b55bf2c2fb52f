import CellGrid

/// Something that is drawn in the coordinates of the data.
public protocol Mark: Sendable {
  /// Draws what takes whole cells and lies behind all dots: bars, shaded fields.
  func drawBehind(into grid: inout Grid, in area: PlotArea, look: Look)
  /// Draws dots and glyphs.
  func draw(on canvas: inout Canvas, in area: PlotArea, look: Look)
}

extension Mark {
  /// Nothing lies behind the dots.
  public func drawBehind(into grid: inout Grid, in area: PlotArea, look: Look) {}
  /// Nothing is drawn in dots.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {}
}

/// Axes, marks and a legend: a whole picture of data.
public struct Plot: Sendable {
  /// The horizontal and the vertical axis.
  public var x, y: Axis
  /// What is drawn, in this order; layers of ink come before order.
  public var marks: [any Mark]
  /// Drawn in the bottom row, where there are at least six.
  public var legend: Legend
  /// Whether a unit takes the same length both ways.
  public var squareUnits: Bool

  /// A plot of `marks` between two axes.
  public init(
    x: Axis, y: Axis, marks: [any Mark] = [], legend: Legend = Legend([]), squareUnits: Bool = false
  ) {
    self.x = x
    self.y = y
    self.marks = marks
    self.legend = legend
    self.squareUnits = squareUnits
  }

  /// Where the plot would lie in `rect`: what a mouse click is asked against.
  public func area(in rect: Rect, look: Look) -> PlotArea {
    PlotArea(
      in: rect.inset(bottom: legendRows(rect)), x: x, y: y, glyphs: look.glyphs, squareUnits: squareUnits)
  }

  /// Draws the plot.
  /// - Returns: where it lies.
  @discardableResult
  public func draw(into grid: inout Grid, at rect: Rect, look: Look) -> PlotArea {
    let area = area(in: rect, look: look)
    area.drawAxes(into: &grid, look: look)
    for mark in marks { mark.drawBehind(into: &grid, in: area, look: look) }
    var canvas = area.canvas
    for mark in marks { mark.draw(on: &canvas, in: area, look: look) }
    canvas.draw(into: &grid, at: area.canvasRect)
    if legendRows(rect) > 0 {
      legend.draw(
        into: &grid, at: Rect(x: rect.minX, y: rect.maxY - 1, width: rect.width, height: 1), look: look)
    }
    return area
  }

  private func legendRows(_ rect: Rect) -> Int { legend.items.isEmpty || rect.height < 6 ? 0 : 1 }
}
