import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Answers that come late, twice or from runs that are gone")
struct LateMessageTests {
  @Test("Answers of a discarded run change nothing")
  func discarded() async {
    var desk = await Desk()
    let late = await desk.answers(to: desk.receiveAlone(.key(.character("."))))
    await desk.press("r")
    let after = desk.explorer.runs
    let picture = desk.grid
    for message in late { await desk.receive(message) }
    await desk.receive(.startFailed(RunID(0), .noData))
    await desk.receive(.saved(RunID(0), path: "x"))
    #expect(desk.explorer.runs == after)
    await desk.press("g", "g")
    #expect(desk.grid == picture)
  }

  @Test("A report that was asked for before the run was let go does not end it")
  func reportBeforeRun() async throws {
    var desk = await Desk()
    await desk.press(">", ">")
    // A selection asks; its answer, of a paused run, is still under way when the run is let go.
    let early = await desk.answers(to: desk.receiveAlone(.key(.character("n"))))
    #expect(early.count == 1)
    let letGo = desk.receiveAlone(.key(.character(" ")))
    #expect(letGo.map(description) == ["tell 0 run", "ask 0 row 0"])
    for message in early { await desk.receive(message) }
    #expect(try desk.run.isPlaying)
    for message in await desk.answers(to: letGo) { await desk.receive(message) }
    #expect(try desk.run.isPlaying)
    await desk.wait()
    #expect(desk.grid.lines[0].contains("CONVERGED"))
  }

  @Test("Two answers to questions with the same mark leave one history")
  func sameMark() async throws {
    var desk = await Desk()
    await desk.press(".")
    let first = desk.receiveAlone(.key(.character(".")))
    let second = desk.receiveAlone(.key(.character(".")))
    let answers = await desk.answers(to: first + second)
    #expect(answers.count == 2)
    for answer in answers { await desk.receive(answer) }
    var other = await Desk()
    await other.press(".", ".", ".")
    #expect(try desk.run.history == other.run.history)
    #expect(try desk.run.openQuestions == 0)
  }

  @Test("A future dropped by a change is dropped on the screen as well")
  func droppedFuture() async throws {
    var desk = await Desk()
    await desk.press(".", ".", ".", "Home", "]", "]", "F2", "Right", "Esc")
    let history = try desk.run.history
    #expect(history.count == 3)
    #expect(history.last == .intervention("K set to 3"))
    #expect(try desk.run.position == 3)
  }

  @Test("A run that fails while it goes by itself stops and says why")
  func failing() async throws {
    // Without a ridge, a component on a single galaxy collapses.
    let settings = MixtureSettings(components: 30, ridge: 0, tolerance: 0, seed: 3)
    var desk = await Desk(Tables.galaxies, settings)
    await desk.press(">", ">", "Space")
    var ticks = 0
    while try desk.run.isPlaying, ticks < 5000 {
      await desk.tick()
      ticks += 1
    }
    #expect(try desk.run.failure != nil)
    #expect(desk.grid.lines[0].contains("STOPPED"))
    await desk.press("Home")
    #expect(try desk.run.failure == nil)
    #expect(try desk.run.position == 0)
  }
}
