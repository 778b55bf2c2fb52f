import LatentModels
import NumericCore

extension VILab: ChangingLab {
  /// Tells a run something.
  func tell(_ id: RunID, _ command: TrainerCommand<VariationalChange>) -> Effect {
    .performVariational(id, command)
  }

  /// Asks a run how it stands.
  func question(to run: LabRun<VariationalPortrait>) -> Effect {
    .askVariational(run.id, since: run.mark, portraitRequest)
  }

  /// Nothing is moved by hand that is not the fit's.
  mutating func releaseViews() { stepsAfterChange = false }

  /// Starts the active run again under the present settings, with `seed`.
  mutating func restart(seed: UInt64) -> [Effect] {
    var plan = plan
    plan.seed = seed
    return begin(plan, seed: seed)
  }

  /// Puts another model in the place of the active run's, with the settings that it was left with if it was tried before.
  mutating func choose(_ choice: VariationalPlan) -> [Effect] {
    guard choice.summary != plan.summary else { return [] }
    plansLeft[plan.summary.name] = plan
    var next = plansLeft[choice.summary.name] ?? choice
    next.seed = run.seed
    return begin(next, seed: run.seed)
  }

  /// Puts a fit of `plan` from its start in the place of the active run.
  mutating func begin(_ plan: VariationalPlan, seed: UInt64) -> [Effect] {
    let isOther = !plan.isSameModel(as: self.plan)
    ownPlan = plan
    releaseViews()
    let old = run.id
    let new = RunID(takeRunNumber())
    runs[activeRun] = LabRun(id: new, name: run.name, seed: seed)
    let forgotten = forgetStudies { $0.run == old && ($0.request.kind != .maximum || isOther) }
    if isOther { (unit, cursor, zoom, pair, planeZoom, aside) = (0, nil, 1, nil, 1, .lost) }
    return forgotten + [.discard(old), .start(new, .variational(plan, data)), ask(activeRun)]
  }

  /// Forks a second run where the first stands and goes on with it; with two runs, closes the one that is not active, and
  /// plays on if the first did before.
  mutating func toggleBranch() -> [Effect] {
    if runs.count > 1 {
      let (closed, goesOn) = closeBranch()
      focus = .laws
      return forgetStudies { $0.run == closed && $0.request.kind != .maximum } + [.discard(closed)]
        + (goesOn ? play() : [])
    }
    guard let effects = fork() else { return [] }
    focus = .branchLaws
    return effects
  }

  /// Keeps the trace of the active run to compare with, or lets it go.
  mutating func togglePin() {
    if baseline != nil {
      baseline = nil
    } else if run.portrait != nil, !run.curves.isEmpty {
      baseline = Baseline(name: run.name, trace: run.curves)
    }
  }

  /// Puts a person's change into the active run.
  mutating func change(_ change: VariationalChange) -> [Effect] {
    guard !run.neverStarted else {
      ownPlan.take(change)
      return restart(seed: run.seed)
    }
    let plays = run.play
    let effects = command(.change(change))
    guard !effects.isEmpty else { return [] }
    changes.note(change)
    var next = newest ?? Wanted(run: run.id, plan: plan)
    next.plan.take(change)
    if case .dial(let value) = change { next.dial = value }
    if case .parallel(let isOn) = change { next.isParallel = isOn }
    wanted = next
    switch change {
    case .method, .mixtureEncoder: stepsAfterChange = true
    default: break
    }
    // A run that plays goes on under the new law.
    return plays == .paused ? effects : effects + play()
  }

  /// An answer of one of the runs; of one that is gone, nothing happens.
  mutating func take(_ report: TrainerReport<VariationalPortrait>, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    let isFirst = runs[index].portrait == nil
    runs[index].take(report)
    if wanted?.run == id, runs[index].openQuestions == 0 { wanted = nil }
    unit = min(unit, max(0, report.portrait.unitCount - 1))
    var effects = beginMaximum(of: index)
    if isFirst, index == activeRun { effects += beginSavedStudy() }
    if index == activeRun, stepsAfterChange, runs[index].openQuestions == 0 {
      stepsAfterChange = false
      if runs[index].failure == nil, runs[index].play == .paused, runs[index].lastIntervention != nil,
        let taken = halfStep(.expectation)
      {
        return effects + taken
      }
    }
    if runs[index].wantsNewerAnswer, runs[index].openQuestions == 0 { effects.append(ask(index)) }
    return effects
  }

  /// The run that owes what was asked of it last; nil if none does.
  var wantedRun: RunID? { wanted?.run }
  /// What was asked last is not owed any more.
  mutating func forgetWanted() { wanted = nil }
}
