import CellGrid

/// Where everything of the diffusion lab lies.
typealias DiffusionLayout = PanelLayout<DiffusionPanel>

extension DiffusionLayout {
  /// The layout of `size`, with `lab` as it stands.
  init(size: Size, _ lab: DiffusionLab) {
    let hasBranch = lab.runs.count > 1
    self.init(
      size: size, focus: lab.drawing == nil ? lab.focus : .rows,
      isMaximized: lab.isMaximized || lab.drawing != nil, further: lab.companions.count
    ) { body, isWide in
      let rows = body.rows([.share(1), .cells(isWide ? max(10, body.height * 3 / 8) : 8)])
      let columns = rows[0].columns([.share(58), .share(42)])
      let right = columns[1].rows([.share(1), .cells(isWide ? 8 : 6)])
      var panels: [Place] = []
      if hasBranch {
        let parts = columns[0].columns([.share(1), .share(1)])
        panels += [Place(panel: .rows, rect: parts[0]), Place(panel: .branchRows, rect: parts[1])]
      } else {
        panels.append(Place(panel: .rows, rect: columns[0]))
      }
      return panels + [
        Place(panel: .loss, rect: right[0]), Place(panel: .schedule, rect: right[1]),
        Place(panel: .aside, rect: rows[1]),
      ]
    }
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: DiffusionLab) -> DiffusionLayout { DiffusionLayout(size: size, lab) }
}
