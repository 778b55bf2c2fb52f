import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// Does what an action says in the variational lab.
  mutating func perform(_ action: Action, in lab: inout VILab) -> [Effect] {
    if let effects = steer(action, in: &lab) { return effects }
    switch action {
    case .openSettings: overlay = .variationalSettings(VISettingsForm())
    case .nextLaw, .nextUpdate, .refineLaw: return law(action, in: &lab)
    case .beginStudy, .nextErrors, .showThetaPlane: return study(action, in: &lab)
    default: return look(action, in: &lab)
    }
    return []
  }

  /// The actions that choose q.
  private mutating func law(_ action: Action, in lab: inout VILab) -> [Effect] {
    guard lab.run.portrait != nil || lab.run.neverStarted else { return [] }
    switch action {
    case .nextLaw:
      if let effects = lab.moveFamily(by: 1) { return effects }
      say("\(lab.plan.summary.title) has one family of q")
    case .nextUpdate:
      if let effects = lab.moveUpdate(by: 1) { return effects }
      say(
        lab.plan.settings == nil
          ? "\(lab.plan.summary.title) has one way to find q"
          : "only a Gaussian of its own has several updates: \(key(.nextLaw)) goes there")
    default:
      // Under an encoder of what is accounted for, the unit or all of them; else of the unit.
      if lab.run.portrait?.scalar != nil {
        var isEncoder = false
        if case .encoder = lab.plan.settings?.method { isEncoder = true }
        return lab.change(isEncoder && lab.accountsForAll ? .refineAll : .refine(unit: lab.unit))
      }
      say("there is no q of one unit to refine")
    }
    return []
  }

  /// The actions that have to do with what is computed in the background.
  private mutating func study(_ action: Action, in lab: inout VILab) -> [Effect] {
    switch action {
    case _ where action == .beginStudy ? lab.views.count == 1 : lab.run.portrait?.scalar == nil:
      let what =
        switch action {
        case .showThetaPlane: "theta-plane"
        case .nextErrors: "standard errors"
        default: "other views to compute"
        }
      say("\(lab.plan.summary.title) has no \(what) here")
    case .beginStudy: return lab.beginStudyInView()
    case .nextErrors:
      if lab.aside == .errors, let study = lab.fitStudy(.errors), !lab.isStale(study) {
        return lab.show(.coverage)
      }
      return lab.aside == .errors ? lab.beginStudyInView() : lab.show(.errors)
    default: return lab.show(lab.aside == .thetaPlane ? .lost : .thetaPlane)
    }
    return []
  }

  /// The actions that change only how one looks.
  private mutating func look(_ action: Action, in lab: inout VILab) -> [Effect] {
    switch action {
    case .nextPanel: lab.moveFocus(by: 1, among: shownPanels(of: lab))
    case .previousPanel: lab.moveFocus(by: -1, among: shownPanels(of: lab))
    case .maximize: lab.isMaximized.toggle()
    case .back: return back(in: &lab)
    case .zoomIn: return lab.zoom(by: 1.5)
    case .zoomOut: return lab.zoom(by: 1 / 1.5)
    case .zoomReset:
      if lab.zoom == 1, lab.planeZoom == 1 { say("all is shown: + magnifies, about the cursor") }
      return lab.resetZoom()
    case .moveLeft, .moveRight: return moveSideways(by: action == .moveLeft ? -1 : 1, in: &lab)
    case .moveUp, .moveDown: return moveUpwards(by: action == .moveUp ? -1 : 1, in: &lab)
    case .selectRow: lab.accountsForAll.toggle()
    case .nextRow: return lab.moveUnit(by: 1)
    case .previousRow: return lab.moveUnit(by: -1)
    case .nextAside: return lab.moveAside(by: 1)
    case .previousAside: return lab.moveAside(by: -1)
    case .nextPlane, .previousPlane:
      guard lab.aside == .thetaPlane else {
        say("\(key(.nextPlane)) is for the theta-plane: \(key(.showThetaPlane)) shows it")
        return []
      }
      if lab.run.portrait?.coordinates.count ?? 0 < 3 { say("the theta-plane has no other axes here") }
      return lab.movePair(by: action == .nextPlane ? 1 : -1)
    case .nextCriterion:
      let effects = lab.aside == .lost ? [] : lab.show(.lost)
      lab.listsUnits.toggle()
      lab.listScroll = 0
      return effects
    case .toggleLogAxis: lab.hasLogTrace.toggle()
    case .toggleGuides:
      guard lab.aside == .thetaPlane else {
        say("\(key(.toggleGuides)) is for the theta-plane: \(key(.showThetaPlane)) shows it")
        return []
      }
      lab.hasGuides.toggle()
    case .placeMean: say("\(key(.placeMean)) drops a mean in the EM lab")
    case .nextBeta, .interpolate, .drawSamples, .toggleLinear, .turnLatents:
      say("a key of the VAE lab, which \(key(.showVAE)) leads to")
    case .showField, .showDensity, .fixColumn:
      say("a key of the diffusion lab, which \(key(.showDiffusion)) leads to")
    default: break
    }
    return []
  }

  /// The panels that Tab goes through: those in sight, or all where there is room for one only.
  private func shownPanels(of lab: VILab) -> [VIPanel] {
    let shown = layout(of: lab).panels.map(\.panel)
    return shown.count > 1 ? lab.panels.filter(shown.contains) : lab.panels
  }

  private mutating func back(in lab: inout VILab) -> [Effect] {
    if lab.focus == .aside, let kind = lab.aside.study, lab.studies[kind]?.isRunning == true {
      say("cancelled; what was found is kept")
      return lab.cancelStudy()
    } else if lab.isMaximized {
      lab.isMaximized = false
    } else if lab.aside != .lost {
      return lab.show(.lost)
    } else if lab.listsUnits {
      lab.listsUnits = false
    } else if !lab.accountsForAll {
      lab.accountsForAll = true
    } else {
      lab.cursor = nil
    }
    return []
  }

  private mutating func moveSideways(by places: Int, in lab: inout VILab) -> [Effect] {
    if lab.focus == .aside, lab.aside == .thetaPlane { return lab.movePair(by: places) }
    if let effects = lab.turnDial(by: places) { return effects }
    if lab.focusIsLaws { lab.moveCursor(by: places) }
    return []
  }

  /// In the list of units the arrows scroll; elsewhere they walk the units.
  private mutating func moveUpwards(by places: Int, in lab: inout VILab) -> [Effect] {
    if lab.focus == .aside, lab.aside == .lost, lab.listsUnits {
      lab.listScroll = min(max(0, lab.listScroll + places), max(0, (lab.run.portrait?.unitCount ?? 1) - 1))
      return []
    }
    return lab.focusIsLaws && lab.run.portrait?.scalar != nil ? lab.moveUnit(by: places) : []
  }

  /// A click gives the focus and puts the cursor, the wheel zooms or scrolls.
  mutating func receiveInVI(_ event: MouseEvent) -> [Effect] {
    guard var lab = variational else { return [] }
    defer { variational = lab }
    let layout = layout(of: lab)
    if let index = layout.companion(chosenBy: event) {
      return lab.show(lab.companions[index].aside)
    }
    guard let place = layout.panels.first(where: { $0.rect.contains(event.position) }) else { return [] }
    let isLaws = place.panel == .laws || place.panel == .branchLaws
    switch event.action {
    case .press, .drag:
      lab.setFocus(place.panel)
      if isLaws, let area = lawsArea(for: place, in: lab), area.canvasRect.contains(event.position) {
        lab.cursor = area.data(at: event.position).x
      }
    case .wheelUp, .wheelDown:
      let places = event.action == .wheelUp ? -1 : 1
      if isLaws { return lab.zoom(by: places < 0 ? 1.25 : 0.8) }
      if place.panel == .aside, lab.aside == .lost { return moveUpwards(by: places, in: &lab) }
    case .release: break
    }
    return []
  }

  /// What a key does in the settings of the variational lab.
  mutating func receive(_ key: Key, in form: VISettingsForm) -> [Effect] {
    guard var lab = variational else {
      overlay = nil
      return []
    }
    var form = form
    let outcome = form.take(key, VISettingsForm.Subject(lab))
    overlay = outcome == .close ? nil : .variationalSettings(form)
    defer { variational = lab }
    switch outcome {
    case .stay, .close: return []
    case .change(let change): return lab.change(change)
    case .model(let plan): return lab.choose(plan)
    case .moveFamily(let places): return lab.moveFamily(by: places) ?? []
    case .moveUpdate(let places): return lab.moveUpdate(by: places) ?? []
    case .turnDial(let places): return lab.turnDial(by: places) ?? []
    case .moveUnit(let places): return lab.moveUnit(by: places)
    case .showUnit(let unit): return lab.showUnit(unit)
    case .movePace(let places): return lab.changePace(by: places)
    }
  }
}
