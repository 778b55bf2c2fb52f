import LatentModels
import NumericCore

/// The one owner of a study: takes it piece by piece on a lane of its own, beside the trainers, with which it shares the
/// threads in fair turns. Like them it never speaks unasked.
public actor StudyRunner {
  private let tempo: Trainer<AnyEMModel>.Tempo
  private let lane: Lane
  private let workspace: Workspace
  private let clock = ContinuousClock()
  private let origin: TrainerPlace
  private var work: StudyWork
  private var isRunning = true
  private var loop: Task<Void, Never>?
  private var failure: FittingError?
  /// What was found after so many pieces, so that it is not put together again for every question.
  private var newest: (done: Int, findings: StudyFindings)?
  /// Lets a long piece be abandoned from any thread.
  private nonisolated let cancellation: Cancellation

  /// Where the actor runs.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// The owner of `work`, about a fit that stood at `origin`.
  init(
    name: String, work: StudyWork, origin: TrainerPlace, pool: WorkerPool, tempo: Trainer<AnyEMModel>.Tempo
  ) {
    self.tempo = tempo
    self.work = work
    self.origin = origin
    lane = Lane(name)
    cancellation = Cancellation()
    workspace = Workspace(pool: pool, cancellation: cancellation)
  }

  /// Begins to take pieces, unless they come by pulses.
  func start() {
    guard loop == nil, tempo == .live else { return }
    loop = Task { await self.run() }
  }

  /// How the study stands.
  func report() -> StudyReport {
    let found: StudyFindings
    if let newest, newest.done == work.done { found = newest.findings } else { found = work.findings }
    newest = (work.done, found)
    return StudyReport(
      origin: origin, done: work.done, planned: work.planned, findings: found, isRunning: isRunning,
      failure: failure)
  }

  /// Gives the study up, even in the middle of a piece, and waits until that has stopped.
  nonisolated func stop() async {
    cancellation.cancel()
    await finishLoop()
  }

  private func finishLoop() async {
    isRunning = false
    await loop?.value
    loop = nil
  }

  /// One piece, if the study goes by pulses.
  func pulse() {
    guard isRunning, tempo == .pulsed else { return }
    advance()
  }

  private func advance() {
    guard work.done < work.planned else {
      isRunning = false
      return
    }
    do {
      try work.advance(in: workspace)
      if work.done >= work.planned { isRunning = false }
    } catch {
      isRunning = false
      if error != .cancelled { failure = error }
    }
  }

  /// Slice after slice, until there is nothing left to do or it is given up.
  private func run() async {
    while isRunning {
      let slice = clock.now.advanced(by: .milliseconds(8))
      repeat { advance() } while isRunning && clock.now < slice
      await Task.yield()
    }
  }
}
