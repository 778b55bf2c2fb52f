import LatentModels
import NumericCore

extension DiffusionLab: RunningLab {
  /// Tells a run something.
  func tell(_ id: RunID, _ command: TrainerCommand<DiffusionChange>) -> Effect {
    .performDiffusion(id, command)
  }

  /// Asks a run how it stands.
  func question(to run: LabRun<DiffusionPortrait>) -> Effect {
    .askDiffusion(run.id, since: run.mark, portraitRequest)
  }

  /// Nothing is moved by hand that is not the fit's.
  mutating func releaseViews() {}

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
  mutating func begin(_ settings: DiffusionSettings) -> [Effect] {
    ownSettings = settings
    let old = run.id
    let new = RunID(takeRunNumber())
    runs[activeRun] = LabRun(id: new, name: run.name, seed: settings.seed)
    wanted = nil
    changes = ChangeHistory()
    return [.discard(old), .start(new, .diffusion(settings, data)), ask(activeRun)]
  }

  /// Forks a second run where the first stands and goes on with it; with two runs, closes the one that is not active, and
  /// plays on if the first did before.
  mutating func toggleBranch() -> [Effect] {
    if runs.count > 1 {
      let closed = runs.remove(at: 1 - activeRun)
      activeRun = 0
      focus = .rows
      let goesOn = playsAfterBranch && run.play == .paused && run.lastEvent?.status != .converged
      playsAfterBranch = false
      return [.discard(closed.id)] + (goesOn ? play() : [])
    }
    guard run.portrait != nil else { return [] }
    playsAfterBranch = run.play != .paused
    let effects = pause()
    let fork = LabRun<DiffusionPortrait>(
      id: RunID(takeRunNumber()), name: run.name == "A" ? "B" : "A", seed: run.seed,
      wasSaved: !run.isUnsaved)
    runs.append(fork)
    activeRun = 1
    focus = .branchRows
    ownSettings = settings
    return effects + [.fork(from: runs[0].id, to: fork.id), ask(1)]
  }

  /// Keeps the loss of the active run to compare with, or lets it go.
  mutating func togglePin() {
    if baseline != nil {
      baseline = nil
    } else if let portrait = run.portrait, !portrait.records.isEmpty {
      baseline = Baseline(name: run.name, records: portrait.records)
    }
  }

  /// Puts a person's change into the active run; one that plays goes on under it.
  mutating func change(_ change: DiffusionChange) -> [Effect] {
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
  mutating func take(_ report: TrainerReport<DiffusionPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    let isFirst = runs[index].portrait == nil
    runs[index].take(report)
    if index == activeRun { ownSettings = report.portrait.settings }
    if wanted?.run == id, runs[index].openQuestions == 0 { wanted = nil }
    var effects: [Effect] = []
    if isFirst, studies[.reference] == nil, data.dimensions <= 64 { effects += begin(.reference) }
    effects += refreshScene()
    if runs[index].wantsNewerAnswer, runs[index].openQuestions == 0 { effects.append(ask(index)) }
    return effects
  }

  /// A run that could not be made.
  mutating func take(_ error: FittingError, of id: RunID) {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
    runs[index].take(error)
    if wanted?.run == id { wanted = nil }
  }

  /// Lets runs and the film move on.
  mutating func advance(at now: Double) -> [Effect] {
    let isMade = studies[.film]?.isRunning != true
    if let film {
      // One that was given up ends where it came to.
      let last = isMade ? film.frames.count - 1 : film.levels.count - 1
      player.tick(at: now, frames: film.frames.count, planned: last)
    } else if isMade {
      player.stop()
    }
    return tick(at: now) + refreshScene()
  }
}
