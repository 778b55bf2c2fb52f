import CellGrid

/// How finely a cell can be drawn in: which glyphs the terminal's font is trusted to have.
///
/// The raw values are what the command line and the configuration call them.
public enum GlyphSet: String, CaseIterable, Hashable, Sendable {
  /// 2x4 solid dots, the octants of Unicode 16.
  case octant
  /// 2x4 round dots, the Braille patterns.
  case braille
  /// 2x2 solid dots, the quadrants among the block elements.
  case block
  /// One 7-bit character per cell.
  case ascii

  /// Columns and rows of dots in one cell.
  public var dotsPerCell: Size {
    switch self {
    case .octant, .braille: Size(2, 4)
    case .block: Size(2, 2)
    case .ascii: Size(1, 1)
    }
  }

  /// Base-two logarithms of `dotsPerCell`, so that finding a dot's cell needs no division.
  var dotShifts: (x: Int, y: Int) {
    switch self {
    case .octant, .braille: (1, 2)
    case .block: (1, 1)
    case .ascii: (0, 0)
    }
  }

  /// The glyph of a cell without dots. In Braille it is U+2800, because a space is narrower in some fonts and would
  /// shift the rest of the row.
  public var blank: Unicode.Scalar { self == .braille ? "\u{2800}" : " " }

  /// The glyph whose dots are the bits of `pattern`, row by row: bit 0 is the top left dot, bit 1 its right neighbour.
  /// Bits beyond the dots of a cell do not count. In ASCII, where a dot has no shape of its own, it is `*`.
  public func glyph(for pattern: UInt8) -> Unicode.Scalar {
    switch self {
    case .octant: DotGlyphs.octants[Int(pattern)]
    case .braille: DotGlyphs.braille[Int(pattern)]
    case .block: DotGlyphs.quadrants[Int(pattern & 0xF)]
    case .ascii: pattern & 1 == 0 ? " " : "*"
    }
  }

  /// From faint to full: what stands for a level of shade where colour cannot.
  public var shades: [Unicode.Scalar] {
    self == .ascii
      ? [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"] : [" ", "░", "▒", "▓", "█"]
  }

  /// The shade for `level` in 0...1; the lowest for anything that is not a number.
  public func shade(_ level: Double) -> Unicode.Scalar {
    let shades = shades
    guard level > 0 else { return shades[0] }
    return shades[Int(min(level, 1) * Double(shades.count - 1) + 0.5)]
  }
}
