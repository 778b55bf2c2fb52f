import CellGrid
import PlotKit

extension Explorer {
  /// The mouse over what lies over the lab: the wheel moves as Up and Down do, a click on a line chooses it, one on the line that is
  /// chosen does what Enter does, and one beside it all closes it.
  mutating func receiveOverOverlay(_ event: MouseEvent) -> [Effect] {
    switch event.action {
    case .wheelUp: return receive(.up)
    case .wheelDown: return receive(.down)
    case .drag, .release: return []
    case .press:
      let drawn = drawnOverlay
      guard let frame = drawn.frame else { return [] }
      guard frame.contains(event.position) else { return receive(.escape) }
      guard let row = drawn.chosenRow, frame.inset(by: 1).contains(event.position) else { return [] }
      return row == event.position.y
        ? receive(.enter) : choose(drawn.lines[event.position.y] ?? "", isBelow: event.position.y > row)
    }
  }

  /// Lists are no longer than this.
  private static let mostLines = 1000

  /// Goes line by line until the one of that text is chosen; stays where there is no such line to choose.
  private mutating func choose(_ text: String, isBelow: Bool) -> [Effect] {
    var moved = self
    var effects: [Effect] = []
    var before: String?
    for _ in 0..<Explorer.mostLines {
      effects += moved.receive(isBelow ? .down : .up)
      let drawn = moved.drawnOverlay
      guard let row = drawn.chosenRow, let line = drawn.lines[row], line != before else { return [] }
      if line == text {
        self = moved
        return effects
      }
      before = line
    }
    return []
  }

  /// Where what lies over the lab is drawn, the row of the line that is chosen in it, and its lines by their rows.
  var drawnOverlay: (frame: Rect?, chosenRow: Int?, lines: [Int: String]) {
    let untouched = Cell("\u{2800}")
    var grid = Grid(screen)
    grid.fill(grid.bounds, with: untouched)
    drawOverlay(into: &grid)
    let touched = (0..<screen.height).filter { y in (0..<screen.width).contains { grid[$0, y] != untouched } }
    guard let top = touched.first, let bottom = touched.last else { return (nil, nil, [:]) }
    let columns = (0..<screen.width).filter { grid[$0, top] != untouched }
    guard let left = columns.first, let right = columns.last else { return (nil, nil, [:]) }
    let frame = Rect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    var lines: [Int: String] = [:]
    for y in top + 1..<max(top + 1, bottom) where left + 1 < right {
      lines[y] = String(String.UnicodeScalarView((left + 1..<right).map { grid[$0, y].glyph }))
    }
    // A theme of one's own may show what is chosen like everything else.
    guard look.theme.selection != look.theme.text else { return (frame, nil, lines) }
    let chosen = (top + 1..<max(top + 1, bottom)).first { y in
      (left + 1...left + 2).contains { $0 < screen.width && grid[$0, y].style == look.theme.selection }
    }
    return (frame, chosen, lines)
  }
}
