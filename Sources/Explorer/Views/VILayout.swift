import CellGrid

/// Where everything of the variational lab lies.
typealias VILayout = PanelLayout<VIPanel>

extension VILayout {
  /// The layout of `size`, with `lab` as it stands.
  init(size: Size, _ lab: VILab) {
    let hasBranch = lab.runs.count > 1
    let isLarge = lab.aside.isLarge
    self.init(size: size, focus: lab.focus, isMaximized: lab.isMaximized, further: lab.companions.count) {
      body, isWide in
      let columns = body.columns([.share(58), .share(42)])
      let left = columns[0].rows([
        .share(1), isLarge || lab.listsUnits && isWide ? .share(1) : .cells(isWide ? 8 : 7),
      ])
      let right = columns[1].rows([.share(1), .cells(8), .cells(isWide ? 8 : 0)])
      var panels = VILayout.laws(in: left[0], hasBranch: hasBranch, sideBySide: isWide || isLarge)
      panels += [
        Place(panel: .trace, rect: right[0]), Place(panel: .account, rect: right[1]),
        Place(panel: .aside, rect: left[1]),
      ]
      if isWide { panels.append(Place(panel: .settings, rect: right[2])) }
      return panels
    }
  }

  private static func laws(in rect: Rect, hasBranch: Bool, sideBySide: Bool) -> [Place] {
    guard hasBranch else { return [Place(panel: .laws, rect: rect)] }
    let parts = sideBySide ? rect.columns([.share(1), .share(1)]) : rect.rows([.share(1), .share(1)])
    return [Place(panel: .laws, rect: parts[0]), Place(panel: .branchLaws, rect: parts[1])]
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: VILab) -> VILayout { VILayout(size: size, lab) }
}
