import CellGrid
import Testing

@Suite("Bytes become keys")
struct KeyDecoderTests {
  /// The keys and reports of `text`, followed by silence.
  private func decode(_ text: String) -> [TerminalInput] { decode(Array(text.utf8)) }

  private func decode(_ bytes: [UInt8]) -> [TerminalInput] {
    var decoder = KeyDecoder()
    return decoder.decode(bytes) + decoder.flush()
  }

  @Test(
    "every terminal's way to send a key is known",
    arguments: [
      ("a", Key.character("a")), ("Q", .character("Q")), (" ", .character(" ")), ("é", .character("é")),
      ("→", .character("→")), ("😀", .character("😀")), ("\u{1}", .control("a")), ("\u{3}", .control("c")),
      ("\u{10}", .control("p")), ("\u{1A}", .control("z")), ("\t", .tab), ("\r", .enter), ("\n", .enter),
      ("\u{8}", .backspace), ("\u{7F}", .backspace), ("\u{1B}", .escape), ("\u{1B}[Z", .backTab),
      ("\u{1B}[1;2Z", .backTab),
      ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
      ("\u{1B}OA", .up), ("\u{1B}OB", .down), ("\u{1B}OC", .right), ("\u{1B}OD", .left),
      ("\u{1B}[1;2A", .up), ("\u{1B}[1;5D", .left), ("\u{1B}[a", .up), ("\u{1B}Od", .left),
      ("\u{1B}O5C", .right),
      ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home),
      ("\u{1B}[1;5H", .home), ("\u{1B}[F", .end), ("\u{1B}OF", .end), ("\u{1B}[4~", .end),
      ("\u{1B}[8~", .end), ("\u{1B}[7$", .home), ("\u{1B}[8^", .end), ("\u{1B}[5@", .pageUp),
      ("\u{1B}[2~", .insert), ("\u{1B}[3~", .delete), ("\u{1B}[3;5~", .delete), ("\u{1B}[5~", .pageUp),
      ("\u{1B}[6~", .pageDown), ("\u{1B}OM", .enter),
      ("\u{1B}OP", .function(1)), ("\u{1B}OS", .function(4)), ("\u{1B}[P", .function(1)),
      ("\u{1B}[1;2Q", .function(2)), ("\u{1B}[11~", .function(1)), ("\u{1B}[14~", .function(4)),
      ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[15~", .function(5)),
      ("\u{1B}[17~", .function(6)), ("\u{1B}[21~", .function(10)), ("\u{1B}[23~", .function(11)),
      ("\u{1B}[24~", .function(12)), ("\u{1B}[24;2~", .function(12)),
    ])
  func knownKeys(bytes: String, key: Key) { #expect(decode(bytes) == [.key(key)]) }

  @Test(
    "the mouse is its left button and its wheel",
    arguments: [
      ("\u{1B}[<0;1;1M", MouseEvent(.press, at: Point(0, 0))),
      ("\u{1B}[<0;12;7m", MouseEvent(.release, at: Point(11, 6))),
      ("\u{1B}[<32;300;200M", MouseEvent(.drag, at: Point(299, 199))),
      ("\u{1B}[<64;5;6M", MouseEvent(.wheelUp, at: Point(4, 5))),
      ("\u{1B}[<65;5;6M", MouseEvent(.wheelDown, at: Point(4, 5))),
      ("\u{1B}[<16;5;6M", MouseEvent(.press, at: Point(4, 5))),
      ("\u{1B}[<99999999999999999999;1;1M", nil), ("\u{1B}[<0;0;1M", nil), ("\u{1B}[<2;1;1M", nil),
      ("\u{1B}[<66;1;1M", nil), ("\u{1B}[<35;1;1M", nil), ("\u{1B}[<0;1M", nil),
    ])
  func mouse(bytes: String, event: MouseEvent?) {
    #expect(decode(bytes) == (event.map { [.key(.mouse($0))] } ?? []))
  }

  @Test("a paste is one key, with plain line ends and no control characters but tabs")
  func paste() {
    #expect(
      decode("\u{1B}[200~one\r\ntwo\rthree\n\tx\u{7}\u{1B}[31m\u{1B}[201~y")
        == [.key(.paste("one\ntwo\nthree\n\tx[31m")), .key(.character("y"))])
    #expect(decode("\u{1B}[200~\u{1B}[201~") == [.key(.paste(""))])
    #expect(decode("\u{1B}[200~a\u{1B}\u{1B}[201~") == [.key(.paste("a"))])
    #expect(
      decode([0x1B] + Array("[200~a".utf8) + [0xFF] + Array("b\u{1B}[201~".utf8)) == [
        .key(.paste("a\u{FFFD}b"))
      ])
  }

  @Test("a paste is cut at its greatest length, and one that never ends is what came")
  func boundedPaste() {
    var decoder = KeyDecoder()
    var keys = decoder.decode(Array("\u{1B}[200~".utf8))
    for _ in 0..<100 { keys += decoder.decode(Array(repeating: 0x78, count: 10_000)) }
    #expect(keys.isEmpty)
    keys = decoder.decode(Array("\u{1B}[201~".utf8))
    #expect(keys == [.key(.paste(String(repeating: "x", count: Key.longestPaste)))])
    #expect(decode("\u{1B}[200~abc") == [.key(.paste("abc"))])
  }

  @Test("the terminal's answers are reports, not keys")
  func reports() {
    #expect(
      decode("\u{1B}]11;rgb:ffff/8080/0000\u{1B}\\")
        == [.report(.background(red: 1, green: Double(0x8080) / 65535, blue: 0))])
    #expect(decode("\u{1B}]11;rgb:f/0/f\u{7}") == [.report(.background(red: 1, green: 0, blue: 1))])
    #expect(
      decode("\u{1B}]11;rgba:ffff/ffff/ffff/ffff\u{7}") == [.report(.background(red: 1, green: 1, blue: 1))])
    #expect(decode("\u{1B}[?2026;2$y") == [.report(.mode(2026, .reset))])
    #expect(decode("\u{1B}[?2026;0$y") == [.report(.mode(2026, .unknown))])
    #expect(decode("\u{1B}[?62;22c") == [.report(.attributes([62, 22]))])
    #expect(
      decode("a\u{1B}[?62cb")
        == [.key(.character("a")), .report(.attributes([62])), .key(.character("b"))])
  }

  @Test(
    "what is unknown or broken is swallowed whole",
    arguments: [
      "\u{1B}[99~", "\u{1B}[?25h", "\u{1B}[27;5;13~", "\u{1B}[97;5u", "\u{1B}[I", "\u{1B}[O", "\u{1B}[5;7R",
      "\u{1B}]0;title\u{7}", "\u{1B}]11;rgb:zz/0/0\u{7}", "\u{1B}]11;rgb:1/2\u{7}", "\u{1B}P1$r0m\u{1B}\\",
      "\u{1B}_application\u{1B}\\", "\u{1B}[M !!", "\u{1B}[1;2", "\u{1B}]11;rgb", "\u{1B}Oz", "\u{1B}[[Z",
      "\u{0}", "\u{1C}", "\u{1B}[" + String(repeating: "1;", count: 5000) + "A",
      "\u{1B}]" + String(repeating: "x", count: 100_000) + "\u{7}",
    ])
  func swallowed(bytes: String) {
    #expect(decode(bytes + "\u{1B}[A").last == .key(.up))
    #expect(decode(bytes).isEmpty)
  }

  @Test(
    "bytes that are not UTF-8 are skipped, and what follows counts",
    arguments: [
      [0xFF], [0xC3], [0xE2, 0x82], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
      [0xC2, 0x85],
      [0xE0, 0x80, 0x80],
    ] as [[UInt8]])
  func invalid(bytes: [UInt8]) { #expect(decode(bytes + [0x61]) == [.key(.character("a"))]) }

  @Test("Escape is a key of its own once nothing follows it, and loses nothing that does")
  func escape() {
    var decoder = KeyDecoder()
    #expect(decoder.decode([0x1B]).isEmpty)
    #expect(decoder.patience == 25)
    #expect(decoder.flush() == [.key(.escape)])
    #expect(decoder.patience == nil)
    #expect(decoder.flush().isEmpty)
    #expect(decode("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(decode("\u{1B}q") == [.key(.escape), .key(.character("q"))])
    #expect(decode("\u{1B}\u{1B}[A") == [.key(.escape), .key(.up)])
    #expect(decode("\u{1B}[") == [.key(.escape), .key(.character("["))])
    #expect(decode("\u{1B}O") == [.key(.escape), .key(.character("O"))])
  }

  @Test("Ctrl-C gets through whatever was left half sent")
  func controlBreaksSequences() {
    for start in ["\u{1B}[12;", "\u{1B}]11;rgb", "\u{1B}O", "\u{1B}[[", "\u{1B}P1", "\u{1B}[M", "\u{1B}[M!"] {
      #expect(decode(start + "\u{3}") == [.key(.control("c"))])
    }
  }

  @Test("any bytes give the same keys however they are cut into pieces", arguments: 0..<40 as Range<UInt64>)
  func chunking(seed: UInt64) {
    var random = SmallGenerator(state: seed)
    let likely: [UInt8] = [
      0x1B, 0x5B, 0x4F, 0x5D, 0x3C, 0x3B, 0x30, 0x31, 0x32, 0x7E, 0x4D, 0x41, 0x07, 0x5C, 0x24, 0xE2,
    ]
    let pieces = [
      "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[<0;3;4M", "\u{1B}]11;rgb:1/2/3\u{7}", "ü", "\u{1B}[1;2A",
    ]
    var bytes: [UInt8] = []
    while bytes.count < 4000 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.append(UInt8.random(in: 0...255, using: &random))
      case 1: bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
      default: bytes.append(likely[Int.random(in: 0..<likely.count, using: &random)])
      }
    }
    var whole = KeyDecoder()
    let expected = whole.decode(bytes) + whole.flush()
    #expect(!expected.isEmpty)
    var cut = KeyDecoder()
    var keys: [TerminalInput] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 0...7, using: &random)
      keys += cut.decode(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    keys += cut.flush()
    #expect(keys == expected)
  }
}

/// SplitMix64: a stream of numbers for tests, the same at every run.
struct SmallGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
