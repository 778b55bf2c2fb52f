import Explorer
import PlotKit
import Testing

@testable import Preferences

@Suite("Hostile files of a person")
struct HostileFileTests {
  /// SplitMix64 (Steele, Lea & Flood, 2014).
  private struct Chance {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((z ^ (z >> 31)) % UInt64(bound))
    }
  }

  private func check(_ bytes: [UInt8], _ note: String) {
    let (configuration, complaints) = Configuration.reading(bytes, file: "c.toml")
    // Whatever was read, it can be written and is valid.
    let (again, said) = Configuration.reading(
      Array(configuration.text.utf8), file: "c.toml", themes: [configuration.theme])
    #expect(again == configuration && said.isEmpty, "\(note)")
    #expect(configuration.keys.action(for: "Ctrl-C") == .quitNow)
    #expect(1...120 ~= configuration.framesPerSecond && 1...1024 ~= configuration.threads ?? 1)
    for complaint in complaints {
      #expect(
        !complaint.description.contains(where: \.isNewline) && complaint.description.utf8.count < 700,
        "\(note)")
    }
    if let theme = try? ThemeFile(bytes, file: "t.toml", name: "t").theme {
      #expect(theme.name == "t" && !theme.components.isEmpty && theme.ramp.colors.count != 1)
    }
  }

  @Test("Random bytes are no configuration, and no trouble")
  func randomBytes() {
    var chance = Chance(state: 1)
    for round in 0..<1000 {
      let bytes = (0..<chance.next(200)).map { _ in UInt8(chance.next(256)) }
      check(bytes, "round \(round)")
    }
  }

  @Test("Soups of what TOML is made of are taken or complained of")
  func soups() {
    let pieces = [
      "theme", "keys", "seed", "quit", "base", "ramp", "text", "=", " = ", "\n", "\n", "[", "]", "[keys]\n",
      "\"", "'", "\"dark\"",
      "\"#ffffff\"", "\"x\"", "42", "-1", "true", "1.5", "inf", "nan", "0x", "1979-05-27", "07:32:00", ",",
      "{", "}", ".", "#", "\\",
      "\\u0000", "\\n", " ", "\t", "\r", "\u{FEFF}", "é", "\u{301}", "\"\"\"", "'''", "_", "+", "[[", "]]",
    ]
    var chance = Chance(state: 2)
    for round in 0..<2000 {
      let text = (0..<chance.next(30)).map { _ in pieces[chance.next(pieces.count)] }.joined()
      check(Array(text.utf8), "round \(round): \(text.debugDescription)")
    }
  }

  @Test("The file that shows everything, damaged in one place, is taken or complained of")
  func damaged() {
    let whole = Array(Configuration().text.utf8)
    var chance = Chance(state: 3)
    for round in 0..<300 {
      var bytes = whole
      switch chance.next(3) {
      case 0: bytes[chance.next(bytes.count)] = UInt8(chance.next(256))
      case 1: bytes.removeSubrange(chance.next(bytes.count)...)
      default:
        bytes.insert(
          contentsOf: Array("[{\"\n".utf8).prefix(1 + chance.next(4)), at: chance.next(bytes.count))
      }
      check(bytes, "round \(round)")
    }
  }

  @Test("Depth and length are bounded before anything goes down them")
  func deep() {
    let many = 60_000
    for text in [
      "a = " + String(repeating: "[", count: many), "a = " + String(repeating: "{a=", count: many / 3),
      String(repeating: "a.", count: many / 2) + "a = 1",
      "[" + String(repeating: "a.", count: many / 2) + "a]\nb = 1",
      "theme = \"" + String(repeating: "x", count: many) + "\"", String(repeating: "a", count: many) + " = 1",
      "[keys]\nquit = [" + String(repeating: "\"a\",", count: many / 4) + "]",
      String(repeating: "[keys]\n", count: 8000), String(repeating: "#", count: many),
    ] { check(Array(text.utf8), String(text.prefix(20))) }
  }

  @Test("A zero byte, a broken character and a byte order mark are told apart from text")
  func noText() {
    func said(_ bytes: [UInt8]) -> String? {
      Configuration.reading(bytes, file: "c").complaints.first?.description
    }
    #expect(
      said(Array("seed = 1\n".utf8) + [0])
        == "c, line 2: this is no text in UTF-8: write the file anew, or remove it")
    #expect(said([0xFF, 0xFE, 0x41]) == "c: this is no text in UTF-8: write the file anew, or remove it")
    #expect(said(Array("\u{FEFF}seed = 1".utf8))?.hasPrefix("c, line 1, column 1: ") == true)
  }
}
