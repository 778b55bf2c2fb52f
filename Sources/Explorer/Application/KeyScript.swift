import CellGrid

/// A script of keys: what a person does at which step, one thing a line.
///
///     at 12 key Space     when the run stands at step 12
///     key e               now
///     wait 20             until the run stands at step 20
///     wait settled        until nothing moves any more
///     resize 80x24
///     paste faithful
///     # a comment
public struct KeyScript: Hashable, Sendable {
  /// One thing to do.
  public enum Command: Hashable, Sendable {
    /// Wait for the step, if there is one, then press the key.
    case key(Key, at: Int?)
    /// Wait until the active run stands at this step.
    case waitForStep(Int)
    /// Wait until nothing moves.
    case waitUntilSettled
    /// Give the screen another size.
    case resize(Size)
  }

  /// A command with the line it stands on, counted from 1.
  public struct Line: Hashable, Sendable {
    /// The line, counted from 1.
    public let number: Int
    /// The text of the line.
    public let text: String
    /// What it says.
    public let command: Command
  }

  /// Why a script cannot be read or followed: the line, and what is wrong with it.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, counted from 1.
    public let line: Int
    /// What is wrong.
    public let reason: String
    /// Both in a sentence.
    public var description: String { "line \(line): \(reason)" }
  }

  /// The commands in order.
  public let lines: [Line]

  /// Reads a script.
  /// - Throws: `Fault` for the first line that is not understood.
  public init(_ text: String) throws(Fault) {
    var lines: [Line] = []
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, row) in rows.enumerated() {
      let line = String(row)
      let words = line.split(separator: " ").map(String.init)
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      let number = index + 1
      guard let command = KeyScript.command(words, line) else {
        throw Fault(
          line: number,
          reason:
            "\"\(line)\" is none of: at STEP key NAME, key NAME, wait STEP, wait settled, resize WxH, paste TEXT"
        )
      }
      lines.append(Line(number: number, text: line, command: command))
    }
    self.lines = lines
  }

  private static func command(_ words: [String], _ line: String) -> Command? {
    switch (words[0], words.count) {
    case ("at", 4):
      guard words[2] == "key", let step = Int(words[1]), step >= 0, let key = Key(named: words[3]) else {
        return nil
      }
      return .key(key, at: step)
    case ("key", 2):
      return Key(named: words[1]).map { .key($0, at: nil) }
    case ("wait", 2):
      if words[1] == "settled" { return .waitUntilSettled }
      return Int(words[1]).flatMap { $0 >= 0 ? .waitForStep($0) : nil }
    case ("resize", 2):
      return Size(words[1]).map { .resize($0) }
    case ("paste", 2...):
      let text = line.drop { $0 == " " }.dropFirst("paste ".count)
      return .key(.paste(String(text)), at: nil)
    default:
      return nil
    }
  }
}

extension Size {
  /// The size that "100x30" names; nil if the text is no size, or one of more than 1000 columns or rows.
  public init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], (1...1000).contains(width),
      (1...1000).contains(height)
    else { return nil }
    self.init(width, height)
  }
}
