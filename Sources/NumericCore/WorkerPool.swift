import Dispatch
import Glibc
import Synchronization

/// A fixed number of threads of low priority that share out the shards of a computation.
///
/// A shard is numbered; what it computes depends on its number and never on the thread that computed it, and the results
/// come back in order of their numbers. So a sum over them is the same to the last bit at any number of threads.
/// The threads run at nice 10: whatever they do, the thread that answers the keyboard goes first.
public final class WorkerPool: Sendable {
  /// How many threads compute.
  public let threads: Int
  private let crew = Crew()
  private let turns = Turns()

  /// Starts `threads` threads (at least one).
  public init(threads: Int) {
    self.threads = max(1, threads)
    for _ in 0..<self.threads { crew.hire() }
  }

  private init() { threads = 1 }

  /// A pool without threads, which computes on the caller's own: for what a shard of another pool has to compute.
  public static func onCaller() -> WorkerPool { WorkerPool() }

  deinit { stop() }

  /// Computes `body` for every shard in 0 ..< count and gives the results in order. Computations of several callers take
  /// turns, first come, first served. Returns only when every shard is done; a shard must not call it.
  public func map<Result: Sendable>(
    shards count: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    guard count > 0 else { return [] }
    let slots = Slots<Result>(count: count)
    turns.begin()
    defer { turns.end() }
    crew.carryOut(Batch(count: count) { shard in slots.store(body(shard), at: shard) })
    return slots.collected()
  }

  /// The same, where a shard's result is what it writes to a place of its own.
  public func run(shards count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    guard count > 0 else { return }
    turns.begin()
    defer { turns.end() }
    crew.carryOut(Batch(count: count, body: body))
  }

  /// Ends the threads and waits for them; later computations run on the caller's own thread.
  public func stop() { crew.dismiss() }
}

/// Lets one caller in at a time, in the order in which they came.
private final class Turns: Sendable {
  private struct Line {
    var isTaken = false
    var waiting: [DispatchSemaphore] = []
  }

  private let line = Mutex(Line())

  func begin() {
    let place = line.withLock { line -> DispatchSemaphore? in
      guard line.isTaken else {
        line.isTaken = true
        return nil
      }
      let place = DispatchSemaphore(value: 0)
      line.waiting.append(place)
      return place
    }
    place?.wait()
  }

  func end() {
    let next = line.withLock { line -> DispatchSemaphore? in
      guard !line.waiting.isEmpty else {
        line.isTaken = false
        return nil
      }
      return line.waiting.removeFirst()
    }
    next?.signal()
  }
}

/// The results of one computation, filled in any order.
private final class Slots<Result: Sendable>: Sendable {
  private let results: Mutex<[Result?]>

  init(count: Int) { results = Mutex(Array(repeating: nil, count: count)) }

  func store(_ result: Result, at index: Int) { results.withLock { $0[index] = result } }

  func collected() -> [Result] { results.withLock { $0.compactMap { $0 } } }
}

/// One computation that the threads take shards from.
private final class Batch: Sendable {
  private let count: Int
  private let body: @Sendable (Int) -> Void
  private let next = Atomic<Int>(0)
  private let left: Atomic<Int>
  private let done = DispatchSemaphore(value: 0)

  init(count: Int, body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    self.body = body
    left = Atomic(count)
  }

  /// Computes shards until none is left to take; whoever finishes the last one says so.
  func work() {
    while true {
      let shard = next.add(1, ordering: .relaxed).oldValue
      guard shard < count else { return }
      body(shard)
      if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.signal() }
    }
  }

  func waitUntilDone() { done.wait() }
}

/// The threads themselves and what they are told. They keep the crew alive, not the pool, so that a pool that nobody
/// holds any more can end them.
private final class Crew: Sendable {
  private struct Orders {
    var batch: Batch?
    var hired = 0
    var dismissed = false
  }

  private let orders = Mutex(Orders())
  private let wakeUp = DispatchSemaphore(value: 0)
  private let left = DispatchSemaphore(value: 0)

  /// Starts one more thread. If the system gives none, the pool works with those it has.
  func hire() {
    var thread = pthread_t()
    let crew = Unmanaged.passRetained(self)
    let failed = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let crew = Unmanaged<Crew>.fromOpaque(context).takeRetainedValue()
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)  // on Linux, 0 is the calling thread
        crew.obey()
        return nil
      }, crew.toOpaque())
    if failed != 0 {
      crew.release()
    } else {
      pthread_detach(thread)
      orders.withLock { $0.hired += 1 }
    }
  }

  private func obey() {
    while true {
      wakeUp.wait()
      let (batch, dismissed) = orders.withLock { ($0.batch, $0.dismissed) }
      batch?.work()
      if dismissed { break }
    }
    left.signal()
  }

  func carryOut(_ batch: Batch) {
    let working = orders.withLock { orders in
      guard !orders.dismissed, orders.hired > 0 else { return 0 }
      orders.batch = batch
      return orders.hired
    }
    for _ in 0..<working { wakeUp.signal() }
    if working == 0 { batch.work() }
    batch.waitUntilDone()
    orders.withLock { $0.batch = nil }
  }

  func dismiss() {
    let hired = orders.withLock { orders in
      guard !orders.dismissed else { return 0 }
      orders.dismissed = true
      return orders.hired
    }
    for _ in 0..<hired { wakeUp.signal() }
    for _ in 0..<hired { left.wait() }
  }
}
