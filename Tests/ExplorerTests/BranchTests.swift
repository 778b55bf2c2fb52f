import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Two runs side by side")
struct BranchTests {
  @Test("b forks a run where the first stands, and the keys then act on it")
  func forking() async throws {
    var desk = await Desk()
    await desk.press(".", ".", "[")
    #expect(await desk.press("b") == ["fork 0 to 1", "ask 1"])
    #expect(desk.explorer.runs.map(\.name) == ["A", "B"])
    #expect(desk.explorer.runs.map(\.position) == [4, 4])
    #expect(desk.explorer.runs.map(\.history.count) == [5, 4], "a fork has no future")
    #expect(await desk.press(".") == ["tell 1 iterationForward", "ask 1"])
    #expect(desk.explorer.runs.map(\.position) == [4, 5])
    #expect(desk.lines(with: "Run A").count == 1 && desk.lines(with: "Run B").count == 1)
  }

  @Test("The plot that has the focus says which run the keys act on")
  func focus() async throws {
    var desk = await Desk()
    await desk.press(".", "b")
    #expect(desk.explorer.activeRun == 1)
    await desk.press("Shift-Tab")
    #expect(desk.explorer.activeRun == 0)
    #expect(await desk.press(".") == ["tell 0 iterationForward", "ask 0"])
    await desk.press("Tab")
    #expect(desk.explorer.activeRun == 1)
    // The other panels leave it as it is.
    await desk.press("Tab", "Tab", "Tab", "Tab")
    #expect(desk.explorer.activeRun == 1)
    await desk.press("Tab")
    #expect(desk.explorer.activeRun == 0)
  }

  @Test("b again closes the run that is not active")
  func closing() async throws {
    var desk = await Desk()
    await desk.press(".", "b")
    #expect(await desk.press("b") == ["discard 0"])
    #expect(desk.explorer.runs.map(\.name) == ["B"])
    #expect(await desk.press("b") == ["fork 1 to 2", "ask 2"])
    #expect(desk.explorer.runs.map(\.name) == ["B", "A"])
    await desk.press("Shift-Tab")
    #expect(await desk.press("b") == ["discard 2"])
    #expect(desk.explorer.activeRun == 0)
    #expect(await desk.press(".") == ["tell 1 iterationForward", "ask 1"])
  }

  @Test("A change in the branch leaves the first run as it was")
  func independence() async throws {
    var desk = await Desk()
    await desk.press(".", "b")
    let first = desk.explorer.runs[0]
    await desk.press("F2", "Right", "Esc", ".", ".")
    #expect(desk.explorer.runs[0] == first)
    #expect(try desk.run.portrait?.mixture?.components.count == 3)
    #expect(desk.explorer.runs[0].portrait?.mixture?.components.count == 2)
  }

  @Test("Both runs play at once, each at its own place")
  func playingBoth() async throws {
    var desk = await Desk()
    await desk.press(".", "b", "Space", "Shift-Tab", "Space")
    #expect(await desk.tick() == ["tell 0 stepForward", "ask 0", "tell 1 stepForward", "ask 1"])
    await desk.wait()
    #expect(desk.explorer.runs[0].history == desk.explorer.runs[1].history)
  }

  @Test("A selected row is read out in both runs")
  func selection() async {
    var desk = await Desk()
    await desk.press(".", "b")
    #expect(await desk.press("n") == ["ask 0 row 0", "ask 1 row 0"])
  }

  @Test("The run that the keys act on is said in the header, at its plot, in the titles and in the status")
  func active() async throws {
    var desk = await Desk()
    await desk.press(".", "b")
    #expect(desk.grid.lines[0].contains("run B"))
    #expect(desk.lines(with: "> Run B").count == 1 && desk.lines(with: "> Run A").isEmpty)
    #expect(desk.lines(with: "Components of B").count == 1 && desk.status.hasPrefix("B: "))
    await desk.press("Shift-Tab")
    #expect(desk.grid.lines[0].contains("run A") && desk.status.hasPrefix("A: "))
    #expect(desk.lines(with: "> Run A").count == 1 && desk.lines(with: "Log-likelihood of A").count == 1)
  }

  @Test("A run that played when it was forked plays on when the branch is closed, unless a person paused it")
  func playingOn() async throws {
    var desk = await Desk()
    await desk.press("Space", "b")
    #expect(desk.explorer.runs.map(\.isPlaying) == [false, false])
    await desk.press("b")
    #expect(desk.explorer.runs.map(\.isPlaying) == [true])
    await desk.press("b", "Space", "Space", "b")
    #expect(desk.explorer.runs.map(\.isPlaying) == [false])
    await desk.press("b", "b")
    #expect(desk.explorer.runs.map(\.isPlaying) == [false])
  }
}
