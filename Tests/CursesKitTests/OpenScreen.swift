import CellGrid
import CursesKit
import TestSupport
import Testing

/// A screen on a pseudo-terminal in the same process: what the screen writes, the test sees.
@MainActor
struct OpenScreen {
  let terminal: PseudoTerminal
  let screen: CursesScreen

  static let utf8 = ["TERM": "xterm-256color", "LANG": "C.UTF-8"]

  /// Opens a screen with these options on a terminal of `size`, and lets the terminal see its beginning.
  init(
    _ size: Size = Size(40, 12), color: ColorChoice = .trueColor, mouse: Bool = true,
    synchronized: Bool = true, environment: [String: String] = OpenScreen.utf8
  ) throws {
    terminal = try PseudoTerminal(size: size)
    let line = try #require(terminal.line)
    let options = TerminalOptions(
      color: color, mouse: mouse, synchronized: synchronized, environment: environment)
    screen = try CursesScreen(options, input: line, output: line)
    terminal.pumpAll()
  }

  /// Presents `grid`, and returns the bytes that reached the terminal.
  @discardableResult
  func show(_ grid: Grid) -> String {
    let before = terminal.transcript.count
    screen.present(grid)
    terminal.pumpAll()
    return String(decoding: terminal.transcript[before...], as: UTF8.self)
  }

  /// What the terminal shows, as a text.
  var text: String { terminal.screen.text }
}

/// `grid` without what nobody can see: the colour of the glyph and the weight of a plain space.
func visible(_ grid: Grid) -> Grid {
  var seen = grid
  for y in 0..<grid.size.height {
    for x in 0..<grid.size.width where grid[x, y].glyph == " " {
      let style = grid[x, y].style
      guard style.attributes.isDisjoint(with: [.reverse, .underline]) else { continue }
      seen[x, y].style = Style(background: style.background)
    }
  }
  return seen
}

/// A grid of `size` with `text` in the upper left corner.
func sheet(_ text: String, size: Size = Size(40, 12), style: Style = .plain) -> Grid {
  var grid = Grid(size)
  for (y, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    grid.write(String(line), at: Point(0, y), style: style)
  }
  return grid
}
