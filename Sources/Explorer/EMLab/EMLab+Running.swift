import LatentModels
import NumericCore

extension EMLab: RunningLab {
  /// Tells a run something.
  func tell(_ id: RunID, _ command: TrainerCommand<EMChange>) -> Effect { .perform(id, command) }

  /// Asks a run how it stands.
  func question(to run: Run) -> Effect { .ask(run.id, since: run.mark, portraitRequest) }

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
      let (closed, goesOn) = closeBranch()
      focus = .plot
      leaveUnsuitedView()
      return forgetStudies(of: closed) + [.discard(closed)] + leaveLostPlane() + (goesOn ? play() : [])
    }
    guard let effects = fork() else { return [] }
    focus = .branchPlot
    return effects
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
    let isFirst = runs[index].portrait == nil
    runs[index].take(report)
    let effects = index == activeRun ? leaveLostPlane() + (isFirst ? beginSavedStudies() : []) : []
    guard runs[index].wantsNewerAnswer, runs[index].openQuestions == 0 else { return effects }
    return effects + [ask(index)]
  }

  /// A run that could not be made.
  mutating func take(_ error: FittingError, of id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return [] }
    runs[index].take(error)
    return index == activeRun ? leaveLostPlane() : []
  }
}
