import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing
import TestSupport

@Suite("Key scripts")
struct KeyScriptTests {
  @Test("Every kind of line is read, comments and empty lines are passed over")
  func parsing() throws {
    let script = try KeyScript(
      """
      # how to begin
      at 12 key Space

        key e
      wait 20
      wait settled
      resize 80x24
      paste two  words\u{20}
      key Ctrl-P
      at 3 paste  x
      at frame 7 key Space
      at 4 resize 90x25
      mouse wheel-up 3 4
      at owing 2 key m
      outcome exists
      outcome failed a.svg: no  room
      at study 3 37 key c
      at 12 frame 7 run 1 40 run 4 2 study 3 37 study 12 0 resize 90x25
      tick 5
      """)
    #expect(
      script.lines.map(\.command) == [
        .key(.character(" "), at: .step(12)), .key(.character("e"), at: nil), .waitForStep(20),
        .waitUntilSettled, .resize(Size(80, 24), at: nil), .key(.paste("two  words "), at: nil),
        .key(.control("p"), at: nil), .key(.paste(" x"), at: .step(3)),
        .key(.character(" "), at: .frame(7)), .resize(Size(90, 25), at: .step(4)),
        .key(.mouse(MouseEvent(.wheelUp, at: Point(3, 4))), at: nil),
        .key(.character("m"), at: .owing(2)), .outcome(.exists), .outcome(.failed("a.svg: no  room")),
        .key(.character("c"), at: KeyScript.Moment(studies: [StudyID(3): 37])),
        .resize(
          Size(90, 25),
          at: KeyScript.Moment(
            step: 12, frame: 7, runs: [RunID(1): 40, RunID(4): 2],
            studies: [StudyID(3): 37, StudyID(12): 0])),
        .tick(5),
      ])
    #expect(script.lines.map(\.number) == [2] + Array(4...19))
    // What a command says, read again, is the command.
    for line in script.lines {
      let text = try #require(line.command.text)
      #expect(try KeyScript(text).lines.map(\.command) == [line.command])
      #expect(text == trimmedLeft(line.text))
    }
    #expect(script.lines[1].text == "  key e")
    #expect(try KeyScript("").lines.isEmpty)
    #expect(try KeyScript("key e\r\nkey m\r\n").lines.count == 2)
  }

  @Test("The name of no key is told apart from a line that is none", arguments: ["key Foo", "at 3 key Foo"])
  func unknownKeys(_ line: String) {
    let fault = #expect(throws: KeyScript.Fault.self) { try KeyScript(line) }
    #expect(fault?.description == "line 1: no key is called Foo: names are Space, Tab, Ctrl-R, F2, a …")
  }

  @Test(
    "A line that is not understood is named with its number and what could stand there",
    arguments: [
      "kei e", "key", "key e m", "at 3 key", "at -1 key e", "at x key e", "at 3 kay e", "wait",
      "wait -1", "wait forever", "resize 80", "resize 0x10", "resize 80x24x3", "resize 80x5000", "paste",
      "wait 99999999999999999999", "mouse", "mouse hover 1 1", "mouse press 1", "at frame key e",
      "at 3 wait 4", "at owing key e", "at", "at key e", "at 3 4 key e", "at run 1 key e", "at study key e",
      "at run 1 2 run 1 3 key e", "at frame 2 frame 3 key e", "at study -1 2 key e", "outcome",
      "outcome failed", "outcome exists 1", "at 2 outcome exists",
      "tick", "tick 0", "tick 108001", "at 3 tick 1",
    ])
  func faults(_ line: String) {
    let fault = #expect(throws: KeyScript.Fault.self) { try KeyScript("key e\n\n\(line)\n") }
    #expect(fault?.line == 3)
    #expect(
      fault?.description
        == "line 3: \"\(line)\" is none of: at STEP key NAME, key NAME, wait STEP, wait settled, tick N, resize WxH, paste TEXT, mouse ACTION X Y, outcome WHAT"
    )
  }
}

private func trimmedLeft(_ text: String) -> String { String(text.drop { $0 == " " }) }

@Suite("Replays")
struct ReplayTests {
  private func follow(
    _ text: String, _ settings: MixtureSettings = Tables.faithfulStart, patience: Double = 3600
  ) async throws -> [Replay.Frame] {
    var explorer = Explorer(
      size: Size(80, 24), look: Look(theme: .dark, glyphs: .ascii), choice: .plan(.mixture(settings)))
    let opening = explorer.open(Tables.faithful)
    var replay = Replay(explorer, engine: Engine(pool: .onCaller(), tempo: .pulsed), patience: patience)
    await replay.settle(opening)
    return try await replay.follow(try KeyScript(text))
  }

  @Test("The same script gives the same frames, one for the start and one for each line")
  func sameFrames() async throws {
    let script = """
      key e
      key m
      key .
      key Space
      at 9 key b
      key >
      key >
      key Space
      wait settled
      resize 100x30
      paste ignored
      key ?
      """
    let frames = try await follow(script)
    #expect(frames.map(\.cause) == ["start"] + script.split(separator: "\n").map(String.init))
    #expect(frames.map { $0.grid.size.width } == Array(repeating: 80, count: 10) + [100, 100, 100])
    #expect(try await follow(script) == frames)
    #expect(Set(frames.map { picture($0.grid) }).count == frames.count - 1, "only the paste changes nothing")
  }

  @Test("A wait for a step comes true at that step of a playing run, paced or flat out")
  func waiting() async throws {
    let paced = try await follow("key Space\nwait 6")
    #expect(paced[2].grid.lines[0].contains("RUN it 3 M"))
    let frames = try await follow("key >\nkey >\nkey Space\nwait 5")
    #expect(frames[4].grid.lines[0].contains("RUN it 2 E"))
    let settled = try await follow("wait settled")
    #expect(settled[0].grid == settled[1].grid)
  }

  @Test("Frames go by where anything moves, and nothing waits where nothing does")
  func ticking() async throws {
    let still = try await follow("tick 5")
    #expect(still[0].grid == still[1].grid)
    let frames = try await follow("key >\nkey >\nkey Space\ntick 1\ntick 2\ntick 100000")
    #expect(frames.map { $0.grid.lines[0] }.suffix(3).allSatisfy { $0.contains("it ") })
    #expect(Set(frames.suffix(3).map { picture($0.grid) }).count == 3)
    #expect(picture(frames[6].grid).contains("CONVERGED"))
  }

  @Test("A wait for what never comes is a fault that says so, with its line")
  func neverTrue() async throws {
    let wait = await #expect(throws: KeyScript.Fault.self) { try await follow("key e\nwait 20") }
    #expect(wait?.description == "line 2: nothing moves, so \"wait 20\" never comes true")
    let key = await #expect(throws: KeyScript.Fault.self) { try await follow("at 1 key m") }
    #expect(key?.description == "line 1: nothing moves, so \"at 1 key m\" never comes true")
  }

  @Test("A fit that never settles is a fault too")
  func neverSettled() async throws {
    var settings = Tables.faithfulStart
    settings.tolerance = 0
    let fault = await #expect(throws: KeyScript.Fault.self) {
      try await follow("key >\nkey >\nkey Space\nwait settled", settings, patience: 20)
    }
    #expect(fault?.description == "line 4: \"wait settled\" did not come true in 20 seconds of playing")
  }

  @Test("Nothing follows a line that quits")
  func quitting() async throws {
    let frames = try await follow("key e\nkey q\nkey n\nkey q\nkey y\nkey m\nkey e")
    #expect(frames.count == 6)
    let atOnce = try await follow("key Ctrl-C\nkey e")
    #expect(atOnce.count == 2)
  }

  @Test("After a change, back to the start and forward again: the same pictures")
  func rewinding() async throws {
    let forward =
      "key .\nkey .\nkey F2\nkey Right\nkey Esc\nkey e\nkey m\nkey l\nkey D\nkey 1\nkey e\nkey m\n"
    let steps = 5 + 1 + 2 + 1 + 2
    let frames = try await follow(
      forward + String(repeating: "key [\n", count: steps) + String(repeating: "key ]\n", count: steps))
    let back = frames[13..<(13 + steps)].map(\.grid)
    let again = frames[(13 + steps)...].map(\.grid)
    let end = frames[12].grid
    #expect(again.last == end)
    #expect(Array(again.dropLast().reversed()) == Array(back.dropLast()))
    #expect(Set(back).count == steps)
    // Back at the start, the picture is the first one but for the cursor and the faint trace ahead.
    #expect(picture(back[steps - 1]).contains("At the start (given)"))
  }

  @Test("A recording ends in the last picture, shows what moves meanwhile, and is the same twice")
  func recording() async throws {
    func record() async throws -> (cast: String, last: Grid) {
      var explorer = Explorer(
        size: Size(80, 24), look: Look(theme: .dark, glyphs: .braille),
        choice: .plan(.mixture(Tables.faithfulStart)))
      let opening = explorer.open(Tables.faithful)
      var replay = Replay(
        explorer, engine: Engine(pool: .onCaller(), tempo: .pulsed),
        cast: Asciicast(size: Size(80, 24), paper: .dark))
      await replay.settle(opening)
      let frames = try await replay.follow(
        try KeyScript("key e\nkey Space\nwait 8\nresize 90x26\nkey >\nwait 12\nkey ?"))
      return (try #require(replay.cast?.text), try #require(frames.last?.grid))
    }
    let (cast, last) = try await record()
    #expect(try await record().cast == cast)
    var terminal = TerminalEmulator(size: Size(80, 24))
    var times: [Double] = []
    for line in cast.split(separator: "\n").dropFirst() {
      let parts = line.dropFirst().dropLast().split(separator: ", ", maxSplits: 2)
      let data = parts[2].dropFirst().dropLast().replacing("\\u001b", with: "\u{1B}")
        .replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
      times.append(try #require(Double(parts[0])))
      if parts[1] == "\"r\"" {
        terminal.resize(to: try #require(Size(String(data))))
      } else {
        terminal.feed(data.utf8)
      }
    }
    #expect(terminal.grid == last)
    #expect(times == times.sorted() && times.count > 12, "each half-step is seen, not the lines alone")
  }

  @Test("What a script saves or exports is not written")
  func dry() async throws {
    let folder = try TemporaryFolder()
    let frames = try await follow(
      "key e\nkey s\nkey Ctrl-U\npaste \(folder.path)/a.safetensors\nkey Enter\nkey x\nkey Ctrl-U\n"
        + "paste \(folder.path)/a.svg\nkey Enter")
    #expect(picture(frames[5].grid).contains("saved \(folder.path)/a.safetensors"))
    #expect(picture(frames[9].grid).contains("exported \(folder.path)/a.svg"))
    #expect(folder.names.isEmpty)
  }

  @Test("A file that was there, or could not be written, is asked about again as it was")
  func outcomes() async throws {
    let frames = try await follow(
      "key x\nkey Ctrl-U\npaste a.svg\nkey Enter\noutcome exists\nkey y\noutcome failed a.svg: no room\nkey l"
    )
    #expect(picture(frames[4].grid).contains("a.svg is there already. Replace it? y / n"))
    #expect(picture(frames[5].grid).contains("a.svg: no room"))
    #expect(frames.count == 7)
  }

  @Test("A flat out run is stopped at the very step that is waited for")
  func exactStep() async throws {
    for step in [5, 6, 9] {
      let frames = try await follow("key >\nkey >\nkey >\nkey Space\nat \(step) key Space")
      #expect(frames[5].grid.lines[0].contains(step % 2 == 0 ? "it \(step / 2) M" : "it \(step / 2) E"))
    }
  }
}
