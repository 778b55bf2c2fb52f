import CellGrid
import NumericCore
import LatentModels

/// The explorer without a terminal: driven by a key script, with trainers that go by pulses, so that the same script
/// gives the same pictures every time. What the script saves or exports is not written.
public struct Replay: Sendable {
  /// A picture with what led to it.
  public struct Frame: Hashable, Sendable {
    /// The line of the script.
    public let cause: String
    /// The picture after it.
    public let grid: Grid
  }

  private static let framesPerSecond = 30.0
  /// A recording rests so long before each line of the script that does something, in seconds.
  private static let rest = 0.5

  /// The application.
  public private(set) var explorer: Explorer
  private let engine: Engine
  private let patience: Double
  /// A recording of what is shown while the script is followed; nil where none is made.
  public private(set) var cast: Asciicast?
  private var ticks = 0
  private var rests = 0
  private var hasQuit = false

  /// A replay of `explorer`, whose effects `engine` (a pulsed one) carries out; what does not come true in `patience`
  /// seconds of playing is taken for something that never does.
  /// - Parameter cast: a recording to add to.
  public init(_ explorer: Explorer, engine: Engine, patience: Double = 3600, cast: Asciicast? = nil) {
    self.explorer = explorer
    self.engine = engine
    self.patience = patience
    self.cast = cast
  }

  /// Carries out `effects`, and whatever follows from their answers.
  public mutating func settle(_ effects: [Effect]) async {
    var queue = effects
    while !queue.isEmpty {
      let effect = queue.removeFirst()
      if case .quit = effect { hasQuit = true }
      if let message = await answer(to: effect) { queue += explorer.receive(message) }
    }
  }

  /// Takes in one message, and whatever follows from it.
  public mutating func receive(_ message: Message) async {
    await settle(explorer.receive(message))
  }

  /// What follows from an effect. A file that the script writes is not: it is said to be there all the same.
  private func answer(to effect: Effect) async -> Message? {
    if let written = effect.answerWhenWritten { return written }
    return await engine.carryOut(effect)
  }

  /// Follows the script.
  /// - Returns: the picture after the start and after each line, until a line quits.
  /// - Throws: `KeyScript.Fault` if a line waits for what never comes.
  public mutating func follow(_ script: KeyScript) async throws(KeyScript.Fault) -> [Frame] {
    var frames = [Frame(cause: "start", grid: explorer.picture)]
    record()
    for line in script.lines where !hasQuit {
      switch line.command {
      case .key(let key, let moment):
        try await wait(for: line, moment)
        await receive(.key(key))
      case .waitForStep(let step):
        try await wait(for: line, .step(step))
      case .waitUntilSettled:
        try await wait(for: line) { !$0.needsTicks }
      case .resize(let size, let moment):
        try await wait(for: line, moment)
        await receive(.resized(size))
      }
      frames.append(Frame(cause: line.text, grid: explorer.picture))
      rests += 1
      record()
    }
    return frames
  }

  private mutating func record() {
    let seconds = Double(ticks) / Replay.framesPerSecond + Double(rests) * Replay.rest
    cast?.show(explorer.picture, at: seconds)
  }

  private mutating func wait(
    for line: KeyScript.Line, _ moment: KeyScript.Moment?
  ) async throws(KeyScript.Fault) {
    switch moment {
    case .step(let step): try await wait(for: line, notPast: step) { $0.activeStep ?? 0 >= step }
    case .frame(let frame): try await wait(for: line) { $0.film?.position == frame }
    case nil: break
    }
  }

  private mutating func wait(
    for line: KeyScript.Line, notPast step: Int? = nil, until isReached: (Explorer) -> Bool
  ) async throws(KeyScript.Fault) {
    let start = ticks
    while !isReached(explorer) {
      guard explorer.needsTicks else {
        throw KeyScript.Fault(
          line: line.number, reason: "nothing moves, so \"\(line.text)\" never comes true")
      }
      guard Double(ticks - start) < patience * Replay.framesPerSecond else {
        throw KeyScript.Fault(
          line: line.number,
          reason: "\"\(line.text)\" did not come true in \(shortNumber(patience)) seconds of playing")
      }
      ticks += 1
      await engine.pulse(limit: step.flatMap { step in explorer.activeRunID.map { ($0, step) } })
      await receive(.tick(Double(ticks) / Replay.framesPerSecond))
      if cast != nil { record() }
    }
  }
}
