/// What a person asks of colour, as `--color` spells it.
public enum ColorChoice: String, CaseIterable, Sendable {
  /// As the environment and the terminal say.
  case automatic = "auto"
  /// Bold, dim, underline and reverse only.
  case never
  /// The sixteen named colours.
  case sixteen = "16"
  /// The palette of 256.
  case palette256 = "256"
  /// 24 bits.
  case trueColor = "truecolor"
}

/// How many colours are drawn, fewest first.
public enum ColorDepth: Int, Comparable, CaseIterable, Sendable {
  /// None: bold, dim, underline and reverse only.
  case none
  /// The sixteen named colours.
  case sixteen
  /// The palette of 256: the named colours, a cube of 6×6×6 and 24 greys.
  case palette256
  /// 24 bits.
  case trueColor

  /// Fewer colours come first.
  public static func < (left: ColorDepth, right: ColorDepth) -> Bool { left.rawValue < right.rawValue }

  /// The depth that decides, first hit first: the choice of the person, `NO_COLOR` (set and not empty),
  /// `TERM=dumb`, `COLORTERM` (`truecolor` or `24bit`), and the number of colours in the terminal description.
  ///
  /// - Parameter described: the colours that terminfo promises; terminals with eight know the bright ones as well.
  public init(choice: ColorChoice, environment: [String: String], described: Int) {
    switch choice {
    case .never: self = .none
    case .sixteen: self = .sixteen
    case .palette256: self = .palette256
    case .trueColor: self = .trueColor
    case .automatic:
      if environment["NO_COLOR"]?.isEmpty == false || environment["TERM"] == "dumb" {
        self = .none
      } else if ["truecolor", "24bit"].contains(environment["COLORTERM"]) {
        self = .trueColor
      } else {
        self = ColorDepth(colors: described)
      }
    }
  }

  /// The depth that so many colours allow.
  package init(colors: Int) {
    self =
      switch colors {
      case ..<8: .none
      case ..<256: .sixteen
      case ..<0x100_0000: .palette256
      default: .trueColor
      }
  }

  /// How many colours a terminal of this depth has.
  package var colors: Int {
    switch self {
    case .none: 0
    case .sixteen: 16
    case .palette256: 256
    case .trueColor: 0x100_0000
    }
  }
}
