import CellGrid
import Explorer
import PlotKit

/// How a person wants the program, where the command line does not say otherwise.
public struct Configuration: Hashable, Sendable {
  /// The name of the theme, or `auto`.
  public var theme = "auto"
  /// The dots and lines, or the choice among them by the locale.
  public var glyphs = GlyphChoice.auto
  /// The colours that the terminal is taken to have.
  public var color = ColorChoice.automatic
  /// Whether the mouse is listened to.
  public var mouse = true
  /// Whether frames are bracketed with synchronised output, where the terminal knows it.
  public var synchronisedOutput = true
  /// At most so many frames a second.
  public var framesPerSecond = 30
  /// The same over ssh.
  public var framesPerSecondOverSSH = 10
  /// How many threads compute; nil for one per processor.
  public var threads: Int?
  /// Names the random numbers.
  public var seed: UInt64 = 42
  /// What every key means.
  public var keys = KeyTable.standard

  /// What holds where nobody says anything.
  public init() {}

  /// A file that is larger is not read, in bytes.
  public static let largestFile = 64 << 10
}

/// The glyph sets, and the choice among them by the terminal's locale.
public enum GlyphChoice: String, CaseIterable, Sendable {
  case octant, braille, block, ascii, auto

  /// The glyphs; nil where the locale decides.
  public var glyphs: GlyphSet? { GlyphSet(rawValue: rawValue) }
}

/// Whether a theme may be called `name`: letters, digits, dashes and underscores, at most 32 of them.
public func isThemeName(_ name: String) -> Bool {
  (1...32).contains(name.utf8.count)
    && name.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_": true
      default: false
      }
    }
}
