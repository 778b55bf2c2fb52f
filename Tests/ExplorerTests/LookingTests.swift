import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("Looking at a fit by keys and mouse")
struct LookingTests {
  @Test("Arrows and letters move the cursor a cell at a time, from the middle of the view")
  func cursor() async throws {
    var desk = await Desk()
    #expect(desk.explorer.cursor == nil)
    await desk.press("Left", "Right")
    let middle = try #require(desk.explorer.cursor)
    let view = desk.explorer.view
    #expect(abs(middle.x - (view[0] + view[1]) / 2) < 1e-9)
    #expect(abs(middle.y - (view[2] + view[3]) / 2) < 1e-9)
    await desk.press("l")
    let right = try #require(desk.explorer.cursor)
    #expect(right.x > middle.x && right.y == middle.y)
    await desk.press("k")
    #expect(try #require(desk.explorer.cursor).y > middle.y)
    #expect(desk.explorer.view == view)
  }

  @Test("The cursor drags the view along at its edge")
  func panning() async throws {
    var desk = await Desk()
    let view = desk.explorer.view
    for _ in 0..<80 { await desk.press("Left") }
    let moved = desk.explorer.view
    #expect(moved[0] < view[0] && moved[1] < view[1])
    #expect(moved[2] == view[2] && moved[3] == view[3])
    let cursor = try #require(desk.explorer.cursor)
    let cell = (moved[1] - moved[0]) / 50
    #expect(cursor.x >= moved[0] - 1e-9 && cursor.x < moved[0] + cell, "it stays in sight, at the edge")
    await desk.press("=")
    #expect(desk.explorer.view == view)
  }

  @Test("+ and - zoom about the cursor and undo each other; = shows everything again")
  func zooming() async throws {
    var desk = await Desk()
    let whole = desk.explorer.view
    await desk.press("l", "l", "l", "k", "+")
    let cursor = try #require(desk.explorer.cursor)
    let near = desk.explorer.view
    #expect(abs((near[1] - near[0]) - (whole[1] - whole[0]) / 1.5) < 1e-9)
    let share = { (view: [Double]) in (cursor.x - view[0]) / (view[1] - view[0]) }
    #expect(abs(share(near) - share(whole)) < 1e-9)
    await desk.press("-")
    for (a, b) in zip(desk.explorer.view, whole) { #expect(abs(a - b) < 1e-9) }
    for _ in 0..<300 { await desk.press("+") }
    for _ in 0..<900 { await desk.press("-") }
    let isFinite = desk.explorer.view.allSatisfy { $0.isFinite }
    #expect(isFinite)
    await desk.press("=")
    #expect(desk.explorer.view == whole)
  }

  @Test("Enter selects the row nearest to the cursor; n and N walk, round and round; Esc deselects")
  func rows() async throws {
    var desk = await Desk()
    #expect(await desk.press("n") == ["ask 0 row 0"])
    #expect(await desk.press("N") == ["ask 0 row 271"])
    #expect(await desk.press("n", "n") == ["ask 0 row 0", "ask 0 row 1"])
    #expect(desk.lines(with: "Row 2").count == 1)
    #expect(await desk.press("Esc") == ["ask 0"])
    #expect(desk.explorer.selectedRow == nil)
    #expect(await desk.press("N") == ["ask 0 row 271"])
    await desk.press("l", "Enter")
    let nearest = try #require(desk.explorer.selectedRow)
    let cursor = try #require(desk.explorer.cursor)
    let view = desk.explorer.view
    func distance(_ row: Int) -> Double {
      let dx = (Tables.faithful.values[row, 0] - cursor.x) / (view[1] - view[0])
      let dy = (Tables.faithful.values[row, 1] - cursor.y) / (view[3] - view[2])
      return dx * dx + dy * dy
    }
    let least = (0..<272).map(distance).min()
    #expect(distance(nearest) == least)
  }

  @Test("v and V go through the pairs of columns and the principal components, round and round")
  func planes() async {
    var desk = await Desk(Tables.iris, Tables.irisStart)
    let first = desk.explorer.axisNames
    #expect(first == ["sepal_length", "sepal_width"])
    await desk.press("V")
    #expect(desk.explorer.axisNames.allSatisfy { $0.hasPrefix("PC") })
    var seen: Set<[String]> = []
    for _ in 0..<7 {
      #expect(await desk.press("v") == ["ask 0"])
      seen.insert(desk.explorer.axisNames)
    }
    #expect(seen.count == 7)
    await desk.press("v")
    #expect(desk.explorer.axisNames == first)
  }

  @Test("Tab goes through the panels in sight, and through all of them where there is room for one")
  func tab() async {
    var desk = await Desk(size: Size(80, 24))
    for title in ["Data and components", "Log-lik", "Components", "Data and components"] {
      #expect(focusedTitle(desk.grid) == title)
      await desk.press("Tab")
    }
    desk = await Desk(size: Size(60, 18))
    let titles = ["Data and components", "Log-likelihood", "Components", "Row", "Settings"]
    for title in titles + [titles[0]] {
      #expect(focusedTitle(desk.grid) == title)
      await desk.press("Tab")
    }
    await desk.press("Shift-Tab", "Shift-Tab")
    #expect(focusedTitle(desk.grid) == "Settings")
  }

  /// The title in the doubled border of the ASCII glyphs.
  private func focusedTitle(_ grid: Grid) -> String {
    let line = grid.lines.first { $0.contains("+=[") } ?? ""
    guard let range = line.firstRange(of: "+=[") else { return "none" }
    return String(line[range.upperBound...].prefix { $0 != "]" })
  }

  @Test("z gives the focused panel the whole screen; z or Esc give it back")
  func maximising() async {
    var desk = await Desk()
    let whole = desk.grid
    await desk.press("z")
    #expect(desk.lines(with: "Log-likelihood").isEmpty)
    await desk.press("z")
    #expect(desk.grid == whole)
    await desk.press("n", "z", "Esc")
    #expect(desk.explorer.selectedRow == 0, "Esc leaves the maximised panel first")
    #expect(desk.lines(with: "Log-likelihood").count == 1)
  }

  @Test("g takes the ellipses away, y shows the trace as a distance from the best value")
  func toggles() async {
    var desk = await Desk()
    await desk.press(".", ".")
    let usual = desk.grid
    await desk.press("g")
    #expect(desk.lines(with: "2-sigma ellipse").isEmpty)
    await desk.press("g", "y")
    #expect(desk.lines(with: "Nats below best").count == 1)
    await desk.press("y")
    #expect(desk.grid == usual)
  }

  @Test("T, G and M go through themes, glyphs and the mouse, and say so")
  func looks() async {
    var desk = await Desk()
    for name in ["light", "monochrome", "high-contrast", "colour-blind", "dark"] {
      await desk.press("T")
      #expect(desk.status == "theme \(name)")
    }
    for name in ["octant", "braille", "block", "ascii"] {
      await desk.press("G")
      #expect(desk.status == "glyphs \(name)")
    }
    #expect(await desk.press("M") == ["mouse off"])
    #expect(await desk.press("M") == ["mouse on"])
  }

  @Test("The theme follows the background of the terminal, unless a person chose the monochrome one")
  func background() async {
    var desk = await Desk()
    await desk.receive(.background(isLight: true))
    #expect(desk.explorer.look.theme == .light)
    await desk.receive(.background(isLight: false))
    #expect(desk.explorer.look.theme == .dark)
    await desk.press("T", "T")
    await desk.receive(.background(isLight: true))
    #expect(desk.explorer.look.theme == .monochrome)
  }

  @Test("Y copies the screen as it is but for the notice")
  func copying() async {
    var desk = await Desk()
    let shown = desk.grid
    let effects = desk.receiveAlone(.key(.character("Y")))
    guard case .copy(let text)? = effects.first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 31)
    #expect(text.hasPrefix(" elbow  [1 EM]"))
    #expect(!text.contains(" \n"))
    #expect(desk.grid.lines[0..<28] == shown.lines[0..<28])
  }

  @Test("A click gives the focus and puts the cursor; a drag pans; the wheel zooms about its place")
  func mouse() async throws {
    var desk = await Desk()
    let whole = desk.explorer.view
    await desk.mouse(.press, 80, 3)
    #expect(focusedTitle(desk.grid) == "Log-likelihood")
    await desk.mouse(.press, 30, 10)
    #expect(focusedTitle(desk.grid) == "Data and components")
    let cursor = try #require(desk.explorer.cursor)
    await desk.mouse(.drag, 33, 12)
    let dragged = desk.explorer.view
    #expect(dragged[0] < whole[0] && dragged[2] > whole[2], "the data follow the hand")
    await desk.mouse(.release, 33, 12)
    await desk.mouse(.drag, 50, 5)
    #expect(desk.explorer.view == dragged, "the button is up")
    #expect(try #require(desk.explorer.cursor) == cursor)
    await desk.mouse(.wheelUp, 30, 10)
    let near = desk.explorer.view
    #expect(abs((near[1] - near[0]) * 1.25 - (dragged[1] - dragged[0])) < 1e-9)
    await desk.mouse(.wheelDown, 30, 10)
    for (a, b) in zip(desk.explorer.view, dragged) { #expect(abs(a - b) < 1e-9) }
    for place in [(-1, 5), (5, -1), (100, 5), (5, 30), (Int.max, Int.max), (Int.min, Int.min)] {
      await desk.mouse(.press, place.0, place.1)
      await desk.mouse(.drag, place.0, place.1)
    }
  }

  @Test("The mouse does nothing behind a dialog")
  func mouseBehindOverlay() async {
    var desk = await Desk()
    await desk.press("?")
    #expect(await desk.mouse(.press, 30, 10) == [])
    #expect(desk.explorer.cursor == nil)
  }

  @Test("A key without a meaning says so, and the next key takes the sentence away")
  func unknownKey() async {
    var desk = await Desk()
    let status = desk.status
    for key in ["9", "F7", "Insert", "Ctrl-G"] {
      #expect(await desk.press(key) == [])
      #expect(desk.status == "\(key) means nothing here; ? lists the keys")
    }
    await desk.press("g")
    #expect(desk.status == status)
    #expect(await desk.receive(.key(.paste("abc"))) == [])
  }
}
