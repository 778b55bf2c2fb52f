import CellGrid
import PlotKit
import TestSupport
import Testing

@Suite("Panels, tables and legends")
struct PanelTests {
  @Test("panels in ASCII and in lines, with and without focus")
  func panels() {
    #expect(
      panel(Size(30, 3), .ascii, focused: true) == """
        +=[Components]==== -937.393 =+
        |                            |
        +============================+
        """)
    #expect(
      panel(Size(30, 3), .ascii, focused: false) == """
        +- Components ---- -937.393 -+
        |                            |
        +----------------------------+
        """)
    #expect(
      panel(Size(30, 3), .braille, focused: true) == """
        ┏━ Components ━━━━ -937.393 ━┓
        ┃                            ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
        """)
    #expect(
      panel(Size(30, 3), .braille, focused: false) == """
        ┌─ Components ──── -937.393 ─┐
        │                            │
        └────────────────────────────┘
        """)
  }

  @Test("a narrow panel drops the value whole, then shortens the title; a tiny one has no frame")
  func narrowPanels() {
    #expect(
      panel(Size(28, 3), .ascii, focused: true) == """
        +=[Components]== -937.393 =+
        |                          |
        +==========================+
        """)
    #expect(
      panel(Size(26, 3), .ascii, focused: true) == """
        +=[Components]===========+
        |                        |
        +========================+
        """)
    #expect(
      panel(Size(12, 3), .ascii, focused: false) == """
        +- Compo~ -+
        |          |
        +----------+
        """)
    #expect(
      panel(Size(7, 3), .ascii, focused: false) == """
        +- ~ -+
        |     |
        +-----+
        """)
    #expect(
      panel(Size(3, 3), .ascii, focused: true) == """
        +=+
        | |
        +=+
        """)
    #expect(panel(Size(2, 2), .ascii, focused: true) == "\n")
    #expect(panel(Size(1, 1), .ascii, focused: true) == "")
  }

  @Test("a panel returns the cells inside its frame and clears them")
  func inner() {
    var grid = Grid(Size(10, 5))
    grid.fill(grid.bounds, with: Cell("x"))
    let inner = Panel("A").draw(into: &grid, at: Rect(x: 1, y: 0, width: 8, height: 4), look: Look())
    #expect(inner == Rect(x: 2, y: 1, width: 6, height: 2))
    #expect(grid[2, 1] == .blank)
    #expect(grid[0, 0].glyph == "x" && grid[1, 4].glyph == "x")
    #expect(Panel("A").draw(into: &grid, at: Rect(x: 0, y: 0, width: 2, height: 5), look: Look()).width == 2)
  }

  @Test("a table: numbers at the right, text at the left")
  func table() {
    #expect(
      drawn(components, Size(28, 5)) == """
        k component         pi    mu
        1 long           0.644 79.97
        2 short          0.356 -5.45
        3 a far away one 0.000

        """)
  }

  @Test("rows that do not fit are counted")
  func scrolling() {
    var table = components
    #expect(
      drawn(table, Size(28, 3)) == """
        k component         pi    mu
        1 long           0.644 79.97
        v 2
        """)
    table.firstRow = 1
    #expect(
      drawn(table, Size(28, 3)) == """
        k component         pi    mu
        2 short          0.356 -5.45
        ^ 1  v 1
        """)
    table.firstRow = 99
    table.hasHeader = false
    #expect(
      drawn(table, Size(28, 2)) == """
        3 a far away one 0.000
        ^ 2
        """)
    #expect(drawn(table, Size(28, 1)) == "3 a far away one 0.000")
  }

  @Test("the selected row is kept in sight and marked from edge to edge")
  func selection() {
    var table = Table(columns: [.init("n")], rows: (0..<50).map { .init([.init("\($0)")]) })
    for selected in 0..<50 {
      table.selectedRow = selected
      #expect(table.visibleRows(lines: 7).contains(selected))
      #expect(table.visibleRows(lines: 1) == selected..<selected + 1)
    }
    #expect(table.visibleRows(lines: 0).isEmpty)
    #expect(table.visibleRows(lines: 50) == 0..<50)
    var grid = Grid(Size(6, 3))
    table.selectedRow = 0
    table.draw(into: &grid, at: grid.bounds, look: Look())
    #expect((0..<6).allSatisfy { grid[$0, 1].style == Theme.dark.selection })
  }

  @Test("columns that do not fit are left out whole, and an arrow says so; text is shortened")
  func narrowTables() {
    #expect(
      drawn(components, Size(20, 4)) == """
        k component        >
        1 long
        2 short
        3 a far away one
        """)
    #expect(
      drawn(components, Size(8, 4)) == """
        k com~ >
        1 long
        2 sho~
        3 a f~
        """)
    #expect(
      drawn(components, Size(4, 4)) == """
        k  >
        1
        2
        3
        """)
    #expect(drawn(components, Size(1, 1)) == "")
    let fixed = Table(columns: [.init("number", width: 4)], rows: [.init(["12345"]), .init(["123"])])
    #expect(drawn(fixed, Size(6, 3)) == "num~\n####\n 123")
  }

  @Test("styles of entries, of rows and of the theme, in this order")
  func tableStyles() {
    let red = Style(foreground: .named(1))
    let bold = Style(attributes: .bold)
    let table = Table(
      columns: [.init("a"), .init("b")],
      rows: [.init([.init("1", style: red), "2"], style: bold), .init(["3", "4"])])
    var grid = Grid(Size(3, 3))
    table.draw(into: &grid, at: grid.bounds, look: Look())
    #expect(grid[0, 1].style == red)
    #expect(grid[2, 1].style == bold)
    #expect(grid[0, 2].style == Theme.dark.text)
  }

  @Test("a legend is a row where there is room, wraps, and says when something is missing")
  func legends() {
    #expect(legend(Size(40, 1)) == "1 short  2 long  @ mean  . 2 sigma")
    #expect(
      legend(Size(14, 3)) == """
        1 short
        2 long  @ mean
        . 2 sigma
        """)
    #expect(legend(Size(20, 1)) == "1 short  2 long  ~")
    #expect(
      legend(Size(6, 2)) == """
        1 sho~
        2 lon~
        """)
    #expect(legend(Size(1, 1)) == "~")
    #expect(legend(Size(0, 0)) == "")
  }

  @Test("the legend of curves names those that have a name")
  func curveLegend() {
    let curves = [
      LineSeries([], name: "train", glyph: "o"), LineSeries([]), LineSeries([], name: "valid", glyph: "+"),
    ]
    let ascii = Legend(of: curves, look: Look(glyphs: .ascii))
    #expect(ascii.items.map(\.name) == ["train", "valid"])
    #expect(ascii.items.map(\.glyph) == ["o", "+"])
    #expect(Legend(of: curves, look: Look(glyphs: .braille)).items.map(\.glyph) == ["─", "─"])
  }

  private var components: Table {
    Table(
      columns: [.init("k"), .init("component", .left), .init("pi"), .init("mu")],
      rows: [
        .init(["1", "long", .init(0.6441, .decimals(3)), .init(79.97, .decimals(2))]),
        .init(["2", "short", .init(0.3559, .decimals(3)), .init(-5.448, .decimals(2))]),
        .init(["3", "a far away one", .init(0, .decimals(3))]),
      ])
  }

  private func drawn(_ table: Table, _ size: Size) -> String {
    var grid = Grid(size)
    table.draw(into: &grid, at: grid.bounds, look: Look(glyphs: .ascii))
    return picture(grid)
  }

  private func legend(_ size: Size) -> String {
    var grid = Grid(size)
    let legend = Legend([.init("1", "short"), .init("2", "long"), .init("@", "mean"), .init(".", "2 sigma")])
    legend.draw(into: &grid, at: grid.bounds, look: Look(glyphs: .ascii))
    return picture(grid)
  }

  private func panel(_ size: Size, _ glyphs: GlyphSet, focused: Bool) -> String {
    var grid = Grid(size)
    let panel = Panel("Components", value: "-937.393", isFocused: focused)
    panel.draw(into: &grid, at: grid.bounds, look: Look(glyphs: glyphs))
    return picture(grid)
  }
}
