import CellGrid

extension Theme {
  /// Every theme, in the order in which a key steps through them.
  public static let all: [Theme] = [.dark, .light, .monochrome, .highContrast, .colourBlind]

  /// The theme of that name among those that are built in; nil if there is none. `color-blind` is understood too.
  public static func named(_ name: String) -> Theme? {
    all.first { $0.name == (name == "color-blind" ? colourBlind.name : name) }
  }

  /// For dark backgrounds: every role that is text has a contrast of at least 4.5 on #000000 and #1e1e1e.
  public static let dark = colored(
    name: "dark", ground: .dark,
    dim: .rgb(0x9a, 0xa4, 0xb2), border: .rgb(0x83, 0x8d, 0x9c), accent: .rgb(0x7c, 0xc7, 0xff),
    success: .rgb(0x5f, 0xd0, 0x8a), warning: .rgb(0xff, 0xc8, 0x57), error: .rgb(0xff, 0x8b, 0x7b),
    bar: .rgb(0x56, 0x6e, 0x94),
    selection: Style(foreground: .rgb(0xff, 0xff, 0xff), background: .rgb(0x1f, 0x4e, 0x79)),
    components: [
      .rgb(0x83, 0xdf, 0xff), .rgb(0xff, 0xa0, 0x20), .rgb(0xe3, 0x7e, 0xd0), .rgb(0x5c, 0x91, 0x7e),
      .rgb(0xff, 0xff, 0x14), .rgb(0xf8, 0x49, 0x02), .rgb(0x8a, 0x6f, 0xff), .rgb(0xff, 0xff, 0xff),
    ],
    strong: .rgb(0xff, 0xff, 0xff),
    ramp: [
      .rgb(0x0b, 0x10, 0x26), .rgb(0x1d, 0x3a, 0x78), .rgb(0x15, 0x73, 0x8c), .rgb(0x3f, 0xa9, 0x6b),
      .rgb(0xb5, 0xcf, 0x4a), .rgb(0xff, 0xee, 0x90),
    ])

  /// For light backgrounds: every role that is text has a contrast of at least 4.5 on #ffffff and #fdf6e3.
  public static let light = colored(
    name: "light", ground: .light,
    dim: .rgb(0x5c, 0x64, 0x70), border: .rgb(0x66, 0x6d, 0x78), accent: .rgb(0x00, 0x5f, 0xa8),
    success: .rgb(0x0a, 0x6b, 0x35), warning: .rgb(0x8a, 0x52, 0x00), error: .rgb(0xb3, 0x1d, 0x12),
    bar: .rgb(0x6f, 0x88, 0xb0),
    selection: Style(foreground: .rgb(0x00, 0x00, 0x00), background: .rgb(0xb9, 0xd9, 0xf7)),
    components: [
      .rgb(0x00, 0x63, 0xb9), .rgb(0xa3, 0x60, 0x00), .rgb(0x75, 0x29, 0x62), .rgb(0x00, 0x3c, 0x2f),
      .rgb(0xa7, 0x1c, 0x05), .rgb(0x5b, 0x53, 0x3b), .rgb(0x1d, 0x21, 0x5f), .rgb(0x1d, 0x1d, 0x1d),
    ],
    strong: .rgb(0x00, 0x00, 0x00),
    ramp: [
      .rgb(0xfa, 0xf6, 0xe0), .rgb(0xc9, 0xe0, 0xa0), .rgb(0x6f, 0xbc, 0x92), .rgb(0x2b, 0x8c, 0xa0),
      .rgb(0x26, 0x52, 0x92), .rgb(0x24, 0x18, 0x55),
    ])

  /// Without any colour: bold, dim, underline and reverse carry what can be carried, glyphs the rest.
  public static let monochrome = Theme(
    name: "monochrome", ground: .any,
    text: .plain, dimText: Style(attributes: .dim),
    border: .plain, focusedBorder: Style(attributes: .bold),
    title: .plain, focusedTitle: Style(attributes: .bold),
    value: Style(attributes: .bold), accent: Style(attributes: .bold),
    success: .plain, warning: Style(attributes: .underline), error: Style(attributes: [.bold, .reverse]),
    selection: Style(attributes: .reverse),
    axis: .plain, guide: Style(attributes: .dim), bar: .plain, cursor: Style(attributes: [.bold, .reverse]),
    components: [.plain], strong: .terminal, uncertain: Style(attributes: .dim),
    series: [.plain, Style(attributes: .bold), Style(attributes: .dim)],
    ramp: ColorRamp([]))

  /// On a black of its own: every role that is text has a contrast of at least 7 there, and what is chosen, what warns and what
  /// went wrong differ by more than their colour.
  public static let highContrast: Theme = {
    var theme = colored(
      name: "high-contrast",
      ground: .own(Paper(foreground: .rgb(0xff, 0xff, 0xff), background: .rgb(0x00, 0x00, 0x00))),
      dim: .rgb(0xc8, 0xc8, 0xc8), border: .rgb(0xb0, 0xb0, 0xb0), accent: .rgb(0x5c, 0xf0, 0xff),
      success: .rgb(0x5d, 0xff, 0x8f), warning: .rgb(0xff, 0xd9, 0x2e), error: .rgb(0xff, 0x9c, 0x94),
      bar: .rgb(0x6f, 0x8f, 0xc0),
      selection: Style(foreground: .rgb(0x00, 0x00, 0x00), background: .rgb(0xff, 0xe2, 0x4d)),
      components: [
        .rgb(0x51, 0x9e, 0xe7), .rgb(0xff, 0xff, 0x3c), .rgb(0xcd, 0x86, 0x38), .rgb(0x90, 0xf5, 0xe2),
        .rgb(0x97, 0x95, 0x9c), .rgb(0xe6, 0xa9, 0x71), .rgb(0x9c, 0xb9, 0xd0), .rgb(0xce, 0xda, 0x13),
      ],
      strong: .rgb(0xff, 0xff, 0xff),
      ramp: [
        .rgb(0x0a, 0x0a, 0x14), .rgb(0x2c, 0x3f, 0x9e), .rgb(0x1f, 0x8f, 0xb0), .rgb(0x4f, 0xcf, 0x8f),
        .rgb(0xe8, 0xec, 0x6a), .rgb(0xff, 0xff, 0xff),
      ])
    theme.warning.attributes = .underline
    theme.error.attributes = [.bold, .reverse]
    theme.cursor.attributes = [.bold, .reverse]
    return theme
  }()

  /// On a near black of its own: components, and what went well or wrong, stay apart without the long, the middle or the short
  /// cones. The ramp goes from blue to yellow through grey, as cividis does (Nuñez, Anderton & Renslow, 2018).
  public static let colourBlind: Theme = {
    var theme = colored(
      name: "colour-blind",
      ground: .own(Paper(foreground: .rgb(0xf2, 0xf2, 0xf2), background: .rgb(0x12, 0x12, 0x12))),
      dim: .rgb(0xb4, 0xbc, 0xc8), border: .rgb(0x98, 0xa2, 0xb0), accent: .rgb(0x56, 0xb4, 0xe9),
      success: .rgb(0x4c, 0xc9, 0xb0), warning: .rgb(0xf0, 0xe4, 0x42), error: .rgb(0xff, 0x8a, 0x4c),
      bar: .rgb(0x5f, 0x7f, 0xb0),
      selection: Style(foreground: .rgb(0x00, 0x00, 0x00), background: .rgb(0x8c, 0xc8, 0xff)),
      components: [
        .rgb(0xd6, 0x40, 0xe9), .rgb(0xfc, 0xed, 0xd5), .rgb(0x54, 0xc6, 0x80), .rgb(0x5f, 0xfa, 0x02),
        .rgb(0x79, 0x8c, 0x69), .rgb(0xe5, 0xb9, 0xdc), .rgb(0xfb, 0x3f, 0x10), .rgb(0xbf, 0x94, 0xcd),
      ],
      strong: .rgb(0xff, 0xff, 0xff),
      ramp: [
        .rgb(0x00, 0x20, 0x4c), .rgb(0x31, 0x44, 0x6b), .rgb(0x66, 0x68, 0x70), .rgb(0x95, 0x8f, 0x78),
        .rgb(0xcb, 0xba, 0x69), .rgb(0xff, 0xe9, 0x45),
      ])
    theme.error.attributes = [.bold, .underline]
    theme.cursor.attributes = [.bold, .reverse]
    return theme
  }()

  private static func colored(
    name: String, ground: Ground, dim: Color, border: Color, accent: Color, success: Color, warning: Color,
    error: Color, bar: Color, selection: Style, components: [Color], strong: Color, ramp: [Color]
  ) -> Theme {
    Theme(
      name: name, ground: ground,
      text: .plain, dimText: Style(foreground: dim),
      border: Style(foreground: border), focusedBorder: Style(foreground: accent, attributes: .bold),
      title: .plain, focusedTitle: Style(foreground: accent, attributes: .bold),
      value: Style(attributes: .bold), accent: Style(foreground: accent),
      success: Style(foreground: success), warning: Style(foreground: warning),
      error: Style(foreground: error, attributes: .bold), selection: selection,
      axis: Style(foreground: dim), guide: Style(foreground: border), bar: Style(foreground: bar),
      cursor: Style(foreground: accent, attributes: .bold),
      components: components.map { Style(foreground: $0) }, strong: strong,
      uncertain: Style(foreground: border),
      series: components.map { Style(foreground: $0) },
      ramp: ColorRamp(through: ramp, count: 64))
  }
}
