import Synchronization

/// Counts the runs that are at work now: studies wait for them, so that what a person plays or steps goes on at once.
final class RightOfWay: Sendable {
  private let count = Mutex(0)

  /// Whether some run is at work.
  var isTaken: Bool { count.withLock { $0 > 0 } }

  /// A run begins to work.
  func take() { count.withLock { $0 += 1 } }

  /// A run has stopped working.
  func release() { count.withLock { $0 -= 1 } }
}
