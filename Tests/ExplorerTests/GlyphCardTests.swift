import CellGrid
import Explorer
import PlotKit
import Testing

@Suite("The card of glyphs")
struct GlyphCardTests {
  @Test("The same curve in every set; a digit or the arrows choose one, which the lab is drawn in at once")
  func card() async {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("F4")
    #expect(desk.lines(with: "Which do you see?").count == 1)
    #expect(desk.grid.lines.contains { $0.contains("4 ascii: a curve of asterisks, in any font") })
    await desk.press("2")
    #expect(desk.explorer.look.glyphs == .braille)
    await desk.press("Down", "Down", "Enter")
    #expect(!desk.explorer.hasOverlay && desk.explorer.look.glyphs == .ascii)
    await desk.press("F4", "Up", "Esc")
    #expect(desk.explorer.look.glyphs == .block)
  }

  @Test(
    "On a small screen the set that is chosen is in sight",
    arguments: [Size(30, 8), Size(80, 12), Size(1, 1)])
  func small(_ size: Size) async {
    var desk = await Desk(size: size)
    await desk.press("F4", "1")
    for set in GlyphSet.allCases {
      #expect(desk.explorer.look.glyphs == set)
      if size.width > 20 { #expect(desk.grid.lines.contains { $0.contains(" \(set.rawValue): ") }) }
      await desk.press("Down")
    }
  }
}
