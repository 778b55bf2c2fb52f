import CellGrid
import Testing

@Suite("Keys and styles")
struct KeyTests {
  @Test("every key with a name is found again by its name")
  func roundTrip() {
    var keys: [Key] = [
      .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end,
      .pageUp, .pageDown,
    ]
    keys += (1...12).map { .function($0) }
    keys += "abcdefghijklmnopqrstuvwxyz".map { .control($0) }
    keys += (0x20...0x7E).compactMap { Unicode.Scalar($0).map { .character(Character($0)) } }
    keys += [.character("é"), .character("≥")]
    for key in keys {
      let name = key.name
      #expect(name.flatMap(Key.init(named:)) == key, "\(key)")
    }
    #expect(Set(keys.map(\.name)).count == keys.count, "no two keys share a name")
  }

  @Test("names read as they are written on keyboards")
  func names() {
    #expect(Key.character(" ").name == "Space")
    #expect(Key.character("G").name == "G")
    #expect(Key.control("p").name == "Ctrl-P")
    #expect(Key.function(2).name == "F2")
    #expect(Key.backTab.name == "Shift-Tab")
  }

  @Test("pasted text and the mouse have no name; unknown names give no key")
  func unnamed() {
    #expect(Key.paste("x").name == nil)
    #expect(Key.mouse(MouseEvent(.press, at: Point(1, 2))).name == nil)
    for name in ["", "F0", "F13", "Fx", "Ctrl-", "Ctrl-PP", "space", "Hyper"] {
      #expect(Key(named: name) == nil, "\(name)")
    }
  }

  @Test("attributes add up, and the plain style is the terminal's own")
  func styles() {
    #expect(Style.plain == Style(foreground: .terminal, background: .terminal, attributes: []))
    let bold = Style(foreground: .rgb(1, 2, 3)).adding(.bold)
    #expect(bold.adding([.bold, .reverse]).attributes == [.bold, .reverse])
    #expect(bold.foreground == .rgb(1, 2, 3))
  }
}
