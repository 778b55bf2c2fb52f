import CellGrid

/// Where everything of the lab lies on a screen of a given size.
struct LabLayout: Hashable, Sendable {
  /// A panel and its cells.
  struct Place: Hashable, Sendable {
    let panel: PanelID
    let rect: Rect
  }

  /// The panels shown.
  var panels: [Place] = []
  /// The line at the top; empty on a tiny screen.
  var header = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The two lines with the status sentence and the keys.
  var footer = Rect(x: 0, y: 0, width: 0, height: 0)
  /// The cells for the bare number and the run state, on a screen too small for a panel.
  var bare: Rect?

  /// The layout of `size`.
  /// - Parameters:
  ///   - focus: the panel that has the keys; alone where there is no room for more.
  ///   - isMaximized: whether it is to be alone in any case.
  ///   - hasBranch: whether a second run is shown beside the first.
  ///   - aside: what is shown beside the plot.
  ///   - hasSelection: whether a row is read out.
  init(
    size: Size, focus: PanelID, isMaximized: Bool, hasBranch: Bool, aside: Aside, hasSelection: Bool
  ) {
    let screen = Rect(origin: Point(0, 0), size: size)
    guard size.width >= 24, size.height >= 7 else {
      bare = screen
      return
    }
    let rows = screen.rows([.cells(1), .share(1), .cells(2)])
    (header, footer) = (rows[0], rows[2])
    let body = rows[1]
    if isMaximized || size.width < 72 || size.height < 20 {
      panels = [Place(panel: focus, rect: body)]
    } else if size.width >= 92, size.height >= 27 {
      wide(body, hasBranch: hasBranch, aside: aside)
    } else {
      narrow(body, hasBranch: hasBranch, aside: aside, hasSelection: hasSelection)
    }
  }

  private mutating func wide(_ body: Rect, hasBranch: Bool, aside: Aside) {
    let columns = body.columns([.share(62), .share(38)])
    let left = columns[0].rows([.share(1), aside.isLarge ? .share(1) : .cells(6)])
    addPlots(in: left[0], hasBranch: hasBranch, sideBySide: true)
    // On a tall screen the table has room enough, and the trace takes the rest.
    let isTall = body.height >= 36
    let right = columns[1].rows([.share(2), .share(isTall ? 2 : 3), .cells(7)])
    panels += [
      Place(panel: .trace, rect: right[0]), Place(panel: .components, rect: right[1]),
      Place(panel: .aside, rect: left[1]), Place(panel: .settings, rect: right[2]),
    ]
  }

  private mutating func narrow(_ body: Rect, hasBranch: Bool, aside: Aside, hasSelection: Bool) {
    let columns = body.columns([.share(60), .share(40)])
    let left = columns[0].rows([.share(1), aside.isLarge ? .share(1) : .cells(0)])
    addPlots(in: left[0], hasBranch: hasBranch, sideBySide: aside.isLarge)
    let hasRow = hasSelection && !aside.isLarge
    let right = columns[1].rows([.share(2), .share(3), .cells(hasRow ? 6 : 0)])
    panels += [
      Place(panel: .trace, rect: right[0]), Place(panel: .components, rect: right[1]),
    ]
    if aside.isLarge { panels.append(Place(panel: .aside, rect: left[1])) }
    if hasRow { panels.append(Place(panel: .aside, rect: right[2])) }
  }

  private mutating func addPlots(in rect: Rect, hasBranch: Bool, sideBySide: Bool) {
    guard hasBranch else {
      panels.append(Place(panel: .plot, rect: rect))
      return
    }
    let parts = sideBySide ? rect.columns([.share(1), .share(1)]) : rect.rows([.share(1), .share(1)])
    panels += [Place(panel: .plot, rect: parts[0]), Place(panel: .branchPlot, rect: parts[1])]
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: EMLab) -> LabLayout {
    LabLayout(
      size: size, focus: lab.focus, isMaximized: lab.isMaximized, hasBranch: lab.runs.count > 1,
      aside: lab.aside, hasSelection: lab.selectedRow != nil)
  }
}
