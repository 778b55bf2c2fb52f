import LatentModels
import NumericCore

/// Who decides when something that runs takes its next step.
public enum TrainerTempo: Sendable {
  /// It does itself: step after step.
  case live
  /// Whoever calls `pulse`, so that a recording is the same every time.
  case pulsed
}

/// The one owner of a run: its history, its workspace, and the decision when to take a step.
///
/// It works in slices of about 8 ms on a lane of its own, and between two slices it answers whoever asks. It never speaks
/// unasked.
public actor Trainer<Model: LatentModel> {
  private let tempo: TrainerTempo
  private let lane: Lane
  private let workspace: Workspace
  private let clock = ContinuousClock()
  /// Held while it goes on by itself.
  private let rightOfWay: RightOfWay
  private(set) var timeline: Timeline<Model>
  private var isRunning = false
  private var loop: Task<Void, Never>?
  private var failure: FittingError?
  /// How many steps had been taken when the newest command came; nil before the first.
  private var commandedAt: Int?
  /// Lets a long step be abandoned from any thread.
  private nonisolated let cancellation: Cancellation

  /// Where the actor runs.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    lane.asUnownedSerialExecutor()
  }

  /// The owner of `timeline`, computing on `pool`.
  public init(
    name: String, timeline: Timeline<Model>, pool: WorkerPool, tempo: TrainerTempo = .live
  ) {
    self.init(name: name, timeline: timeline, pool: pool, tempo: tempo, rightOfWay: RightOfWay())
  }

  /// The same beside studies that wait while it holds `rightOfWay`.
  init(
    name: String, timeline: Timeline<Model>, pool: WorkerPool, tempo: TrainerTempo, rightOfWay: RightOfWay
  ) {
    self.tempo = tempo
    self.rightOfWay = rightOfWay
    lane = Lane(name)
    cancellation = Cancellation()
    workspace = Workspace(pool: pool, cancellation: cancellation)
    self.timeline = timeline
  }

  /// Carries out a command. Failures are kept for the next report; what cannot be done leaves the run as it was.
  public func perform(_ command: TrainerCommand<Model.Change>) {
    commandedAt = timeline.model.stepsTaken
    follow(command)
  }

  private func follow(_ command: TrainerCommand<Model.Change>) {
    // A word that came when no step was under way is for none.
    cancellation.reset()
    if command != .pause { failure = nil }
    do {
      try carryOut(command)
    } catch {
      take(error)
    }
  }

  /// Keeps what went wrong for the next report; that a step was abandoned is nothing wrong, and is over.
  private func take(_ error: FittingError) {
    if error == .cancelled {
      cancellation.reset()
    } else {
      failure = error
    }
  }

  /// How the run stands, with the entries after `mark` and a portrait.
  public func report(
    since mark: TrainerReport<Model.Portrait>.Mark, _ request: Model.PortraitRequest
  ) -> TrainerReport<Model.Portrait> {
    let first = mark.revision == timeline.revision ? min(mark.entry, timeline.end) : 0
    return TrainerReport(
      revision: timeline.revision, firstEntry: first, entries: Array(timeline.entries[first...]),
      position: timeline.position, portrait: timeline.model.portrait(request, in: workspace),
      isRunning: isRunning, failure: failure, commandedAt: commandedAt)
  }

  /// A copy of the history up to the present position, for a run beside this one.
  public func forked() -> Timeline<Model> { timeline.forked() }

  /// The model where it stands, and where that is, for a study, which a person begins.
  public func present() -> (model: Model, place: TrainerPlace) {
    commandedAt = timeline.model.stepsTaken
    return (timeline.model, TrainerPlace(revision: timeline.revision, position: timeline.position))
  }

  /// What is to be kept of the run.
  public func archived() -> ModelArchive { timeline.archived() }

  /// Abandons the step under way, if there is one, and leaves the run as it was before; waits for nothing.
  nonisolated func abandonStep() { cancellation.cancel() }

  /// Stops training, even in the middle of a long step, and waits until it has stopped.
  public nonisolated func stop() async {
    cancellation.cancel()
    await finishLoop()
  }

  private func finishLoop() async {
    isRunning = false
    await loop?.value
    loop = nil
    cancellation.reset()
  }

  private func carryOut(_ command: TrainerCommand<Model.Change>) throws(FittingError) {
    switch command {
    case .stepForward:
      _ = try timeline.advance(in: workspace)
    case .iterationForward:
      repeat {
        guard try timeline.advance(in: workspace) else { return }
      } while !timeline.isAfterIteration(timeline.position)
    case .iterationBack:
      var target = timeline.position - 1
      while target > 0, !timeline.isAfterIteration(target) { target -= 1 }
      try timeline.seek(to: target, in: workspace)
    case .move(let steps):
      try timeline.seek(to: timeline.position + steps, in: workspace)
    case .seek(let position):
      try timeline.seek(to: position, in: workspace)
    case .run:
      start()
    case .pause:
      isRunning = false
    case .change(let change):
      timeline.intervene(change.description, with: try timeline.model.changed(by: change))
    case .takeBack:
      try timeline.takeBackIntervention(in: workspace)
    }
  }

  private func start() {
    guard !isRunning else { return }
    isRunning = true
    guard loop == nil, tempo == .live else { return }
    loop = Task { await self.train() }
  }

  /// One iteration, if the trainer was told to run and goes by pulses; none past `step`, for which somebody waits.
  public func pulse(upTo step: Int? = nil) {
    guard isRunning, tempo == .pulsed, timeline.model.stepsTaken < step ?? .max else { return }
    if let step {
      var before: Int
      repeat {
        before = timeline.position
        follow(.stepForward)
      } while failure == nil && timeline.position > before && timeline.model.stepsTaken < step
        && !timeline.isAfterIteration(timeline.position)
    } else {
      follow(.iterationForward)
    }
    if failure != nil || hasSettled { isRunning = false }
  }

  /// Whether there is nothing more to gain at the end of the history, or the history has become too long to go on alone.
  private var hasSettled: Bool {
    timeline.position == timeline.end
      && (timeline.lastEvent?.status == .converged || timeline.end.isMultiple(of: Trainer.longestRun))
  }

  /// A run that never converges pauses by itself after so many steps, so that its history does not grow unwatched.
  private static var longestRun: Int { 200_000 }

  /// Slice after slice, until there is nothing to do or somebody said pause.
  private func train() async {
    rightOfWay.take()
    defer { rightOfWay.release() }
    while isRunning {
      let slice = clock.now.advanced(by: .milliseconds(8))
      do {
        repeat {
          guard try timeline.advance(in: workspace), !hasSettled else {
            isRunning = false
            break
          }
        } while isRunning && clock.now < slice
      } catch {
        isRunning = false
        take(error)
      }
      await Task.yield()
    }
    loop = nil
  }
}

extension Timeline {
  /// Whether a whole iteration ends at `position`: after an E half-step that follows an M half-step, after a sweep of a model
  /// that has no M half-step, or after the last minibatch of a pass.
  func isAfterIteration(_ position: Int) -> Bool {
    guard position > 0, case .step(let event) = entries[position - 1], event.phase != .maximization else {
      return false
    }
    guard position > 1 else { return event.iteration > 0 }
    guard case .step(let before) = entries[position - 2] else { return false }
    return before.phase == .maximization || before.iteration < event.iteration
  }
}

extension Trainer where Model == AnyEMModel {
  /// The iterates among the models that the history keeps, at most about `count` of them.
  func iterates(atMost count: Int) -> [ConvergencePath.Iterate] { timeline.iterates(atMost: count) }
}
