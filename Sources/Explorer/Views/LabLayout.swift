import CellGrid

/// Where everything of the EM lab lies.
typealias LabLayout = PanelLayout<PanelID>

extension LabLayout {
  /// The layout of `size`.
  /// - Parameters:
  ///   - focus: the panel that has the keys; alone where there is no room for more.
  ///   - isMaximized: whether it is to be alone in any case.
  ///   - hasBranch: whether a second run is shown beside the first.
  ///   - aside: what is shown beside the plot.
  ///   - hasSelection: whether a row is read out.
  ///   - further: how many further views there are.
  init(
    size: Size, focus: PanelID, isMaximized: Bool, hasBranch: Bool, aside: Aside, hasSelection: Bool,
    further: Int
  ) {
    self.init(size: size, focus: focus, isMaximized: isMaximized, further: further) { body, isWide in
      isWide
        ? LabLayout.wide(body, hasBranch: hasBranch, aside: aside)
        : LabLayout.narrow(body, hasBranch: hasBranch, aside: aside, hasSelection: hasSelection)
    }
  }

  private static func wide(_ body: Rect, hasBranch: Bool, aside: Aside) -> [Place] {
    let columns = body.columns([.share(62), .share(38)])
    let left = columns[0].rows([.share(1), aside.isLarge ? .share(1) : .cells(6)])
    // On a tall screen the table has room enough, and the trace takes the rest.
    let isTall = body.height >= 36
    let right = columns[1].rows([.share(2), .share(isTall ? 2 : 3), .cells(7)])
    return plots(in: left[0], hasBranch: hasBranch, sideBySide: true) + [
      Place(panel: .trace, rect: right[0]), Place(panel: .components, rect: right[1]),
      Place(panel: .aside, rect: left[1]), Place(panel: .settings, rect: right[2]),
    ]
  }

  private static func narrow(
    _ body: Rect, hasBranch: Bool, aside: Aside, hasSelection: Bool
  ) -> [Place] {
    let columns = body.columns([.share(60), .share(40)])
    let left = columns[0].rows([.share(1), aside.isLarge ? .share(1) : .cells(0)])
    let hasRow = hasSelection && !aside.isLarge
    let right = columns[1].rows([.share(2), .share(3), .cells(hasRow ? 6 : 0)])
    return plots(in: left[0], hasBranch: hasBranch, sideBySide: aside.isLarge) + [
      Place(panel: .trace, rect: right[0]), Place(panel: .components, rect: right[1]),
    ] + (aside.isLarge ? [Place(panel: .aside, rect: left[1])] : [])
      + (hasRow ? [Place(panel: .aside, rect: right[2])] : [])
  }

  private static func plots(in rect: Rect, hasBranch: Bool, sideBySide: Bool) -> [Place] {
    guard hasBranch else { return [Place(panel: .plot, rect: rect)] }
    let parts = sideBySide ? rect.columns([.share(1), .share(1)]) : rect.rows([.share(1), .share(1)])
    return [Place(panel: .plot, rect: parts[0]), Place(panel: .branchPlot, rect: parts[1])]
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: EMLab) -> LabLayout {
    LabLayout(
      size: size, focus: lab.focus, isMaximized: lab.isMaximized, hasBranch: lab.runs.count > 1,
      aside: lab.aside, hasSelection: lab.selectedRow != nil, further: lab.companions.count)
  }
}
