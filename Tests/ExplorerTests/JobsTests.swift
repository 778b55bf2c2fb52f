import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("The list of what goes on")
struct JobsTests {
  @Test("What runs and what is computed, lab by lab, each with how far it has come; without colour too")
  func list() async {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2), size: Size(80, 24))
    await desk.press("J")
    #expect(desk.lines(with: "nothing runs, and nothing is computed").count == 1)
    await desk.press("Esc", "e", "m", "w", "S")
    for _ in 0..<4 { await desk.tick() }
    await desk.press("5", "Space", "J")
    expect(
      part(Rect(x: 1, y: 9, width: 78, height: 6), of: desk.grid),
      shows: """
        +=[What goes on]========================================================= 2 =+
        | EM      criteria over K and family          ###         26 %               |
        | Ladder  ladder                                          0 %                |
        |                                                                            |
        | Enter goes there   c ends it, keeping what it found   Esc closes           |
        +============================================================================+
        """)
    await desk.press("Down", "Enter")
    #expect(desk.explorer.shownLab == .ladder)
  }

  @Test("c ends the job that is chosen and keeps what it found; Enter goes to its lab")
  func endAndGo() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2))
    await desk.press("e", "m", "w", "S")
    for _ in 0..<4 { await desk.tick() }
    let done = try #require(desk.explorer.selectionFound)
    await desk.press("5", "J", "Enter")
    #expect(desk.explorer.shownLab == .em && !desk.explorer.hasOverlay)
    await desk.press("Space", "J", "c")
    #expect(try desk.run.isPlaying == false)
    #expect(desk.explorer.isStudying)
    await desk.press("c")
    #expect(!desk.explorer.isStudying && desk.explorer.hasOverlay)
    await desk.press("c", "Enter")
    #expect(!desk.explorer.hasOverlay)
    #expect(desk.explorer.selectionFound?.cells.count ?? 0 >= done.cells.count)
  }

  @Test("The mouse over a list: the wheel moves, a click chooses, another does it, and one beside it closes")
  func mouse() async {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2), size: Size(80, 24))
    await desk.press(":")
    await desk.receive(.key(.mouse(MouseEvent(.wheelDown, at: Point(2, 2)))))
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(0, 0)))))
    #expect(!desk.explorer.hasOverlay)
    await desk.press("F2")
    let rows = desk.grid.lines.indices.filter { desk.grid.lines[$0].contains("covariance family") }
    let place = Point(50, rows[0])
    #expect(desk.lines(with: "full").count > 0)
    await desk.receive(.key(.mouse(MouseEvent(.press, at: place))))
    await desk.receive(.key(.mouse(MouseEvent(.press, at: place))))
    #expect(desk.lines(with: "covariance family  tied").count == 1)
    // The notes below are no lines to choose.
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(50, rows[0] + 9)))))
    await desk.press("Right")
    #expect(desk.lines(with: "covariance family  diag").count == 1)
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(0, 5)))))
    #expect(!desk.explorer.hasOverlay)
  }

  @Test("What is wrong with a number is said while it is typed")
  func validation() async {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2), size: Size(80, 24))
    await desk.press("F2", "0")
    #expect(desk.lines(with: "a whole number from 1").count == 1)
    await desk.press("Backspace", "3")
    #expect(desk.lines(with: "a whole number from 1").isEmpty)
    await desk.press("Enter")
    #expect(desk.lines(with: "components K       3").count == 1)
  }

  @Test("In a list that is scrolled a click chooses the line below the mouse")
  func scrolled() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2), size: Size(80, 24))
    await desk.press(":")
    for _ in 0..<30 { await desk.receive(.key(.mouse(MouseEvent(.wheelDown, at: Point(40, 12))))) }
    let lines = desk.grid.lines
    let row = try #require(lines.firstIndex { $0.contains("Commands") }) + 6
    let wanted = String(lines[row].dropFirst(12).prefix(30))
    await desk.receive(.key(.mouse(MouseEvent(.press, at: Point(40, row)))))
    let chosen = try #require(desk.explorer.announcement.first { $0.hasPrefix("> ") })
    #expect(
      chosen.contains(wanted.split(separator: " ").joined(separator: " ")), "\(chosen), wanted \(wanted)")
  }
}
