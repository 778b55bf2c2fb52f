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

  static let backgrounds: [(theme: Theme, colors: [Color])] = [
    (.dark, [.rgb(0, 0, 0), .rgb(0x1e, 0x1e, 0x1e)]),
    (.light, [.rgb(0xff, 0xff, 0xff), .rgb(0xfd, 0xf6, 0xe3)]),
  ]

  @Test("every text role has a contrast of 4.5 on the backgrounds of its theme", arguments: [0, 1])
  func readable(index: Int) {
    let (theme, backgrounds) = ColourTests.backgrounds[index]
    let roles = [
      theme.text, theme.dimText, theme.border, theme.focusedBorder, theme.title, theme.focusedTitle,
      theme.value,
      theme.accent, theme.success, theme.warning, theme.error, theme.axis, theme.guide, theme.cursor,
      theme.uncertain,
    ]
    let outlines = theme.components.indices.map { theme.outline($0) }
    for style in roles + theme.components + theme.series + outlines where style.foreground != .terminal {
      for background in backgrounds {
        #expect(
          (style.foreground.contrast(to: background) ?? 0) >= 4.5, "\(style.foreground) on \(background)")
      }
    }
    #expect((theme.selection.foreground.contrast(to: theme.selection.background) ?? 0) >= 4.5)
  }

  @Test("components are told apart by every kind of colour vision", arguments: [0, 1])
  func distinguishable(index: Int) {
    let colors = ColourTests.backgrounds[index].theme.components.map(\.foreground)
    #expect(Set(colors).count >= 8)
    for vision in ColourVision.allCases {
      for (position, color) in colors.enumerated() {
        for other in colors[..<position] {
          let distance = vision.distance(color, other)
          #expect(distance > 0.07, "\(color) and \(other) for \(vision)")
        }
      }
    }
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

  @Test("heat maps get steadily lighter on dark, and darker on light")
  func ramps() {
    let dark = Theme.dark.ramp.colors.compactMap(\.luminance)
    let light = Theme.light.ramp.colors.compactMap(\.luminance)
    #expect(dark.count == 64 && light.count == 64)
    #expect(zip(dark, dark.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(light, light.dropFirst()).allSatisfy { $0 > $1 })
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
