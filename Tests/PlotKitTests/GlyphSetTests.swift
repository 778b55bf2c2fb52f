import CellGrid
import PlotKit
import Testing

@Suite("Glyph sets")
struct GlyphSetTests {
  @Test("octants: the dots of known code points, read from the names in Unicode 16")
  func octants() {
    // The octants of a cell are numbered row by row from 1: 1 2 / 3 4 / 5 6 / 7 8.
    let known: [(dots: [Int], code: UInt32)] = [
      ([3], 0x1CD00), ([2, 3], 0x1CD01), ([1, 2, 3], 0x1CD02), ([4], 0x1CD03), ([1, 4], 0x1CD04),
      ([1, 2, 4], 0x1CD05), ([3, 4], 0x1CD06), ([2, 3, 4, 5, 6, 7, 8], 0x1CDE5),
      ([1], 0x1CEA8), ([2], 0x1CEAB), ([7], 0x1CEA3), ([8], 0x1CEA0), ([1, 2], 0x1FB82), ([7, 8], 0x2582),
      ([3, 5], 0x1FBE6), ([4, 6], 0x1FBE7), ([1, 2, 3, 4, 5, 6], 0x1FB85), ([3, 4, 5, 6, 7, 8], 0x2586),
      ([1, 3], 0x2598), ([2, 4], 0x259D), ([5, 7], 0x2596), ([6, 8], 0x2597), ([1, 2, 3, 4], 0x2580),
      ([5, 6, 7, 8], 0x2584), ([1, 3, 5, 7], 0x258C), ([2, 4, 6, 8], 0x2590), ([1, 3, 6, 8], 0x259A),
      ([1, 2, 3, 4, 5, 6, 7, 8], 0x2588), ([], 0x20),
    ]
    for (dots, code) in known {
      let pattern = dots.reduce(UInt8(0)) { $0 | 1 << UInt8($1 - 1) }
      #expect(GlyphSet.octant.glyph(for: pattern).value == code, "octants \(dots)")
    }
  }

  @Test("octants: all 256 patterns differ, 230 of them fill U+1CD00 to U+1CDE5 in ascending order")
  func octantsAreComplete() {
    let glyphs = (0...255).map { GlyphSet.octant.glyph(for: UInt8($0)).value }
    #expect(Set(glyphs).count == 256)
    #expect(glyphs.filter { (0x1CD00...0x1CDFF).contains($0) } == Array(0x1CD00...0x1CDE5))
  }

  @Test("Braille: the dots of known code points")
  func braille() {
    // Braille numbers its dots 1 2 3 7 down the left column and 4 5 6 8 down the right one, bit n−1 for dot n.
    let places: [(pattern: UInt8, bit: UInt32)] = [
      (0x01, 0), (0x04, 1), (0x10, 2), (0x40, 6), (0x02, 3), (0x08, 4), (0x20, 5), (0x80, 7),
    ]
    for (pattern, bit) in places {
      #expect(GlyphSet.braille.glyph(for: pattern).value == 0x2800 + 1 << bit)
    }
    #expect(GlyphSet.braille.glyph(for: 0) == "\u{2800}")
    #expect(GlyphSet.braille.glyph(for: 0xFF) == "\u{28FF}")
  }

  @Test("quadrants cover the 16 patterns of 2x2 dots")
  func quadrants() {
    let glyphs = (0..<16).map { GlyphSet.block.glyph(for: UInt8($0)) }
    #expect(Set(glyphs).count == 16)
    #expect(GlyphSet.block.glyph(for: 0b0110) == "▞")
    #expect(GlyphSet.block.glyph(for: 0b1000) == "▗")
  }

  @Test("every glyph of every set is one column wide", arguments: GlyphSet.allCases)
  func oneColumnWide(set: GlyphSet) {
    for pattern in UInt8.min...UInt8.max { #expect(set.glyph(for: pattern).isOneColumnWide) }
    for shade in set.shades { #expect(shade.isOneColumnWide) }
  }

  @Test("everything that the ASCII set draws with is 7-bit")
  func asciiIsASCII() {
    let ornaments = Ornaments.ascii
    let signs = [
      ornaments.bullet, ornaments.mean, ornaments.cursor, ornaments.line, ornaments.dotted, ornaments.up,
      ornaments.down, ornaments.left, ornaments.right, ornaments.ellipsis, ornaments.tick, ornaments.cross,
      ornaments.axisX, ornaments.axisY, ornaments.tickX, ornaments.tickY, ornaments.axisCorner,
    ]
    let glyphs = signs + GlyphSet.ascii.shades + (ornaments.atLeast + ornaments.plusMinus).unicodeScalars
    #expect(glyphs.allSatisfy { $0.isASCII })
  }

  @Test("shades go from nothing to full, and hold for any number")
  func shades() {
    #expect(GlyphSet.ascii.shade(0) == " ")
    #expect(GlyphSet.ascii.shade(1) == "@")
    #expect(GlyphSet.braille.shade(0.5) == "▒")
    #expect(GlyphSet.block.shade(.nan) == " ")
    #expect(GlyphSet.block.shade(.infinity) == "█")
    #expect(GlyphSet.block.shade(-1e308) == " ")
  }
}
