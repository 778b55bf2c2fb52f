import Glibc
import Synchronization

extension WorkerPool {
  /// Computes `body(stage, task)` for all tasks of all `stages`, each of so many tasks: no task before every one of the stage
  /// before is done. The threads are called together once for all stages, which for small ones takes far less time than a
  /// call for each.
  public func run(stages: [Int], _ body: @escaping @Sendable (Int, Int) -> Void) {
    let work = StagedWork(stages: stages, body: body)
    run(shards: threads) { _ in work.takePart() }
  }
}

/// The tasks of several stages, numbered through; each thread that takes part draws the next number.
///
/// A thread waits only for tasks of smaller numbers, which other threads have drawn and are computing, so some thread always
/// moves on, however few take part.
private final class StagedWork: Sendable {
  private let stages: [Int]
  private let body: @Sendable (Int, Int) -> Void
  private let next = Atomic<Int>(0)
  private let done = Atomic<Int>(0)

  init(stages: [Int], body: @escaping @Sendable (Int, Int) -> Void) {
    self.stages = stages
    self.body = body
  }

  func takePart() {
    var (stage, start) = (0, 0)
    while true {
      let task = next.add(1, ordering: .relaxed).oldValue
      while stage < stages.count, task >= start + stages[stage] {
        start += stages[stage]
        stage += 1
      }
      guard stage < stages.count else { return }
      awaitTasks(before: start)
      body(stage, task - start)
      done.add(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Others are about to be done: the thread looks again and again, and lets others go first after a while.
  private func awaitTasks(before start: Int) {
    var looks = 0
    while done.load(ordering: .acquiring) < start {
      looks += 1
      if looks > 2000 { sched_yield() }
    }
  }
}
