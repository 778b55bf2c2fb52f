import CellGrid

/// Where everything of a lab lies on a screen of a given size.
struct PanelLayout<Panel: Hashable & Sendable>: Hashable, Sendable {
  /// A panel and its cells.
  struct Place: Hashable, Sendable {
    let panel: Panel
    let rect: Rect
  }

  /// The panels shown.
  private(set) var panels: [Place] = []
  /// The line at the top; empty on a tiny screen.
  private(set) var header = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The two lines with the status sentence and the keys.
  private(set) var footer = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The cells for the bare number and the run state, on a screen too small for a panel.
  private(set) var bare: Rect?

  /// The layout of `size`.
  /// - Parameters:
  ///   - focus: the panel that has the keys; alone where there is no room for more.
  ///   - isMaximized: whether it is to be alone in any case.
  ///   - arrange: lays several panels out in a body, wide or narrow.
  init(
    size: Size, focus: Panel, isMaximized: Bool, arrange: (_ body: Rect, _ isWide: Bool) -> [Place]
  ) {
    let screen = Rect(origin: Point(0, 0), size: size)
    guard size.width >= 24, size.height >= 7 else {
      bare = screen
      return
    }
    let rows = screen.rows([.cells(1), .share(1), .cells(2)])
    (header, footer) = (rows[0], rows[2])
    panels =
      isMaximized || size.width < 72 || size.height < 20
      ? [Place(panel: focus, rect: rows[1])]
      : arrange(rows[1], size.width >= 92 && size.height >= 27)
  }
}
