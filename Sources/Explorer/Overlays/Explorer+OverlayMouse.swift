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
      return row == event.position.y ? receive(.enter) : choose(row: event.position.y, from: row)
    }
  }

  /// Goes from the line that is chosen to another in sight; stays where there is no line to choose.
  private mutating func choose(row: Int, from chosen: Int) -> [Effect] {
    var moved = self
    var effects: [Effect] = []
    for _ in 0..<abs(row - chosen) { effects += moved.receive(row > chosen ? .down : .up) }
    guard moved.drawnOverlay.chosenRow == row else { return [] }
    self = moved
    return effects
  }

  /// Where what lies over the lab is drawn, and the row of the line that is chosen in it.
  var drawnOverlay: (frame: Rect?, chosenRow: Int?) {
    let untouched = Cell("\u{2800}")
    var grid = Grid(screen)
    grid.fill(grid.bounds, with: untouched)
    drawOverlay(into: &grid)
    let touched = (0..<screen.height).filter { y in (0..<screen.width).contains { grid[$0, y] != untouched } }
    guard let top = touched.first, let bottom = touched.last else { return (nil, nil) }
    let columns = (0..<screen.width).filter { grid[$0, top] != untouched }
    guard let left = columns.first, let right = columns.last else { return (nil, nil) }
    let frame = Rect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    let chosen = (top + 1..<max(top + 1, bottom)).first { y in
      (left + 1...left + 2).contains { $0 < screen.width && grid[$0, y].style == look.theme.selection }
    }
    return (frame, chosen)
  }
}
