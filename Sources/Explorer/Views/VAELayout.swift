import CellGrid

/// Where everything of the autoencoder lab lies.
typealias VAELayout = PanelLayout<VAEPanel>

extension VAELayout {
  /// The layout of `size`, with `lab` as it stands.
  init(size: Size, _ lab: VAELab) {
    let hasBranch = lab.runs.count > 1
    let isTank = lab.aside == .waterTank
    self.init(size: size, focus: lab.focus, isMaximized: lab.isMaximized, further: lab.companions.count) {
      body, isWide in
      let columns = body.columns([.share(56), .share(44)])
      let left = columns[0].rows([.share(1), .cells(isTank ? (isWide ? 13 : 10) : (isWide ? 8 : 7))])
      let right = columns[1].rows([
        .cells(body.height * 3 / 7), .share(1), .cells(isWide ? 8 : 0),
      ])
      let top = right[0].columns([.share(19), .share(25)])
      var panels = VAELayout.latents(in: left[0], hasBranch: hasBranch)
      panels += [
        Place(panel: .decoded, rect: top[0]), Place(panel: .reconstruction, rect: top[1]),
        Place(panel: .trace, rect: right[1]), Place(panel: .aside, rect: left[1]),
      ]
      if isWide { panels.append(Place(panel: .settings, rect: right[2])) }
      return panels
    }
  }

  private static func latents(in rect: Rect, hasBranch: Bool) -> [Place] {
    guard hasBranch else { return [Place(panel: .latents, rect: rect)] }
    let parts = rect.columns([.share(1), .share(1)])
    return [Place(panel: .latents, rect: parts[0]), Place(panel: .branchLatents, rect: parts[1])]
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: VAELab) -> VAELayout { VAELayout(size: size, lab) }

  /// How many cells the large panel has for pictures.
  func roomForPictures(of lab: VAELab) -> Size {
    let places = layout(of: lab).panels
    let rect = (places.first { $0.panel == .latents } ?? places.first { $0.panel == .branchLatents })?.rect
    return rect.map { Size($0.width - 2, $0.height - 2) } ?? Size(1, 1)
  }
}
