import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("What is on the screen, as lines of text")
struct PlainTests {
  @Test("The lab with its number and its mark, the status in a sentence, and the panel that has the keys")
  func lab() async {
    var desk = await Desk(Tables.faithful, size: Size(20, 5))
    await desk.press("e", "m")
    #expect(
      desk.explorer.announcement == [
        "EM: faithful, PAUSED it 1 M, >= -1139.626",
        "M-step 1: the bound rose by 64.77 nats; l lies above it. Next: E-step.", "Panel Data and components",
      ])
    await desk.press("e", "Tab")
    #expect(desk.explorer.announcement.last == "Panel Log-likelihood: = -1134.628")
    await desk.press("Tab")
    let lines = desk.explorer.announcement
    #expect(lines[2] == "Panel Components: full, 11 params")
    #expect(lines[3].hasPrefix("k ") && lines[4].hasPrefix("1 ") && lines[5].hasPrefix("2 "))
  }

  @Test("A dialog takes the place of the lab, the line that is chosen is marked, and complaints are told")
  func dialogs() async {
    var desk = await Desk(Tables.faithful, size: Size(20, 5))
    await desk.press("F2")
    #expect(desk.explorer.announcement[0] == "Settings: < > change")
    #expect(desk.explorer.announcement.contains("> components K       2"))
    await desk.press("Down")
    #expect(desk.explorer.announcement.contains("> covariance family  full"))
    await desk.press("Up", "0")
    #expect(desk.explorer.announcement.contains { $0.hasPrefix("a whole number from 1") })
    await desk.press("Esc", "Esc", "?")
    #expect(desk.explorer.announcement[0] == "Help: Esc closes")
  }

  @Test("Every lab says what it is in 7-bit characters, on a screen of any size", arguments: LabName.allCases)
  func labs(_ lab: LabName) async {
    for size in [Size(0, 0), Size(1, 1), Size(100, 30)] {
      var desk = await Desk(Tables.clouds, MixtureSettings(components: 2), lab: lab, size: size)
      for _ in 0..<3 { await desk.tick() }
      for _ in 0..<8 {
        let lines = desk.explorer.announcement
        #expect(lines.count >= 3 && lines[0].contains(": clouds, "), "\(lines)")
        #expect(lines.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCII) }, "\(lines)")
        await desk.press("Tab")
      }
    }
  }
}
