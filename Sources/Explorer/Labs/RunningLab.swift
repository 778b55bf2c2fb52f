import LatentModels
import NumericCore

/// A lab that holds one or two runs and lets them move: what running, stepping and rewinding are, the same in every lab.
protocol RunningLab: ViewedLab, Sendable {
  /// How a fit is drawn.
  associatedtype Portrait: LabPortrait
  /// What a person may change about a running fit.
  associatedtype Change: Hashable, Sendable

  /// The table that is fitted.
  var data: DataTable { get }
  /// One or two runs; the second is the branch.
  var runs: [LabRun<Portrait>] { get set }
  /// Which of them keys act on.
  var activeRun: Int { get set }
  /// How fast a playing run goes.
  var pace: Pace { get set }
  /// Whether the run was playing when it was forked, and nobody has said since whether one of the two should.
  var playsAfterBranch: Bool { get set }

  /// Tells a run something.
  func tell(_ id: RunID, _ command: TrainerCommand<Change>) -> Effect
  /// Asks a run how it stands.
  func question(to run: LabRun<Portrait>) -> Effect
  /// What a person moved by hand in a view is that of the fit again, which is about to move.
  mutating func releaseViews()
  /// A question to each study that goes on and owes no answer.
  mutating func askStudies() -> [Effect]

  /// The studies there are, the oldest first.
  var backgroundStudies: [any BackgroundStudy] { get }
  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect]
  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int
  /// Starts the active run again under the present settings, with `seed`.
  mutating func restart(seed: UInt64) -> [Effect]
  /// Forks a second run where the first stands, or closes the one that is not active.
  mutating func toggleBranch() -> [Effect]
  /// Keeps the trace of the active run to compare with, or lets it go.
  mutating func togglePin()
  /// Takes the newest setting back; nil where there is none.
  mutating func undo() -> (what: String, effects: [Effect])?
  /// Makes the setting again that was taken back last; nil where there is none.
  mutating func redo() -> (what: String, effects: [Effect])?
}

extension RunningLab {
  /// The run that keys act on.
  var run: LabRun<Portrait> {
    get { runs[activeRun] }
    set { runs[activeRun] = newValue }
  }

  /// What makes the first run.
  mutating func begin(with plan: RunPlan) -> [Effect] {
    if case .restored(let archive, _) = plan {
      run = LabRun(id: run.id, name: run.name, seed: run.seed, wasSaved: true)
      restoreView(from: archive)
    }
    return [.start(run.id, plan), ask(activeRun)]
  }

  /// Forks a second run where the first stands, for keys to act on.
  /// - Returns: nil where the first has not reported yet.
  mutating func fork() -> [Effect]? {
    guard run.portrait != nil else { return nil }
    playsAfterBranch = run.play != .paused
    // One that went on by itself stopped further on than it was seen last.
    let effects = run.play == .free ? pause() + [ask(0)] : pause()
    let fork = LabRun<Portrait>(
      id: RunID(takeRunNumber()), name: run.name == "A" ? "B" : "A", seed: run.seed,
      wasSaved: !run.isUnsaved)
    runs.append(fork)
    activeRun = 1
    return effects + [.fork(from: runs[0].id, to: fork.id), ask(1)]
  }

  /// Lets go of the run that is not active.
  /// - Returns: which one that was, and whether the other is to play on because the first did when it was forked.
  mutating func closeBranch() -> (closed: RunID, goesOn: Bool) {
    let closed = runs.remove(at: 1 - activeRun)
    activeRun = 0
    let goesOn = playsAfterBranch && run.play == .paused && run.lastEvent?.status != .converged
    playsAfterBranch = false
    return (closed.id, goesOn)
  }

  /// A question to a run, to be sent after whatever it was told.
  mutating func ask(_ index: Int) -> Effect {
    runs[index].willAsk()
    return question(to: runs[index])
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
  private var mostOpenQuestions: Int { 8 }

  /// Tells the active run to do something once, pausing it first.
  mutating func command(_ command: TrainerCommand<Change>) -> [Effect] {
    guard run.openQuestions < mostOpenQuestions else { return [] }
    releaseViews()
    return pause() + [tell(run.id, command), ask(activeRun)]
  }

  /// Runs the active run, or pauses it.
  mutating func togglePlay() -> [Effect] {
    guard run.portrait != nil else { return [] }
    playsAfterBranch = false
    if run.play != .paused { return pause() + [ask(activeRun)] }
    return play()
  }

  /// Lets the active run play.
  mutating func play() -> [Effect] {
    releaseViews()
    guard pace.halfStep == nil else {
      run.setPlay(.paced)
      return []
    }
    run.setPlay(.free)
    return [tell(run.id, .run), ask(activeRun)]
  }

  /// Stops the active run, where it plays.
  mutating func pause() -> [Effect] {
    let wasFree = run.play == .free
    run.setPlay(.paused)
    return wasFree ? [tell(run.id, .pause)] : []
  }

  /// Stops every run, where a person turns to something else.
  mutating func pauseAll() -> [Effect] {
    playsAfterBranch = false
    return runs.indices.flatMap { index -> [Effect] in
      guard runs[index].play != .paused else { return [] }
      let wasFree = runs[index].play == .free
      runs[index].setPlay(.paused)
      return (wasFree ? [tell(runs[index].id, .pause)] : []) + [ask(index)]
    }
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
        effects += [tell(runs[index].id, .stepForward), ask(index)]
      } else if runs[index].play == .free {
        // One that owes an answer, in the midst of a long step, is asked again as soon as it came.
        if runs[index].openQuestions == 0 {
          effects.append(ask(index))
        } else {
          runs[index].wantsNewerAnswer = true
        }
      }
    }
    return effects + askStudies()
  }

  /// The half-step `phase`, where it is next.
  /// - Returns: nil if the other one is.
  mutating func halfStep(_ phase: Phase) -> [Effect]? {
    run.portrait?.nextPhase == phase ? command(.stepForward) : nil
  }

  /// Moves the active run as an action of stepping and rewinding says.
  /// - Returns: nil for an action of another kind.
  mutating func move(_ action: Action) -> [Effect]? {
    switch action {
    case .togglePlay: togglePlay()
    case .iterationForward: command(.iterationForward)
    case .iterationBack: command(.iterationBack)
    case .scrubForward: command(.move(1))
    case .scrubBack: command(.move(-1))
    case .scrubFarForward: command(.move(10))
    case .scrubFarBack: command(.move(-10))
    case .toStart: command(.seek(0))
    case .toEnd: command(.seek(.max))
    default: nil
    }
  }

  /// Whether something is computed in the background.
  var hasRunningStudy: Bool { backgroundStudies.contains { $0.isRunning } }

  /// What ends the lab: its studies are given up and its runs let go.
  var discarded: [Effect] {
    backgroundStudies.map { Effect.cancelStudy($0.id) } + runs.map { .discard($0.id) }
  }

  /// The history of a run is now in a file.
  mutating func markSaved(_ id: RunID) {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
    runs[index].isUnsaved = false
  }
}
