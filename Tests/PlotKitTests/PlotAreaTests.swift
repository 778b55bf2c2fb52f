import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Plot areas and axes")
struct PlotAreaTests {
  @Test("axes in a plot of middle size")
  func axes() {
    #expect(
      axes(Size(40, 12), .ascii) == """
        height, m
         1.0+
            |
         0.5+
            |
         0.0+
            |
        -0.5+
            |
        -1.0+
            ++------+------+-----+---- minutes +
             0      2      4     6      8     10
        """)
    #expect(
      axes(Size(40, 12), .braille) == """
        height, m
         1.0┤
            │
         0.5┤
            │
         0.0┤
            │
        -0.5┤
            │
        -1.0┤
            └┬──────┬──────┬─────┬──── minutes ┬
             0      2      4     6      8     10
        """)
  }

  @Test("the smaller the plot, the less is spent on axes")
  func smallAxes() {
    #expect(
      axes(Size(30, 5), .ascii) == """
         1+
          |
         0+
        -1+
           0            5      minutes
        """)
    #expect(
      axes(Size(16, 4), .ascii) == """
         |
        0+
         |
          0      minutes
        """)
    #expect(axes(Size(11, 3), .ascii) == "\n\n")
    #expect(axes(Size(1, 1), .ascii) == "")
    #expect(axes(Size(0, 0), .ascii) == "")
  }

  @Test("a logarithmic axis, and numbers too long for their axis")
  func otherAxes() {
    let log = Axis(Scale(from: 0.1, to: 1e4, kind: .logarithmic), title: "epochs")
    #expect(
      axes(Size(44, 4), .ascii, x: log, y: Axis(Scale(from: 0, to: 1), isShown: false)) == """



        0.1      1      10       100    1000  epochs
        """)
    let long = Axis(Scale(from: 0, to: 3e-11))
    #expect(
      axes(Size(30, 4), .ascii, x: long, y: long) == """
             |
        2e-11+
            0+
              0            2e-11
        """)
  }

  @Test("every cell of the canvas is found again from the data at its middle", arguments: GlyphSet.allCases)
  func inverse(glyphs: GlyphSet) {
    for size in [Size(1, 1), Size(1, 7), Size(30, 5), Size(61, 20)] {
      for kind in [Scale.Kind.linear, .logarithmic] {
        let area = PlotArea(
          in: Rect(x: 3, y: 2, width: size.width, height: size.height),
          x: Axis(Scale(from: 1, to: 9, kind: kind)),
          y: Axis(Scale(from: 2, to: 300, kind: kind)), glyphs: glyphs)
        let rect = area.canvasRect
        for y in rect.minY..<rect.maxY {
          for x in rect.minX..<rect.maxX {
            #expect(area.cell(of: area.data(at: Point(x, y))) == Point(x, y))
          }
        }
      }
    }
  }

  @Test("the limits lie in the corner cells, what is beyond has no cell")
  func corners() {
    for size in [Size(1, 1), Size(10, 4)] {
      let area = PlotArea(
        in: Rect(x: 0, y: 0, width: size.width, height: size.height),
        x: Axis(Scale(from: -1, to: 1), isShown: false),
        y: Axis(Scale(from: 0, to: 5), isShown: false), glyphs: .braille)
      #expect(area.cell(of: DataPoint(-1, 0)) == Point(0, size.height - 1))
      #expect(area.cell(of: DataPoint(1, 5)) == Point(size.width - 1, 0))
      for point in [DataPoint(-4, 1), DataPoint(0, 11), DataPoint(.nan, 1), DataPoint(0, -.infinity)] {
        #expect(area.cell(of: point) == nil)
      }
    }
  }

  @Test("square units give a circle equal reach in both directions")
  func squareUnits() {
    let area = PlotArea(
      in: Rect(x: 0, y: 0, width: 60, height: 10), x: Axis(Scale(from: 0, to: 1), isShown: false),
      y: Axis(Scale(from: 0, to: 1), isShown: false), glyphs: .braille, squareUnits: true)
    #expect(area.y.scale == Scale(from: 0, to: 1))
    #expect(area.x.scale == Scale(from: -1, to: 2))
    let tall = PlotArea(
      in: Rect(x: 0, y: 0, width: 10, height: 20), x: Axis(Scale(from: 0, to: 1), isShown: false),
      y: Axis(Scale(from: 0, to: 1), isShown: false), glyphs: .braille, squareUnits: true)
    #expect(tall.x.scale == Scale(from: 0, to: 1))
    #expect(tall.y.scale == Scale(from: -1.5, to: 2.5))
  }

  private func axes(
    _ size: Size, _ glyphs: GlyphSet, x: Axis = Axis(Scale(from: 0, to: 10), title: "minutes"),
    y: Axis = Axis(Scale(from: -1, to: 1), title: "height, m")
  ) -> String {
    var grid = Grid(size)
    let look = Look(theme: .dark, glyphs: glyphs)
    PlotArea(in: grid.bounds, x: x, y: y, glyphs: glyphs).drawAxes(into: &grid, look: look)
    return picture(grid)
  }
}
