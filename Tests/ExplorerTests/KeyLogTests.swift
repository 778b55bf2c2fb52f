import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import TestSupport
import Testing

@Suite("Key logs")
struct KeyLogTests {
  /// A person at an explorer whose trainers go on while keys are on their way, and whose log is kept.
  private struct LoggedDesk {
    private(set) var explorer: Explorer
    private(set) var text = ""
    private var log: KeyLog
    private let engine = Engine(pool: .onCaller(), tempo: .pulsed)
    private var now = 0.0

    init(_ explorer: Explorer, on data: DataTable) async {
      self.explorer = explorer
      log = KeyLog(opening: [.data: data.name, .lab: "em", .seed: "42"])
      let effects = self.explorer.open(data)
      await settle(effects)
    }

    /// The same, where keys come before anything is there.
    init(_ explorer: Explorer, on data: DataTable, typedAhead names: [String]) async throws {
      self.explorer = explorer
      log = KeyLog(opening: [.data: data.name, .lab: "em", .seed: "42"])
      var effects = self.explorer.open(data)
      for name in names {
        effects += log.receive(.key(try #require(Key(named: name))), in: &self.explorer)
      }
      await settle(effects)
    }

    /// Presses keys by their names. What runs takes some iterations before it hears of each.
    mutating func press(_ names: String..., late: Int = 3) async throws {
      for name in names {
        let key = try #require(Key(named: name))
        await receive(.key(key), late: late)
      }
    }

    /// Presses keys by their names before anything follows from the first of them.
    mutating func typeAhead(_ names: [String]) async throws {
      var effects: [Effect] = []
      for name in names {
        effects += log.receive(.key(try #require(Key(named: name))), in: &explorer)
      }
      await settle(effects)
    }

    mutating func receive(_ message: Message, late: Int = 0) async {
      let effects = log.receive(message, in: &explorer)
      text += log.takeLines()
      for _ in 0..<late { await engine.pulse() }
      await settle(effects)
    }

    mutating func tick(_ count: Int = 1) async {
      for _ in 0..<count {
        now += 1 / 30
        await engine.pulse()
        await receive(.tick(now))
      }
    }

    mutating func finish() -> String { text + log.finish() }

    private mutating func settle(_ effects: [Effect]) async {
      var queue = effects
      while !queue.isEmpty {
        if let message = await engine.carryOut(queue.removeFirst()) {
          queue += log.receive(message, in: &explorer)
          text += log.takeLines()
        }
      }
    }
  }

  private func explorer(_ lab: LabName = .em, tolerance: Double = 0) -> Explorer {
    var settings = Tables.faithfulStart
    settings.tolerance = tolerance
    return Explorer(
      size: Size(100, 30), look: Look(theme: .light, glyphs: .ascii), lab: lab,
      choice: lab == .em ? .plan(.mixture(settings)) : .suited(seed: 42))
  }

  private func replay(_ text: String, _ explorer: Explorer, on data: DataTable) async throws -> [Grid] {
    var explorer = explorer
    let opening = explorer.open(data)
    var replay = Replay(explorer, engine: Engine(pool: .onCaller(), tempo: .pulsed))
    replay.begin(opening)
    return try await replay.follow(try KeyScript(text)).map(\.grid)
  }

  @Test("A run that goes flat out while keys come: the replayed log ends in the same picture")
  func flatOut() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    var pictures: [Grid] = []
    try await desk.press("e", "m", ".", ">", ">", ">", "Space")
    await desk.tick(4)
    try await desk.press("Space")
    pictures.append(desk.explorer.picture)
    try await desk.press("[", "[", "Space")
    await desk.tick(2)
    try await desk.press("b")
    pictures.append(desk.explorer.picture)
    await desk.receive(.resized(Size(120, 40)))
    try await desk.press("Space")
    await desk.tick(3)
    try await desk.press(".")
    await desk.receive(.key(.paste("nothing\nhere")))
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(20, 12)))))
    pictures.append(desk.explorer.picture)
    let log = desk.finish()
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect(replayed.last == desk.explorer.picture, "\(log)")
    for picture in pictures {
      #expect(replayed.contains { $0 == picture } as Bool, "\(log)\n\(picture.text)")
    }
    #expect(try await replay(log, explorer(), on: Tables.faithful) == replayed)
  }

  @Test("A log says how to open the explorer, and each key with the step at which it took effect")
  func lines() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    #expect(desk.text.isEmpty)
    try await desk.press("e", "m", ">", ">", ">", "Space")
    await desk.tick()
    let step = try #require(desk.explorer.activeStep)
    try await desk.press("Space")
    let paused = try #require(desk.explorer.activeStep)
    #expect(paused > step, "it went on until it heard")
    try await desk.press("l")
    let lines = desk.finish().split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "# What a person did in elbow; elbow replay does it again.", "# data: faithful", "# lab: em",
        "# seed: 42",
        "# size: 100x30", "# theme: light", "# glyphs: ascii", "at 0 key e", "at 1 key m", "at 2 key >",
        "at 2 key >", "at 2 key >", "at 2 key Space", "at \(paused) key Space", "at \(paused) key l",
      ])
    let script = try KeyScript(lines.joined(separator: "\n"))
    #expect(
      script.opening[.data] == "faithful" && script.opening[.size] == "100x30" && script.opening.count == 6)
  }

  @Test("A run that came to its end by itself is waited for")
  func settled() async throws {
    var desk = await LoggedDesk(explorer(tolerance: 1e-6), on: Tables.faithful)
    try await desk.press(">", ">", ">", "Space", late: 0)
    await desk.tick(200)
    #expect(desk.explorer.picture.text.contains("CONVERGED"))
    try await desk.press("Home", "w", "S", late: 0)
    await desk.tick(400)
    try await desk.press("l", "Enter")
    let log = desk.finish()
    #expect(log.split(separator: "\n").count { $0 == "wait settled" } == 2, "\(log)")
    let replayed = try await replay(log, explorer(tolerance: 1e-6), on: Tables.faithful)
    #expect(replayed.last == desk.explorer.picture, "\(log)")
  }

  @Test("A paced run, and an answer that is on its way when a key comes")
  func paced() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    try await desk.press("Space", late: 0)
    await desk.tick(70)
    try await desk.press("<", "l", "Space", "z", late: 0)
    let log = desk.finish()
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect(replayed.last == desk.explorer.picture, "\(log)")
  }

  @Test("Keys that come faster than answers follow upon each other, wherever the run is by then")
  func typedAhead() async throws {
    var desk = await LoggedDesk(explorer(tolerance: 1e-6), on: Tables.faithful)
    try await desk.press(".", ".", ".", late: 0)
    try await desk.typeAhead(["[", "[", "e", "m", ".", "["])
    let log = desk.finish()
    #expect(log.contains("at 7 key [\nat owing 1 key [\nat owing 2 key e\n"), "\(log)")
    let replayed = try await replay(log, explorer(tolerance: 1e-6), on: Tables.faithful)
    #expect(replayed.last == desk.explorer.picture, "\(log)")
  }

  @Test("A key that came too early to be taken is not taken by the replay either")
  func dropped() async throws {
    for keys in [["e", "m"], Array(repeating: ".", count: 12), ["[", "e"], [".", "[", "e", "m", "b", "."]] {
      var desk = try await LoggedDesk(
        explorer(tolerance: 1e-6), on: Tables.faithful, typedAhead: ["Space", "e"])
      try await desk.press(".", ".", late: 0)
      try await desk.typeAhead(keys)
      try await desk.press("l", late: 0)
      let log = desk.finish()
      let replayed = try await replay(log, explorer(tolerance: 1e-6), on: Tables.faithful)
      #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
    }
  }

  @Test("What became of a file is logged, so that the answer to the question about it is one again")
  func files() async throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "a.txt")
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    try await desk.press("e", "x", "Ctrl-U", late: 0)
    await desk.receive(.key(.paste(folder.path + "/a.txt")))
    try await desk.press("Enter", "n", "x", "Ctrl-U", late: 0)
    await desk.receive(.key(.paste("/nowhere/a.txt")))
    try await desk.press("Enter", "g", late: 0)
    let log = desk.finish()
    #expect(
      log.contains("key Enter\noutcome exists\n") && log.contains("\noutcome failed /nowhere/a.txt"), "\(log)"
    )
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)")
    #expect(folder.read("a.txt") == "mine")
  }

  @Test("A film is logged by its frames")
  func film() async throws {
    var desk = await LoggedDesk(explorer(.diffusion), on: Tables.clouds)
    try await desk.press("t")
    await desk.tick(60)
    while desk.explorer.isStudying { await desk.tick() }
    let position = try #require(desk.explorer.film?.position)
    #expect(desk.explorer.filmMoves && position > 3)
    try await desk.press("Space", "g")
    let log = desk.finish()
    #expect(log.contains("at frame \(position) ") && log.contains(" key Space"), "\(log)")
    let replayed = try await replay(log, explorer(.diffusion), on: Tables.clouds)
    #expect(replayed.last?.text == desk.explorer.picture.text, "\(log)")
  }

  @Test(
    "A study that goes on while keys come is replayed to the piece, whether it is looked at, cancelled or left"
  )
  func studies() async throws {
    var desk = await LoggedDesk(explorer(tolerance: 1e-6), on: Tables.faithful)
    try await desk.press("e", "m", "e", "w", "S", late: 0)
    await desk.tick(5)
    try await desk.press("i", "l", late: 0)
    let (pictures, first) = ([desk.explorer.picture], desk.explorer.studiesMade)
    await desk.tick(3)
    try await desk.press("c")
    let log = desk.finish()
    #expect(first.max() ?? 0 > 2, "it has begun")
    #expect(log.contains(" study ") && !log.contains("settled"), "\(log)")
    let replayed = try await replay(log, explorer(tolerance: 1e-6), on: Tables.faithful)
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
    for picture in pictures {
      #expect(replayed.contains { $0 == picture } as Bool, "\(log)\n\(picture.text)")
    }
  }

  @Test("A ladder that a person holds still, looks at and lets go on is held at the same place again")
  func ladder() async throws {
    var desk = await LoggedDesk(explorer(.ladder), on: Tables.clouds)
    try await desk.press("Space", late: 2)
    await desk.tick(60)
    try await desk.press("Space", late: 7)
    let held = try #require(desk.explorer.studiesMade.first)
    try await desk.press("Down", "Down", "S", late: 5)
    #expect(desk.explorer.studiesMade.first == held, "it stands")
    let picture = desk.explorer.picture
    try await desk.press("Space", late: 0)
    await desk.tick(10)
    try await desk.press("1", "e", "m", "5", late: 3)
    await desk.tick(4)
    try await desk.press("c", late: 4)
    let log = desk.finish()
    #expect(log.contains(" study ") && log.contains("at study"), "\(log)")
    let replayed = try await replay(log, explorer(.ladder), on: Tables.clouds)
    #expect(replayed.contains { $0 == picture } as Bool, "\(log)\n\(picture.text)")
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
  }

  @Test("Standard errors that are begun while the run goes on are those of the same place again")
  func studyOfMovingRun() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    try await desk.press("e", "m", ">", ">", ">", "Space")
    await desk.tick(3)
    try await desk.press("E", late: 4)
    await desk.tick(3)
    try await desk.press("Tab", "Space", late: 2)
    let log = desk.finish()
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
  }

  @Test("Of two runs that both go on, the one beside is where it was, too")
  func twoRuns() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    try await desk.press("e", "m", ">", ">", ">", "b", "Space", "Shift-Tab", "Space", late: 1)
    await desk.tick(3)
    try await desk.press("g", "Tab", late: 0)
    let picture = desk.explorer.picture
    try await desk.press("Space", late: 3)
    await desk.tick(2)
    try await desk.press("Tab", "Space", "z", late: 2)
    let log = desk.finish()
    #expect(log.contains(" run "), "\(log)")
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
    #expect(replayed.contains { $0 == picture } as Bool, "\(log)\n\(picture.text)")
  }

  @Test("A net that trains behind a film is where it was when a key came to the film")
  func behindFilm() async throws {
    var desk = await LoggedDesk(explorer(.diffusion), on: Tables.clouds)
    try await desk.press(">", ">", ">", "Space", "t", late: 1)
    await desk.tick(40)
    #expect(desk.explorer.filmMoves && desk.explorer.diffusionRuns[0].isPlaying)
    try await desk.press("Space", "g", "Esc", "Space", late: 2)
    let log = desk.finish()
    let replayed = try await replay(log, explorer(.diffusion), on: Tables.clouds)
    #expect(
      (replayed.last?.text == desk.explorer.picture.text) as Bool, "\(log)\n\(desk.explorer.picture.text)")
  }

  @Test("A study that came to its end while a run goes on is at its end in the replay, too")
  func endedStudy() async throws {
    var desk = await LoggedDesk(explorer(), on: Tables.faithful)
    try await desk.press("e", "m", ">", ">", ">", "w", "S", late: 0)
    try await desk.press("Space", late: 1)
    // While one iteration is taken, a study that goes on by itself takes many pieces.
    for _ in 0..<600 where desk.explorer.isStudying { await desk.receive(.tick(0), late: 4) }
    let found = try #require(desk.explorer.selectionFound?.cells.count)
    #expect(!desk.explorer.isStudying && found > 3)
    try await desk.press("i", "Space", "Enter", late: 1)
    let log = desk.finish()
    #expect(!log.contains("settled"), "\(log)")
    let replayed = try await replay(log, explorer(), on: Tables.faithful)
    #expect((replayed.last == desk.explorer.picture) as Bool, "\(log)\n\(desk.explorer.picture.text)")
  }
}
