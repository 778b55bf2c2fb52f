import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Does what an action says in the autoencoder lab.
  mutating func perform(_ action: Action, in lab: inout VAELab) -> [Effect] {
    act(action, in: &lab) + refit(&lab)
  }

  /// Asks for as many pictures as there is room for, where that has changed.
  mutating func refit(_ lab: inout VAELab) -> [Effect] {
    let room = roomForPictures(of: lab)
    guard room != lab.room else { return [] }
    lab.room = room
    return lab.view == .latents ? [] : lab.askLater()
  }

  private mutating func act(_ action: Action, in lab: inout VAELab) -> [Effect] {
    if let effects = train(action, in: &lab, noHalves: "training has no half-steps") { return effects }
    if let effects = steer(action, in: &lab) { return effects }
    switch action {
    case .openSettings: overlay = .autoencoderSettings(VAESettingsForm())
    case .nextBeta, .toggleLinear, .turnLatents: return net(action, in: &lab)
    case .beginStudy, .refineLaw: return account(action, in: &lab)
    case .nextPlane, .previousPlane, .showThetaPlane, .interpolate, .drawSamples:
      return picture(action, in: &lab)
    default: return look(action, in: &lab)
    }
    return []
  }

  /// The actions that change the nets or what they climb.
  private mutating func net(_ action: Action, in lab: inout VAELab) -> [Effect] {
    guard lab.run.portrait != nil || lab.run.neverStarted else { return [] }
    switch action {
    case .nextBeta: return lab.nextBeta()
    case .toggleLinear: return lab.toggleLinear()
    default: return turn(by: 1, in: &lab) ?? []
    }
  }

  /// The actions that account for nats by quadrature.
  private mutating func account(_ action: Action, in lab: inout VAELab) -> [Effect] {
    guard lab.latents <= 2 else {
      say("the gaps are found by quadrature, over one or two latents: here are \(lab.latents)")
      return []
    }
    if action == .beginStudy { return lab.beginStudy() }
    let effects = lab.toggleRefinement()
    say(
      lab.isRefined
        ? "q of the row at its best, the decoder held still: only amortisation shrinks; A: the encoder's q"
        : "q of the row is the encoder's again")
    return effects
  }

  /// Turns the two latents of linear nets by so many times 15 degrees.
  /// - Returns: nil where there is nothing to turn.
  private mutating func turn(by places: Int, in lab: inout VAELab) -> [Effect]? {
    guard lab.settings.isLinear, lab.latents > 1 else {
      say("only linear nets with two latents can be turned: \(key(.toggleLinear)) chooses them")
      return nil
    }
    return lab.change(.rotation(degrees: 15 * Double(places)))
  }

  /// The actions that choose what is decoded in the large panel.
  private mutating func picture(_ action: Action, in lab: inout VAELab) -> [Effect] {
    switch action {
    case .nextPlane: return lab.toggle(.lattice)
    case .previousPlane:
      if lab.view == .traverse { return lab.moveTraversal(by: 1) }
      if lab.view == .samples, lab.shownSampleLabel != nil { return lab.moveSampleLabel(by: 1) }
      if lab.latents < 3 { say("there is one pair of latents") }
      return lab.movePlane(by: 1)
    case .showThetaPlane: return lab.toggle(.traverse)
    case .interpolate:
      lab.markedRow = lab.row
      say(
        "row \(lab.data.number(ofRow: lab.row)) marked: \(key(.nextRow)), \(key(.previousRow)) or \(key(.selectRow)) choose the row to go from; \(key(.back)) leaves"
      )
      return lab.view == .interpolation ? lab.askLater() : lab.toggle(.interpolation)
    default:
      lab.samplesSeed &+= lab.view == .samples ? 1 : 0
      return lab.view == .samples ? lab.askLater() : lab.toggle(.samples)
    }
  }

  /// The actions that change only how one looks.
  private mutating func look(_ action: Action, in lab: inout VAELab) -> [Effect] {
    switch action {
    case .nextPanel: lab.moveFocus(by: 1, among: shownPanels(of: lab))
    case .previousPanel: lab.moveFocus(by: -1, among: shownPanels(of: lab))
    case .maximize: lab.isMaximized.toggle()
    case .back: return back(in: &lab)
    case .zoomIn: return lab.zoom(by: 1.5)
    case .zoomOut: return lab.zoom(by: 1 / 1.5)
    case .zoomReset: return lab.zoom(by: 1 / lab.zoom)
    case .moveLeft, .moveRight: return moveSideways(by: action == .moveLeft ? -1 : 1, in: &lab)
    case .moveUp: return lab.focusIsLatents ? lab.moveCursor(right: 0, up: 1) : []
    case .moveDown: return lab.focusIsLatents ? lab.moveCursor(right: 0, up: -1) : []
    case .selectRow: return lab.selectNearestRow()
    case .nextRow: return lab.moveRow(by: 1)
    case .previousRow: return lab.moveRow(by: -1)
    case .nextAside, .previousAside:
      if lab.asides.count == 1 { say("one view below the latents: the gaps are those of one or two latents") }
      lab.chosenAside = lab.asides.neighbour(of: lab.aside, by: action == .nextAside ? 1 : -1)
    case .toggleLogAxis: lab.hasLogTrace.toggle()
    case .toggleGuides: lab.hasGuides.toggle()
    case .placeMean: say("\(key(.placeMean)) drops a mean in the EM lab")
    case .nextLaw, .nextUpdate: say("a key of the VI lab, which \(key(.showVI)) leads to")
    case .nextErrors, .nextCriterion:
      say("the VAE lab has no such view: \(key(.beginStudy)) accounts for the nats of many rows")
    case .showField, .showDensity, .fixColumn:
      say("a key of the diffusion lab, which \(key(.showDiffusion)) leads to")
    default: break
    }
    return []
  }

  /// The panels that Tab goes through: those in sight, or all where there is room for one only.
  private func shownPanels(of lab: VAELab) -> [VAEPanel] {
    let shown = layout(of: lab).panels.map(\.panel)
    return shown.count > 1 ? lab.panels.filter(shown.contains) : lab.panels
  }

  private mutating func back(in lab: inout VAELab) -> [Effect] {
    if lab.isMaximized {
      lab.isMaximized = false
    } else if lab.focus == .aside, lab.aside == .gaps, lab.hasRunningStudy {
      say("cancelled; what was found is kept")
      return lab.cancelStudy()
    } else if lab.view != .latents {
      lab.view = .latents
    } else if lab.isRefined {
      return lab.toggleRefinement()
    } else {
      return lab.resetCursor()
    }
    return []
  }

  private mutating func moveSideways(by places: Int, in lab: inout VAELab) -> [Effect] {
    if lab.focus == .aside, lab.aside == .waterTank { return turn(by: places, in: &lab) ?? [] }
    if lab.focusIsLatents, lab.view == .interpolation { return lab.moveRow(by: places) }
    return lab.focusIsLatents ? lab.moveCursor(right: places, up: 0) : []
  }

  /// A click gives the focus and puts the cursor, the wheel zooms or walks the rows.
  mutating func receiveInVAE(_ event: MouseEvent) -> [Effect] {
    guard var lab = autoencoder else { return [] }
    defer { autoencoder = lab }
    let layout = layout(of: lab)
    if let index = layout.companion(chosenBy: event) {
      lab.chosenAside = lab.companions[index].aside
      lab.setFocus(.aside)
      return []
    }
    guard let place = layout.panels.first(where: { $0.rect.contains(event.position) }) else { return [] }
    let isLatents = place.panel == .latents || place.panel == .branchLatents
    switch event.action {
    case .press, .drag:
      lab.setFocus(place.panel)
      guard isLatents, lab.view == .latents, let area = latentArea(for: place, in: lab),
        area.canvasRect.contains(event.position)
      else { return [] }
      let point = area.data(at: event.position)
      return lab.putCursor(x: point.x, y: point.y)
    case .wheelUp, .wheelDown:
      let isUp = event.action == .wheelUp
      if isLatents { return lab.zoom(by: isUp ? 1.25 : 0.8) }
      if place.panel == .reconstruction { return lab.moveRow(by: isUp ? -1 : 1) }
    case .release: break
    }
    return []
  }

  /// What a key does in the settings of the autoencoder lab.
  mutating func receive(_ key: Key, in form: VAESettingsForm) -> [Effect] {
    guard var lab = autoencoder else {
      overlay = nil
      return []
    }
    var form = form
    let outcome = form.take(key, VAESettingsForm.Subject(lab))
    overlay = outcome == .close ? nil : .autoencoderSettings(form)
    defer { autoencoder = lab }
    switch outcome {
    case .stay, .close: return []
    case .change(let change): return lab.change(change)
    case .begin(let settings): return lab.begin(settings) + refit(&lab)
    case .movePace(let places): return lab.changePace(by: places)
    }
  }
}

extension Pace {
  /// As the autoencoder lab shows it, where a step is a minibatch.
  var stepsName: String {
    switch self {
    case .perSecond(let rate): "\(Int(2 * rate)) batches/s"
    case .flatOut: "flat out"
    }
  }
}
