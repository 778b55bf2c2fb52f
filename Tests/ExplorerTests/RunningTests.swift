import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Running a fit by keys")
struct RunningTests {
  @Test("Opening data starts a run and asks how it stands")
  func opening() async throws {
    let desk = await Desk(nil)
    var explorer = desk.explorer
    #expect(explorer.open(Tables.faithful).map(description) == ["start 0: faithful K 2 seed 42", "ask 0"])
    #expect(explorer.needsTicks, "an answer is awaited")
    #expect(try await Desk().run.position == 0)
  }

  @Test("e and m take the half-step that is next, and say so where it is the other one")
  func halfSteps() async throws {
    var desk = await Desk()
    #expect(await desk.press("m") == [])
    #expect(desk.status == "the E half-step is next: e takes it")
    #expect(await desk.press("e") == ["tell 0 stepForward", "ask 0"])
    #expect(try desk.run.portrait?.nextPhase == .maximization)
    #expect(await desk.press("e") == [])
    #expect(desk.status == "the M half-step is next: m takes it")
    #expect(await desk.press("m") == ["tell 0 stepForward", "ask 0"])
    #expect(try desk.run.position == 2)
  }

  @Test(". and , go from iteration to iteration, whichever half-step they start from")
  func iterations() async throws {
    var desk = await Desk()
    #expect(await desk.press(".") == ["tell 0 iterationForward", "ask 0"])
    #expect(try desk.run.position == 3)  // E of the start, M, E
    await desk.press(".")
    #expect(try desk.run.position == 5)
    await desk.press("e", "m", ",")
    #expect(try desk.run.position == 5)
    #expect(await desk.press(",") == ["tell 0 iterationBack", "ask 0"])
    #expect(try desk.run.position == 3)
    await desk.press(",", ",")
    #expect(try desk.run.position == 0)
    await desk.press("]", ".")
    #expect(try desk.run.position == 3)
  }

  @Test("Scrubbing stays within the history")
  func scrubbing() async throws {
    var desk = await Desk()
    await desk.press("[", "{", "]", "}", "End", "Home")
    #expect(try desk.run.position == 0)
    #expect(try desk.run.history.isEmpty)
    await desk.press(".", ".", ".", ".", ".", ".")
    #expect(try desk.run.history.count == 13)
    let trail: [(key: String, position: Int)] = [
      ("]", 13), ("[", 12), ("{", 2), ("{", 0), ("[", 0), ("]", 1), ("}", 11), ("}", 13), ("}", 13),
      ("Home", 0), ("End", 13),
    ]
    for (key, position) in trail {
      let effects = await desk.press(key)
      #expect(effects.last == "ask 0")
      #expect(try desk.run.position == position, "\(key)")
      #expect(try desk.run.history.count == 13)
    }
  }

  @Test("The bound after an M half-step is marked as one, the log-likelihood after an E half-step as exact")
  func marks() async throws {
    var desk = await Desk()
    #expect(desk.lines(with: "= -").isEmpty && desk.lines(with: ">= ").isEmpty)
    await desk.press("e")
    #expect(desk.grid.lines[1].contains(" = -"))
    await desk.press("m")
    #expect(desk.grid.lines[1].contains(" >= -"))
    #expect(!desk.grid.lines[1].contains(" = -"))
  }

  @Test("Space paces the run at the speed of the lab and stops it at convergence")
  func pacing() async throws {
    var desk = await Desk()
    #expect(await desk.press("Space") == [])
    #expect(desk.explorer.needsTicks)
    #expect(await desk.tick() == ["tell 0 stepForward", "ask 0"])
    // Four iterations a second are eight half-steps: the next one is due after an eighth of a second.
    #expect(await desk.tick(0.1) == [])
    #expect(await desk.tick(0.03) == ["tell 0 stepForward", "ask 0"])
    #expect(await desk.press("Space") == ["ask 0"])
    #expect(!desk.explorer.needsTicks)
    #expect(await desk.tick(10) == [])
    await desk.press("Space")
    await desk.wait()
    let end = try desk.run.history.count
    #expect(try desk.run.position == end)
    #expect(desk.grid.lines[0].contains("CONVERGED"))
    #expect(desk.status.hasPrefix("Converged: "))
    await desk.press("Space")
    await desk.wait()
    #expect(try desk.run.history.count == end + 2, "whoever asks for more gets one more iteration")
  }

  @Test("A late tick takes one step, and none is caught up with")
  func lateTick() async throws {
    var desk = await Desk()
    await desk.press("Space")
    await desk.tick()
    #expect(await desk.tick(60) == ["tell 0 stepForward", "ask 0"])
    #expect(await desk.tick(0.01) == [])
    #expect(await desk.tick(0.01) == [])
    #expect(await desk.tick(0.125) == ["tell 0 stepForward", "ask 0"])
    #expect(try desk.run.position == 3)
  }

  @Test("A paced run waits for the answer before it takes another step")
  func patience() async {
    var desk = await Desk()
    await desk.press("Space")
    let asked = desk.receiveAlone(.tick(1))
    #expect(asked.count == 2)
    #expect(desk.receiveAlone(.tick(2)).isEmpty)
    for answer in await desk.answers(to: asked) { await desk.receive(answer) }
    #expect(desk.receiveAlone(.tick(3)).count == 2)
  }

  @Test("Playing from within the history goes through it first")
  func playingHistory() async throws {
    var desk = await Desk()
    await desk.press(".", ".", ".", "Home", "Space")
    let before = try desk.run.history
    await desk.tick()
    await desk.tick(1)
    #expect(try desk.run.position == 2)
    #expect(try desk.run.history == before)
    await desk.wait()
    #expect(try Array(desk.run.history.prefix(before.count)) == before)
    #expect(try desk.run.history.count > before.count)
  }

  @Test("< and > change the speed, and a playing run goes on at the new one, up to flat out and back")
  func speed() async throws {
    var desk = await Desk()
    #expect(desk.lines(with: "speed 4 it/s").count == 1)
    #expect(await desk.press("<", "<", "<", "<", "<") == [])
    #expect(desk.lines(with: "speed 0.5 it/s").count == 2, "in the settings and in the status line")
    await desk.press("Space")
    #expect(await desk.press(">", ">", ">", ">") == [])
    #expect(desk.status == "speed 8 it/s")
    #expect(await desk.press(">") == ["tell 0 run", "ask 0"])
    #expect(desk.lines(with: "speed flat out").count == 2)
    #expect(await desk.press(">") == ["tell 0 pause", "tell 0 run", "ask 0"])
    #expect(await desk.tick() == ["ask 0"])
    #expect(try desk.run.isPlaying)
    #expect(await desk.press("<") == ["tell 0 pause"])
    #expect(try desk.run.isPlaying)
    #expect(await desk.tick() == ["tell 0 stepForward", "ask 0"])
    #expect(await desk.press(">", "Space") == ["tell 0 run", "ask 0", "tell 0 pause", "ask 0"])
    #expect(try !desk.run.isPlaying)
  }

  @Test("Flat out ends where paced playing ends, with the same numbers")
  func flatOut() async throws {
    var paced = await Desk()
    await paced.press("Space")
    await paced.wait()
    var free = await Desk()
    await free.press(">", ">", "Space")
    await free.wait()
    #expect(try free.run.history == paced.run.history)
    #expect(try free.run.portrait?.mixture?.components == paced.run.portrait?.mixture?.components)
    #expect(free.grid.lines[0].contains("CONVERGED"))
  }

  @Test("A step, a scrub or a change pauses a playing run first")
  func pausing() async throws {
    for key in [".", ",", "[", "]", "Home", "End"] {
      var desk = await Desk()
      await desk.press(">", ">", "Space")
      #expect(await desk.press(key).first == "tell 0 pause", "\(key)")
      #expect(try !desk.run.isPlaying)
    }
  }

  @Test("r starts again with the same seed, R with the next one, and the old run is discarded")
  func restarting() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 3, seed: 7))
    await desk.press(".", ".")
    let start = try await Desk(Tables.faithful, MixtureSettings(components: 3, seed: 7)).run.portrait
    #expect(await desk.press("r") == ["discard 0", "start 1: faithful K 3 seed 7", "ask 1"])
    #expect(try desk.run.position == 0)
    #expect(try desk.run.portrait == start)
    #expect(await desk.press("R") == ["discard 1", "start 2: faithful K 3 seed 8", "ask 2"])
    #expect(desk.status == "new seed 8")
    #expect(try desk.run.seed == 8)
    #expect(try desk.run.portrait != start)
  }

  @Test("A restart keeps the settings that were changed during the run")
  func restartAfterChange() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2, seed: 7))
    await desk.press("F2", "Right", "Esc")
    #expect(await desk.press("r") == ["discard 0", "start 1: faithful K 3 seed 7", "ask 1"])
  }

  @Test("p keeps the trace to compare with, across a restart, and lets it go")
  func pinning() async throws {
    var desk = await Desk(size: Size(160, 50))
    #expect(await desk.press("p") == [])
    #expect(desk.lines(with: "pinned").isEmpty, "there is nothing to pin before the first E half-step")
    await desk.press(".", ".", "p")
    #expect(desk.lines(with: "vs pinned +0.000").count == 1)
    await desk.press("r", "e")
    #expect(desk.lines(with: "vs pinned -").count == 1)
    #expect(desk.lines(with: "pinned A").count == 1)
    await desk.press("p")
    #expect(desk.lines(with: "pinned").isEmpty)
  }

  @Test("A run that cannot be made says why, asks for nothing, and starts under better settings")
  func noFit() async throws {
    var desk = await Desk(Tables.galaxies, MixtureSettings(components: 100))
    #expect(desk.grid.lines[0].contains("NO FIT"))
    #expect(desk.status.hasPrefix("100 components need at least 100 rows and there are 82"))
    for key in [".", "e", "Space", "Home", "b", "p", "Enter", "n", "v", "D", "y", "g", "+"] {
      await desk.press(key)
      #expect(!desk.explorer.needsTicks, "\(key) waits for an answer that never comes")
    }
    await desk.press("F2", "Enter", "Ctrl-U")
    await desk.type("4")
    #expect(await desk.press("Enter") == ["discard 0", "start 1: galaxies K 4 seed 42", "ask 1 row 0"])
    await desk.press("Esc", "e")
    #expect(try desk.run.portrait?.mixture?.components.count == 4)
    #expect(desk.status.hasPrefix("E-step 0"))
  }

  @Test("A change that cannot be made leaves the run as it was and says why")
  func refusedChange() async throws {
    var desk = await Desk(Tables.galaxies, Tables.galaxiesStart)
    await desk.press("F2", "Enter", "Ctrl-U")
    await desk.type("83")
    #expect(await desk.press("Enter") == ["tell 0 change: K set to 83", "ask 0"])
    #expect(try desk.run.portrait?.mixture?.components.count == 3)
    #expect(try desk.run.failure?.hasPrefix("83 components need at least 83 rows") == true)
    await desk.press("Esc", "e")
    #expect(try desk.run.failure == nil)
  }
}
