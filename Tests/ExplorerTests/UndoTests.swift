import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Undo and redo of settings")
struct UndoTests {
  @Test(
    "u goes back to before the newest change, bit for bit, and drops what followed; Ctrl-R makes it again")
  func change() async throws {
    var desk = await Desk()
    await desk.press(".", ".")
    let before = try desk.run
    await desk.press("F2", "Right", "Esc", ".", ".")
    #expect(try desk.run.portrait?.mixture?.components.count == 3)
    #expect(await desk.press("u") == ["tell 0 takeBack", "ask 0"])
    #expect(desk.status == "undone: K set to 3")
    #expect(try desk.run.history == before.history && desk.run.position == before.position)
    #expect(try desk.run.portrait?.mixture?.components == before.portrait?.mixture?.components)
    #expect(await desk.press("Ctrl-R") == ["tell 0 change: K set to 3", "ask 0"])
    #expect(try desk.run.portrait?.mixture?.components.count == 3)
    await desk.press("u", "u")
    #expect(desk.status == "no setting to undo")
  }

  @Test("A mean dropped by hand is undone where the history was scrubbed back to before it")
  func mean() async throws {
    var desk = await Desk()
    await desk.press(".", ".")
    let before = try desk.run.history
    await desk.press("l", "D", "1", ".", "Home", "u")
    #expect(try desk.run.position == 0)
    #expect(try desk.run.history == before, "the half-steps before the change are still there")
    #expect(desk.status == "undone: mean 1 placed by hand")
  }

  @Test("A new setting leaves nothing to redo")
  func forgetting() async throws {
    var desk = await Desk()
    await desk.press("F2", "Right", "Esc", "u", "F2", "Down", "Right", "Esc", "Ctrl-R")
    #expect(desk.status == "nothing to redo")
  }

  @Test("Another model is undone by the former one, from its start")
  func model() async throws {
    var desk = await Desk()
    await desk.press("F2", "Home", "Right", "Esc")
    #expect(try desk.run.portrait?.plan.summary.name == "ppca")
    await desk.press("u")
    #expect(try desk.run.portrait?.plan.summary.name == "gmm")
    await desk.press("Ctrl-R")
    #expect(try desk.run.portrait?.plan.summary.name == "ppca")
  }

  @Test("After a restart under a changed K, u starts under the former K")
  func restart() async throws {
    var desk = await Desk()
    await desk.press("F2", "Right", "Esc", "r", "u")
    #expect(try desk.run.portrait?.mixture?.components.count == 2)
  }
}
