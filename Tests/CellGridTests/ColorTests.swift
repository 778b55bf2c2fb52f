import CellGrid
import Testing

@Suite("Colours come down to what a terminal shows")
struct ColorTests {
  @Test(
    "the first that speaks decides: the choice, NO_COLOR, TERM=dumb, COLORTERM, terminfo",
    arguments: [
      (ColorChoice.never, ["COLORTERM": "truecolor"], 256, ColorDepth.none),
      (.sixteen, ["NO_COLOR": "1", "TERM": "dumb"], 0, .sixteen),
      (.palette256, ["NO_COLOR": "1"], 8, .palette256),
      (.trueColor, ["NO_COLOR": "1"], 8, .trueColor),
      (.automatic, ["NO_COLOR": "1", "COLORTERM": "truecolor"], 256, .none),
      (.automatic, ["NO_COLOR": "", "COLORTERM": "truecolor"], 256, .trueColor),
      (.automatic, ["TERM": "dumb", "COLORTERM": "truecolor"], 256, .none),
      (.automatic, ["TERM": "xterm", "COLORTERM": "24bit"], 8, .trueColor),
      (.automatic, ["TERM": "xterm", "COLORTERM": "yes"], 8, .sixteen),
      (.automatic, ["TERM": "xterm-256color"], 256, .palette256),
      (.automatic, ["TERM": "xterm-direct"], 0x100_0000, .trueColor),
      (.automatic, ["TERM": "rxvt"], 88, .sixteen),
      (.automatic, ["TERM": "vt100"], 0, .none),
    ])
  func resolution(choice: ColorChoice, environment: [String: String], described: Int, depth: ColorDepth) {
    #expect(ColorDepth(choice: choice, environment: environment, described: described) == depth)
  }

  @Test("what --color accepts is spelt as the help says")
  func spelling() {
    #expect(ColorChoice.allCases.map(\.rawValue) == ["auto", "never", "16", "256", "truecolor"])
  }

  @Test("a colour of the palette is nearest to itself", arguments: 16...255)
  func paletteIsFixed(index: Int) {
    let color = Palette.color(at: UInt8(index))
    #expect(Palette.color(at: Palette.nearest256(to: color)) == color)
  }

  @Test("a named colour is nearest to itself", arguments: 0..<16)
  func namedIsFixed(index: Int) {
    #expect(Int(Palette.nearest16(to: Palette.color(at: UInt8(index)))) == index)
  }

  @Test("the chosen colour of the palette is the nearest, or next to it")
  func nearest() {
    let palette = (16...255).map { Palette.color(at: UInt8($0)) }
    let steps = stride(from: UInt8(0), through: 255, by: 17)
    for red in steps {
      for green in steps {
        for blue in steps {
          let color = Palette.RGB(red, green, blue)
          let chosen = Palette.color(at: Palette.nearest256(to: color)).distance(to: color)
          let least = palette.map { $0.distance(to: color) }.min() ?? 0
          // A grey step of 5 in each channel is what choosing channel by channel may cost.
          #expect(Double(chosen).squareRoot() <= Double(least).squareRoot() + 5 * (9.0 * 512).squareRoot())
        }
      }
    }
  }

  @Test("greys stay grey, and hues keep their name")
  func hues() {
    #expect(Color.rgb(128, 128, 128).number(at: .palette256) == 244)
    #expect(Color.rgb(0, 0, 0).number(at: .sixteen) == 0)
    #expect(Color.rgb(250, 250, 250).number(at: .sixteen) == 15)
    #expect(Color.rgb(200, 10, 20).number(at: .sixteen) == 1)
    #expect(Color.rgb(0, 158, 20).number(at: .sixteen) == 2)
    #expect(Color.rgb(230, 190, 0).number(at: .sixteen) == 3)
    #expect(Color.rgb(0, 200, 200).number(at: .sixteen) == 6)
  }

  @Test("with 24 bits every colour is itself, but the darkest blues stay clear of the named colours")
  func trueColor() {
    #expect(Color.rgb(1, 2, 3).number(at: .trueColor) == 0x010203)
    #expect(Color.rgb(255, 255, 255).number(at: .trueColor) == 0xFFFFFF)
    #expect(Color.rgb(0, 0, 16).number(at: .trueColor) == 16)
    #expect(Color.rgb(0, 0, 15).number(at: .trueColor) == 0x01000F)
    #expect(Color.rgb(0, 0, 0).number(at: .trueColor) == 0x010000)
  }

  @Test(
    "the terminal's own colour and the named ones are the same at every depth", arguments: ColorDepth.allCases
  )
  func constant(depth: ColorDepth) {
    #expect(Color.terminal.number(at: depth) == -1)
    #expect(Color.named(9).number(at: depth) == (depth == .none ? -1 : 9))
    #expect(Color.named(200).number(at: depth) == (depth == .none ? -1 : 8))
    #expect(depth != .none || Color.rgb(9, 9, 9).number(at: depth) == -1)
  }
}
