import CellGrid
import Explorer
import Testing
import TestSupport

@Suite("Pictures of what lies over the lab")
struct OverlayPictureTests {
  @Test("The settings, with a number being typed")
  func settings() async {
    var desk = await Desk()
    await desk.press("F2", "Down", "Down", "Down", "0", ".", "x", "Enter")
    expect(
      part(Rect(x: 16, y: 8, width: 68, height: 13), of: desk.grid),
      shows: """
        PIC
        """)
  }

  @Test("Opening: a name that is completed, then the columns beside the first rows")
  func opening() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("o")
    await desk.type("iri")
    await desk.press("Down")
    expect(
      part(Rect(x: 0, y: 2, width: 80, height: 5), of: desk.grid),
      shows: """
        PIC
        """)
    await desk.press("Enter", "Down", "Space", "s")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("Help, searched")
  func help() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("?")
    await desk.type("plot")
    expect(
      part(Rect(x: 0, y: 7, width: 80, height: 9), of: desk.grid),
      shows: """
        PIC
        """)
  }

  @Test("The palette, with the best match on top")
  func palette() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press(":")
    await desk.type("step")
    expect(
      part(Rect(x: 8, y: 4, width: 64, height: 8), of: desk.grid),
      shows: """
        PIC
        """)
  }

  @Test("The questions: which mean, where to save, whether to quit")
  func prompts() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("e", "l", "D", "7")
    expect(
      part(Rect(x: 14, y: 9, width: 52, height: 6), of: desk.grid),
      shows: """
        PIC
        """)
    await desk.press("Esc", "s")
    expect(
      part(Rect(x: 14, y: 9, width: 52, height: 6), of: desk.grid),
      shows: """
        PIC
        """)
    await desk.press("Esc", "q")
    expect(
      part(Rect(x: 10, y: 10, width: 60, height: 4), of: desk.grid),
      shows: """
        PIC
        """)
  }

  @Test("Without data, what to press")
  func empty() async {
    let desk = await Desk(nil, size: Size(60, 8))
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }
}
