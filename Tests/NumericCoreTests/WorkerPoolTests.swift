import Glibc
import NumericCore
import Synchronization
import TestSupport
import Testing

@Suite("The worker pool", .tags(.concurrent))
struct WorkerPoolTests {
  /// How often each shard was computed.
  private final class Tally: Sendable {
    private let counts: Mutex<[Int]>
    init(_ shards: Int) { counts = Mutex(Array(repeating: 0, count: shards)) }
    func add(_ shard: Int) { counts.withLock { $0[shard] += 1 } }
    var values: [Int] { counts.withLock { $0 } }
  }

  /// Whose shards are under way, and the most callers there ever were at once.
  private final class Gauge: Sendable {
    private let state = Mutex((now: [Int: Int](), most: 0))
    func enter(_ caller: Int) {
      state.withLock {
        $0.now[caller, default: 0] += 1
        $0.most = max($0.most, $0.now.count)
      }
    }
    func leave(_ caller: Int) {
      state.withLock {
        let left = $0.now[caller, default: 0] - 1
        $0.now[caller] = left > 0 ? left : nil
      }
    }
    var most: Int { state.withLock { $0.most } }
  }

  @Test("Results come in order and every shard is computed exactly once", arguments: [1, 2, 3, 8])
  func order(threads: Int) {
    let pool = WorkerPool(threads: threads)
    #expect(pool.threads == threads)
    for shards in [1, 2, 3, 7, 100, 1000] {
      let tally = Tally(shards)
      let results = pool.map(shards: shards) { shard in
        tally.add(shard)
        return shard * shard
      }
      #expect(results == (0..<shards).map { $0 * $0 })
      #expect(tally.values == Array(repeating: 1, count: shards))
    }
    pool.stop()
  }

  @Test("No shards, and fewer than one thread, are not a mistake")
  func edges() {
    let pool = WorkerPool(threads: 0)
    #expect(pool.threads == 1)
    #expect(pool.map(shards: 0) { $0 }.isEmpty)
    #expect(pool.map(shards: -3) { $0 }.isEmpty)
    #expect(pool.map(shards: 2) { $0 } == [0, 1])
  }

  @Test("An optional result stays one, nil included")
  func optionalResults() {
    let pool = WorkerPool(threads: 2)
    let results = pool.map(shards: 5) { $0 % 2 == 0 ? Optional($0) : nil }
    #expect(results == [0, nil, 2, nil, 4])
  }

  @Test("No task of a stage begins before every task of the stages before is done", arguments: [1, 2, 3, 8])
  func stages(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for stages in [[5, 1, 0, 7], [], [0, 0], [1], [2, 2, 2, 2, 2, 2], [100, 3, 100]] {
      let tally = Tally(stages.count)
      let early = Mutex(0)
      pool.run(stages: stages) { stage, task in
        if Array(tally.values[..<stage]) != Array(stages[..<stage]) || !(0..<stages[stage]).contains(task) {
          early.withLock { $0 += 1 }
        }
        tally.add(stage)
      }
      #expect(tally.values == stages)
      #expect(early.withLock { $0 } == 0)
    }
    pool.stop()
  }

  @Test("A sum over the results has the same bits at any number of threads")
  func sameBits() {
    let sums = [1, 2, 5].map { threads in
      WorkerPool(threads: threads).map(shards: 300) { shard in
        var random = RandomStream(seed: 9, purpose: .sampling, row: UInt32(shard))
        return (0..<50).reduce(0.0) { sum, _ in sum + random.normal() }
      }
      .reduce(0, +)
    }
    #expect(sums[0] == sums[1] && sums[1] == sums[2])
  }

  @Test("Computations of several callers take turns, and each gets its own results")
  func turns() {
    let pool = WorkerPool(threads: 3)
    let gauge = Gauge()
    let wrong = Mutex(0)
    onThreads(4) { caller in
      for round in 0..<60 {
        let results = pool.map(shards: 9) { shard in
          gauge.enter(caller)
          sched_yield()
          gauge.leave(caller)
          return caller * 1_000_000 + round * 100 + shard
        }
        let expected = (0..<9).map { caller * 1_000_000 + round * 100 + $0 }
        if results != expected { wrong.withLock { $0 += 1 } }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
    #expect(gauge.most == 1)
    pool.stop()
  }

  @Test("After stop, computations run on the caller's own thread")
  func stop() {
    let pool = WorkerPool(threads: 4)
    let own = UInt(pthread_self())
    let elsewhere = pool.map(shards: 20) { _ in UInt(pthread_self()) != own }
    #expect(elsewhere == Array(repeating: true, count: 20))
    pool.stop()
    pool.stop()
    let onCaller = pool.map(shards: 20) { _ in UInt(pthread_self()) == own }
    #expect(onCaller == Array(repeating: true, count: 20))
  }

  @Test("stop waits for the threads: when it returns, what they had begun is done")
  func stopJoins() {
    for _ in 0..<20 {
      let pool = WorkerPool(threads: 2)
      let tally = Tally(40)
      let doneAtStop = Mutex([Int]())
      onThreads(2) { caller in
        if caller == 0 {
          _ = pool.map(shards: 40) { shard in
            sched_yield()
            tally.add(shard)
          }
        } else {
          while !tally.values.contains(1) { sched_yield() }
          pool.stop()
          doneAtStop.withLock { $0 = tally.values }
        }
      }
      #expect(doneAtStop.withLock { $0 } == Array(repeating: 1, count: 40))
    }
  }

  @Test("Stopping while others compute loses no result")
  func stopUnderLoad() {
    for round in 0..<20 {
      let pool = WorkerPool(threads: 2)
      let wrong = Mutex(0)
      onThreads(3) { caller in
        for _ in 0..<20 {
          let results = pool.map(shards: 11) { $0 + caller }
          if results != (0..<11).map({ $0 + caller }) { wrong.withLock { $0 += 1 } }
        }
        if caller == round % 3 { pool.stop() }
      }
      #expect(wrong.withLock { $0 } == 0)
    }
  }

  @Test("Many pools come and go")
  func lifetimes() {
    for threads in 1...40 {
      #expect(WorkerPool(threads: 1 + threads % 4).map(shards: 3) { $0 } == [0, 1, 2])
    }
  }
}

/// Runs `body` on `count` threads of its own and waits for all of them.
private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  final class Work {
    let number: Int
    let body: @Sendable (Int) -> Void
    init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.number = number
      self.body = body
    }
  }
  var threads: [pthread_t] = []
  for number in 0..<count {
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(number, body))
    let failed = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
        work.body(work.number)
        return nil
      }, work.toOpaque())
    if failed == 0 { threads.append(thread) } else { work.release() }
    #expect(failed == 0)
  }
  for thread in threads { pthread_join(thread, nil) }
}
