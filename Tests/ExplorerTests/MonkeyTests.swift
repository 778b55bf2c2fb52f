import CellGrid
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("A monkey at the keyboard")
struct MonkeyTests {
  @Test(
    "Whatever is pressed, pasted, clicked or resized: nothing traps, and what is known of the runs agrees with itself",
    arguments: [UInt64(1), 2, 3, 4, 5])
  func monkey(_ seed: UInt64) async throws {
    let beginnings: [(DataTable, EMPlan)] = [
      (Tables.faithful, .mixture(Tables.faithfulStart)), (Tables.galaxies, .mixture(Tables.galaxiesStart)),
      (Tables.iris, .mixture(Tables.irisStart)), (Tables.iris, .ppca(FactorSettings(.isotropic))),
      (Tables.penguins, .factor(FactorSettings(.diagonal))),
    ]
    let (data, plan) = beginnings[Int(seed) % 5]
    var monkey = Monkey(seed: seed)
    var desk = await Desk(nil, plan: plan, glyphs: .braille)
    await monkey.settle(desk.open(data), at: &desk)
    await play(monkey, at: &desk, moves: 1200)
  }

  @Test("The same in the diffusion lab, which is never left", arguments: [UInt64(11), 12])
  func diffusion(_ seed: UInt64) async throws {
    var monkey = Monkey(seed: seed)
    var desk = await Desk(nil, glyphs: .braille)
    await monkey.settle(desk.open(seed == 11 ? Tables.clouds : Tables.greyBars), at: &desk)
    await monkey.settle(desk.receiveAlone(.key("4")), at: &desk)
    await play(monkey, at: &desk, moves: 500, without: ["1", "2", "3", "5", "F3", "o"])
    #expect(desk.explorer.shownLab == .diffusion)
  }

  @Test("The same on the ladder, which is never left", arguments: [UInt64(21), 22])
  func ladder(_ seed: UInt64) async throws {
    var monkey = Monkey(seed: seed)
    var desk = await Desk(nil, glyphs: .braille)
    await monkey.settle(desk.open(Tables.clouds), at: &desk)
    await monkey.settle(desk.receiveAlone(.key("5")), at: &desk)
    await play(monkey, at: &desk, moves: 300, without: ["1", "2", "3", "4", "F3", "o", "Enter"])
    #expect(desk.explorer.shownLab == .ladder)
  }

  /// Lets the monkey make so many moves, none of them one of the keys that are left out.
  private func play(
    _ monkey: Monkey, at desk: inout Desk, moves: Int, without names: [String] = []
  ) async {
    var monkey = monkey
    let elsewhere = names.compactMap { Key(named: $0) }
    for _ in 0..<moves {
      let messages = monkey.next().filter { message in !elsewhere.contains { message.isKey($0) } }
      for message in messages {
        if case .tick = message { await desk.pulse() }
        await monkey.settle(desk.receiveAlone(message), at: &desk)
      }
      monkey.look(at: desk)
      check(desk.explorer, after: messages)
    }
  }

  private func check(_ explorer: Explorer, after messages: [Message]) {
    var faults: [String] = []
    func require(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
    check(explorer.variationalRuns, require)
    check(explorer.autoencoderRuns, require)
    check(explorer.diffusionRuns, require)
    check(explorer.runs, require)
    let runs = explorer.runs
    require((1...2).contains(runs.count), "\(runs.count) runs")
    require(
      runs.indices.contains(explorer.activeRun ?? -1), "run \(explorer.activeRun ?? -1) of \(runs.count)")
    require(Set(runs.map(\.id)).count == runs.count, "two runs have one number")
    require(
      explorer.needsTicks
        == (explorer.isStudying || runs.contains(where: \.isPlaying)
          || explorer.variationalRuns.contains(where: \.isPlaying)
          || explorer.autoencoderRuns.contains(where: \.isPlaying)
          || explorer.diffusionRuns.contains(where: \.isPlaying) || explorer.filmMoves),
      "ticks are wanted and nothing plays")
    require(explorer.selectedRow.map { $0 < explorer.rowCount ?? 0 } ?? true, "no such row")
    require(explorer.view.allSatisfy(\.isFinite), "the view is \(explorer.view)")
    require(explorer.cursor.map { $0.x.isFinite && $0.y.isFinite } ?? true, "the cursor is lost")
    #expect(faults.isEmpty, "after \(messages)")
  }

  private func check<Portrait>(_ runs: [LabRunFacts<Portrait>], _ require: (Bool, String) -> Void) {
    for run in runs {
      require((0...run.history.count).contains(run.position), "at \(run.position) of \(run.history.count)")
      require(run.openQuestions == 0, "\(run.openQuestions) questions stay open")
      let steps = run.history.prefix(run.position).count { if case .step = $0 { true } else { false } }
      // What was fitted as a rung of the ladder begins with the steps that it had taken there.
      require(
        run.stepsTaken.map { $0 >= steps } ?? true, "the portrait is not of position \(run.position)")
    }
  }
}

/// Draws messages at random, from a seed, and stands in for the disk so that nothing outside the test is touched.
private struct Monkey {
  private var random: RandomStream
  private var now = 0.0

  init(seed: UInt64) { random = RandomStream(seed: seed, purpose: .sampling) }

  private static let pastes = [
    "", "faithful", "galaxies", "iris", "/tmp/", "a\nb\tc", "e\u{301}\u{1F600}中", "12", "-1", "1e309", "nan",
    String(repeating: "x", count: 5000), "run.safetensors",
  ]
  private static let named = [
    "Enter", "Esc", "Tab", "Shift-Tab", "Backspace", "Delete", "Insert", "Up", "Down", "Left", "Right",
    "Home",
    "End", "PageUp", "PageDown", "F2", "F5", "Ctrl-U", "Ctrl-W", "Space",
  ].compactMap { Key(named: $0) }

  /// What happens next: mostly keys of the table, sometimes several ticks.
  mutating func next() -> [Message] {
    switch random.index(below: 100) {
    case 0..<45:
      let keys = KeyTable.standard.bindings.flatMap(\.keys)
      return [.key(keys[random.index(below: keys.count)])]
    case 45..<60: return [.key(Monkey.named[random.index(below: Monkey.named.count)])]
    case 60..<72:
      return [.key(.character(Character(Unicode.Scalar(UInt8(32 + random.index(below: 95))))))]
    case 72..<76: return [.key(.paste(Monkey.pastes[random.index(below: Monkey.pastes.count)]))]
    case 76..<86:
      let actions: [MouseEvent.Action] = [.press, .drag, .release, .wheelUp, .wheelDown]
      let place = Point(random.index(below: 320) - 10, random.index(below: 120) - 10)
      return [.key(.mouse(MouseEvent(actions[random.index(below: 5)], at: place)))]
    case 86..<91: return [.resized(Size(random.index(below: 301), random.index(below: 101)))]
    default:
      return (0..<1 + random.index(below: 8)).map { _ in
        now += random.uniform() * 0.3
        return .tick(now)
      }
    }
  }

  /// Carries out `effects` and what follows, with catalogue data only and an imagined disk.
  mutating func settle(_ effects: [Effect], at desk: inout Desk) async {
    var queue = effects
    while !queue.isEmpty {
      let effect = queue.removeFirst()
      for message in await answers(to: effect, at: desk) { queue += desk.receiveAlone(message) }
    }
  }

  private mutating func answers(to effect: Effect, at desk: Desk) async -> [Message] {
    switch effect {
    case .save(_, let saving, let replacing), .saveLadder(_, _, _, let saving, let replacing):
      if !replacing, random.index(below: 3) == 0 { return [.fileExists(path: saving.path)] }
      let written = random.index(below: 3) == 0 ? nil : effect.answerWhenWritten
      return [written ?? .failed("\(saving.path): no space left")]
    case .export(let export, let replacing):
      if !replacing, random.index(below: 3) == 0 { return [.exportExists(export)] }
      return [random.index(below: 3) == 0 ? .failed("no space left") : .exported(path: export.path)]
    // Standard errors and coverage of a slow model would take minutes, and have tests of their own.
    case .studyVariational(_, .errors, _), .studyVariational(_, .coverage, _):
      return []
    case .complete(let prefix):
      return [.completed(prefix: prefix, [])]
    case .load(let request) where !DataCatalog.contains(request.location):
      return [.failed("\(request.location): there is no such file")]
    case .preview(let location) where !DataCatalog.contains(location):
      return [.failed("\(location): there is no such file")]
    default:
      return await desk.answers(to: [effect])
    }
  }

  /// Draws the screen at its own size and at another one.
  mutating func look(at desk: Desk) {
    _ = desk.grid
    for size in [
      Size(random.index(below: 301), random.index(below: 101)),
      Size(random.index(below: 6), random.index(below: 6)),
    ] {
      var grid = Grid(size)
      desk.explorer.draw(into: &grid)
    }
  }
}

extension Message {
  /// Whether it is that key.
  fileprivate func isKey(_ other: Key) -> Bool {
    if case .key(let key) = self { key == other } else { false }
  }
}
