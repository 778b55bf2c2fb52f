import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Opens the ladder on `data`; Space climbs it.
  mutating func openLadder(_ data: DataTable) -> [Effect] {
    guard data.rows > 0, data.dimensions > 0 else {
      fail(String(describing: FittingError.noData))
      return []
    }
    var settings = ladder?.settings ?? LadderSettings()
    if ladder == nil {
      settings.seed = choice.seed
      // A few rows held out say little.
      settings.holdout = data.rows >= 50 ? 0.2 : 0
    }
    let old = ladder?.discarded ?? []
    ladder = LadderLab(data: data, settings: settings, firstStudy: nextLadder)
    nextLadder += 1000
    if case .open = overlay { overlay = nil }
    return old
  }

  /// Opens a ladder that was saved, where it was; Space goes on with the rungs that were not done.
  mutating func openLadder(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    let settings: LadderSettings
    do {
      guard data.rows > 0, data.dimensions > 0 else { throw FittingError.noData }
      settings = try LadderSettings(archive: archive)
    } catch {
      fail(String(describing: error))
      return []
    }
    let old = ladder?.discarded ?? []
    var lab = LadderLab(data: data, settings: settings, firstStudy: nextLadder)
    nextLadder += 1000
    lab.restoreView(from: archive)
    let effects = lab.goOn(with: archive)
    ladder = lab
    showNotes(of: data)
    return old + effects
  }

  /// Does what an action says in the ladder.
  mutating func perform(_ action: Action, in lab: inout LadderLab) -> [Effect] {
    defer { lab.compare() }
    switch action {
    case .togglePlay:
      if let effects = lab.togglePlay() { return effects }
      say("every rung is fitted: \(key(.restart)) climbs anew, \(key(.restartWithNewSeed)) with a new seed")
    case .restart: return lab.begin()
    case .restartWithNewSeed:
      lab.settings.seed &+= 1
      say("new seed \(lab.settings.seed)")
      return lab.begin()
    case .cancelStudy:
      let effects = lab.cancel()
      say(effects.isEmpty ? "nothing is computed in the background" : "cancelled; what was found is kept")
      return effects
    case .showField:
      let effects = lab.beginSpread()
      say(
        lab.spread?.isCancelled == true
          ? "the other seeds are given up"
          : "the same ladder under \(LadderLab.spreadSeeds) seeds, in the background")
      return effects
    case .beginStudy:
      lab.order = LadderOrder.allCases.neighbour(of: lab.order)
      say("rungs \(lab.order.title)")
    case .pinBaseline:
      lab.pinned = lab.pinned == lab.chosen ? nil : lab.chosen
      say(lab.pinned.map { "others are compared with \($0.plainTitle)" } ?? "no rung is pinned")
    case .nextCriterion:
      lab.wantedEvaluation = lab.evaluations.neighbour(of: lab.evaluation)
      say(evaluationText(lab.evaluation))
    case .toggleLogAxis:
      lab.showsTotals.toggle()
      say(lab.showsTotals ? "totals over the rows" : "nats per row")
    case .openSettings: overlay = .ladderSettings(LadderSettingsForm())
    case .saveRun:
      guard lab.findings != nil else {
        say("there is no ladder to save yet: \(key(.togglePlay)) climbs")
        return []
      }
      askForPath("Save the ladder as", stem: "\(lab.data.name.fileStem)-ladder")
    default: look(action, in: &lab)
    }
    return []
  }

  /// The actions that change only how one looks.
  private mutating func look(_ action: Action, in lab: inout LadderLab) {
    switch action {
    case .nextPanel: lab.moveFocus(by: 1, among: LadderPanel.allCases)
    case .previousPanel: lab.moveFocus(by: -1, among: LadderPanel.allCases)
    case .maximize: lab.isMaximized.toggle()
    case .back: lab.isMaximized = false
    case .zoomIn: lab.zoom = min(lab.zoom * 2, 0x1p20)
    case .zoomOut: lab.zoom = max(lab.zoom / 2, 1)
    case .zoomReset: lab.zoom = 1
    case .moveDown, .moveRight, .nextRow: lab.moveChoice(by: 1)
    case .moveUp, .moveLeft, .previousRow: lab.moveChoice(by: -1)
    case .scrubFarForward: lab.moveChoice(by: 10)
    case .scrubFarBack: lab.moveChoice(by: -10)
    case .toStart: lab.moveChoice(by: -100)
    case .toEnd: lab.moveChoice(by: 100)
    case .nextAside: lab.aside = LadderAside.allCases.neighbour(of: lab.aside)
    case .previousAside: lab.aside = LadderAside.allCases.neighbour(of: lab.aside, by: -1)
    case .undo, .redo: say("the ladder has no history: \(key(.openSettings)) shows its settings")
    default:
      if let name = keys.keyName(of: action) {
        say("\(name) means nothing on the ladder; \(key(.selectRow)) opens a rung in its own lab")
      }
    }
  }

  /// What rows are scored on, in words.
  func evaluationText(_ evaluation: RungEvaluation) -> String {
    switch evaluation {
    case .inSample: "on the rows that were fitted"
    case .heldOut: "on rows held out"
    case .leaveOneOut: "each row under the fit without it"
    }
  }

  /// Opens what was fitted for the rung that is chosen, in its own lab; the ladder goes on.
  mutating func openChosenRung() -> [Effect] {
    guard let lab = ladder, let findings = lab.findings, let result = findings.result(lab.chosen) else {
      say("\(ladder?.chosen.plainTitle ?? "the rung") is not fitted yet: \(key(.togglePlay)) climbs")
      return []
    }
    let data = findings.training
    let effects: [Effect]
    switch result.fit {
    case .em(let model):
      shown = .em
      effects = openLab(on: data, plan: model.plan, run: .fitted(result.fit))
    case .variational(let model):
      shown = .vi
      effects = openVI(
        on: data, plan: model.plan, choices: VariationalPlan.choices(for: data, seed: findings.settings.seed),
        run: .fitted(result.fit))
    case .autoencoder(let model):
      shown = .vae
      effects = openVAE(on: data, settings: model.settings, run: .fitted(result.fit))
    case .diffusion(let model):
      shown = .diffusion
      effects = openDiffusion(on: data, settings: model.settings, run: .fitted(result.fit))
    case .exactDiffusion:
      shown = .diffusion
      effects = openDiffusion(data)
      diffusion?.request.source = .mixture
      diffusion?.aside = .likelihoods
    case .kernel:
      shown = .diffusion
      effects = openDiffusion(data)
      diffusion?.request.source = .rows
      diffusion?.aside = .bandwidth
    }
    say("\(result.name), as the ladder has it; 5 leads back")
    return effects
  }

  /// A click chooses a rung, on its bracket leads to its account; the wheel moves through them.
  mutating func receiveInLadder(_ event: MouseEvent) -> [Effect] {
    guard var lab = ladder else { return [] }
    defer {
      lab.compare()
      ladder = lab
    }
    let layout = layout(of: lab)
    if let index = layout.companion(chosenBy: event) {
      lab.aside = lab.companions[index].aside
      lab.setFocus(.aside)
      return []
    }
    guard let place = layout.panels.first(where: { $0.rect.contains(event.position) }) else { return [] }
    switch event.action {
    case .press:
      lab.setFocus(place.panel)
      if place.panel == .rungs, let rung = rung(at: event.position, in: place.rect, of: lab) {
        lab.chosen = rung
        // A bracket opens its account.
        if isOnAxis(event.position, in: place.rect) { lab.setFocus(.account) }
      }
    case .wheelUp, .wheelDown: lab.moveChoice(by: event.action == .wheelUp ? -1 : 1)
    case .drag, .release: break
    }
    return []
  }

  /// What a key does in the settings of the ladder.
  mutating func receive(_ key: Key, in form: LadderSettingsForm) -> [Effect] {
    guard let settings = ladder?.settings else {
      overlay = nil
      return []
    }
    var form = form
    let outcome = form.take(key, settings)
    overlay = outcome == .close ? nil : .ladderSettings(form)
    if case .settings(let settings) = outcome { ladder?.settings = settings }
    if outcome == .close, let lab = ladder, let climbed = lab.climb?.report?.plan, climbed != lab.settings {
      say("\(self.key(.restart)) climbs anew under these settings")
    }
    return []
  }
}
