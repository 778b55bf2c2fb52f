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
  /// Where a large screen has room for further views, which are only looked at.
  private(set) var companions: [Rect] = []
  /// The line at the top; empty on a tiny screen.
  private(set) var header = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The two lines with the status sentence and the keys.
  private(set) var footer = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The cells for the bare number and the run state, on a screen too small for a panel.
  private(set) var bare: Rect?

  /// Which further view a click chooses; nil for any other event, and elsewhere.
  func companion(chosenBy event: MouseEvent) -> Int? {
    event.action == .press ? companions.firstIndex { $0.contains(event.position) } : nil
  }

  /// The layout of `size`.
  /// - Parameters:
  ///   - focus: the panel that has the keys; alone where there is no room for more.
  ///   - isMaximized: whether it is to be alone in any case.
  ///   - further: how many further views there are.
  ///   - arrange: lays several panels out in a body, wide or narrow.
  init(
    size: Size, focus: Panel, isMaximized: Bool, further: Int = 0,
    arrange: (_ body: Rect, _ isWide: Bool) -> [Place]
  ) {
    let screen = Rect(origin: Point(0, 0), size: size)
    guard size.width >= 24, size.height >= 7 else {
      bare = screen
      return
    }
    let rows = screen.rows([.cells(1), .share(1), .cells(2)])
    (header, footer) = (rows[0], rows[2])
    guard !isMaximized, size.width >= 72, size.height >= 20 else {
      panels = [Place(panel: focus, rect: rows[1])]
      return
    }
    var body = rows[1]
    if size.width >= 140, size.height >= 40, further > 0 {
      let columns = body.columns([.share(1), .cells(max(48, size.width * 3 / 10))])
      // A view needs a dozen rows to say something.
      let count = min(further, body.height / 12)
      companions = columns[1].rows(Array(repeating: .share(1), count: count))
      body = columns[0]
    }
    panels = arrange(body, size.width >= 92 && size.height >= 27)
  }
}
