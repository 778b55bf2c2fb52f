import LatentModels
import NumericCore

extension EMLab {
  /// What makes the first run.
  mutating func begin(with plan: RunPlan) -> [Effect] {
    if case .restored = plan { run = Run(id: run.id, name: run.name, seed: run.seed, wasSaved: true) }
    return [.start(run.id, plan), ask(activeRun)]
  }

  /// A question to a run, to be sent after whatever it was told.
  mutating func ask(_ index: Int) -> Effect {
    runs[index].willAsk()
    return .ask(runs[index].id, since: runs[index].mark, portraitRequest)
  }

  /// A question to each run, for something that moves with a key held down: a run that owes an answer already is asked
  /// again once it came.
  mutating func askLater() -> [Effect] {
    runs.indices.compactMap { index in
      guard runs[index].openQuestions > 0 else { return ask(index) }
      runs[index].wantsNewerAnswer = true
      return nil
    }
  }

  /// More commands than this are not sent before the answers: a key held down stops when it is let go.
  private static let mostOpenQuestions = 8

  /// Tells the active run to do something once, pausing it first.
  mutating func command(_ command: TrainerCommand<EMChange>) -> [Effect] {
    guard run.openQuestions < EMLab.mostOpenQuestions else { return [] }
    releaseViews()
    return pause() + [.perform(run.id, command), ask(activeRun)]
  }

  /// Runs the active run, or pauses it.
  mutating func togglePlay() -> [Effect] {
    guard run.portrait != nil else { return [] }
    playsAfterBranch = false
    if run.play != .paused { return pause() + [ask(activeRun)] }
    return play()
  }

  private mutating func play() -> [Effect] {
    releaseViews()
    guard pace.halfStep == nil else {
      run.setPlay(.paced)
      return []
    }
    run.setPlay(.free)
    return [.perform(run.id, .run), ask(activeRun)]
  }

  private mutating func pause() -> [Effect] {
    let wasFree = run.play == .free
    run.setPlay(.paused)
    return wasFree ? [.perform(run.id, .pause)] : []
  }

  /// Goes `places` faster, or slower; a playing run goes on at the new pace.
  mutating func changePace(by places: Int) -> [Effect] { changePace(to: pace.moved(by: places)) }

  /// Goes at `newPace`; a playing run goes on at it.
  mutating func changePace(to newPace: Pace) -> [Effect] {
    let wasPlaying = run.play != .paused
    let effects = wasPlaying ? pause() : []
    pace = newPace
    return wasPlaying ? effects + play() : effects
  }

  /// Lets every playing run move on: a paced one by a step where one is due, a free one by a new look at it.
  mutating func tick(at now: Double) -> [Effect] {
    var effects: [Effect] = []
    for index in runs.indices {
      if let interval = pace.halfStep, runs[index].isDue(at: now, interval: interval) {
        effects += [.perform(runs[index].id, .stepForward), ask(index)]
      } else if runs[index].play == .free, runs[index].openQuestions == 0 {
        effects.append(ask(index))
      }
    }
    return effects + askStudies()
  }

  /// The half-step `phase`, where it is next.
  /// - Returns: nil if the other one is.
  mutating func halfStep(_ phase: Phase) -> [Effect]? {
    run.portrait?.nextPhase == phase ? command(.stepForward) : nil
  }

  /// Starts the active run again under the present settings, with `seed`.
  mutating func restart(seed: UInt64) -> [Effect] {
    var plan = plan
    plan.seed = seed
    return begin(plan)
  }

  /// Puts another model in the place of the active run's, with the settings that it was left with if it was tried before.
  mutating func choose(_ choice: EMPlan) -> [Effect] {
    guard choice.summary != plan.summary else { return [] }
    plansLeft[plan.summary.name] = plan
    var next = plansLeft[choice.summary.name] ?? choice
    next.seed = run.seed
    settings.note(.model(from: plan, to: next))
    return begin(next)
  }

  /// Puts a fit of `plan` from its start in the place of the active run.
  mutating func begin(_ plan: EMPlan) -> [Effect] {
    let given = plan.summary == self.plan.summary ? [] : giveUpChoosing()
    ownPlan = plan
    releaseViews()
    let old = run.id
    let new = RunID(takeRunNumber())
    runs[activeRun] = Run(id: new, name: run.name, seed: plan.seed)
    leaveUnsuitedView()
    return given + forgetStudies(of: old) + [
      .discard(old), .start(new, .fit(plan, data)), ask(activeRun),
    ]
  }

  /// Forks a second run where the first stands and goes on with it; with two runs, closes the one that is not active, and
  /// plays on if the first did before.
  mutating func toggleBranch() -> [Effect] {
    if runs.count > 1 {
      let closed = runs.remove(at: 1 - activeRun)
      activeRun = 0
      focus = .plot
      leaveUnsuitedView()
      let goesOn = playsAfterBranch && run.play == .paused && run.lastEvent?.status != .converged
      playsAfterBranch = false
      return forgetStudies(of: closed.id) + [.discard(closed.id)] + leaveLostPlane() + (goesOn ? play() : [])
    }
    guard run.portrait != nil else { return [] }
    playsAfterBranch = run.play != .paused
    let effects = pause()
    let fork = Run(
      id: RunID(takeRunNumber()), name: run.name == "A" ? "B" : "A", seed: run.seed,
      wasSaved: !run.isUnsaved)
    runs.append(fork)
    activeRun = 1
    focus = .branchPlot
    return effects + [.fork(from: runs[0].id, to: fork.id), ask(1)]
  }

  /// Keeps the trace of the active run to compare with, or lets it go.
  mutating func togglePin() {
    if baseline != nil {
      baseline = nil
    } else if run.portrait != nil, !run.trace.isEmpty {
      baseline = Baseline(name: run.name, trace: run.trace)
    }
  }

  /// Puts a person's change into the active run; where it could not be made, tries again with the changed settings.
  mutating func change(_ change: EMChange) -> [Effect] {
    guard run.neverStarted else {
      let before = plan
      let effects = command(.change(change))
      if !effects.isEmpty { settings.note(.change(change, of: run.id, before: before)) }
      return effects
    }
    ownPlan = ownPlan.taking(change)
    return restart(seed: run.seed)
  }

  /// Puts the mean of component `k`, counted from 0, where the cursor is: along the axes shown, the others unchanged.
  mutating func placeMean(of k: Int) -> [Effect] {
    guard let cursor, let portrait = run.mixture, portrait.components.indices.contains(k) else { return [] }
    let transform = data.transform
    let own = portrait.components[k].mean
    let fitted = own.indices.map { (own[$0] - transform.shift[$0]) / transform.scale[$0] }
    let moved = plane.moving(fitted, to: cursor)
    return change(
      .mean(component: k, position: moved.indices.map { transform.own(moved[$0], column: $0) }))
  }

  /// An answer of one of the runs; of one that is gone, nothing happens.
  mutating func take(_ report: TrainerReport<EMPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    runs[index].take(report)
    let effects = index == activeRun ? leaveLostPlane() : []
    guard runs[index].wantsNewerAnswer, runs[index].openQuestions == 0 else { return effects }
    return effects + [ask(index)]
  }

  /// A run that could not be made.
  mutating func take(_ error: FittingError, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    runs[index].take(error)
    return index == activeRun ? leaveLostPlane() : []
  }

  /// The history of a run is now in a file.
  mutating func markSaved(_ id: RunID) {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
    runs[index].isUnsaved = false
  }
}
