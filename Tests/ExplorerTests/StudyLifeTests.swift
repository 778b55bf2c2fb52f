import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("What studies are about, and how long they live")
struct StudyLifeTests {
  /// Chooses the next model in the settings.
  private func nextModel(at desk: inout Desk) async -> [String] {
    await desk.press("F2", "Home")
    let effects = await desk.press("Right")
    await desk.press("Esc")
    return effects
  }

  @Test("Errors that are put away, or replaced by others, are let go even when they were found")
  func letGo() async throws {
    var desk = await Desk()
    await desk.press("E")
    await desk.wait()
    for number in 1...3 {
      #expect((await desk.press("E")).first == "cancel study \(number)")
      await desk.press("c")
    }
    #expect(await desk.press("E") == ["cancel study 4"])
    #expect(!desk.explorer.isStudying)
  }

  @Test("What is computed about a run ends with it: another start, another model, a branch that is closed")
  func discardedRun() async throws {
    var desk = await Desk()
    await desk.press("E")
    #expect(
      await desk.press("r") == ["cancel study 1", "discard 0", "start 2: faithful K 2 seed 42", "ask 2"])
    #expect(!desk.explorer.isStudying && desk.explorer.errorsFound == nil)
    await desk.press("E")
    #expect((await nextModel(at: &desk)).first == "cancel study 3")
    #expect(!desk.explorer.isStudying)
    await desk.press("b", "E")
    #expect(desk.explorer.isStudying)
    for _ in 0..<6 where desk.explorer.activeRun == 1 { await desk.press("Tab") }
    #expect(desk.explorer.activeRun == 0)
    #expect(await desk.press("b") == ["cancel study 6", "discard 5"])
    #expect(!desk.explorer.isStudying)
  }

  @Test("A choice among fits goes on beside errors and over another start, but not over another model")
  func beside() async throws {
    var desk = await Desk()
    await desk.press("S")
    #expect((await desk.press("E")).allSatisfy { !$0.hasPrefix("cancel") })
    #expect((await desk.press("r")).filter { $0.hasPrefix("cancel") } == ["cancel study 2"])
    #expect(desk.explorer.isStudying)
    #expect((await nextModel(at: &desk)).first == "cancel study 1")
    #expect(!desk.explorer.isStudying)
    #expect(desk.lines(with: "over K and family").isEmpty, "the view does not suit PPCA")
  }

  @Test("Of two studies, c gives up the one whose panel has the keys")
  func cancelsOne() async throws {
    var desk = await Desk()
    await desk.press("S", "E")
    #expect(await desk.press("c") == ["cancel study 1"], "the selection has the keys")
    #expect(desk.explorer.isStudying)
    #expect(await desk.press("c") == ["cancel study 2"])
    #expect(!desk.explorer.isStudying)
  }

  @Test("Errors hide the parameter of no other fit")
  func errorsOfAnother() async throws {
    var desk = await Desk(Tables.iris, Tables.irisStart, size: Size(160, 50))
    await desk.press(".", "E")
    await desk.wait()
    #expect(desk.lines(with: "SE by").count == 1)
    _ = await nextModel(at: &desk)
    #expect(desk.lines(with: "SE by").isEmpty && desk.lines(with: "stale").isEmpty)
    #expect(desk.lines(with: "Parameters").count == 1 && desk.lines(with: "w1").count >= 2)
    await desk.press("E")
    #expect(desk.status == "standard errors: observed information")
  }

  @Test("The table of the selection is stale under another ridge, not under another K")
  func staleSelection() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2, tolerance: 1e-3))
    await desk.press("F2", "Home", "Up", "Up", "2", "Enter", "Esc", "S")
    await desk.wait()
    await desk.press("F2", "Home", "Down", "3", "Enter", "Esc")
    #expect(try desk.run.portrait?.mixture?.components.count == 3)
    #expect(desk.lines(with: "stale").isEmpty)
    await desk.press("F2", "Home", "Down", "Down", "Down", "Down", "Down", "1", "Enter", "Esc")
    #expect(try desk.run.portrait?.mixture?.settings.ridge == 1)
    #expect(desk.lines(with: "stale").count == 1)
    await desk.press("S")
    #expect(desk.lines(with: "stale").isEmpty)
  }

  @Test("Fits that fail leave a blank between them in the table of the selection")
  func failedCells() async throws {
    let rows: [[Double]] = [[0, 0], [1, 0], [0, 1], [5, 5], [6, 5], [5, 6]]
    let data = DataTable(name: "few", values: Matrix(rows), columnNames: ["a", "b"])
    var desk = await Desk(data, MixtureSettings(components: 1, ridge: 0), size: Size(160, 50))
    await desk.press("S")
    await desk.wait()
    #expect(!desk.lines(with: " failed").isEmpty)
    #expect(desk.lines(with: "failedfailed").isEmpty && desk.lines(with: "fullfailed").isEmpty)
  }
}
