import Dispatch
import Explorer
import NumericCore
import Synchronization

/// Waits on this thread for what is computed on others.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
  let slot = Slot<Value>()
  Task.detached { slot.fill(await work()) }
  return slot.wait()
}

/// A place for one value, which one thread waits for and another fills.
private final class Slot<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let filled = DispatchSemaphore(value: 0)

  func fill(_ new: Value) {
    value.withLock { $0 = new }
    filled.signal()
  }

  func wait() -> Value {
    filled.wait()
    guard let result = value.withLock({ $0 }) else { preconditionFailure("woken without a value") }
    return result
  }
}

/// Waits until no thread computes any more, two seconds at most: a process must not end under its workers.
func stop(_ queue: EffectQueue, _ pool: WorkerPool) {
  let stopped = DispatchSemaphore(value: 0)
  Task.detached {
    await queue.finish()
    stopped.signal()
  }
  _ = stopped.wait(timeout: .now() + 2)
  pool.stop()
}
