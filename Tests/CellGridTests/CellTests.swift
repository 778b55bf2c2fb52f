import CellGrid
import Testing

@Suite("Cell")
struct CellTests {
  @Test("printable glyphs of one column stay as they are")
  func narrow() {
    for glyph in "aZ~ é≥±αΣ█▁▒⠿─┏◆•…→✓".unicodeScalars {
      #expect(Cell(glyph).glyph == glyph)
    }
    #expect(Cell("\u{1CD00}").glyph == "\u{1CD00}")
    #expect(Cell("\u{1CEA8}").glyph == "\u{1CEA8}")
    #expect(Cell("\u{1FB82}").glyph == "\u{1FB82}")
  }

  @Test("controls, combining marks and double-width glyphs become a question mark")
  func unsafe() {
    for glyph in "\u{7}\u{1B}\u{7F}\u{9B}\u{AD}\u{301}\u{200D}\u{FE0F}漢한ｱ😀🚀\u{E000}\u{10FFFF}".unicodeScalars
    where glyph != "ｱ" {
      #expect(Cell(glyph).glyph == "?", "U+\(String(glyph.value, radix: 16))")
    }
    #expect(Cell("ｱ").glyph == "ｱ", "half-width katakana take one column")
  }
}
