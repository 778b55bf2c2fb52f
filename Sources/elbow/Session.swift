import CellGrid
import CursesKit
import DataFiles
import Explorer
import NumericCore

/// The loop that joins terminal and explorer: keys and answers in, effects and frames out, on the main thread.
///
/// It sleeps until something happens. While a run moves it ticks at the frame rate; a key is always drawn at once.
@MainActor
struct Session {
  private let screen: CursesScreen
  private let loop: TerminalLoop
  private let inbox: Inbox
  private let queue: EffectQueue
  private let pool: WorkerPool
  /// Whether the theme is to follow the background of the terminal, and which one it follows.
  private let followsBackground: Bool
  private var knownBackground: Background?
  private var explorer: Explorer
  /// When runs move on.
  private var ticks: FramePacing
  /// When what changed is drawn.
  private var frames: FramePacing
  /// What a line can take that is shared with others; nil for one that takes all.
  private let bytesPerSecond: Double?
  private var needsFrame = true
  /// Whether a person pressed a key whose answer has not been drawn yet.
  private var owesAnswer = false
  private var isOver = false
  /// Where what a person does is written; nil where it is not.
  private var log: KeyLogFile?

  /// A session of `explorer` on `screen`, with at most `framesPerSecond`.
  /// - Parameters:
  ///   - followsBackground: whether the terminal is asked for its background, and the theme goes by the answer.
  ///   - bytesPerSecond: frames that nobody waits for come so much more slowly that no more is sent; nil for no such bound.
  init(
    screen: CursesScreen, explorer: Explorer, pool: WorkerPool, followsBackground: Bool,
    framesPerSecond: Double, bytesPerSecond: Double? = nil, log: KeyLogFile? = nil
  ) {
    let wakeUp = WakeUp()
    let inbox = Inbox(wakeUp: wakeUp)
    self.screen = screen
    self.inbox = inbox
    self.pool = pool
    self.followsBackground = followsBackground
    self.bytesPerSecond = bytesPerSecond
    self.explorer = explorer
    self.log = log
    loop = TerminalLoop(screen: screen, wakeUp: wakeUp)
    queue = EffectQueue(engine: Engine(pool: pool)) { inbox.post($0) }
    ticks = FramePacing(framesPerSecond: framesPerSecond)
    frames = ticks
  }

  /// Runs until a person quits or the terminal goes away.
  /// - Parameter opening: what opens the data.
  mutating func run(_ opening: (inout Explorer) -> [Effect]) {
    carryOut(opening(&explorer))
    // While the fit starts, the terminal is asked what it is. A slow answer is not waited for: it still counts later.
    _ = screen.probeBackground(timeoutMilliseconds: 15)
    awaitFirstAnswer()
    followBackground()
    while !isOver {
      moveOnIfDue()
      var isUrgent = false
      for event in loop.nextEvents(timeoutMilliseconds: timeout()) {
        isUrgent = handle(event) || isUrgent
      }
      for message in inbox.fetch() {
        if owesAnswer, message.isReport {
          isUrgent = true
          owesAnswer = false
        }
        receive(message)
      }
      followBackground()
      if isUrgent {
        frames.noteExtraFrame(at: monotonicSeconds())
        draw()
      }
    }
    log?.finish()
    screen.close()
    stop(queue, pool)
  }

  /// Why the key log is not whole; nil where it is, or there is none.
  var logFault: DataError? { log?.fault }

  /// The first frame should already have a fit in it; where that takes longer than a blink, it comes later.
  private mutating func awaitFirstAnswer() {
    let deadline = monotonicSeconds() + 0.03
    while explorer.activeStep == nil, !isOver, monotonicSeconds() < deadline {
      for event in loop.nextEvents(timeoutMilliseconds: 5) { _ = handle(event) }
      for message in inbox.fetch() { receive(message) }
    }
  }

  private mutating func followBackground() {
    guard followsBackground, let background = screen.background, background != knownBackground else { return }
    knownBackground = background
    receive(.background(isLight: background == .light))
  }

  /// - Returns: whether a person waits for the frame that follows.
  private mutating func handle(_ event: TerminalEvent) -> Bool {
    switch event {
    case .key(let key):
      receive(.key(key))
      owesAnswer = explorer.needsTicks
      return true
    case .resized(let size):
      receive(.resized(size))
      return false
    case .ended:
      isOver = true
      return false
    case .woken, .timeout:
      return false
    }
  }

  private mutating func receive(_ message: Message) {
    needsFrame = true
    carryOut(answer(to: message))
  }

  /// What the explorer wants done about a message, which a log takes note of.
  private mutating func answer(to message: Message) -> [Effect] {
    guard log != nil else { return explorer.receive(message) }
    return log?.receive(message, in: &explorer) ?? []
  }

  private mutating func carryOut(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .quit: isOver = true
      case .suspend: screen.suspend()
      case .redraw: screen.redraw()
      case .useMouse(let isOn): screen.setMouse(on: isOn)
      case .copy(let text):
        if !screen.copy(text) {
          receive(.failed("the screen is too large to be copied through the terminal"))
        }
      default: queue.submit(effect)
      }
    }
  }

  /// Lets runs move on where a tick is due, and draws where a frame is due and there is something new.
  private mutating func moveOnIfDue() {
    let now = monotonicSeconds()
    // The questions go out first, so that the answers are under way while the frame is drawn. They change nothing on the screen,
    // but a film that plays moves on.
    if explorer.needsTicks, ticks.isDue(at: now) {
      let frame = explorer.playedFrame
      carryOut(answer(to: .tick(now)))
      if explorer.playedFrame != frame { needsFrame = true }
    }
    if needsFrame, frames.isDue(at: now) { draw() }
  }

  /// How long to sleep, in milliseconds: until the next tick or frame; nil when nothing moves.
  private func timeout() -> Int? {
    let waited = (explorer.needsTicks ? [ticks.due] : []) + (needsFrame ? [frames.due] : [])
    guard let due = waited.min() else { return nil }
    return Int((min(max(0, due - monotonicSeconds()), 60) * 1000).rounded(.up))
  }

  private mutating func draw() {
    guard !isOver else { return }
    let before = screen.bytesWritten
    screen.present(explorer.picture)
    needsFrame = false
    guard let bytesPerSecond else { return }
    // A whole screen, as after a change of labs, is not paid for by silence.
    let seconds = min(Double(screen.bytesWritten - before) / bytesPerSecond, 1)
    frames.rest(until: monotonicSeconds() + seconds)
  }
}
