import LatentModels
import NumericCore
import Synchronization

/// A study that is under way, of whatever kind.
protocol RunningStudy: Sendable {
  /// Begins to take pieces, unless they come by pulses.
  func start() async
  /// Holds the study still once its piece is done, or lets it go on.
  func hold(_ isHeld: Bool) async
  /// One piece, if the study goes by pulses; none once it has taken so many as somebody waits for.
  func pulse(upTo pieces: Int?) async
  /// How the study stands; waits for nothing.
  func answer(as id: StudyID) -> Message
  /// Gives the study up, even in the middle of a piece; waits for nothing.
  func cancel()
  /// Gives the study up and waits until its piece has stopped.
  func stop() async
}

/// The one owner of a study: takes it piece by piece on a lane of its own, beside the trainers, with which it shares the
/// threads. While one of them works, it waits. Like them it never speaks unasked; unlike them it answers at once, even in
/// the middle of a long piece, with what it had found before.
actor StudyRunner<Work: Study, Plan: Sendable>: RunningStudy {
  private let tempo: TrainerTempo
  private let lane: Lane
  private let workspace: Workspace
  private let clock = ContinuousClock()
  /// Taken while a run works.
  private let rightOfWay: RightOfWay
  /// So long a piece waits for runs that work.
  private let patience: Duration
  private let origin: TrainerPlace
  private let plan: Plan
  private var work: Work
  /// Pieces of work taken, however much each of them did.
  private var pieces = 0
  private var isRunning = true
  private var isHeld = false
  private var loop: Task<Void, Never>?
  private var failure: FittingError?
  /// How the study stood after the last slice: read from any thread, while the next one is computed.
  private nonisolated let newest: Mutex<RunnerReport<Plan, Work.Finding>>
  /// Lets a long piece be abandoned from any thread.
  private nonisolated let cancellation: Cancellation

  /// What an answer is wrapped in.
  private nonisolated let message: @Sendable (StudyID, RunnerReport<Plan, Work.Finding>) -> Message

  /// Where the actor runs.
  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// The owner of `work`, about a fit of `plan` that stood at `origin`.
  init(
    name: String, work: Work, origin: TrainerPlace, plan: Plan, pool: WorkerPool, tempo: TrainerTempo,
    rightOfWay: RightOfWay, patience: Duration = .milliseconds(500),
    message: @escaping @Sendable (StudyID, RunnerReport<Plan, Work.Finding>) -> Message
  ) {
    self.message = message
    self.rightOfWay = rightOfWay
    self.patience = patience
    self.tempo = tempo
    self.work = work
    self.origin = origin
    self.plan = plan
    newest = Mutex(
      RunnerReport(work, pieces: 0, origin: origin, plan: plan, isRunning: true, failure: nil))
    lane = Lane(name)
    cancellation = Cancellation()
    workspace = Workspace(pool: pool, cancellation: cancellation)
  }

  /// Begins to take pieces, unless they come by pulses.
  func start() {
    guard loop == nil, tempo == .live else { return }
    loop = Task { await self.run() }
  }

  /// Takes the first piece, and is held still.
  func prepare() {
    isHeld = true
    advance()
    publish()
  }

  /// Holds the study still once its piece is done, or lets it go on.
  func hold(_ isHeld: Bool) async {
    self.isHeld = isHeld
    guard isHeld else { return start() }
    await loop?.value
    if self.isHeld { loop = nil }
  }

  /// How the study stands; waits for nothing.
  nonisolated func answer(as id: StudyID) -> Message { message(id, newest.withLock { $0 }) }

  /// Gives the study up, even in the middle of a piece; waits for nothing.
  nonisolated func cancel() { cancellation.cancel() }

  /// Gives the study up and waits until its piece has stopped.
  nonisolated func stop() async {
    cancel()
    await finishLoop()
  }

  private func finishLoop() async {
    isRunning = false
    await loop?.value
    loop = nil
    publish()
  }

  /// Lets everybody know how the study stands.
  private func publish() {
    let report = RunnerReport(
      work, pieces: pieces, origin: origin, plan: plan, isRunning: isRunning, failure: failure)
    newest.withLock { $0 = report }
  }

  /// One piece, if the study goes by pulses; none once it has taken so many as somebody waits for.
  func pulse(upTo limit: Int? = nil) {
    guard isRunning, !isHeld, tempo == .pulsed, pieces < limit ?? .max else { return }
    advance()
    publish()
  }

  private func advance() {
    guard work.done < work.planned else {
      isRunning = false
      return
    }
    do {
      try work.advance(in: workspace)
      pieces += 1
      if work.done >= work.planned { isRunning = false }
    } catch {
      isRunning = false
      if error != .cancelled { failure = error }
    }
  }

  /// Slice after slice, until there is nothing left to do or it is given up.
  private func run() async {
    while isRunning, !isHeld {
      await giveWay()
      guard isRunning, !isHeld else { break }
      let slice = clock.now.advanced(by: .milliseconds(8))
      repeat { advance() } while isRunning && clock.now < slice && !rightOfWay.isTaken
      publish()
      await Task.yield()
    }
  }

  /// Waits while a run works, but not for ever: beside a long run a piece is done now and then.
  private func giveWay() async {
    let patience = clock.now.advanced(by: self.patience)
    while isRunning, rightOfWay.isTaken, !cancellation.isCancelled, clock.now < patience {
      try? await Task.sleep(for: .milliseconds(2))
    }
  }
}
