import CellGrid
import DataFiles
import NumericCore
import PlotKit

/// A monkey at an explorer without a terminal: what it does is carried out as a replay does it, nothing is read that is not built in,
/// and nothing is written. Lab, seed and number say everything that happens.
public struct MonkeySession: Sendable {
  /// What the explorer is opened on, as the head of a key script says it.
  public let opening: [KeyScript.OpeningWord: String]
  /// The explorer with its engine.
  public private(set) var replay: Replay
  /// How many things were done.
  public private(set) var events = 0
  private let engine: Engine
  private var monkey: Monkey
  private var next: KeyScript.Line

  /// Opens a session.
  /// - Parameters:
  ///   - number: sessions of other numbers open other data and do other things.
  ///   - clock: seconds from some fixed moment, where the time of messages is to be taken.
  public init(
    lab: LabName, seed: UInt64, number: Int, pool: WorkerPool, clock: (@Sendable () -> Double)? = nil
  ) async throws(DataError) {
    let scenes = MonkeySession.scenes(lab)
    let scene = scenes[number % scenes.count]
    let data = try loadTable(DataRequest(location: scene.data, count: scene.count, seed: seed))
    var explorer = Explorer(
      size: Size(100, 30), look: Look(theme: .dark, glyphs: .braille), lab: lab,
      choice: scene.model.map { .model(named: $0, seed: seed) } ?? .suited(seed: seed))
    var words: [KeyScript.OpeningWord: String] = [
      .data: scene.data, .lab: lab.rawValue, .seed: String(seed), .size: "100x30", .theme: "dark",
      .glyphs: "braille",
    ]
    words[.count] = scene.count.map { String($0) }
    words[.model] = scene.model
    opening = words
    let effects = explorer.open(data)
    engine = Engine(pool: pool, tempo: .pulsed)
    replay = Replay(explorer, engine: engine, clock: clock, isSealed: true)
    replay.begin(effects)
    monkey = Monkey(lab: lab, seed: seed, session: number)
    next = MonkeySession.line(1, of: &monkey)
    await replay.settle(before: next)
  }

  /// The line of a key script that says what is done next.
  public var line: String { next.text }

  /// Whether the explorer was left.
  public var isOver: Bool { replay.hasQuit }

  /// Whether all that followed from what was done is done too: where the next line is typed ahead, it may not be.
  public var isSettled: Bool { !replay.owesAnswers }

  /// Does what `line` says.
  /// - Returns: what is then wrong that never may be, a sentence each; none where all is sound.
  public mutating func advance() async -> [String] {
    let line = next
    events += 1
    next = MonkeySession.line(events + 1, of: &monkey)
    do {
      try await replay.follow(line, before: next)
    } catch {
      return [error.description]
    }
    return replay.faults
  }

  /// Ends what goes on.
  public func finish() async { await engine.stop() }

  /// What is done next, as it stands in a script and is read from there.
  private static func line(_ number: Int, of monkey: inout Monkey) -> KeyScript.Line {
    while true {
      let command = monkey.next()
      if let text = command.text, let line = try? KeyScript(text).lines.first {
        return KeyScript.Line(number: number, text: text, command: line.command)
      }
    }
  }

  private struct Scene {
    let data: String
    var count: Int?
    var model: String?
  }

  /// Small data, so that much is done in a short time.
  private static func scenes(_ lab: LabName) -> [Scene] {
    switch lab {
    case .em:
      [
        Scene(data: "faithful"), Scene(data: "iris", model: "ppca"), Scene(data: "penguins", model: "factor"),
        Scene(data: "galaxies"), Scene(data: "iris"), Scene(data: "dyestuff"), Scene(data: "linkage"),
        Scene(data: "murray"),
      ]
    case .vi:
      [
        Scene(data: "quadratic", count: 60), Scene(data: "lsat"), Scene(data: "cbpp"),
        Scene(data: "galaxies", model: "mixture-encoder"), Scene(data: "iris", model: "rotated-ppca"),
        Scene(data: "murray", model: "binary-mean-field"),
      ]
    case .vae: [Scene(data: "murray"), Scene(data: "iris"), Scene(data: "faithful"), Scene(data: "lsat")]
    case .diffusion:
      [
        Scene(data: "two-moons", count: 100), Scene(data: "murray"), Scene(data: "galaxies"),
        Scene(data: "iris"),
      ]
    case .ladder: [Scene(data: "murray"), Scene(data: "two-moons", count: 60), Scene(data: "galaxies")]
    }
  }
}
