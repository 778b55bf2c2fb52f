import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Marks")
struct MarkTests {
  @Test("ellipses: a circle, a tilted one, a line, a dot")
  func ellipses() {
    #expect(
      ellipse((1, 0, 1)) == """
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⢀⡠⠔⠒⠉⠉⠑⠒⠢⢄⡀⠀⠀⠀⠀⠀
        ⠀⠀⠀⢀⡔⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠘⢢⡀⠀⠀⠀
        ⠀⠀⢀⠎⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠱⡀⠀⠀
        ⠀⠀⡸⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢇⠀⠀
        ⠀⠀⡇⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢸⠀⠀
        ⠀⠀⢱⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡎⠀⠀
        ⠀⠀⠈⢆⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡰⠁⠀⠀
        ⠀⠀⠀⠈⠣⢄⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠜⠁⠀⠀⠀
        ⠀⠀⠀⠀⠀⠈⠑⠢⠤⣀⣀⡠⠤⠔⠊⠁⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        """)
    #expect(
      ellipse((1, 0.9, 1)) == """
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⡠⠒⠋⢳⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠎⠁⠀⠀⢀⠏⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠤⠊⠀⠀⠀⠀⢠⠊⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⡰⠁⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⡠⠊⠀⠀⠀⠀⠀⡠⠊⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⢀⠜⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⡠⠃⠀⠀⠀⠀⡠⠒⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⣰⠁⠀⠀⢀⡰⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⢧⣠⠤⠚⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        """)
    #expect(
      ellipse((1, 1, 1)) == """
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠊⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢠⠜⠁⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⡠⠒⠁⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⢀⠔⠁⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⢀⠤⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⢀⡔⠊⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⡴⠉⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        """)
    #expect(
      ellipse((1, 0, 0)) == """
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        """)
    #expect(
      ellipse((0, 0, 0)) == """
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠠⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        ⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀⠀
        """)
  }

  @Test("the points of an ellipse lie at its radius")
  func radius() {
    // 9 = (x, y) Σ⁻¹ (x, y)ᵀ at the ends of the axes of Σ = [[1, 0], [0, 4]]: x = ±3, y = ±6.
    let area = square(12, glyphs: .braille)
    var canvas = area.canvas
    Ellipse(center: DataPoint(0, 0), covariance: (1, 0, 4), radius: 3, ink: Ink()).draw(
      on: &canvas, in: area, look: Look())
    var grid = Grid(area.rect.size)
    canvas.draw(into: &grid, at: area.rect)
    for point in [DataPoint(3, 0), DataPoint(-3, 0), DataPoint(0, 6), DataPoint(0, -6)] {
      let cell = area.cell(of: point) ?? Point(-1, -1)
      #expect(!["\u{2800}", " "].contains(grid[cell.x, cell.y].glyph), "\(point)")
    }
    #expect(grid[10, 5].glyph == "\u{2800}", "the middle is empty")
  }

  @Test("points in a cell: the glyph is that of the class with most weight, the lower one of two equals")
  func glyphs() {
    let scatter = Scatter(
      x: [1, 1, 1, 5, 5, 9, 9], y: [0, 0, 0, 0, 0, 0, 0], classes: [0, 1, 1, 2, 0, 0, 1],
      weights: [1, 1, 1, 1, 1, 1, 3], glyphs: ["o", "x", "+"], rendering: .glyphs)
    #expect(row(scatter) == " x   o   x")
    let none = Scatter(x: [1, 3], y: [0, 0], weights: [0, -1], rendering: .glyphs)
    #expect(row(none) == "")
  }

  @Test("uncertain points fade towards the theme's neutral colour")
  func certainty() {
    let theme = Theme.dark
    let scatter = Scatter(
      x: [1, 3, 5, 7], y: [0, 0, 0, 0], certainties: [1, 0.5, 0, .nan], rendering: .glyphs)
    let grid = drawn(scatter)
    #expect(grid[1, 0].style == theme.component(0))
    #expect(grid[5, 0].style.foreground == theme.uncertain.foreground)
    #expect(grid[7, 0].style.foreground == theme.uncertain.foreground)
    #expect(![theme.component(0), theme.uncertain].contains(grid[3, 0].style))
    let monochrome = drawn(scatter, theme: .monochrome)
    #expect([1, 3, 5].map { monochrome[$0, 0].style.attributes } == [[], [], .dim])
  }

  @Test("a crowd is drawn by density, and a full cell stands for the most crowded one")
  func density() {
    let counts = [1000, 100, 10, 1]
    let x = counts.enumerated().flatMap { Array(repeating: Double($0.offset), count: $0.element) }
    let scatter = Scatter(x: x, y: x.map { _ in 0 })
    let area = PlotArea(
      in: Rect(x: 0, y: 0, width: 4, height: 1), x: Axis(Scale(from: -0.5, to: 3.5)),
      y: Axis(Scale(from: -1, to: 1)),
      glyphs: .braille)
    #expect(scatter.mostInOneCell(in: area, look: Look()) == 1000)
    var grid = Grid(Size(4, 1))
    var canvas = area.canvas
    scatter.draw(on: &canvas, in: area, look: Look())
    canvas.draw(into: &grid, at: area.rect)
    #expect(picture(grid) == "⣿⢫⢢⠂")
  }

  @Test("glyphs of a crowd are bold where it is densest")
  func boldGlyphs() {
    let x = [1, 5, 9].flatMap { Array(repeating: Double($0), count: $0 == 5 ? 100 : 3) }
    let grid = drawn(Scatter(x: x, y: x.map { _ in 0 }, classes: x.map { $0 > 8 ? 1 : 0 }))
    #expect(picture(grid) == " 1   1   2")
    #expect([1, 5, 9].map { grid[$0, 0].style.attributes } == [[], .bold, []])
    let few = drawn(Scatter(x: [1, 1, 5], y: [0, 0, 0], classes: [0, 0, 1]))
    #expect([1, 5].allSatisfy { few[$0, 0].style.attributes.isEmpty })
  }

  @Test("a histogram with a curve over it")
  func histogram() {
    #expect(
      histogram(.block) == """
        0.3┤       ▅▅▅
           │       ▗▄█
        0.2┤      ▗▘█▀▖▆▆
           │     ▞▘███▝▚█
           │   ▆▞▆▆█████▀▄       ▗▄▞▀▀▄▆▆
        0.1┤  ▗▀█████████ ▚▖ ▗▄▞▀▘   ██▀▖
           │ ▄▘██████████▇▇▝▛▘    ▇▇▇███▝▚▖▇
        0.0┤▞  █████████████      ████████▝▚
           └┬─────┬─────┬──────┬─────┬─────┬
            0     2     4      6     8    10
        """)
    #expect(
      histogram(.ascii) == """
        0.3+       ###
           |       #*#
        0.2+       *#**##
           |     **####*#
           |    *#######**       ******#
        0.1+   *######### ** ****    ##*
           | ** ############*     ######**#
        0.0+*   ############      ########**
           ++-----+-----+------+-----+-----+
            0     2     4      6     8    10
        """)
  }

  @Test("the bars of a histogram enclose the share of the values that lies in its range")
  func histogramArea() {
    let values: [Double] = [0, 0.1, 0.25, 0.5, 0.99, 1, 1.5, -3, .nan, .infinity]
    let histogram = Histogram(of: values, bins: 4, over: Scale(from: 0, to: 1))
    #expect(histogram.edges == [0, 0.25, 0.5, 0.75, 1])
    // Of eight finite values: two in the first interval, one, one, and two in the last, which holds its end.
    #expect(histogram.heights == [1, 0.5, 0.5, 1])
  }

  @Test("heat maps: shades without colour, two dots to a cell with it")
  func heatMaps() {
    let map = HeatMap([0, 1, 2, 3, 4, .nan], rows: 2, columns: 3)
    var grid = Grid(Size(6, 2))
    map.draw(into: &grid, at: grid.bounds, look: Look(theme: .monochrome, glyphs: .braille))
    #expect(grid.lines == ["  ░░▒▒", "▓▓██  "])
    map.draw(into: &grid, at: grid.bounds, look: Look(theme: .dark, glyphs: .ascii))
    #expect(grid.lines == ["  ::++", "##@@  "])
    var colored = Grid(Size(3, 1))
    map.draw(into: &colored, at: colored.bounds, look: Look(theme: .dark, glyphs: .braille))
    let ramp = Theme.dark.ramp
    #expect(colored.lines == ["▀▀▀"])
    #expect(
      colored[0, 0].style
        == Style(foreground: ramp.color(0) ?? .terminal, background: ramp.color(0.75) ?? .terminal))
    #expect(colored[2, 0].style == Style(foreground: ramp.color(0.5) ?? .terminal))
  }

  @Test("a picture keeps its shape, in whole cells to a pixel, and its greys without colour")
  func greyPictures() {
    let picture = GreyPicture([0, 1, 1, 0], rows: 2, columns: 2)
    var grid = Grid(Size(6, 2))
    #expect(picture.draw(into: &grid, at: grid.bounds, look: Look(theme: .dark, glyphs: .ascii)).width == 4)
    #expect(grid.lines == ["   @@ ", " @@   "])
    picture.draw(into: &grid, at: grid.bounds, look: Look(theme: .monochrome, glyphs: .braille))
    #expect(grid.lines == [" ⠀⠀⣿⣿ ", " ⣿⣿⠀⠀ "])
    let grey = GreyPicture([0.5], rows: 1, columns: 1)
    var cells = Grid(Size(2, 1))
    grey.draw(into: &cells, at: cells.bounds, look: Look(theme: .monochrome, glyphs: .braille))
    #expect(cells.lines == ["⢕⢕"])
    GreyPicture([], rows: 0, columns: 0).draw(into: &cells, at: cells.bounds, look: Look())
    picture.draw(into: &cells, at: Rect(x: 0, y: 0, width: 0, height: 3), look: Look())
    #expect(cells.lines == ["⢕⢕"], "nothing is drawn of nothing, and nothing nowhere")
  }

  @Test("a heat map that covers a part of the plot is drawn there, and moves with the scales")
  func extent() {
    let map = HeatMap([1, 1], rows: 1, columns: 2, range: 0...1, extent: (x: 0...2, y: 0...1))
    let plot = Plot(
      x: Axis(Scale(from: -1, to: 4), isShown: false), y: Axis(Scale(from: -1, to: 2), isShown: false),
      marks: [map])
    #expect(
      drawn(plot, Size(10, 6), .ascii) == """


          @@@@
          @@@@


        """)
  }

  @Test("horizontal bars to an eighth of a cell")
  func horizontalBars() {
    #expect(HorizontalBar(0.5).text(width: 8, glyphs: .braille) == "████")
    #expect(HorizontalBar(0.55).text(width: 10, glyphs: .block) == "█████▌")
    #expect(HorizontalBar(1).text(width: 3, glyphs: .octant) == "███")
    #expect(HorizontalBar(7).text(width: 3, glyphs: .ascii) == "###")
    #expect(HorizontalBar(3, of: 6).text(width: 6, glyphs: .ascii) == "###")
    for share: Double in [0, -1, .nan, -.infinity] {
      #expect(HorizontalBar(share).text(width: 5, glyphs: .block) == "")
    }
    #expect(HorizontalBar(1, of: 0).share == 0)
    #expect(HorizontalBar(.infinity, of: .infinity).share == 0)
    #expect(HorizontalBar(1).text(width: -2, glyphs: .block) == "")
  }

  @Test("a crosshair, and its read-out")
  func crosshair() {
    let plot = Plot(
      x: Axis(Scale(from: 0, to: 10), isShown: false), y: Axis(Scale(from: 0, to: 4), isShown: false),
      marks: [Crosshair(at: DataPoint(5, 2))])
    #expect(
      drawn(plot, Size(11, 5), .ascii) == """
             :
             :
        . . .+. . .
             :
             :
        """)
    #expect(Crosshair(at: DataPoint(0.08, -1.2)).readOut() == "(+0.08, -1.20)")
    #expect(Crosshair(at: DataPoint(.nan, 1e300)).readOut(.significant(3)) == "(nan, 1.00e300)")
  }

  @Test("marks of nasty numbers never trap", arguments: GlyphSet.allCases)
  func nasty(set: GlyphSet) {
    let numbers = ScaleTests.nasty
    let pairs = numbers.flatMap { x in numbers.map { (x, $0) } }
    for scale in [
      Scale(from: -1, to: 1), Scale(from: 1e-300, to: 1e300, kind: .logarithmic),
      Scale(from: -1e300, to: 1e300),
    ] {
      for size in [Size(0, 0), Size(1, 1), Size(20, 8)] {
        var marks: [any Mark] = [Scatter.Rendering.dots, .glyphs, .density, .automatic].map {
          Scatter(
            x: pairs.map(\.0), y: pairs.map(\.1),
            classes: pairs.indices.map { $0 % 2 == 0 ? -$0 : .max - $0 },
            certainties: pairs.map(\.0), weights: pairs.map(\.1), rendering: $0)
        }
        marks.append(LineSeries(pairs.map { DataPoint($0.0, $0.1) }))
        marks.append(
          HeatMap(pairs.map(\.1), rows: numbers.count, columns: numbers.count, extent: (-1...1, 0...0)))
        marks.append(HeatMap([], rows: 0, columns: 0))
        marks.append(Histogram(of: numbers, bins: -1, over: scale))
        marks.append(Histogram(edges: [-1e308, 1e308, 1e308], heights: [1e308, .nan]))
        for number in numbers {
          marks.append(FunctionCurve(Ink()) { _ in number })
          marks.append(ReferenceLine(.horizontal(number), label: "h"))
          marks.append(ReferenceLine(.vertical(number), label: "a label longer than the plot is wide"))
          marks.append(Crosshair(at: DataPoint(number, number)))
          marks.append(GlyphMark("x", at: DataPoint(number, 0), style: .plain))
          marks.append(
            Ellipse(
              center: DataPoint(0, number), covariance: (number, 1, 1), radius: 2, ink: Ink(), every: -1))
          marks.append(
            Ellipse(center: DataPoint(0, 0), covariance: (1, number, number), radius: number, ink: Ink()))
        }
        let plot = Plot(x: Axis(scale), y: Axis(scale), marks: marks, squareUnits: true)
        var grid = Grid(size)
        for theme in Theme.all {
          plot.draw(into: &grid, at: grid.bounds, look: Look(theme: theme, glyphs: set))
        }
        #expect(size.isEmpty || grid.cells.contains { $0.glyph != " " })
      }
    }
  }

  private func square(_ reach: Double, glyphs: GlyphSet) -> PlotArea {
    PlotArea(
      in: Rect(x: 0, y: 0, width: 21, height: 11), x: Axis(Scale(from: -reach, to: reach), isShown: false),
      y: Axis(Scale(from: -reach, to: reach), isShown: false), glyphs: glyphs)
  }

  private func ellipse(_ covariance: (xx: Double, xy: Double, yy: Double)) -> String {
    let area = square(2.5, glyphs: .braille)
    var canvas = area.canvas
    Ellipse(center: DataPoint(0, 0), covariance: covariance, ink: Ink()).draw(
      on: &canvas, in: area, look: Look())
    var grid = Grid(area.rect.size)
    canvas.draw(into: &grid, at: area.rect)
    return picture(grid)
  }

  private func drawn(_ scatter: Scatter, theme: Theme = .dark) -> Grid {
    let area = PlotArea(
      in: Rect(x: 0, y: 0, width: 10, height: 1), x: Axis(Scale(from: 0, to: 9)),
      y: Axis(Scale(from: -1, to: 1)),
      glyphs: .ascii)
    var grid = Grid(area.rect.size)
    var canvas = area.canvas
    scatter.draw(on: &canvas, in: area, look: Look(theme: theme, glyphs: .ascii))
    canvas.draw(into: &grid, at: area.rect)
    return grid
  }

  private func row(_ scatter: Scatter) -> String { picture(drawn(scatter)) }

  private func histogram(_ glyphs: GlyphSet) -> String {
    let values: [Double] = [1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 7, 8, 8, 9]
    let scale = Scale(from: 0, to: 10)
    let plot = Plot(
      x: Axis(scale), y: Axis(Scale(from: 0, to: 0.3)),
      marks: [
        Histogram(of: values, bins: 10, over: scale),
        LineSeries([
          DataPoint(0, 0), DataPoint(2.5, 0.25), DataPoint(5, 0.05), DataPoint(8, 0.15), DataPoint(10, 0),
        ]),
      ])
    return drawn(plot, Size(36, 10), glyphs)
  }

  private func drawn(_ plot: Plot, _ size: Size, _ glyphs: GlyphSet) -> String {
    var grid = Grid(size)
    plot.draw(into: &grid, at: grid.bounds, look: Look(theme: .dark, glyphs: glyphs))
    return picture(grid)
  }
}
