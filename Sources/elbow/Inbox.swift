import CursesKit
import Explorer
import Synchronization

/// Where answers from other threads wait until the main thread fetches them.
final class Inbox: Sendable {
  private let messages = Mutex<[Message]>([])
  private let wakeUp: WakeUp

  /// An empty inbox that rings `wakeUp` when something comes.
  init(wakeUp: WakeUp) { self.wakeUp = wakeUp }

  /// Leaves a message; from any thread.
  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    wakeUp.wake()
  }

  /// Takes all messages out, in the order in which they came.
  func fetch() -> [Message] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
