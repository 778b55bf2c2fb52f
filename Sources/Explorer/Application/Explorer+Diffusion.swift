import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Does what an action says in the diffusion lab.
  mutating func perform(_ action: Action, in lab: inout DiffusionLab) -> [Effect] {
    if lab.actsOnFilm, let effects = lab.moveFilm(action) {
      if action == .slower || action == .faster {
        say("film at \(shortNumber(lab.player.rate)) frames a second")
      }
      return effects
    }
    if let effects = account(action, in: &lab) { return effects }
    if action == .pinBaseline, lab.actsOnFilm, lab.view == .reverse {
      say(lab.togglePinnedFilm())
      return []
    }
    let noHalves = "q is fixed here, so there is no E-step"
    if let effects = train(action, in: &lab, noHalves: noHalves) { return effects }
    if let effects = steer(action, in: &lab) { return effects }
    switch action {
    case .openSettings:
      overlay = .diffusionSettings(DiffusionSettingsForm())
      return []
    case .beginStudy, .nextLaw, .nextUpdate, .refineLaw, .showThetaPlane, .nextPlane, .drawSamples,
      .interpolate, .fixColumn:
      return film(action, in: &lab)
    case .showField, .showDensity: return show(action, besideRowsOf: &lab)
    default: return look(action, in: &lab)
    }
  }

  /// The actions that change only how one looks.
  private mutating func look(_ action: Action, in lab: inout DiffusionLab) -> [Effect] {
    switch action {
    case .nextPanel: lab.moveFocus(by: 1, among: shownPanels(of: lab))
    case .previousPanel: lab.moveFocus(by: -1, among: shownPanels(of: lab))
    case .maximize: lab.isMaximized.toggle()
    case .back: back(in: &lab)
    case .zoomIn: lab.zoom = min(lab.zoom * 1.5, 1e4)
    case .zoomOut: lab.zoom = max(lab.zoom / 1.5, 0.25)
    case .zoomReset: lab.zoom = 1
    case .moveLeft, .moveRight:
      let places = action == .moveLeft ? -1 : 1
      if lab.focus == .aside { _ = lab.moveFilm(places < 0 ? .scrubBack : .scrubForward) }
      if lab.focusIsRows { lab.moveCursor(right: places, up: 0) }
      if lab.focus == .schedule,
        lab.view == .data || lab.moveFilm(places < 0 ? .scrubBack : .scrubForward) == nil
      {
        lab.moveLevel(by: places)
      }
    case .moveUp: if lab.focusIsRows { lab.moveCursor(right: 0, up: 1) }
    case .moveDown: if lab.focusIsRows { lab.moveCursor(right: 0, up: -1) }
    case .selectRow: lab.selectNearestRow()
    case .nextRow: lab.moveRow(by: 1)
    case .previousRow: lab.moveRow(by: -1)
    case .previousPlane:
      if lab.data.dimensions < 3 { say("there is one pair of columns") }
      lab.movePlane(by: 1)
    case .nextAside, .previousAside:
      let effects = lab.show(
        DiffusionAside.allCases.neighbour(of: lab.aside, by: action == .nextAside ? 1 : -1))
      // Where there is room for one panel only, it is to be seen.
      if layout(of: lab).panels.count == 1 { lab.setFocus(.aside) }
      return effects
    case .toggleLogAxis: lab.hasLogTrace.toggle()
    case .toggleGuides: lab.hasGuides.toggle()
    case .placeMean: say("\(key(.placeMean)) drops a mean in the EM lab")
    case .nextBeta, .toggleLinear, .turnLatents: say("a key of the VAE lab, which \(key(.showVAE)) leads to")
    case .nextErrors, .nextCriterion: say("a key of the EM lab, which 1 leads to")
    default: break
    }
    return []
  }

  /// The panels that Tab goes through: those in sight, or all where there is room for one only.
  private func shownPanels(of lab: DiffusionLab) -> [DiffusionPanel] {
    let shown = layout(of: lab).panels.map(\.panel)
    return shown.count > 1 ? lab.panels.filter(shown.contains) : lab.panels
  }

  private func back(in lab: inout DiffusionLab) {
    if lab.isMaximized {
      lab.isMaximized = false
    } else if lab.view != .data {
      lab.view = .data
      lab.player.stop()
    } else {
      (lab.cursor, lab.zoom) = (nil, 1)
    }
  }

  /// A click gives the focus and puts the cursor, or goes to a level of the strip; the wheel zooms or scrubs.
  mutating func receiveInDiffusion(_ event: MouseEvent) -> [Effect] {
    guard var lab = diffusion else { return [] }
    defer { diffusion = lab }
    let layout = layout(of: lab)
    if let index = layout.companion(chosenBy: event) {
      return lab.show(lab.companions[index].aside)
    }
    guard let place = layout.panels.first(where: { $0.rect.contains(event.position) }) else { return [] }
    let isRows = place.panel == .rows || place.panel == .branchRows
    switch event.action {
    case .press, .drag:
      lab.setFocus(place.panel)
      if isRows, let area = rowsArea(for: place, at: event.position, in: lab),
        area.canvasRect.contains(event.position)
      {
        let point = area.data(at: event.position)
        lab.cursor = PlanePoint(x: point.x, y: point.y)
      } else if place.panel == .aside,
        let position = stripPosition(at: event.position, in: place.rect, of: lab)
      {
        lab.player.seek(position, frames: lab.film?.frames.count ?? 0)
      }
    case .wheelUp, .wheelDown:
      let isUp = event.action == .wheelUp
      if isRows { lab.zoom = min(max(lab.zoom * (isUp ? 1.25 : 0.8), 0.25), 1e4) }
      if place.panel == .aside { _ = lab.moveFilm(isUp ? .scrubBack : .scrubForward) }
    case .release: break
    }
    return lab.refreshScene()
  }

  /// What a key does in the settings of the diffusion lab.
  mutating func receive(_ key: Key, in form: DiffusionSettingsForm) -> [Effect] {
    guard var lab = diffusion else {
      overlay = nil
      return []
    }
    var form = form
    let outcome = form.take(key, DiffusionSettingsForm.Subject(lab))
    overlay = outcome == .close ? nil : .diffusionSettings(form)
    defer { diffusion = lab }
    switch outcome {
    case .stay, .close: return []
    case .change(let change): return lab.change(change)
    case .begin(let settings): return lab.begin(settings)
    case .film(let request):
      lab.request = request
      return [.reverse, .roundTrip].contains(lab.view) ? lab.remakeFilm() : []
    case .movePace(let places): return lab.changePace(by: places)
    }
  }
}
