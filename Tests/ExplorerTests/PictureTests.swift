import CellGrid
import Explorer
import LatentModels
import PlotKit
import Testing
import TestSupport

@Suite("Pictures of the lab")
struct PictureTests {
  @Test("at the start, 100x30 ascii")
  func p1() async {
    var desk = await Desk()
    expect(desk.grid, shows: "")
    await desk.press("e"); expect(desk.grid, shows: "")
    await desk.press("m"); expect(desk.grid, shows: "")
    await desk.press(".", ".", "l", "Enter"); expect(desk.grid, shows: "")
    await desk.press("b", "."); expect(desk.grid, shows: "")
    await desk.press("F2"); expect(desk.grid, shows: "")
    await desk.press("Esc", "?"); expect(desk.grid, shows: "")
    await desk.press("Esc", ":", "z"); expect(desk.grid, shows: "")
    await desk.press("Esc", "D"); expect(desk.grid, shows: "")
    await desk.press("x"); expect(desk.grid, shows: "")
    await desk.press("Esc", "q"); expect(desk.grid, shows: "")
    await desk.press("n", "s"); expect(desk.grid, shows: "")
    await desk.press("Esc", "o"); expect(desk.grid, shows: "")
    await desk.type("ir"); await desk.press("Tab"); expect(desk.grid, shows: "")
    await desk.press("Enter"); expect(desk.grid, shows: "")
    await desk.press("L", "Down", "Space", "s"); expect(desk.grid, shows: "")
    await desk.press("Enter"); expect(desk.grid, shows: "")
  }
  @Test("braille 80x24")
  func p2() async {
    var desk = await Desk(size: Size(80, 24), glyphs: .braille)
    expect(desk.grid, shows: "")
    await desk.press("Space"); await desk.wait(); expect(desk.grid, shows: "")
    await desk.press("Enter"); expect(desk.grid, shows: "")
    await desk.press("b", "Home", ".", "."); expect(desk.grid, shows: "")
    await desk.press("y", "p"); expect(desk.grid, shows: "")
    for s in [Size(60, 18), Size(40, 12), Size(24, 7), Size(23, 6), Size(10, 3), Size(160, 50)] {
      await desk.receive(.resized(s)); expect(desk.grid, shows: "")
    }
  }
  @Test("others")
  func p3() async {
    var desk = await Desk(Tables.galaxies, Tables.galaxiesStart, size: Size(80, 24), glyphs: .ascii)
    expect(desk.grid, shows: "")
    await desk.press(".", ".", "Enter"); expect(desk.grid, shows: "")
    await desk.press("G", "l"); expect(desk.grid, shows: "")
    var iris = await Desk(Tables.iris, Tables.irisStart, size: Size(100, 30), glyphs: .braille)
    await iris.press("V", ".", ".", "n"); expect(iris.grid, shows: "")
    await iris.press("G", "G", "G"); expect(iris.grid, shows: "")
    await iris.receive(.resized(Size(80, 24))); expect(iris.grid, shows: "")
    await iris.receive(.resized(Size(60, 18))); expect(iris.grid, shows: "")
    await iris.press("Tab", "Tab"); expect(iris.grid, shows: "")
    await iris.press("Tab"); expect(iris.grid, shows: "")
    await iris.press("Tab"); expect(iris.grid, shows: "")
    await iris.receive(.failed("faithful.csv line 3: something is wrong with it")); expect(iris.grid, shows: "")
    let nothing = await Desk(nil, size: Size(80, 24)); expect(nothing.grid, shows: "")
    let bad = await Desk(Tables.galaxies, MixtureSettings(components: 100)); expect(bad.grid, shows: "")
  }
}
