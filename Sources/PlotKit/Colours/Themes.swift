import CellGrid

extension Theme {
  /// Every theme, in the order in which a key steps through them.
  public static let all: [Theme] = [.dark, .light, .monochrome]

  /// For dark backgrounds: every role that is text has a contrast of at least 4.5 on #000000 and #1e1e1e.
  public static let dark = colored(
    name: "dark",
    dim: .rgb(0x9a, 0xa4, 0xb2), border: .rgb(0x83, 0x8d, 0x9c), accent: .rgb(0x7c, 0xc7, 0xff),
    success: .rgb(0x5f, 0xd0, 0x8a), warning: .rgb(0xff, 0xc8, 0x57), error: .rgb(0xff, 0x8b, 0x7b),
    bar: .rgb(0x4a, 0x5f, 0x80),
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
    name: "light",
    dim: .rgb(0x5c, 0x64, 0x70), border: .rgb(0x66, 0x6d, 0x78), accent: .rgb(0x00, 0x5f, 0xa8),
    success: .rgb(0x0a, 0x6b, 0x35), warning: .rgb(0x8a, 0x52, 0x00), error: .rgb(0xb3, 0x1d, 0x12),
    bar: .rgb(0xb4, 0xc4, 0xda),
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
    name: "monochrome",
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

  private static func colored(
    name: String, dim: Color, border: Color, accent: Color, success: Color, warning: Color,
    error: Color, bar: Color, selection: Style, components: [Color], strong: Color, ramp: [Color]
  ) -> Theme {
    Theme(
      name: name,
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
