import LatentModels
import NumericCore

extension DiffusionLab: ChangingLab {
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
      let (closed, goesOn) = closeBranch()
      focus = .rows
      return [.discard(closed)] + (goesOn ? play() : [])
    }
    guard let effects = fork() else { return [] }
    focus = .branchRows
    return effects
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

  /// An answer of one of the runs; of one that is gone, nothing happens.
  mutating func take(_ report: TrainerReport<DiffusionPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    let isFirst = runs[index].portrait == nil
    runs[index].take(report)
    if index == activeRun { ownSettings = report.portrait.settings }
    if wanted?.run == id, runs[index].openQuestions == 0 { wanted = nil }
    var effects: [Effect] = []
    if isFirst, studies[.reference] == nil, data.dimensions <= 64 { effects += begin(.reference) }
    if isFirst, index == activeRun { effects += makeSavedFilm() + beginAccountIfNew() }
    effects += refreshScene()
    if runs[index].wantsNewerAnswer, runs[index].openQuestions == 0 { effects.append(ask(index)) }
    return effects
  }

  /// The run that owes what was asked of it last; nil if none does.
  var wantedRun: RunID? { wanted?.run }
  /// What was asked last is not owed any more.
  mutating func forgetWanted() { wanted = nil }

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
