import CellGrid
import PlotKit
import Testing

@Suite("Themes in words")
struct ThemeWordsTests {
  @Test("A look is written in words and read back")
  func styles() {
    let style = Style(
      foreground: .rgb(255, 255, 255), background: .rgb(0x1f, 0x4e, 0x79), attributes: [.bold, .underline])
    #expect(style.words == "#ffffff on #1f4e79 bold underline")
    #expect(Style(words: "bold on #1F4E79 #ffffff underline") == style)
    #expect(Style(words: "") == .plain && Style.plain.words.isEmpty)
    #expect(Style(words: "dim reverse") == Style(attributes: [.dim, .reverse]))
  }

  @Test(
    "Words that are no look are none",
    arguments: [
      "red", "#fff", "#ggffff", "#+fffff", "on", "on bold", "bold bold", "#000000 #ffffff",
      "on #000000 on #000000", "#ffffff0", "#-00000",
    ])
  func nonsense(_ words: String) {
    #expect(Style(words: words) == nil)
  }

  @Test("Themes of one's own are kept on one line and come back as they were")
  func themes() {
    var mine = Theme.dark
    mine.name = "mine"
    mine[.error] = Style(foreground: .rgb(255, 0, 0), attributes: [.bold, .reverse])
    #expect(Theme.words([mine]) == "mine: dark error=#ff0000+bold+reverse")
    var paper = Theme.light
    paper.name = "paper_2"
    paper.ground = .own(Paper(foreground: .rgb(0, 0, 0), background: .rgb(0xee, 0xee, 0xdd)))
    paper.components = [Style(foreground: .rgb(1, 2, 3)), Style(foreground: .rgb(4, 5, 6))]
    paper.ramp = ColorRamp([.rgb(0, 0, 0), .rgb(9, 9, 9)])
    paper.strong = .rgb(7, 7, 7)
    #expect(Theme.themes(words: Theme.words([mine, paper])) == [mine, paper])
    #expect(Theme.themes(words: "") == [])
  }

  @Test(
    "A line that says no themes is none",
    arguments: [
      "dark", "mine:", "mine: none", "mine: dark error", "mine: dark error=red", "mine: dark ramp=",
      "mine: dark ground=#000000", "mine: dark size=#000000", "error=bold",
    ])
  func brokenLine(_ text: String) {
    #expect(Theme.themes(words: text) == nil)
  }

  @Test("The figure of a contrast is never rounded up to what is needed")
  func figure() throws {
    var theme = Theme.colourBlind
    theme[.warning].foreground = .rgb(0x7c, 0x7c, 0x7c)
    let faint = try #require(theme.faintRoles.first)
    #expect(faint.ratio > 4.4 && faint.ratio < 4.5)
    #expect(faint.sentence == "warning has a contrast of 4.4 on #121212, and needs 4.5")
  }
}
