import CellGrid
import NumericCore
import LatentModels

/// The explorer without a terminal: driven by a key script, with trainers that go by pulses, so that the same script
/// gives the same pictures every time.
public struct Replay: Sendable {
  /// A picture with what led to it.
  public struct Frame: Hashable, Sendable {
    /// The line of the script.
    public let cause: String
    /// The picture after it.
    public let grid: Grid
  }

  private static let framesPerSecond = 30.0

  /// The application.
  public private(set) var explorer: Explorer
  private let engine: Engine
  private let patience: Double
  private var ticks = 0
  private var hasQuit = false

  /// A replay of `explorer`, whose effects `engine` (a pulsed one) carries out; what does not come true in `patience`
  /// seconds of playing is taken for something that never does.
  public init(_ explorer: Explorer, engine: Engine, patience: Double = 3600) {
    self.explorer = explorer
    self.engine = engine
    self.patience = patience
  }

  /// Carries out `effects`, and whatever follows from their answers.
  public mutating func settle(_ effects: [Effect]) async {
    var queue = effects
    while !queue.isEmpty {
      let effect = queue.removeFirst()
      if case .quit = effect { hasQuit = true }
      if let message = await engine.carryOut(effect) { queue += explorer.receive(message) }
    }
  }

  /// Takes in one message, and whatever follows from it.
  public mutating func receive(_ message: Message) async {
    await settle(explorer.receive(message))
  }

  /// Follows the script.
  /// - Returns: the picture after the start and after each line, until a line quits.
  /// - Throws: `KeyScript.Fault` if a line waits for what never comes.
  public mutating func follow(_ script: KeyScript) async throws(KeyScript.Fault) -> [Frame] {
    var frames = [Frame(cause: "start", grid: picture)]
    for line in script.lines where !hasQuit {
      switch line.command {
      case .key(let key, let step):
        if let step { try await wait(for: line) { $0.activeStep ?? 0 >= step } }
        await receive(.key(key))
      case .waitForStep(let step):
        try await wait(for: line) { $0.activeStep ?? 0 >= step }
      case .waitUntilSettled:
        try await wait(for: line) { !$0.needsTicks }
      case .resize(let size):
        await receive(.resized(size))
      }
      frames.append(Frame(cause: line.text, grid: picture))
    }
    return frames
  }

  private var picture: Grid {
    var grid = Grid(explorer.screen)
    explorer.draw(into: &grid)
    return grid
  }

  private mutating func wait(
    for line: KeyScript.Line, until isReached: (Explorer) -> Bool
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
      await engine.pulse()
      await receive(.tick(Double(ticks) / Replay.framesPerSecond))
    }
  }
}

extension Explorer {
  /// How many half-steps led the active run to where it stands.
  public var activeStep: Int? {
    switch shown {
    case .em: lab?.run.portrait?.stepsTaken
    case .vi: variational?.run.portrait?.stepsTaken
    case .vae: autoencoder?.run.portrait?.stepsTaken
    case .diffusion: diffusion?.run.portrait?.stepsTaken
    case .ladder: ladder?.climb?.report?.done
    }
  }
}
