import CellGrid

/// A script of keys: what a person does at which step, one thing a line.
///
///     # data: faithful        at the top: how the explorer is opened
///     at 12 key Space         when the run stands at step 12
///     at frame 7 key Space    when the film that plays shows its frame 7, counted from 0
///     at owing 2 key Space    typed ahead: while the run that stands still owes 2 answers to what came before
///     at study 3 37 key c     when the study of that number has done 37 pieces of its work
///     at 12 run 1 40 key Tab  when the run that keys act on stands at step 12, and run 1 beside it at 40
///     key e                   now
///     wait 20                 until the run stands at step 20
///     wait settled            until nothing moves any more
///     tick 5                  let five frames go by, as far as anything moves
///     resize 80x24
///     paste faithful
///     mouse press 40 12       press, drag, release, wheel-up or wheel-down, over a cell counted from 0
///     outcome exists          what became of the file that the line before writes: exists, or failed with a sentence
///     # a comment
///
/// `at` with one or more conditions may stand before `key`, `paste`, `mouse` and `resize`.
public struct KeyScript: Hashable, Sendable {
  /// One thing to do.
  public enum Command: Hashable, Sendable {
    /// Wait for the moment, if there is one, then press the key, paste, or use the mouse.
    case key(Key, at: Moment?)
    /// Wait until the active run stands at this step.
    case waitForStep(Int)
    /// Wait until nothing moves.
    case waitUntilSettled
    /// Let so many frames go by, as far as anything moves.
    case tick(Int)
    /// Wait for the moment, if there is one, then give the screen another size.
    case resize(Size, at: Moment?)
    /// The file that the command before writes was not written.
    case outcome(Outcome)

    /// When it is done, where it says.
    var moment: Moment? {
      switch self {
      case .key(_, let moment), .resize(_, let moment): moment
      case .waitForStep, .waitUntilSettled, .tick, .outcome: nil
      }
    }
  }

  /// Why a file was not written.
  public enum Outcome: Hashable, Sendable {
    /// It was there already.
    case exists
    /// It could not be, for the reason of that sentence.
    case failed(String)
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

    /// There is more than can be kept.
    public static func tooLong(atLine line: Int) -> Fault {
      Fault(line: line, reason: "the result is longer than \(mostKept >> 20) MB here: write a shorter script")
    }
  }

  /// Pictures and recordings of a script take no more than this, in bytes.
  public static let mostKept = 256 << 20

  /// So many frames at most go by in one line: an hour.
  public static let mostTicks = 108_000

  /// The commands in order.
  public let lines: [Line]
  /// How the explorer is opened, as the comments at the top say.
  public let opening: [OpeningWord: String]

  /// Reads a script.
  /// - Throws: `Fault` for the first line that is not understood.
  public init(_ text: String) throws(Fault) {
    var lines: [Line] = []
    var opening: [OpeningWord: String] = [:]
    let rows = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, row) in rows.enumerated() {
      let line = String(row)
      let content = line.drop { $0 == " " }
      if content.isEmpty { continue }
      if content.first == "#" {
        if lines.isEmpty, let (word, value) = OpeningWord.read(content.dropFirst()) { opening[word] = value }
        continue
      }
      let number = index + 1
      guard let command = Command(content) else {
        if let name = Command.unknownKey(in: content) {
          throw Fault(line: number, reason: "no key is called \(name): names are Space, Tab, Ctrl-R, F2, a …")
        }
        throw Fault(
          line: number,
          reason:
            "\"\(line)\" is none of: at STEP key NAME, key NAME, wait STEP, wait settled, tick N, resize WxH, paste TEXT, mouse ACTION X Y, outcome WHAT"
        )
      }
      lines.append(Line(number: number, text: line, command: command))
    }
    self.lines = lines
    self.opening = opening
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
