/// One place on the screen: a glyph one column wide, and how it is drawn.
public struct Cell: Hashable, Sendable {
  /// The glyph. Always one column wide and printable: anything else is replaced when the cell is made.
  public private(set) var glyph: Unicode.Scalar
  /// Colours and attributes.
  public var style: Style

  /// A cell that shows `glyph`; a control character, a combining mark or a double-width glyph becomes `?`.
  public init(_ glyph: Unicode.Scalar = " ", style: Style = .plain) {
    self.glyph = glyph.isOneColumnWide ? glyph : "?"
    self.style = style
  }

  /// An empty cell in the terminal's own look.
  public static let blank = Cell()
}

extension Unicode.Scalar {
  /// Whether a terminal shows this scalar in exactly one column: not a control, not combining, not East Asian wide.
  ///
  /// The wide ranges follow Unicode Standard Annex 11 (East Asian Width W and F), rounded outwards to whole blocks.
  public var isOneColumnWide: Bool {
    let code = value
    if code < 0x7F { return code >= 0x20 }
    if code < 0xA0 { return false }
    if code < 0x300 { return code != 0xAD }
    // Box drawing, block elements and Braille: what plots are made of, answered without a look at the property tables.
    if (0x2500...0x259F).contains(code) || (0x2800...0x28FF).contains(code) { return true }
    if (0x1100...0x115F).contains(code) { return false }
    if (0x2E80...0xA4CF).contains(code) { return false }
    if (0xA960...0xA97F).contains(code) || (0xAC00...0xD7FF).contains(code) { return false }
    if (0xF900...0xFAFF).contains(code) || (0xFE10...0xFE6F).contains(code) { return false }
    if (0xFF00...0xFF60).contains(code) || (0xFFE0...0xFFE6).contains(code) { return false }
    if (0x1CD00...0x1CEBF).contains(code) { return true }  // octants: newer than the property tables
    if (0x1FB00...0x1FBFF).contains(code) { return true }  // legacy computing: sextants and eighths
    if code >= 0x16FE0 && code < 0x1CC00 { return false }
    if code >= 0x1F000 { return false }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .format, .control, .surrogate, .unassigned,
      .privateUse, .lineSeparator, .paragraphSeparator:
      return false
    default:
      return !properties.isEmojiPresentation
    }
  }
}
