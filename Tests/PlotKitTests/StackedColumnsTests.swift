import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Stacked columns")
struct StackedColumnsTests {
  private func drawn(_ columns: [StackedColumns.Column], top: Double = 8, kind: Scale.Kind = .linear)
    -> String
  {
    let parts = [StackedColumns.Part("#", style: .plain), StackedColumns.Part("=", style: .plain)]
    let plot = Plot(
      x: Axis(Scale(from: 0.5, to: 4.5), isShown: false),
      y: Axis(Scale(from: kind == .linear ? 0 : 1, to: top, kind: kind), isShown: false),
      marks: [StackedColumns(columns, parts: parts)])
    var grid = Grid(Size(16, 8))
    plot.draw(into: &grid, at: grid.bounds, look: Look(glyphs: .ascii))
    return picture(grid)
  }

  @Test("The parts share the height; one that is small has a cell still, a column that is small is a line")
  func linear() {
    let columns: [StackedColumns.Column] = [
      .init(x: 1, height: 8, shares: [0.5, 0.5]), .init(x: 2, height: 6, shares: [0.99, 0.01]),
      .init(x: 3, height: 4, shares: [1]), .init(x: 4, height: 0.1, shares: [0.5, 0.5]),
    ]
    #expect(
      drawn(columns) == """
         ==
         ==
         ==  ==
         ==  ##
         ##  ##  ##
         ##  ##  ##
         ##  ##  ##
         ##  ##  ##  __
        """)
  }

  @Test("On a logarithmic axis the height is that of the whole, and the parts are shares of it")
  func logarithmic() {
    let columns: [StackedColumns.Column] = [
      .init(x: 1, height: 10_000, shares: [0.5, 0.5]), .init(x: 2, height: 100, shares: [0.75, 0.25]),
      .init(x: 3, height: 1, shares: [1]), .init(x: 4, height: -5, shares: [1]),
    ]
    #expect(
      drawn(columns, top: 10_000, kind: .logarithmic) == """
         ==
         ==
         ==
         ==
         ##  ==
         ##  ##
         ##  ##
         ##  ##
        """)
  }

  @Test("Shares that are too large, negative or no numbers stay inside their column")
  func wildShares() {
    let columns: [StackedColumns.Column] = [
      .init(x: 1, height: 8, shares: [1.7, 0.5]), .init(x: 2, height: 8, shares: [-3, 2]),
      .init(x: 3, height: 8, shares: [.nan, 0.5]), .init(x: 4, height: 8, shares: [.infinity, -.infinity]),
    ]
    let lines = drawn(columns).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines.last == " ##  ==  ==  ##")
  }

  @Test("What has no place is left out; what lies outside is cut off, however high")
  func clipping() {
    let columns: [StackedColumns.Column] = [
      .init(x: .nan, height: 3, shares: [1]), .init(x: 2, height: .infinity, shares: [1]),
      .init(x: 0, height: 3, shares: [1]), .init(x: 1e9, height: 3, shares: [1]),
      .init(x: 4, height: .nan, shares: [1]), .init(x: 3, height: 90, shares: [0.25]),
    ]
    #expect(
      drawn(columns) == """
             ##
             ##
             ##
             ##
             ##
             ##
             ##  ##
             ##  ##
        """)
  }
}
