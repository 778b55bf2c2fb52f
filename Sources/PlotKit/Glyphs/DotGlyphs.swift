/// The glyphs of every dot pattern. A pattern holds its dots row by row, the top left one in bit 0.
enum DotGlyphs {
  /// The 16 patterns of 2x2 dots, in the order of their bits.
  static let quadrants: [Unicode.Scalar] = [
    " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
  ]

  /// The 256 patterns of 2x4 dots as Braille. Braille numbers the dots of the upper three rows down the columns and
  /// added the fourth row last, so the bits have to move.
  static let braille: [Unicode.Scalar] = (0..<256).map { pattern in
    let places = [0, 3, 1, 4, 2, 5, 6, 7]
    let moved = places.enumerated().reduce(0) { sum, dot in
      sum | (pattern >> dot.offset & 1) << dot.element
    }
    return scalar(0x2800 + moved)
  }

  /// The 256 patterns of 2x4 dots as solid blocks (Unicode 16, Symbols for Legacy Computing Supplement).
  ///
  /// U+1CD00 ... U+1CDE5 hold 230 of them in ascending order of the pattern; they leave out the 26 that were encoded
  /// before: the 16 quadrants and ten quarter blocks.
  static let octants: [Unicode.Scalar] = {
    var older: [Int: Unicode.Scalar] = [
      0x01: "\u{1CEA8}", 0x02: "\u{1CEAB}", 0x03: "\u{1FB82}", 0x14: "\u{1FBE6}", 0x28: "\u{1FBE7}",
      0x3F: "\u{1FB85}", 0x40: "\u{1CEA3}", 0x80: "\u{1CEA0}", 0xC0: "\u{2582}", 0xFC: "\u{2586}",
    ]
    for (quadrant, glyph) in quadrants.enumerated() {
      // A quadrant is two dots high: each of its bits covers the same column of two rows.
      let corners = [0x05, 0x0A, 0x50, 0xA0]
      let pattern = corners.enumerated().reduce(0) { sum, corner in
        quadrant >> corner.offset & 1 == 1 ? sum | corner.element : sum
      }
      older[pattern] = glyph
    }
    var next = 0x1CD00
    return (0..<256).map { pattern in
      if let glyph = older[pattern] { return glyph }
      defer { next += 1 }
      return scalar(next)
    }
  }()

  private static func scalar(_ code: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(code)) ?? "?"
  }
}
