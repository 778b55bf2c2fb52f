import LatentModels
import NumericCore

extension VAELab: RunningLab {
  /// Tells a run something.
  func tell(_ id: RunID, _ command: TrainerCommand<AutoencoderChange>) -> Effect {
    .performAutoencoder(id, command)
  }

  /// Asks a run how it stands.
  func question(to run: LabRun<AutoencoderPortrait>) -> Effect {
    .askAutoencoder(run.id, since: run.mark, portraitRequest(of: run))
  }

  /// The law of the row is the encoder's again.
  mutating func releaseViews() { isRefined = false }

  /// What makes the first run.
  mutating func begin(with plan: RunPlan) -> [Effect] {
    if case .restored = plan { run = LabRun(id: run.id, name: run.name, seed: run.seed, wasSaved: true) }
    return [.start(run.id, plan), ask(activeRun)]
  }

  /// Starts the active run again under the present settings, with `seed`.
  mutating func restart(seed: UInt64) -> [Effect] {
    var settings = newestSettings
    settings.seed = seed
    return begin(settings)
  }

  /// Puts a model of `settings` before its first step in the place of the active run.
  mutating func begin(_ settings: AutoencoderSettings) -> [Effect] {
    let isOther = settings.latents != newestSettings.latents
    ownSettings = settings
    let old = run.id
    let new = RunID(takeRunNumber())
    runs[activeRun] = LabRun(id: new, name: run.name, seed: settings.seed)
    wanted = nil
    changes = ChangeHistory()
    let forgotten = forgetStudy(of: old)
    clocks[old] = nil
    if isOther, runs.count == 1 {
      (cursor, pair, traversed, zoom) = (nil, nil, nil, 1)
      (principalCursor, wantsPrincipal) = (.zero, false)
      if view == .traverse { view = .latents }
    }
    return forgotten + [.discard(old), .start(new, .autoencoder(settings, data)), ask(activeRun)]
  }

  /// Forks a second run where the first stands and goes on with it; with two runs, closes the one that is not active, and
  /// plays on if the first did before.
  mutating func toggleBranch() -> [Effect] {
    if runs.count > 1 {
      let closed = runs.remove(at: 1 - activeRun)
      clocks[closed.id] = nil
      activeRun = 0
      focus = .latents
      let goesOn = playsAfterBranch && run.play == .paused && run.lastEvent?.status != .converged
      playsAfterBranch = false
      return forgetStudy(of: closed.id) + [.discard(closed.id)] + (goesOn ? play() : [])
    }
    guard run.portrait != nil else { return [] }
    playsAfterBranch = run.play != .paused
    let effects = pause()
    let fork = LabRun<AutoencoderPortrait>(
      id: RunID(takeRunNumber()), name: run.name == "A" ? "B" : "A", seed: run.seed,
      wasSaved: !run.isUnsaved)
    runs.append(fork)
    clocks[fork.id] = clocks[runs[0].id]
    activeRun = 1
    focus = .branchLatents
    ownSettings = settings
    return effects + [.fork(from: runs[0].id, to: fork.id), ask(1)]
  }

  /// Keeps the passes of the active run to compare with, or lets them go.
  mutating func togglePin() {
    if baseline != nil {
      baseline = nil
    } else if let portrait = run.portrait, !portrait.records.isEmpty {
      baseline = Baseline(
        name: run.name, records: portrait.records, logScale: portrait.logScale,
        hasLikelihood: portrait.hasLikelihood)
    }
  }

  /// Puts a person's change into the active run; one that plays goes on under it.
  mutating func change(_ change: AutoencoderChange) -> [Effect] {
    guard !run.neverStarted else {
      ownSettings = ownSettings.changed(by: change)
      return restart(seed: run.seed)
    }
    guard run.portrait != nil else { return [] }
    let plays = run.play
    let before = newestSettings
    let effects = command(.change(change))
    guard !effects.isEmpty else { return [] }
    changes.note(change)
    wanted = Wanted(run: run.id, settings: before.changed(by: change))
    return plays == .paused ? effects : effects + play()
  }

  /// Takes the newest change back.
  /// - Returns: what was taken back, in words, and the effects; nil if there is nothing.
  mutating func undo() -> (what: String, effects: [Effect])? {
    guard let what = run.newestIntervention else { return nil }
    if let index = changes.done.lastIndex(where: { $0.description == what }) {
      changes.undone.append(changes.done.remove(at: index))
    }
    wanted = nil
    return ("undone: \(what)", command(.takeBack))
  }

  /// Makes the change again that was taken back last.
  mutating func redo() -> (what: String, effects: [Effect])? {
    guard let change = changes.undone.popLast() else { return nil }
    let left = changes.undone
    let effects = self.change(change)
    changes.undone = left
    return ("done again: \(change.description)", effects)
  }

  /// An answer of one of the runs; of one that is gone, nothing happens.
  mutating func take(_ report: TrainerReport<AutoencoderPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    // The first answer of a saved run tells its settings, whose latents the question could not know.
    let isOther = runs[index].portrait == nil && report.portrait.settings.latents != ownSettings.latents
    runs[index].take(report)
    if index == activeRun { ownSettings = report.portrait.settings }
    if wanted?.run == id, runs[index].openQuestions == 0 { wanted = nil }
    row = min(row, max(0, data.rows - 1))
    if runs[index].wantsNewerAnswer || isOther, runs[index].openQuestions == 0 { return [ask(index)] }
    return []
  }

  /// A run that could not be made.
  mutating func take(_ error: FittingError, of id: RunID) {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
    runs[index].take(error)
    if wanted?.run == id { wanted = nil }
  }
}
