import CellGrid
import PlotKit
import Testing

@Suite("Colours")
struct ColourTests {
  @Test("contrast as WCAG defines it")
  func contrast() {
    let black = Color.rgb(0, 0, 0)
    let white = Color.rgb(255, 255, 255)
    #expect(black.contrast(to: white) == 21)
    #expect(white.contrast(to: white) == 1)
    // The usual example: #767676 is the lightest grey that passes on white, #777777 does not.
    #expect((Color.rgb(0x76, 0x76, 0x76).contrast(to: white) ?? 0) >= 4.5)
    #expect((Color.rgb(0x77, 0x77, 0x77).contrast(to: white) ?? 9) < 4.5)
    #expect(Color.terminal.contrast(to: white) == nil)
    #expect(Color.named(3).luminance == nil)
  }

  @Test("the backgrounds on which contrast counts are those of usual terminals, or a theme's own")
  func grounds() {
    #expect(Theme.dark.ground.backgrounds == [.rgb(0, 0, 0), .rgb(0x1e, 0x1e, 0x1e)])
    #expect(Theme.light.ground.backgrounds == [.rgb(0xff, 0xff, 0xff), .rgb(0xfd, 0xf6, 0xe3)])
    #expect(Theme.highContrast.ground.backgrounds == [.rgb(0, 0, 0)])
    #expect(Theme.colourBlind.ground.backgrounds == [.rgb(0x12, 0x12, 0x12)])
    #expect(Theme.monochrome.ground == .any && Theme.monochrome.ground.backgrounds.count == 4)
    #expect(Theme.highContrast.paper.background == .rgb(0, 0, 0) && Theme.light.paper == .light)
  }

  /// What text has to have in each theme that has colours.
  static let needed: [(theme: Theme, contrast: Double)] = [
    (.dark, 4.5), (.light, 4.5), (.highContrast, 7), (.colourBlind, 4.5),
  ]

  @Test(
    "every text role has the contrast that its theme promises, and bars have 3", arguments: needed.indices)
  func readable(index: Int) {
    let (theme, needed) = ColourTests.needed[index]
    var styles = Theme.Role.allCases.filter { $0 != .bar }.map { theme[$0] }
    styles += theme.components + theme.series + theme.components.indices.map { theme.outline($0) }
    var counted = 0
    for style in styles {
      guard let (ratio, color) = theme.contrast(of: style) else { continue }
      #expect(ratio >= needed, "\(style.foreground) on \(color)")
      counted += 1
    }
    // Only plain text may be the terminal's business, and only where the ground is.
    #expect(styles.count - counted == (theme.ground.foreground == nil ? 3 : 0))
    #expect((theme.contrast(of: theme.bar)?.ratio ?? 0) >= 3)
    #expect(theme.faintRoles.isEmpty)
  }

  @Test("a role that is hard to see is named, with the figure")
  func faint() throws {
    var theme = Theme.dark
    theme[.dimText].foreground = .rgb(0x77, 0x77, 0x77)
    let faint = try #require(theme.faintRoles.first)
    #expect(theme.faintRoles.count == 1 && faint.role == .dimText)
    #expect(faint.background == .rgb(0x1e, 0x1e, 0x1e) && abs(faint.ratio - 3.72) < 0.01)
    // A ground of its own decides for the terminal.
    theme.ground = .own(Paper(foreground: .rgb(0x20, 0x20, 0x20), background: .rgb(0, 0, 0)))
    #expect(theme.faintRoles.contains { $0.role == .text && $0.ratio < 1.5 })
  }

  @Test("what is selected, the cursor and an error stand out where a theme has a ground of its own")
  func standingOut() throws {
    for theme in [Theme.highContrast, .colourBlind] {
      let ground = try #require(theme.ground.backgrounds.first)
      #expect((theme.selection.background.contrast(to: ground) ?? 0) >= 3)
      // Neither depends on colour alone.
      #expect(theme.error.attributes.contains(.bold) && theme.error.attributes != .bold)
      #expect(theme.cursor.attributes.contains(.reverse))
    }
  }

  @Test("components are told apart by every kind of colour vision", arguments: 0...2)
  func distinguishable(index: Int) {
    let theme = ColourTests.needed[index].theme
    let colors = theme.components.map(\.foreground)
    #expect(Set(colors).count >= 8)
    for vision in ColourVision.common { #expect(vision.closest(colors) > 0.07, "\(vision)") }
  }

  @Test(
    "the colour-blind theme keeps all of them apart under every simulation", arguments: ColourVision.allCases)
  func colourBlind(vision: ColourVision) {
    for theme in [Theme.colourBlind, .highContrast] {
      #expect(vision.closest(theme.components.map(\.foreground)) > 0.1)
    }
    let theme = Theme.colourBlind
    // The first four, which most fits have, are farther from each other, and so is what went well or wrong.
    #expect(vision.closest(theme.components.prefix(4).map(\.foreground)) > 0.125)
    #expect(vision.closest([theme.success, theme.warning, theme.error].map(\.foreground)) > 0.12)
    // A ramp is read by its lightness, which every kind of colour vision has.
    let ends = theme.ramp.colors
    #expect(vision.distance(ends[0], ends[31]) > 0.25 && vision.distance(ends[32], ends[63]) > 0.25)
  }

  @Test("themes are told apart by name, and the colour-blind one by both spellings")
  func names() {
    #expect(Theme.all.map(\.name) == ["dark", "light", "monochrome", "high-contrast", "colour-blind"])
    #expect(Theme.named("color-blind") == .colourBlind && Theme.named("colour-blind") == .colourBlind)
    #expect(Theme.named("Dark") == nil)
  }

  @Test("the monochrome theme has no colour at all")
  func monochrome() {
    let theme = Theme.monochrome
    let styles =
      [
        theme.text, theme.dimText, theme.border, theme.focusedBorder, theme.title, theme.focusedTitle,
        theme.value,
        theme.accent, theme.success, theme.warning, theme.error, theme.selection, theme.axis, theme.guide,
        theme.bar,
        theme.cursor, theme.uncertain, theme.outline(1),
      ] + theme.components + theme.series
    #expect(styles.allSatisfy { $0.foreground == .terminal && $0.background == .terminal })
    #expect(theme.ramp.colors.isEmpty)
    #expect(theme.border != theme.focusedBorder)
    #expect(!theme.tellsComponentsByColor)
    #expect(Theme.dark.tellsComponentsByColor)
  }

  @Test("heat maps get steadily lighter on dark, and darker on light, and go far")
  func ramps() throws {
    for theme in [Theme.dark, .highContrast, .colourBlind, .light] {
      let levels = theme.ramp.colors.compactMap(\.luminance)
      try #require(levels.count == 64)
      let steps = zip(levels, levels.dropFirst())
      #expect(theme == .light ? steps.allSatisfy { $0 > $1 } : steps.allSatisfy { $0 < $1 }, "\(theme.name)")
      // The highest level stands out from every background.
      for color in theme.ground.backgrounds {
        #expect((theme.ramp.color(1)?.contrast(to: color) ?? 0) > 7, "\(theme.name)")
      }
    }
    #expect(Theme.dark.ramp.color(.nan) == nil)
    #expect(Theme.dark.ramp.color(-.infinity) == Theme.dark.ramp.colors.first)
    #expect(Theme.dark.ramp.color(.infinity) == Theme.dark.ramp.colors.last)
  }

  @Test("mixing begins at one colour and ends at the other")
  func mixing() {
    let one = Color.rgb(10, 200, 30)
    let two = Color.rgb(250, 5, 99)
    #expect(one.mixed(with: two, share: 0) == one)
    #expect(one.mixed(with: two, share: 1) == two)
    #expect(one.mixed(with: two, share: .nan) == one)
    #expect(Color.terminal.mixed(with: one, share: 0.7) == one)
    #expect(Color.rgb(0, 0, 0).mixed(with: .rgb(255, 255, 255), share: 0.5) == .rgb(99, 99, 99))
  }

  @Test("components and curves go on beyond the palette, told by glyph")
  func cycling() {
    #expect(Theme.dark.component(8) == Theme.dark.component(0))
    #expect(Theme.dark.component(-1) == .plain)
    #expect(String((0..<11).map { Character(Theme.componentGlyph($0)) }) == "123456789ab")
    #expect(Theme.componentGlyph(99) == "*")
    #expect(Theme.seriesGlyph(-1) == "&")
  }
}
