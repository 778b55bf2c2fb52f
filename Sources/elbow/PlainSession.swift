import CellGrid
import CursesKit
import DataFiles
import Explorer
import NumericCore

/// The loop that joins lines of text and explorer, for screen readers and logs: keys in, and what changed on the screen out as lines.
///
/// What a key led to is told as soon as it is known; what goes on by itself is told once a second.
@MainActor
struct PlainSession {
  private let terminal: PlainTerminal
  private let inbox: Inbox
  private let queue: EffectQueue
  private let pool: WorkerPool
  private var explorer: Explorer
  private var ticks = FramePacing(framesPerSecond: 30)
  private var lines = FramePacing(framesPerSecond: 1)
  /// What was told last.
  private var told: [String] = []
  /// What was pressed and not taken yet.
  private var keys: [Key] = []
  /// Whether anything happened since, and whether a person waits to hear of it.
  private var (isNew, isAsked) = (true, true)
  private var hasEnded = false
  /// Files that are being read or written.
  private var files = 0
  private var isOver = false
  /// Where what a person does is written; nil where it is not.
  private var log: KeyLogFile?

  /// A session of `explorer` on standard input and output.
  init(explorer: Explorer, pool: WorkerPool, log: KeyLogFile?) {
    let wakeUp = WakeUp()
    let inbox = Inbox(wakeUp: wakeUp)
    self.inbox = inbox
    self.pool = pool
    self.explorer = explorer
    self.log = log
    terminal = PlainTerminal(wakeUp: wakeUp)
    queue = EffectQueue(engine: Engine(pool: pool)) { inbox.post($0) }
  }

  /// Why the key log is not whole; nil where it is, or there is none.
  var logFault: DataError? { log?.fault }

  /// Runs until a person quits, or there are no more keys.
  /// - Parameter opening: what opens the data.
  mutating func run(_ opening: (inout Explorer) -> [Effect]) {
    carryOut(opening(&explorer))
    while !isOver {
      for event in terminal.nextEvents(timeoutMilliseconds: timeout()) {
        switch event {
        case .key(let key): keys.append(key)
        case .ended: hasEnded = true
        case .resized, .woken, .timeout: break
        }
      }
      for message in inbox.fetch() {
        if message.answersAwaited { files = max(0, files - 1) }
        receive(message)
      }
      // Keys out of a pipe come faster than answers, and each is for the state that the one before led to.
      while !isOver, !owesAnswer, !keys.isEmpty { press(keys.removeFirst()) }
      let now = monotonicSeconds()
      if explorer.needsTicks, ticks.isDue(at: now) { receive(.tick(now)) }
      if isNew, isAsked && !owesAnswer || lines.isDue(at: now) { tell() }
      if hasEnded, keys.isEmpty, !owesAnswer { isOver = true }
    }
    tell()
    log?.finish()
    terminal.close()
    stop(queue, pool)
  }

  /// Whether a run that stands still, or a file, has not answered yet.
  private var owesAnswer: Bool { explorer.owesAnswer || files > 0 }

  private mutating func press(_ key: Key) {
    if isNew, isAsked { tell() }
    receive(.key(key))
    isAsked = true
  }

  /// Says what is new since it was last said.
  private mutating func tell() {
    (isNew, isAsked) = (false, false)
    let now = explorer.announcement
    let known = Set(told)
    let new = now.filter { !known.contains($0) }
    told = now
    if !new.isEmpty, !terminal.write(new) { isOver = true }
  }

  private mutating func receive(_ message: Message) {
    isNew = true
    carryOut(log == nil ? explorer.receive(message) : log?.receive(message, in: &explorer) ?? [])
  }

  private mutating func carryOut(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .quit: isOver = true
      case .suspend: terminal.suspend()
      case .redraw: told = []
      case .useMouse: break
      case .copy(let text): _ = terminal.write([text])
      default:
        if effect.isAwaited { files += 1 }
        queue.submit(effect)
      }
    }
  }

  /// How long to sleep, in milliseconds: until the next tick, or what goes on is to be told; nil when nothing moves.
  private func timeout() -> Int? {
    let waited = (explorer.needsTicks ? [ticks.due] : []) + (isNew ? [lines.due] : [])
    guard let due = waited.min() else { return nil }
    return Int((min(max(0, due - monotonicSeconds()), 60) * 1000).rounded(.up))
  }
}
