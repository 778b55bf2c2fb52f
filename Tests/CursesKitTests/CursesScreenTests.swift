import CellGrid
import CursesKit
import TestSupport
import Testing

extension TerminalTests {
  @Suite("A screen on a terminal", .tags(.hostile))
  @MainActor
  struct CursesScreenTests {
    @Test("the terminal shows the grid, glyph by glyph and style by style")
    func showsGrid() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      var grid = sheet("┌─ γ ≥ 0 ─┐\n│⠇⠎⠕ ▀▄█ x│\n└─────────┘")
      grid[0, 0].style = Style(foreground: .rgb(230, 159, 0), background: .rgb(0, 0, 90))
      grid[1, 0].style = Style(foreground: .named(12), background: .named(3), attributes: [.bold])
      grid[2, 0].style = Style(attributes: [.dim, .underline])
      grid[3, 0].style = Style(attributes: .reverse)
      open.show(grid)
      #expect(open.text.hasPrefix("┌─ γ ≥ 0 ─┐\n│⠇⠎⠕ ▀▄█ x│\n└─────────┘\n"))
      #expect(open.terminal.screen.grid == grid)
      #expect(open.terminal.screen.isAlternate && !open.terminal.screen.showsCursor)
    }

    @Test("after any sequence of pictures the terminal shows the last one, each by one write")
    func randomPictures() throws {
      let open = try OpenScreen(Size(30, 8))
      defer { open.screen.close() }
      var random = SmallGenerator(state: 11)
      let glyphs = Array(" a─⠿█▀γ".unicodeScalars) + [Unicode.Scalar(0x1FB12)!, Unicode.Scalar(0x1CD42)!]
      let colors: [Color] = [.terminal, .named(1), .named(15), .rgb(1, 2, 3), .rgb(250, 128, 114)]
      var grid = Grid(Size(30, 8))
      for _ in 0..<150 {
        for _ in 0..<Int.random(in: 1...40, using: &random) {
          let style = Style(
            foreground: colors.randomElement(using: &random) ?? .terminal,
            background: colors.randomElement(using: &random) ?? .terminal,
            attributes: Style.Attributes(rawValue: UInt8.random(in: 0..<16, using: &random)))
          let cell = Cell(glyphs.randomElement(using: &random) ?? " ", style: style)
          let (x, y) = (Int.random(in: 0..<30, using: &random), Int.random(in: 0..<8, using: &random))
          grid.fill(Rect(x: x, y: y, width: Int.random(in: 1...20, using: &random), height: 1), with: cell)
        }
        let writes = open.screen.writesIssued
        open.show(grid)
        #expect(open.screen.writesIssued == writes + 1)
        #expect(visible(open.terminal.screen.grid) == visible(grid))
      }
    }

    @Test("nothing is written for an unchanged picture, and little for a changed cell")
    func unchanged() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      var grid = sheet("one\ntwo")
      open.show(grid)
      let writes = open.screen.writesIssued
      #expect(open.show(grid) == "")
      #expect(open.screen.writesIssued == writes)
      grid[1, 1] = Cell("W")
      #expect(open.show(grid).utf8.count < 12)
      #expect(open.text.hasPrefix("one\ntWo\n"))
    }

    @Test("glyphs newer than the C library are drawn like others")
    func octants() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      open.show(sheet("a\u{1CD00}\u{1CDE5}\u{1FB00}b"))
      #expect(open.text.hasPrefix("a\u{1CD00}\u{1CDE5}\u{1FB00}b\n"))
    }

    @Test("a redraw paints everything again, whatever got on the screen")
    func redraw() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      open.show(sheet("kept"))
      open.terminal.screen.feed(Array("\u{1B}[Hwall: shutdown".utf8))
      open.screen.redraw()
      open.terminal.pumpAll()
      #expect(open.text.hasPrefix("kept\n"))
    }

    @Test(
      "every size is drawn to its last cell", arguments: [Size(1, 1), Size(2, 1), Size(1, 5), Size(97, 31)])
    func sizes(size: Size) throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      open.show(sheet("before"))
      open.terminal.resize(to: size)
      open.screen.resume()
      #expect(open.screen.size == size)
      var grid = Grid(size)
      grid.fill(grid.bounds, with: Cell("#"))
      open.show(grid)
      #expect(
        open.text
          == Array(repeating: String(repeating: "#", count: size.width), count: size.height).joined(
            separator: "\n"))
    }

    @Test("a picture of another size than the terminal is clipped, and leaves nothing of the one before")
    func wrongSize() throws {
      let open = try OpenScreen(Size(10, 3))
      defer { open.screen.close() }
      open.show(sheet("0123456789\n0123456789", size: Size(10, 3)))
      open.show(sheet("abc", size: Size(3, 1)))
      #expect(open.text == "abc\n\n")
      open.show(sheet("0123456789ABC\n\n\n\nx", size: Size(30, 30)))
      #expect(open.text == "0123456789\n\n")
      open.show(Grid(.zero))
      #expect(open.text == "\n\n")
    }

    @Test("without colour only attributes are sent", arguments: [["NO_COLOR": "1"], [:]])
    func noColor(extra: [String: String]) throws {
      let environment = OpenScreen.utf8.merging(extra) { $1 }
      let open = try OpenScreen(color: extra.isEmpty ? .never : .automatic, environment: environment)
      defer { open.screen.close() }
      #expect(open.screen.colorDepth == .none)
      let style = Style(foreground: .rgb(255, 0, 0), background: .named(4), attributes: [.bold, .reverse])
      open.show(sheet("plain", style: style))
      #expect(open.terminal.screen.grid == sheet("plain", style: Style(attributes: [.bold, .reverse])))
    }

    @Test(
      "every depth works on every terminal that can place its cursor",
      arguments: ["xterm-256color", "xterm", "linux", "tmux-256color", "screen", "vt100"])
    func depths(name: String) throws {
      let wanted: [(ColorChoice, Color)] = [
        (.sixteen, .named(11)), (.palette256, .rgb(255, 215, 0)), (.trueColor, .rgb(254, 216, 1)),
      ]
      for (choice, seen) in wanted {
        let open = try OpenScreen(color: choice, environment: ["TERM": name, "LANG": "C.UTF-8"])
        defer { open.screen.close() }
        open.show(sheet("gold", style: Style(foreground: .rgb(254, 216, 1))))
        #expect(open.terminal.screen.grid == sheet("gold", style: Style(foreground: seen)))
      }
    }

    @Test("more pairs of colours than ncurses knows are still drawn")
    func manyPairs() throws {
      let open = try OpenScreen(Size(40, 4))
      defer { open.screen.close() }
      var grid = Grid(Size(40, 4))
      for frame in 0..<440 {
        for y in 0..<4 {
          for x in 0..<40 {
            let style = Style(
              foreground: .rgb(UInt8(x + 1), UInt8(y), UInt8(frame & 255)),
              background: .rgb(9, 9, UInt8(frame >> 8)))
            grid[x, y] = Cell("x", style: style)
          }
        }
        open.show(grid)
        #expect(open.terminal.screen.grid == grid)
      }
    }

    @Test("in a locale without Unicode every other glyph is a question mark")
    func ascii() throws {
      let open = try OpenScreen(environment: ["TERM": "xterm-256color", "LANG": "C"])
      defer { open.screen.close() }
      #expect(!open.screen.supportsUnicode)
      open.show(sheet("a─b⠿c"))
      #expect(open.text.hasPrefix("a?b?c\n"))
    }

    @Test("a UTF-8 locale that is not installed is still UTF-8")
    func missingLocale() throws {
      let open = try OpenScreen(environment: ["TERM": "xterm", "LC_ALL": "tlh_QO.UTF-8"])
      defer { open.screen.close() }
      #expect(open.screen.supportsUnicode)
    }
  }
}
