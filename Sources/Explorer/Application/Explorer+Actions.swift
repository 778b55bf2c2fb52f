import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Does what an action of the key table says.
  mutating func perform(_ action: Action) -> [Effect] {
    switch action {
    case .quitNow: return [.quit]
    case .quit: return quit()
    case .suspend: return [.suspend]
    case .redraw: return [.redraw]
    case .showHelp: overlay = .help(HelpPage(keys: keys))
    case .showGlyphCard: overlay = .glyphCard(GlyphCard(sets: glyphSets, chosen: look.glyphs))
    case .showJobs: overlay = .jobs(JobsPage(chosen: jobs.first?.id))
    case .showPalette: overlay = .palette(Palette(keys: keys))
    case .openData:
      overlay = .open(OpenDialog(seed: choice.seed))
      return [.complete(prefix: "")]
    case .nextTheme:
      look.theme = themes.neighbour(of: look.theme)
      themeIsChosen = true
      // A theme that a person wrote may be hard to read, and is shown all the same.
      let faint = look.theme.faintRoles.first.map { ": \($0.sentence)" } ?? ""
      say("theme \(look.theme.name)\(faint)", faint.isEmpty ? .done : .problem)
    case .nextGlyphs:
      look.glyphs = glyphSets.neighbour(of: look.glyphs)
      say("glyphs \(look.glyphs.rawValue)")
    case .toggleMouse:
      usesMouse.toggle()
      say(usesMouse ? "mouse on; Shift-drag still selects text" : "mouse off")
      return [.useMouse(usesMouse)]
    case .export: askForExport()
    case .copyFrame:
      say("screen copied as text, where the terminal allows it (OSC 52)")
      return [.copy(picture.text)]
    case .showEM: return show(.em)
    case .showVI: return show(.vi)
    case .showVAE: return show(.vae)
    case .showDiffusion: return show(.diffusion)
    case .showLadder: return show(.ladder)
    case .toggleTour: return toggleTour()
    case .nextPage: return turnPage(back: false)
    case .previousPage: return turnPage(back: true)
    default: return performInLab(action)
    }
    return []
  }

  private mutating func performInLab(_ action: Action) -> [Effect] {
    if shown == .em, var lab {
      defer { self.lab = lab }
      return perform(action, in: &lab)
    }
    if shown == .vi, var lab = variational {
      defer { variational = lab }
      return perform(action, in: &lab)
    }
    if shown == .vae, var lab = autoencoder {
      defer { autoencoder = lab }
      return perform(action, in: &lab)
    }
    if isDrawing { return draw(action) }
    if shown == .diffusion, let lab = diffusion, let effects = turnBack(action, from: lab) { return effects }
    if shown == .diffusion, var lab = diffusion {
      defer { diffusion = lab }
      return perform(action, in: &lab) + lab.refreshScene()
    }
    if shown == .ladder, var lab = ladder {
      // A rung that is opened changes the explorer itself.
      if action == .selectRow { return openChosenRung() }
      defer { ladder = lab }
      return perform(action, in: &lab)
    }
    say("no data are open: \(key(.openData)) opens some", .problem)
    return []
  }

  private mutating func quit() -> [Effect] {
    var names: [String] = []
    if let lab { names += unsaved(lab, in: .em) }
    if let variational { names += unsaved(variational, in: .vi) }
    if let autoencoder { names += unsaved(autoencoder, in: .vae) }
    if let diffusion { names += unsaved(diffusion, in: .diffusion) }
    if let other = setAside?.lab, other.runs.contains(where: \.isUnsaved) {
      names.append("the run of \(other.data.name)")
    }
    if ladder?.isUnsaved == true { names.append("the ladder") }
    guard !names.isEmpty else { return [.quit] }
    let isShown = names[0] == "the run" || names[0] == "the ladder" && shown == .ladder
    let saved = names.count == 1 && isShown ? "it" : shown == .ladder ? "the ladder" : "the run shown"
    overlay = .prompt(
      Prompt(
        purpose: .quit,
        question: "Quit without saving \(names.joined(separator: " and "))? y / n   (s saves \(saved))",
        field: TextField()))
    return []
  }

  /// What would be lost of a lab, in words; nothing where all is saved.
  private func unsaved(_ lab: some RunningLab, in name: LabName) -> [String] {
    let unsaved = lab.runs.filter(\.isUnsaved).map(\.name)
    guard !unsaved.isEmpty else { return [] }
    // The only run of the lab that is shown needs no name.
    if lab.runs.count == 1 { return [name == shown ? "the run" : "the \(name.title) run"] }
    return ["\(name.title) run\(unsaved.count == 1 ? "" : "s") \(unsaved.joined(separator: " and "))"]
  }

  private mutating func perform(_ action: Action, in lab: inout EMLab) -> [Effect] {
    if let effects = lab.performInView(action) { return effects }
    if let effects = steer(action, in: &lab) { return effects }
    switch action {
    case .beginStudy, .nextCriterion, .nextErrors: return study(action, in: &lab)
    case .openSettings: overlay = .settings(SettingsForm())
    case .placeMean: return askForMean(in: &lab)
    case .nextUpdate, .refineLaw, .showThetaPlane: say("a key of the VI lab, which \(key(.showVI)) leads to")
    case .nextBeta, .interpolate, .drawSamples, .toggleLinear, .turnLatents:
      say("a key of the VAE lab, which \(key(.showVAE)) leads to")
    case .showField, .showDensity, .fixColumn:
      say("a key of the diffusion lab, which \(key(.showDiffusion)) leads to")
    default: return look(action, in: &lab)
    }
    return []
  }

  /// Does what an action says that means the same in every lab: stepping, pace, restarts, branches, undo, saving.
  /// - Returns: nil for an action of another kind.
  mutating func steer(_ action: Action, in lab: inout some RunningLab) -> [Effect]? {
    if let effects = lab.move(action) { return effects }
    switch action {
    case .expectationStep, .maximizationStep:
      let phase: Phase = action == .expectationStep ? .expectation : .maximization
      if let effects = lab.halfStep(phase) { return effects }
      say(
        phase == .expectation
          ? "the M half-step is next: \(key(.maximizationStep)) takes it"
          : "the E half-step is next: \(key(.expectationStep)) takes it")
    case .slower, .faster:
      let effects = lab.changePace(by: action == .faster ? 1 : -1)
      say("speed \(lab.pace.name)")
      return effects
    case .restart: return lab.restart(seed: lab.run.seed)
    case .restartWithNewSeed:
      say("new seed \(lab.run.seed &+ 1)")
      return lab.restart(seed: lab.run.seed &+ 1)
    case .branch: return lab.toggleBranch()
    case .pinBaseline: lab.togglePin()
    case .saveRun: askForPath("Save the run as", stem: lab.data.name.fileStem)
    case .undo, .redo:
      guard let (what, effects) = action == .undo ? lab.undo() : lab.redo() else {
        say(action == .undo ? "no setting to undo" : "nothing to redo")
        return []
      }
      say(what)
      return effects
    case .cancelStudy:
      guard lab.hasRunningStudy else {
        say("nothing is computed in the background")
        return []
      }
      say("cancelled; what was found is kept")
      return lab.cancelStudy()
    default: return nil
    }
    return []
  }

  /// Does what an action of running says where a step is a minibatch, and an iteration a whole pass or the same.
  ///
  ///     noHalves   why there are no half-steps
  /// - Returns: nil for an action of another kind.
  mutating func train(
    _ action: Action, in lab: inout some RunningLab, noHalves: String
  ) -> [Effect]? {
    switch action {
    case .iterationForward: return lab.command(.stepForward)
    case .iterationBack: return lab.command(.move(-1))
    case .expectationStep, .maximizationStep:
      say("\(noHalves): . takes a minibatch")
      return []
    case .slower, .faster:
      let effects = lab.changePace(by: action == .faster ? 1 : -1)
      say("speed \(lab.pace.stepsName)")
      return effects
    default: return nil
    }
  }

  /// Asks for the path to save something under.
  mutating func askForPath(_ question: String, stem: String) {
    overlay = .prompt(
      Prompt(purpose: .saveRun, question: question, field: TextField("\(stem).safetensors")))
  }

  /// The actions that change only how one looks.
  private mutating func look(_ action: Action, in lab: inout EMLab) -> [Effect] {
    switch action {
    case .nextPanel: return lab.moveFocus(by: 1, among: shownPanels(of: lab))
    case .previousPanel: return lab.moveFocus(by: -1, among: shownPanels(of: lab))
    case .maximize: lab.isMaximized.toggle()
    case .back: return back(in: &lab)
    case .zoomIn: lab.zoom(by: 1.5)
    case .zoomOut: lab.zoom(by: 1 / 1.5)
    case .zoomReset: lab.resetZoom()
    case .moveLeft: return move(right: -1, up: 0, in: &lab)
    case .moveRight: return move(right: 1, up: 0, in: &lab)
    case .moveUp: return move(right: 0, up: 1, in: &lab)
    case .moveDown: return move(right: 0, up: -1, in: &lab)
    case .selectRow: return enter(in: &lab)
    case .nextRow: return lab.moveSelection(by: 1)
    case .previousRow: return lab.moveSelection(by: -1)
    case .nextAside: return lab.moveAside(by: 1)
    case .previousAside: return lab.moveAside(by: -1)
    case .nextPlane: return lab.movePlane(by: 1)
    case .previousPlane: return lab.movePlane(by: -1)
    case .toggleLogAxis: lab.hasLogTrace.toggle()
    case .toggleGuides: lab.hasGuides.toggle()
    default: break
    }
    return []
  }

  /// The panels that Tab goes through: those in sight, or all where there is room for one only.
  private func shownPanels(of lab: EMLab) -> [PanelID] {
    let shown = layout(of: lab).panels.map(\.panel)
    return shown.count > 1 ? lab.panels.filter(shown.contains) : lab.panels
  }

  private mutating func back(in lab: inout EMLab) -> [Effect] {
    if lab.focus == .aside, lab.aside.isLarge, lab.runningStudy != nil {
      say("cancelled; what was found is kept")
      return lab.cancelStudy()
    } else if lab.isMaximized {
      lab.isMaximized = false
    } else if lab.selectedRow != nil {
      return lab.select(nil)
    } else {
      lab.cursor = nil
    }
    return []
  }

  private mutating func move(right: Int, up: Int, in lab: inout EMLab) -> [Effect] {
    guard lab.focusIsPlot else {
      if lab.focus == .components { lab.scrollComponents(by: -up) }
      if lab.focus == .aside { lab.moveChoice(right: right, down: -up) }
      return []
    }
    guard lab.hasPlane else {
      lab.scrollGroups(by: -up)
      return []
    }
    let places = layout(of: lab).panels
    guard let place = places.first(where: { $0.panel == lab.focus }),
      let area = plotArea(for: place, in: lab)
    else { return [] }
    return lab.moveCursor(right: right, up: up, in: area)
  }

  private mutating func askForMean(in lab: inout EMLab) -> [Effect] {
    let count = lab.run.mixture?.components.count ?? 0
    guard count > 0 else {
      if lab.run.portrait != nil { say("\(lab.plan.summary.title) has no components to drop", .problem) }
      return []
    }
    guard lab.cursor != nil else {
      say("move the cursor with the arrows first, then \(key(.placeMean)) drops a mean there", .problem)
      return []
    }
    if count == 1 { return lab.placeMean(of: 0) }
    overlay = .prompt(
      Prompt(
        purpose: .placeMean, question: "Drop the mean of which component here? 1 to \(count)",
        field: TextField()))
    return []
  }
}

extension String {
  /// A file's name without its last extension.
  var fileStem: String {
    guard let dot = lastIndex(of: "."), dot != startIndex else { return self }
    return String(self[..<dot])
  }
}
