import CellGrid
import Testing
import TestSupport

@Suite("Keys out of hostile bytes", .tags(.hostile))
struct KeyDecoderFuzzTests {
  /// Up to 60 bytes: all of them at random, or most of them such as begin and end sequences.
  private func bytes(_ random: inout SmallGenerator) -> [UInt8] {
    let likely: [UInt8] =
      Array("\u{1B}\u{1B}[O]P_M<;?$~mA0129:\\\u{7}\u{3}".utf8) + [0xC3, 0xE2, 0xF0, 0x9C, 0xFF]
    let isRandom = Bool.random(using: &random)
    return (0..<Int.random(in: 0...60, using: &random)).map { _ in
      isRandom
        ? UInt8.random(in: 0...255, using: &random) : likely[Int.random(in: 0..<likely.count, using: &random)]
    }
  }

  /// What the bytes mean, cut into pieces anywhere, without the silence at the end.
  private func decode(_ bytes: [UInt8], in decoder: inout KeyDecoder, _ random: inout SmallGenerator)
    -> [TerminalInput]
  {
    var inputs: [TerminalInput] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Int.random(in: 0...5, using: &random)
      inputs += decoder.decode(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    return inputs
  }

  @Test("20,000 times any bytes: after a silence the next keys are what they are, whatever came before")
  func afterSilence() {
    var random = SmallGenerator(state: 1)
    for _ in 0..<20_000 {
      let garbage = bytes(&random)
      var decoder = KeyDecoder()
      _ = decode(garbage, in: &decoder, &random)
      _ = decoder.flush()
      #expect(decoder.patience == nil, "\(garbage)")
      let keys = decode(Array("\u{1B}[Aé\u{1B}[<0;3;4Mq".utf8), in: &decoder, &random)
      #expect(
        keys == [
          .key(.up), .key(.character("é")), .key(.mouse(MouseEvent(.press, at: Point(2, 3)))),
          .key(.character("q")),
        ], "\(garbage)")
    }
  }

  @Test("20,000 times any bytes: Ctrl-C is heard at once, unless it is pasted")
  func interruption() {
    var random = SmallGenerator(state: 2)
    for _ in 0..<20_000 {
      let garbage = bytes(&random)
      var decoder = KeyDecoder()
      _ = decode(garbage, in: &decoder, &random)
      let isPasting = decoder.patience == 1000
      #expect(isPasting || decoder.decode([3]).last == .key(.control("c")), "\(garbage)")
    }
  }

  @Test(
    "No key that comes of any bytes is a control character, and every place of the mouse is on the screen's side"
  )
  func soundKeys() {
    var random = SmallGenerator(state: 3)
    for _ in 0..<20_000 {
      var decoder = KeyDecoder()
      let garbage = bytes(&random)
      for input in decode(garbage, in: &decoder, &random) + decoder.flush() {
        guard case .key(let key) = input else { continue }
        switch key {
        case .character(let character):
          #expect(
            character.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
        case .control(let letter): #expect(("a"..."z").contains(letter))
        case .mouse(let event): #expect(event.position.x >= 0 && event.position.y >= 0, "\(garbage)")
        case .function(let number): #expect((1...12).contains(number))
        default: break
        }
      }
    }
  }
}
