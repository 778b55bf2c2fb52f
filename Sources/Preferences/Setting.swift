import CellGrid
import Explorer

/// A setting of the configuration, by the name that its file calls it.
public enum Setting: String, CaseIterable, Sendable {
  case theme, glyphs, color, mouse
  case synchronisedOutput = "synchronised-output"
  case framesPerSecond = "frames-per-second"
  case framesPerSecondOverSSH = "frames-per-second-over-ssh"
  case threads, seed

  /// What it decides, for the file that shows all of them.
  var meaning: String {
    switch self {
    case .theme:
      "The theme: dark, light, monochrome, high-contrast, colour-blind, one of your own, or auto, which asks the terminal."
    case .glyphs: "Dots and lines: octant, braille, block, ascii, or auto."
    case .color: "Colours: never, 16, 256, truecolor, or auto."
    case .mouse: "Whether the mouse is listened to."
    case .synchronisedOutput:
      "Whether frames are bracketed with synchronised output, where the terminal knows it."
    case .framesPerSecond: "At most so many frames a second, from 1 to 120,"
    case .framesPerSecondOverSSH: "and the same over ssh."
    case .threads: "How many threads compute, from 1 to 1024, or auto for one per processor."
    case .seed: "Names the random numbers."
    }
  }

  /// Whether commands without a terminal go by it too.
  var subject: Complaint.Subject { self == .threads || self == .seed ? .computing : .explorer }

  /// The value of it in `configuration`, as the file writes it.
  func text(in configuration: Configuration) -> String {
    switch self {
    case .theme: quoted(configuration.theme)
    case .glyphs: quoted(configuration.glyphs.rawValue)
    case .color: quoted(configuration.color.rawValue)
    case .mouse: String(configuration.mouse)
    case .synchronisedOutput: String(configuration.synchronisedOutput)
    case .framesPerSecond: String(configuration.framesPerSecond)
    case .framesPerSecondOverSSH: String(configuration.framesPerSecondOverSSH)
    case .threads: configuration.threads.map { String($0) } ?? quoted("auto")
    case .seed: String(configuration.seed)
    }
  }

  /// Puts a value into `configuration`.
  /// - Returns: what the value should be, where it is not that; nil where it was taken.
  func put(_ value: FileValue, into configuration: inout Configuration) -> String? {
    switch (self, value) {
    case (.theme, .text(let name)) where isThemeName(name):
      configuration.theme = name
    case (.glyphs, .text(let name)):
      guard let glyphs = GlyphChoice(rawValue: name) else { return rule }
      configuration.glyphs = glyphs
    case (.color, .text(let name)):
      guard let color = ColorChoice(rawValue: name) else { return rule }
      configuration.color = color
    case (.color, .integer(let count)):
      // 16 and 256 without quotes say the same.
      guard let color = ColorChoice(rawValue: String(count)) else { return rule }
      configuration.color = color
    case (.mouse, .boolean(let isOn)): configuration.mouse = isOn
    case (.synchronisedOutput, .boolean(let isOn)): configuration.synchronisedOutput = isOn
    case (.framesPerSecond, .integer(let count)) where 1...120 ~= count: configuration.framesPerSecond = count
    case (.framesPerSecondOverSSH, .integer(let count)) where 1...120 ~= count:
      configuration.framesPerSecondOverSSH = count
    case (.threads, .integer(let count)) where 1...1024 ~= count: configuration.threads = count
    case (.threads, .text("auto")): configuration.threads = nil
    case (.seed, .integer(let number)) where number >= 0: configuration.seed = UInt64(number)
    default: return rule
    }
    return nil
  }

  /// What its value has to be, in words.
  private var rule: String {
    switch self {
    case .theme: "the name of a theme in quotes, as \"dark\""
    case .glyphs: "one of \(GlyphChoice.allCases.map { quoted($0.rawValue) }.joined(separator: ", "))"
    case .color: "one of \(ColorChoice.allCases.map { quoted($0.rawValue) }.joined(separator: ", "))"
    case .mouse, .synchronisedOutput: "true or false"
    case .framesPerSecond, .framesPerSecondOverSSH: "a whole number from 1 to 120"
    case .threads: "a whole number from 1 to 1024, or \"auto\""
    case .seed: "a whole number that is not negative"
    }
  }
}

/// `text` as TOML writes it; it has to be one that needs no escapes but those of quotes and backslashes.
func quoted(_ text: String) -> String {
  "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
}
