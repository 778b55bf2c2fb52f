import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Canvas")
struct CanvasTests {
  @Test("a diagonal in every glyph set")
  func diagonals() {
    #expect(
      diagonal(.braille) == """
        ⠑⢄⠀⠀⠀⠀
        ⠀⠀⠑⢄⠀⠀
        ⠀⠀⠀⠀⠑⢄
        """)
    #expect(
      diagonal(.octant) == """
        𜴄𜶀
          𜴄𜶀
            𜴄𜶀
        """)
    #expect(
      diagonal(.block) == """
        ▀▄
          ▀▄
            ▀▄
        """)
    #expect(
      diagonal(.ascii) == """
        **
          **
            **
        """)
  }

  @Test("the colour of a cell: topmost layer, then most dots, then the ink given first")
  func colors() {
    let first = Ink(Style(foreground: .named(1)))
    let second = Ink(Style(foreground: .named(2)))
    let above = Ink(Style(foreground: .named(3)), layer: 5)

    #expect(color(of: [(first, [(0, 0), (0, 1)]), (second, [(1, 0), (1, 1), (1, 2)])]) == .named(2))
    #expect(color(of: [(first, [(0, 0), (0, 1)]), (second, [(1, 0), (1, 1)])]) == .named(1))
    #expect(color(of: [(second, [(0, 0), (0, 1)]), (first, [(1, 0), (1, 1)])]) == .named(2))
    #expect(color(of: [(first, [(0, 0), (0, 1), (0, 2)]), (above, [(1, 3)])]) == .named(3))
    // A dot takes the place of another of its own layer, and leaves one above it alone.
    #expect(color(of: [(first, [(0, 0)]), (second, [(0, 0)])]) == .named(2))
    #expect(color(of: [(above, [(0, 0)]), (second, [(0, 0)])]) == .named(3))
  }

  @Test("a mark takes the whole cell, unless dots of a higher layer are there")
  func marks() {
    var canvas = Canvas(Size(3, 1), glyphs: .braille)
    let dots = canvas.pen(Ink(layer: 20))
    let below = canvas.pen(Ink(glyph: "b", layer: 10))
    let above = canvas.pen(Ink(glyph: "a", layer: 30))
    for column in 0..<6 { canvas.dot(Double(column), 0, dots) }
    canvas.mark(cell: Point(0, 0), below)
    canvas.mark(cell: Point(1, 0), above)
    canvas.mark(cell: Point(1, 0), below)
    canvas.mark(4, 3, above)
    #expect(drawn(canvas) == "⠉aa")
  }

  @Test("text stands in cells and is clipped")
  func text() {
    var canvas = Canvas(Size(4, 2), glyphs: .block)
    canvas.text("abcdef", at: Point(1, 0), style: .plain, layer: 1)
    canvas.text("xyz", at: Point(-1, 1), style: .plain, layer: 1)
    canvas.text("no", at: Point(0, 2), style: .plain, layer: 1)
    #expect(drawn(canvas) == " abc\nyz")
  }

  @Test("blank cells keep what is behind them, but a space becomes the blank of Braille")
  func background() {
    var grid = Grid(Size(3, 1))
    let blue = Style(background: .rgb(0, 0, 99))
    grid.fill(grid.bounds, with: Cell(style: blue))
    grid[1, 0] = Cell("x")
    var canvas = Canvas(Size(3, 1), glyphs: .braille)
    canvas.dot(4, 0, canvas.pen(Ink(Style(foreground: .named(1)))))
    canvas.draw(into: &grid, at: grid.bounds)
    #expect(grid.lines == ["\u{2800}x⠁"])
    #expect(grid[0, 0].style == blue)
    #expect(grid[2, 0].style == Style(foreground: .named(1), background: .rgb(0, 0, 99)))
  }

  @Test("a full block behind a dot becomes its background")
  func overBars() {
    var grid = Grid(Size(2, 1))
    grid[0, 0] = Cell("█", style: Style(foreground: .rgb(1, 2, 3)))
    grid[1, 0] = Cell("█")
    var canvas = Canvas(Size(2, 1), glyphs: .octant)
    let pen = canvas.pen(Ink(Style(foreground: .named(1))))
    canvas.dot(0, 0, pen)
    canvas.dot(2, 0, pen)
    canvas.draw(into: &grid, at: grid.bounds)
    #expect(grid[0, 0].style == Style(foreground: .named(1), background: .rgb(1, 2, 3)))
    #expect(grid[1, 0].style == Style(attributes: .reverse))
  }

  @Test("drawing stays within the rectangle and the grid")
  func clipping() {
    var canvas = Canvas(Size(4, 3), glyphs: .ascii)
    let pen = canvas.pen(Ink(glyph: "#"))
    for y in 0..<3 { canvas.line(from: DotPoint(0, Double(y)), to: DotPoint(3, Double(y)), pen) }
    var grid = Grid(Size(5, 3))
    canvas.draw(into: &grid, at: Rect(x: 1, y: 1, width: 2, height: 9))
    #expect(grid.lines == ["     ", " ##  ", " ##  "])
    canvas.draw(into: &grid, at: Rect(x: -3, y: -2, width: 4, height: 3))
    #expect(grid.lines == ["#    ", " ##  ", " ##  "])
  }

  @Test("lines are clipped, and drawn alike wherever they begin")
  func lines() {
    var canvas = Canvas(Size(8, 4), glyphs: .ascii)
    canvas.line(from: DotPoint(-100, -50), to: DotPoint(100, 50), canvas.pen(Ink(glyph: "a")))
    #expect(
      drawn(canvas) == """
        a
         aa
           aa
             aaa
        """)
    let exact = drawn(canvas)
    var reversed = Canvas(Size(8, 4), glyphs: .ascii)
    reversed.line(from: DotPoint(1e9, 5e8), to: DotPoint(-1e9, -5e8), reversed.pen(Ink(glyph: "a")))
    #expect(drawn(reversed) == exact)
  }

  @Test("a dotted line sets every second dot, a point is a line of length 0")
  func dotted() {
    var canvas = Canvas(Size(7, 2), glyphs: .ascii)
    let pen = canvas.pen(Ink(glyph: "."))
    canvas.line(from: DotPoint(0, 0), to: DotPoint(6, 0), pen, every: 2)
    canvas.line(from: DotPoint(3, 1), to: DotPoint(3, 1), pen)
    #expect(drawn(canvas) == ". . . .\n   .")
  }

  @Test("a curve has gaps where it is not a number; a lone point stays a dot")
  func gaps() {
    var canvas = Canvas(Size(9, 1), glyphs: .ascii)
    let xs: [Double] = [0, 2, .nan, 4, .infinity, 6, 8]
    canvas.polyline(xs.map { DotPoint($0, 0) }, canvas.pen(Ink()))
    #expect(drawn(canvas) == "*** * ***")
  }

  @Test("numbers that are huge, infinite or none are safe", arguments: GlyphSet.allCases)
  func nasty(glyphs: GlyphSet) {
    let numbers: [Double] = [
      .nan, .infinity, -.infinity, 1e308, -1e308, -1, 0, 3, 1e18, .leastNonzeroMagnitude,
    ]
    for size in [Size(0, 0), Size(1, 1), Size(5, 2)] {
      var canvas = Canvas(size, glyphs: glyphs)
      let pen = canvas.pen(Ink())
      for x in numbers {
        for y in numbers {
          canvas.dot(x, y, pen)
          canvas.mark(x, y, pen)
          canvas.shade(cell: Point(0, 0), level: x, pen)
          for end in numbers {
            canvas.line(from: DotPoint(x, y), to: DotPoint(end, 1), pen, every: Int(size.width))
          }
        }
      }
      var grid = Grid(Size(5, 2))
      canvas.draw(into: &grid, at: Rect(x: 0, y: 0, width: 5, height: 2))
      #expect((picture(grid) == "\n") == size.isEmpty)
    }
  }

  @Test("a line between huge ends crosses the canvas where it should")
  func hugeLine() {
    var canvas = Canvas(Size(5, 3), glyphs: .ascii)
    canvas.line(from: DotPoint(-1e308, 1), to: DotPoint(1e308, 1), canvas.pen(Ink()))
    #expect(drawn(canvas) == "\n*****\n")
  }

  @Test("shading fills a cell by and by, and shows the least level")
  func shading() {
    var dots = Canvas(Size(6, 1), glyphs: .braille)
    var characters = Canvas(Size(6, 1), glyphs: .ascii)
    for (column, level) in [0, 1e-9, 0.25, 0.5, 0.75, 2].enumerated() {
      dots.shade(cell: Point(column, 0), level: level, dots.pen(Ink()))
      characters.shade(cell: Point(column, 0), level: level, characters.pen(Ink()))
    }
    #expect(drawn(dots) == "⠀⠂⠢⢣⣫⣿")
    #expect(drawn(characters) == " .:+#@")
  }

  @Test("a pen of another canvas does nothing worse than draw in another ink")
  func foreignPen() {
    var other = Canvas(Size(1, 1), glyphs: .ascii)
    let pen = (0..<5).map { other.pen(Ink(layer: UInt8($0))) }[4]
    var canvas = Canvas(Size(1, 1), glyphs: .ascii)
    canvas.dot(0, 0, pen)
    canvas.mark(cell: Point(0, 0), pen)
    #expect(drawn(canvas) == "")
  }

  private func diagonal(_ glyphs: GlyphSet) -> String {
    var canvas = Canvas(Size(6, 3), glyphs: glyphs)
    let end = DotPoint(Double(canvas.width - 1), Double(canvas.height - 1))
    canvas.line(from: DotPoint(0, 0), to: end, canvas.pen(Ink()))
    return drawn(canvas)
  }

  private func color(of strokes: [(Ink, [(Int, Int)])]) -> Color {
    var canvas = Canvas(Size(1, 1), glyphs: .braille)
    for (ink, dots) in strokes {
      for (x, y) in dots { canvas.dot(Double(x), Double(y), canvas.pen(ink)) }
    }
    var grid = Grid(Size(1, 1))
    canvas.draw(into: &grid, at: grid.bounds)
    return grid[0, 0].style.foreground
  }

  private func drawn(_ canvas: Canvas) -> String {
    var grid = Grid(canvas.size)
    canvas.draw(into: &grid, at: grid.bounds)
    return picture(grid)
  }
}
