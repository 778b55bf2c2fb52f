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
    case .beginStudy, .nextLaw, .nextUpdate, .refineLaw, .showThetaPlane, .nextPlane, .drawSamples:
      return film(action, in: &lab)
    case .showField, .showDensity: return show(action, besideRowsOf: &lab)
    default: return look(action, in: &lab)
    }
  }

  /// The actions that make films.
  private mutating func film(_ action: Action, in lab: inout DiffusionLab) -> [Effect] {
    guard lab.run.portrait != nil else { return [] }
    if action == .drawSamples, lab.view == .data {
      lab.beginDrawing()
      return []
    }
    switch action {
    case .beginStudy:
      if lab.view == .reverse {
        lab.request.method = DiffusionLab.methods.neighbour(of: lab.request.method)
      }
      say("from noise by \(lab.request.method.title), \(lab.request.steps) steps")
    case .nextLaw:
      lab.request.source = lab.sources.neighbour(of: lab.request.source)
      say("the denoiser is \(sourceName(lab.request.source))")
    case .nextUpdate:
      guard !lab.classes.isEmpty else {
        say("the network is told no classes")
        return []
      }
      let next = (lab.request.label ?? -1) + 1
      lab.request.label = next < lab.classes.count ? next : nil
      say("rows of class \(lab.request.label.map { lab.classes[$0] } ?? "any")")
    case .refineLaw:
      guard !lab.classes.isEmpty else {
        say("guidance needs a network that is told classes")
        return []
      }
      let weights = [0, 0.5, 1, 2, 4]
      lab.request.guidance = weights.first { $0 > lab.request.guidance } ?? 0
      say(
        lab.request.guidance == 0
          ? "no guidance"
          : "guidance \(shortNumber(lab.request.guidance)): no law is stated, so there is no likelihood")
    case .showThetaPlane:
      if lab.view == .forward {
        lab.view = .data
        lab.player.stop()
        return []
      }
      return lab.makeFilm(.forward)
    case .drawSamples:
      if lab.view == .reverse { lab.request.seed &+= 1 }
    case .nextPlane:
      lab.showsPrediction.toggle()
      say(
        lab.showsPrediction
          ? "each row where its next step aims: x0 as the denoiser sees it" : "each row where it stands")
      return []
    default: break
    }
    return lab.makeFilm(.reverse)
  }

  /// Whose denoiser, in words.
  func sourceName(_ source: FilmRequest.Source) -> String {
    switch source {
    case .learned: "the learned one"
    case .mixture: "the exact one of the EM mixture"
    case .rows: "the exact one of the rows themselves"
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
      return lab.show(DiffusionAside.allCases.neighbour(of: lab.aside, by: action == .nextAside ? 1 : -1))
    case .toggleLogAxis: lab.hasLogTrace.toggle()
    case .toggleGuides: lab.hasGuides.toggle()
    case .placeMean: say("D drops a mean in the EM lab")
    case .nextBeta, .interpolate, .toggleLinear, .turnLatents: say("a key of the VAE lab, which 3 leads to")
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
    guard let place = layout(of: lab).panels.first(where: { $0.rect.contains(event.position) }) else {
      return []
    }
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
      return lab.view == .reverse ? lab.makeFilm(.reverse) : []
    case .movePace(let places): return lab.changePace(by: places)
    }
  }
}
