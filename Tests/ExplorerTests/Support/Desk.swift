import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

/// A person at an explorer without a terminal: keys go in, effects come out and are carried out by a pulsed engine, and
/// the answers are taken in before the next key.
struct Desk {
  private(set) var explorer: Explorer
  private let engine: Engine
  private var now = 0.0

  /// The explorer open on `data`, or on nothing.
  init(
    _ data: DataTable? = Tables.faithful, _ settings: MixtureSettings = Tables.faithfulStart,
    plan: EMPlan? = nil, lab: LabName = .em,
    size: Size = Size(100, 30), glyphs: GlyphSet = .ascii, theme: Theme = .dark, keys: KeyTable = .standard
  ) async {
    explorer = Explorer(
      size: size, look: Look(theme: theme, glyphs: glyphs), lab: lab,
      choice: .plan(plan ?? .mixture(settings)), keys: keys,
      usesMouse: true)
    engine = Engine(pool: .onCaller(), tempo: .pulsed)
    if let data { await settle(explorer.open(data)) }
  }

  /// The explorer with a lab in which nothing is open.
  static func empty(
    lab: LabName, size: Size = Size(100, 30), model: String? = nil, keys: KeyTable = .standard
  ) -> Desk {
    Desk(lab: lab, size, model, keys)
  }

  /// The diffusion lab on `data` after those keys, each with all that follows from it.
  static func diffusion(
    _ data: DataTable, _ keys: [String], _ size: Size = Size(100, 30)
  ) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .diffusion, size: size)
    await desk.wait()
    for key in keys {
      await desk.press(key)
      await desk.wait()
    }
    return desk
  }

  private init(lab: LabName, _ size: Size, _ model: String?, _ keys: KeyTable) {
    explorer = Explorer(
      size: size, look: Look(theme: .dark, glyphs: .ascii), lab: lab,
      choice: model.map { .model(named: $0, seed: 42) } ?? .suited(seed: 42), keys: keys)
    engine = Engine(pool: .onCaller(), tempo: .pulsed)
  }

  /// Presses keys by their names.
  /// - Returns: the effects of the keys themselves, in words; those that follow from answers are carried out too.
  @discardableResult
  mutating func press(_ names: String...) async -> [String] {
    var effects: [String] = []
    for name in names {
      guard let key = Key(named: name) else {
        Issue.record("no key is called \(name)")
        continue
      }
      effects += await receive(.key(key))
    }
    return effects
  }

  /// Types a text, key by key.
  mutating func type(_ text: String) async {
    for character in text { await receive(.key(.character(character))) }
  }

  /// Uses the mouse.
  @discardableResult
  mutating func mouse(_ action: MouseEvent.Action, _ x: Int, _ y: Int) async -> [String] {
    await receive(.key(.mouse(MouseEvent(action, at: Point(x, y)))))
  }

  /// Lets time go on by `seconds` in one tick; running trainers take an iteration before it.
  @discardableResult
  mutating func tick(_ seconds: Double = 1 / 30) async -> [String] {
    now += seconds
    await engine.pulse()
    return await receive(.tick(now))
  }

  /// Lets time go on until nothing moves.
  mutating func wait() async {
    var ticks = 0
    while explorer.needsTicks, ticks < 20_000 {
      await tick()
      ticks += 1
    }
    #expect(!explorer.needsTicks, "something still moves after \(ticks) ticks")
  }

  /// Takes in one message and carries out what follows from it.
  @discardableResult
  mutating func receive(_ message: Message) async -> [String] {
    let effects = explorer.receive(message)
    await settle(effects)
    return effects.map(description)
  }

  /// Opens the lab on `data` without carrying anything out.
  mutating func open(_ data: DataTable) -> [Effect] { explorer.open(data) }

  /// Opens a saved run without carrying anything out.
  mutating func open(_ archive: ModelArchive, on data: DataTable) -> [Effect] {
    explorer.open(archive, on: data)
  }

  /// Begins the tour without carrying anything out.
  mutating func beginTour() -> [Effect] { explorer.beginTour() }

  /// Ends what goes on.
  func finish() async { await engine.stop() }

  /// Asks for data in the open dialog, whose answer is still on its way.
  mutating func beginOpening() {
    for key: Key in ["o", "x", "Enter"] { _ = receiveAlone(.key(key)) }
  }

  /// Takes in one message without carrying anything out, as if the engine were busy.
  mutating func receiveAlone(_ message: Message) -> [Effect] { explorer.receive(message) }

  /// Carries out `effects`, keeping the answers back.
  func answers(to effects: [Effect]) async -> [Message] {
    var messages: [Message] = []
    for effect in effects {
      if let message = await engine.carryOut(effect) { messages.append(message) }
    }
    return messages
  }

  mutating func settle(_ effects: [Effect]) async {
    var queue = effects
    while !queue.isEmpty {
      if let message = await engine.carryOut(queue.removeFirst()) { queue += explorer.receive(message) }
    }
  }

  /// The screen.
  var grid: Grid {
    var grid = Grid(explorer.screen)
    explorer.draw(into: &grid)
    return grid
  }

  /// The line of the screen with the status sentence.
  var status: String {
    explorer.screen.height < 2 ? "" : trimmed(grid.lines[explorer.screen.height - 2])
  }

  /// The lines of the screen that contain `text`.
  func lines(with text: String) -> [String] { grid.lines.filter { $0.contains(text) } }

  /// The active run of the variational lab.
  var variationalRun: LabRunFacts<VariationalPortrait> {
    get throws { try #require(explorer.variationalRuns.first) }
  }

  /// The first run of the autoencoder lab.
  var autoencoderRun: LabRunFacts<AutoencoderPortrait> {
    get throws { try #require(explorer.autoencoderRuns.first) }
  }

  /// The first run of the diffusion lab.
  var diffusionRun: LabRunFacts<DiffusionPortrait> {
    get throws { try #require(explorer.diffusionRuns.first) }
  }

  /// The active run of the EM lab.
  var run: RunFacts {
    get throws {
      let index = try #require(explorer.activeRun)
      return explorer.runs[index]
    }
  }
}

/// A text without blanks at its ends.
func trimmed(_ text: String) -> String {
  var text = Substring(text)
  while text.first == " " { text.removeFirst() }
  while text.last == " " { text.removeLast() }
  return String(text)
}
