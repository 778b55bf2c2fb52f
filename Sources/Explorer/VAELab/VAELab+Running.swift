import LatentModels
import NumericCore

extension VAELab: ChangingLab {
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
      let (closed, goesOn) = closeBranch()
      clocks[closed] = nil
      focus = .latents
      return forgetStudy(of: closed) + [.discard(closed)] + (goesOn ? play() : [])
    }
    guard let effects = fork() else { return [] }
    clocks[runs[1].id] = clocks[runs[0].id]
    focus = .branchLatents
    return effects
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

  /// An answer of one of the runs; of one that is gone, nothing happens.
  mutating func take(_ report: TrainerReport<AutoencoderPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    // The first answer of a saved run tells its settings, whose latents the question could not know.
    let isOther = runs[index].portrait == nil && report.portrait.settings.latents != ownSettings.latents
    runs[index].take(report)
    if index == activeRun { ownSettings = report.portrait.settings }
    if wanted?.run == id, runs[index].openQuestions == 0 { wanted = nil }
    row = min(row, max(0, data.rows - 1))
    let begun = index == activeRun ? beginSavedStudy() : []
    if runs[index].wantsNewerAnswer || isOther, runs[index].openQuestions == 0 { return begun + [ask(index)] }
    return begun
  }

  /// The run that owes what was asked of it last; nil if none does.
  var wantedRun: RunID? { wanted?.run }
  /// What was asked last is not owed any more.
  mutating func forgetWanted() { wanted = nil }
}
