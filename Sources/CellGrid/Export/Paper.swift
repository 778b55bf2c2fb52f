/// What a picture lies on where there is no terminal to say so: the colours that stand for the terminal's own.
public struct Paper: Hashable, Sendable {
  /// What glyphs are drawn in that have the terminal's own colour.
  public let foreground: Color
  /// What lies behind all.
  public let background: Color

  /// Glyphs of one colour on another.
  public init(foreground: Color, background: Color) {
    self.foreground = foreground
    self.background = background
  }

  /// Light glyphs on a dark ground.
  public static let dark = Paper(foreground: .rgb(0xE6, 0xE6, 0xE6), background: .rgb(0x1E, 0x1E, 0x1E))
  /// Dark glyphs on white.
  public static let light = Paper(foreground: .rgb(0x1D, 0x1D, 0x1D), background: .rgb(0xFF, 0xFF, 0xFF))

  /// The two colours in which a cell of `style` is drawn, as `#rrggbb`, after reversal.
  func colors(of style: Style) -> (foreground: String, background: String) {
    let front = (style.foreground == .terminal ? foreground : style.foreground).hexadecimal
    let back = (style.background == .terminal ? background : style.background).hexadecimal
    return style.attributes.contains(.reverse) ? (back, front) : (front, back)
  }
}

extension Color {
  /// As `#rrggbb`; named colours as xterm shows them, the terminal's own as black.
  public var hexadecimal: String {
    let color: Palette.RGB =
      switch self {
      case .terminal: Palette.RGB(0, 0, 0)
      case .named(let index): Palette.named[Int(index & 15)]
      case .rgb(let red, let green, let blue): Palette.RGB(red, green, blue)
      }
    let digits = [color.red, color.green, color.blue].map { value in
      let digits = String(value, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }
    return "#" + digits.joined()
  }
}
