import CellGrid
import TestSupport
import Testing

@Suite("Pictures as text")
struct ExportTests {
  /// Words in several looks: named colours and 24 bits, attributes that come and go, a bar to the right edge.
  static let sample: Grid = {
    var grid = Grid(Size(24, 5))
    grid.write("a < b & c", at: Point(1, 0), style: Style(foreground: .named(1), attributes: .bold))
    grid.write("dim", at: Point(11, 0), style: Style(foreground: .named(1), attributes: [.bold, .dim]))
    grid.write("plain", at: Point(15, 0))
    grid.write("under  line", at: Point(0, 1), style: Style(attributes: .underline))
    grid.write("x", at: Point(11, 1), style: Style(attributes: [.underline, .reverse]))
    grid.fill(
      Rect(x: 20, y: 2, width: 4, height: 1), with: Cell("█", style: Style(foreground: .rgb(0, 0, 0))))
    grid.write("⣿⠀─", at: Point(0, 2), style: Style(foreground: .rgb(131, 223, 255), background: .named(12)))
    grid.write("end", at: Point(21, 4), style: Style(background: .rgb(31, 78, 121), attributes: .dim))
    return grid
  }()

  /// Pictures of every style there is beside every other, drawn from a small generator.
  static func noise(_ seed: UInt64, _ size: Size) -> Grid {
    var state = seed
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func color() -> Color {
      switch next(3) {
      case 0: .terminal
      case 1: .named(UInt8(next(16)))
      default: .rgb(UInt8(next(256)), UInt8(next(256)), UInt8(next(256)))
      }
    }
    var grid = Grid(size)
    let glyphs: [Unicode.Scalar] = [" ", " ", "a", "<", "&", "\"", "\\", "─", "⣿", "█"]
    for y in 0..<size.height {
      for x in 0..<size.width where next(4) > 0 {
        let style = Style(
          foreground: color(), background: color(), attributes: .init(rawValue: UInt8(next(16))))
        grid[x, y] = Cell(glyphs[next(glyphs.count)], style: style)
      }
    }
    return grid
  }

  /// What a terminal shows after `text`, whose lines end as in a file.
  private func shown(_ text: String, _ size: Size) -> Grid {
    var terminal = TerminalEmulator(size: Size(size.width, size.height + 1))
    terminal.feed(text.replacing("\n", with: "\r\n").utf8)
    var grid = Grid(size)
    for y in 0..<size.height { for x in 0..<size.width { grid[x, y] = terminal.grid[x, y] } }
    return grid
  }

  @Test("Plain text is the glyphs, without blanks at the end of a line")
  func plain() {
    #expect(
      Self.sample.text
        == " a < b & c dim plain\nunder  linex\n⣿⠀─                 ████\n\n                     end\n")
    #expect(Grid(.zero).text == "")
  }

  @Test("Text with colours says only what changes from cell to cell, and ends every line as it began")
  func sequences() {
    let lines = Self.sample.ansiText().split(separator: "\n", omittingEmptySubsequences: false)
    let escape = "\u{1B}["
    #expect(
      lines[0]
        == " \(escape)1;31ma < b & c\(escape)0m \(escape)1;2;31mdim\(escape)0m plain")
    #expect(lines[1] == "\(escape)4munder  line\(escape)7mx\(escape)0m")
    #expect(lines[2].hasPrefix("\(escape)38;2;131;223;255;104m⣿⠀─\(escape)0m  "))
    #expect(lines[3] == "")
    #expect(Self.sample.ansiText(depth: .none).contains("31m") == false)
    #expect(Self.sample.ansiText(depth: .sixteen).contains("\(escape)96;104m⣿"))
    #expect(Self.sample.ansiText(depth: .palette256).contains("\(escape)38;5;117;104m⣿"))
  }

  @Test("A terminal shows the picture again after its text with colours", arguments: 0..<20)
  func roundTrip(seed: Int) {
    let grid = seed == 0 ? Self.sample : Self.noise(UInt64(seed), Size(5 + 3 * seed, 1 + seed))
    #expect(shown(grid.ansiText(), grid.size) == grid)
    let attributes = shown(grid.ansiText(depth: .none), grid.size)
    for (cell, plain) in zip(grid.cells, attributes.cells) {
      #expect(plain == Cell(cell.glyph, style: Style(attributes: cell.style.attributes)))
    }
  }

  @Test("With fewer colours every cell has the nearest of them")
  func reduced() {
    let grid = Self.noise(7, Size(40, 10))
    for (cell, few) in zip(grid.cells, shown(grid.ansiText(depth: .sixteen), grid.size).cells) {
      guard case .rgb(let red, let green, let blue) = cell.style.foreground else { continue }
      #expect(few.style.foreground == .named(Palette.nearest16(to: Palette.RGB(red, green, blue))))
    }
    for (cell, few) in zip(grid.cells, shown(grid.ansiText(depth: .palette256), grid.size).cells) {
      guard case .rgb(let red, let green, let blue) = cell.style.background else { continue }
      let nearest = Palette.color(at: Palette.nearest256(to: Palette.RGB(red, green, blue)))
      #expect(few.style.background == .rgb(nearest.red, nearest.green, nearest.blue))
    }
  }

  @Test("A drawing has a rectangle for each ground and a text for each run, as long as its cells")
  func drawing() {
    let lines = Self.sample.svg(on: .dark).split(separator: "\n").map(String.init)
    #expect(lines[0].contains("viewBox=\"0 0 234 108\"") && lines[0].contains("monospace"))
    #expect(lines[1] == "<rect width=\"234\" height=\"108\" fill=\"#1e1e1e\"/>")
    #expect(lines.contains("<rect x=\"9\" y=\"45\" width=\"27\" height=\"18\" fill=\"#5c5cff\"/>"))
    #expect(
      lines.contains(
        "<text x=\"18\" y=\"23\" textLength=\"81\" lengthAdjust=\"spacingAndGlyphs\" fill=\"#cd0000\""
          + " font-weight=\"bold\">a &lt; b &amp; c</text>"))
    // An underline is drawn through; the words above it are two runs.
    #expect(lines.contains("<rect x=\"9\" y=\"43\" width=\"99\" height=\"1\" fill=\"#e6e6e6\"/>"))
    #expect(lines.contains { $0.contains("textLength=\"45\"") && $0.hasSuffix(">under</text>") })
    // Reversed: the ground has the colour of the text.
    #expect(lines.contains("<rect x=\"108\" y=\"27\" width=\"9\" height=\"18\" fill=\"#e6e6e6\"/>"))
    #expect(lines.contains { $0.contains("fill=\"#1e1e1e\"") && $0.hasSuffix(">x</text>") })
    #expect(lines.contains { $0.contains("fill-opacity=\"0.6\"") && $0.hasSuffix(">end</text>") })
    #expect(Self.sample.svg(on: .light).contains("fill=\"#ffffff\""))
  }

  @Test("A drawing is well-formed, and shows every letter in its cell", arguments: 0..<20)
  func wellFormed(seed: Int) throws {
    let grid = seed == 0 ? Self.sample : Self.noise(UInt64(seed), Size(3 * seed, seed))
    let drawing = try XMLDrawing(grid.svg(on: .light))
    #expect(drawing.root == "svg")
    var drawn = Grid(grid.size)
    for text in drawing.texts {
      let (x, y) = ((text.x - 9) / 9, (text.y - 9 - 14) / 18)
      #expect(text.length == 9 * text.content.unicodeScalars.count)
      #expect(text.content.first != " " && text.content.last != " ")
      drawn.write(text.content, at: Point(x, y))
    }
    #expect(drawn.lines == grid.lines.map { String($0.map { "⠀─⣿█".contains($0) ? " " : $0 }) })
  }

  @Test("No cells at all are a picture too")
  func empty() throws {
    #expect(Grid(.zero).ansiText() == "")
    #expect(try XMLDrawing(Grid(.zero).svg(on: .dark)).texts.isEmpty)
  }
}
