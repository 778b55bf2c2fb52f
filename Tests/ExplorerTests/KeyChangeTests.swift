import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Keys of one's own")
struct KeyChangeTests {
  private func refusals(_ changes: KeyChange...) -> [String] {
    KeyTable.standard.changed(by: changes).refused.map(\.sentence)
  }

  @Test("Every action has a name in small letters, which leads back to it")
  func names() {
    for action in Action.allCases {
      #expect(action.name.allSatisfy { $0.isLowercase || $0 == "-" } && !action.name.contains("--"))
      #expect(Action(named: action.name) == action)
      #expect(KeyTable.standard.binding(for: action) != nil)
    }
    #expect(Action.showVAE.name == "show-vae" && Action.scrubFarBack.name == "scrub-far-back")
    #expect(Action.quit.name == "quit" && Action(named: "Quit") == nil)
  }

  @Test("An action has the keys that a person chose, and those alone")
  func changed() {
    let (table, refused) = KeyTable.standard.changed(by: [
      KeyChange(.togglePlay, keys: ["P", "F5"]), KeyChange(.saveRun, keys: []),
    ])
    #expect(refused.isEmpty)
    #expect(table.action(for: "P") == .togglePlay && table.action(for: "F5") == .togglePlay)
    #expect(table.action(for: "Space") == nil && table.action(for: "s") == nil)
    #expect(table.keyName(of: .togglePlay) == "P" && table.keyName(of: .saveRun) == nil)
    #expect(table.bindings.count == KeyTable.standard.bindings.count)
    #expect(
      table.changes == [KeyChange(.togglePlay, keys: ["P", "F5"]), KeyChange(.saveRun, keys: [])])
    #expect(KeyTable.standard.changes.isEmpty)
  }

  @Test("Two actions may change their keys with each other, and a key that was given away is free")
  func swapped() {
    let (table, refused) = KeyTable.standard.changed(by: [
      KeyChange(.quit, keys: ["x"]), KeyChange(.export, keys: ["q"]),
    ])
    #expect(refused.isEmpty && table.action(for: "q") == .export && table.action(for: "x") == .quit)
  }

  @Test("A key cannot be had twice, and the first who wants it has it")
  func conflicts() {
    #expect(
      refusals(KeyChange(.quit, keys: ["x"])) == [
        "quit cannot have x, which is the key of export: give that one another key first"
      ])
    let (table, refused) = KeyTable.standard.changed(by: [
      KeyChange(.quit, keys: ["Q"]), KeyChange(.restart, keys: ["Q"]),
    ])
    #expect(table.action(for: "Q") == .quit && table.action(for: "r") == .restart)
    #expect(refused.map(\.change.action) == [.restart])
  }

  @Test("A change that is refused gives its action the old key back, and a second that wanted it falls too")
  func chain() {
    let (table, refused) = KeyTable.standard.changed(by: [
      KeyChange(.export, keys: ["Ctrl-M"]), KeyChange(.quit, keys: ["x"]), KeyChange(.undo, keys: ["q"]),
    ])
    #expect(Set(refused.map(\.change.action)) == [.export, .quit, .undo])
    #expect(table == .standard)
  }

  @Test("Ctrl-C stays what it is, and keys that no terminal sends are refused")
  func impossible() {
    #expect(refusals(KeyChange(.restart, keys: ["Ctrl-C"])).first?.contains("which always quits") == true)
    #expect(refusals(KeyChange(.quitNow, keys: ["Q"])).first?.contains("keeps Ctrl-C") == true)
    #expect(refusals(KeyChange(.quitNow, keys: ["Q", "Ctrl-C"])).isEmpty)
    for name in ["Ctrl-H", "Ctrl-I", "Ctrl-J", "Ctrl-M", "Ctrl-1", "\u{7}", "\u{2028}", "\u{301}", "🙂"] {
      let key = Key(named: name)
      #expect(key?.canBeSent != true, "\(name)")
      guard let key else { continue }
      #expect(refusals(KeyChange(.restart, keys: [key])).first?.contains("choose another") == true, "\(name)")
    }
    for binding in KeyTable.standard.bindings { #expect(binding.keys.allSatisfy { $0.canBeSent }) }
    #expect(Key(named: "é")?.canBeSent == true)
  }

  static let own = KeyTable.standard.changed(by: [
    KeyChange(.togglePlay, keys: ["P"]), KeyChange(.expectationStep, keys: ["F6"]),
    KeyChange(.showHelp, keys: ["H", "F1"]), KeyChange(.quit, keys: ["Q"]), KeyChange(.showVI, keys: ["F9"]),
    KeyChange(.redraw, keys: ["Ctrl-X"]), KeyChange(.openSettings, keys: []),
    KeyChange(.beginStudy, keys: [":"]), KeyChange(.showPalette, keys: ["Ctrl-P"]),
  ]).table

  @Test("Hints, tabs and sentences show the keys that a person chose")
  func shown() async {
    var desk = await Desk(keys: Self.own)
    #expect(desk.grid.lines[0].contains("[1 EM]") && desk.grid.lines[0].contains("F9 VI"))
    #expect(desk.status.hasSuffix("F6 takes the E-step, P runs."))
    let hints = desk.grid.lines[29]
    #expect(hints.contains("P run") && hints.contains("F6 m half") && hints.contains("H help  Q quit"))
    #expect(!hints.contains("F2") && !hints.contains(" set "))
    await desk.press("e")
    #expect(desk.status == "e means nothing here; H lists the keys")
    await desk.press("F6")
    #expect(desk.status.hasPrefix("E-step 0"))
    #expect(await desk.press("Ctrl-X") == ["redraw"])
    #expect(await desk.press("Ctrl-C") == ["quit"])
  }

  @Test("The help and the palette list the keys that a person chose, and the key of the help closes it")
  func help() async {
    var desk = await Desk(size: Size(60, 12), keys: Self.own)
    await desk.press("H")
    expect(
      desk.grid,
      shows: """
        +=[Help]====================================== Esc closes =+
        |find:                                                     |
        |Running                                                   |
        | P              Run or pause; diffusion lab: the film, wh~|
        | .              One iteration on; nets: one minibatch; fi~|
        | ,              One iteration back; nets: one minibatch; ~|
        | F6             Take the E half-step, where it is next    |
        | m              Take the M half-step, where it is next    |
        | ]              Scrub one half-step or minibatch on in th~|
        | [              Scrub one half-step back                  |
        | }              Scrub ten half-steps on                   |
        +==========================================================+
        """)
    await desk.press("H")
    #expect(desk.lines(with: "Help").isEmpty)
    await desk.press("Ctrl-P")
    await desk.type("half-step, where it is next")
    #expect(desk.lines(with: "Take the E half-step").first?.contains("F6") == true)
  }

  @Test("A lesson is set up whatever keys a person has, and asks for theirs")
  func tour() async {
    func desk(_ keys: KeyTable) async -> Desk {
      var desk = Desk.empty(lab: .em, size: Size(100, 40), keys: keys)
      await desk.settle(desk.beginTour())
      await desk.wait()
      await desk.press("PageDown")
      return desk
    }
    let (usual, own) = (await desk(.standard), await desk(Self.own))
    #expect(usual.lines(with: "Press e").count == 1)
    #expect(own.lines(with: "Press F6").count == 1)
  }
}

@Suite("Keys in a log")
struct KeyLogKeysTests {
  private func explorer(_ keys: KeyTable) -> Explorer {
    Explorer(
      size: Size(100, 30), look: Look(theme: .dark, glyphs: .ascii),
      choice: .plan(.mixture(Tables.faithfulStart)), keys: keys)
  }

  @Test("A log says which keys differ, and is replayed under the same ones")
  func log() async throws {
    var log = KeyLog(opening: [.data: "faithful"])
    var logged = explorer(KeyChangeTests.own)
    let engine = Engine(pool: .onCaller(), tempo: .pulsed)
    func settle(_ effects: [Effect], _ take: (Message) -> [Effect]) async {
      var queue = effects
      while !queue.isEmpty {
        if let message = await engine.carryOut(queue.removeFirst()) { queue += take(message) }
      }
    }
    await settle(logged.open(Tables.faithful)) { logged.receive($0) }
    for key: Key in ["F6", "m", "F6", "H", "H"] {
      await settle(log.receive(.key(key), in: &logged)) { log.receive($0, in: &logged) }
    }
    let text = log.finish()
    #expect(
      text.contains(
        "# keys: toggle-play: P expectation-step: F6 begin-study: : show-vi: F9 open-settings: show-help: H F1 "
          + "show-palette: Ctrl-P redraw: Ctrl-X quit: Q\n"), "\(text)")
    let script = try KeyScript(text)
    let keys = try #require(script.opening[.keys].flatMap { KeyTable(changesText: $0) })
    #expect(keys == KeyChangeTests.own)
    var again = explorer(keys)
    let opening = again.open(Tables.faithful)
    var replay = Replay(again, engine: Engine(pool: .onCaller(), tempo: .pulsed))
    replay.begin(opening)
    let frames = try await replay.follow(script)
    #expect(frames.last?.grid == logged.picture)
    // Under the usual keys F6 means nothing, so the step that the second line waits for never comes.
    var usual = explorer(.standard)
    let start = usual.open(Tables.faithful)
    var other = Replay(usual, engine: Engine(pool: .onCaller(), tempo: .pulsed))
    other.begin(start)
    await #expect(throws: KeyScript.Fault.self) { try await other.follow(script) }
  }

  @Test(
    "Changes that make no sense are none",
    arguments: ["none: a", "quit: Nokey", "quit: x", "quit: Ctrl-C", "Q", "quit: Q restart: Q"])
  func nonsense(_ text: String) {
    #expect(KeyTable(changesText: text) == nil)
  }
}
