import CellGrid
import Explorer
import PlotKit
import Testing

@Suite("Themes on the screen")
struct ThemePictureTests {
  private func desk(_ theme: Theme) async -> Desk {
    var desk = await Desk(size: Size(40, 12), theme: theme)
    await desk.press("e", "Enter")
    return desk
  }

  @Test(
    "A small screen shows the same glyphs in every theme", arguments: 0...4)
  func glyphs(index: Int) async {
    let theme = Theme.all[index]
    expect(
      await desk(theme).grid,
      shows: """
         elbow       = -1204.392  PAUSED it 0 E
        +=[Data and components]================+
        |  |                       2 .....2 2  |
        |80+                 2.......22@22.....|
        |  |.............1 1 O12...............|
        |60+  111@1111 1...                    |
        |  |............                       |
        |        2        3        4  eruptions|
        |1   2 = largest responsibility  ~     |
        +======================================+
         E-step 0: each row has its responsibi~
         Space run  , . step     ? help  q quit
        """)
  }

  @Test("A theme with a ground of its own leaves no cell to the terminal, and the others paint none")
  func grounds() async {
    for theme in Theme.all {
      let cells = await desk(theme).grid.cells
      if let ground = theme.ground.foreground.map({
        Paper(foreground: $0, background: theme.paper.background)
      }) {
        #expect(cells.allSatisfy { $0.style.foreground != .terminal && $0.style.background != .terminal })
        #expect(cells.contains { $0.style.background == ground.background && $0.glyph == " " })
        #expect(cells.contains { $0.style.foreground == ground.foreground && $0.glyph != " " })
      } else {
        #expect(cells.contains { $0 == .blank })
      }
    }
  }

  @Test("A choice in the palette, a problem and the cursor have the looks of their theme", arguments: 0...4)
  func looks(index: Int) async throws {
    let theme = Theme.all[index]
    var desk = await desk(theme)
    func resolved(_ style: Style) -> Style {
      var one = Grid(Size(1, 1))
      one.fill(one.bounds, with: Cell("x", style: style))
      if case .own(let paper) = theme.ground { one.lay(on: paper) }
      return one.cells[0].style
    }
    await desk.receive(.failed("no such file"))
    let row = try #require(desk.grid.lines.firstIndex { $0.contains("no such file") })
    #expect(desk.grid[1, row].style == resolved(theme.error))
    await desk.press("F2", "Esc", ":")
    #expect(desk.grid.cells.count { $0.style == resolved(theme.selection) } > 10)
    #expect(theme == .monochrome || resolved(theme.selection).background != theme.paper.background)
  }

  @Test("A heat map goes from the ground to what stands out most")
  func heat() throws {
    for theme in Theme.all where theme != .monochrome {
      let low = try #require(theme.ramp.color(0)?.contrast(to: theme.paper.background))
      let high = try #require(theme.ramp.color(1)?.contrast(to: theme.paper.background))
      #expect(low < 2 && high > 7, "\(theme.name)")
    }
  }
}
