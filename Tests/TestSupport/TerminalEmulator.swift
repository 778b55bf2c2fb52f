import CellGrid

/// A terminal in memory: what an xterm would show after these bytes, as far as full-screen programs need one.
///
/// It understands the cursor, erasing, inserting, deleting, repeating and scrolling sequences of terminfo's
/// xterm-256color and tmux-256color, colours and attributes, the alternate screen and UTF-8, and answers questions
/// as a terminal does. Every glyph is one column wide.
public struct TerminalEmulator {
  /// What is on the screen now.
  public internal(set) var grid: Grid
  /// Where the next glyph goes.
  public internal(set) var cursor = Point(0, 0)
  /// The private modes that are on, such as 1049, 2004, 1002; 25 (cursor shown) and 7 (wrapping) are on at first.
  public internal(set) var modes: Set<Int> = [7, 25]
  /// The answers that the terminal owes the program.
  public internal(set) var replies: [UInt8] = []
  /// The texts of the operating system commands received, such as `52;c;aGk=`.
  public internal(set) var commands: [String] = []

  /// The answer to a question for the background colour; nil for a terminal that does not answer.
  public var backgroundAnswer: String? = "rgb:1e1e/1e1e/1e1e"
  /// Whether the terminal says that it knows synchronised output.
  public var knowsSynchronizedOutput = true

  enum State { case ground, escape, designation, control, command, commandEscape, skipped, skippedEscape }
  var state = State.ground
  var collected: [UInt8] = []
  var characterBytes: [UInt8] = []
  var style = Style.plain
  var lastGlyph: Unicode.Scalar = " "
  var wrapsNext = false
  var scrollTop = 0
  var scrollBottom: Int
  var savedCursor = Point(0, 0)
  var mainGrid: Grid?
  var mainCursor = Point(0, 0)

  /// An empty screen.
  public init(size: Size) {
    grid = Grid(size)
    scrollBottom = size.height - 1
  }

  /// The glyphs, one line per row, trailing spaces cut.
  public var lines: [String] {
    picture(grid).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The whole screen as one text.
  public var text: String { picture(grid) }

  /// Whether the program has the alternate screen.
  public var isAlternate: Bool { modes.contains(1049) }

  /// Whether the cursor is shown.
  public var showsCursor: Bool { modes.contains(25) }

  /// Changes the size; what fits stays.
  public mutating func resize(to size: Size) {
    var larger = Grid(size)
    for y in 0..<min(size.height, grid.size.height) {
      for x in 0..<min(size.width, grid.size.width) { larger[x, y] = grid[x, y] }
    }
    grid = larger
    scrollTop = 0
    scrollBottom = size.height - 1
    move(to: cursor)
  }

  /// Shows what `bytes` say.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: takeGround(byte)
    case .escape: takeEscape(byte)
    case .designation: state = .ground
    case .control:
      if byte >= 0x40 {
        state = .ground
        perform(Control(collected, final: byte))
      } else if byte < 0x20 {
        takeGround(byte)
      } else {
        collected.append(byte)
      }
    case .command, .skipped:
      if byte == 0x1B {
        state = state == .command ? .commandEscape : .skippedEscape
      } else if byte == 0x07 {
        finishCommand()
      } else {
        collected.append(byte)
      }
    case .commandEscape, .skippedEscape: finishCommand()
    }
  }

  private mutating func takeGround(_ byte: UInt8) {
    switch byte {
    case 0x1B:
      characterBytes = []
      state = .escape
    case 0x08: move(to: Point(cursor.x - 1, cursor.y))
    case 0x09: move(to: Point((cursor.x / 8 + 1) * 8, cursor.y))
    case 0x0A, 0x0B, 0x0C: lineFeed()
    case 0x0D: move(to: Point(0, cursor.y))
    case 0..<0x20, 0x7F: break
    case 0x20..<0x7F: put(Unicode.Scalar(byte))
    default:
      characterBytes.append(byte)
      if let scalar = String(validating: characterBytes, as: UTF8.self)?.unicodeScalars.first {
        characterBytes = []
        put(scalar)
      } else if characterBytes.count == 4 {
        characterBytes = []
        put("\u{FFFD}")
      }
    }
  }

  private mutating func takeEscape(_ byte: UInt8) {
    collected = []
    state = .ground
    switch byte {
    case 0x5B: state = .control
    case 0x5D: state = .command
    case 0x50, 0x58, 0x5E, 0x5F: state = .skipped
    case 0x28, 0x29, 0x2A, 0x2B: state = .designation
    case 0x37: savedCursor = cursor
    case 0x38: move(to: savedCursor)
    case 0x44: lineFeed()
    case 0x45:
      move(to: Point(0, cursor.y))
      lineFeed()
    case 0x4D: reverseLineFeed()
    default: break
    }
  }

  private mutating func finishCommand() {
    if state == .command || state == .commandEscape {
      let text = String(decoding: collected, as: UTF8.self)
      commands.append(text)
      if text == "11;?", let backgroundAnswer { replies += "\u{1B}]11;\(backgroundAnswer)\u{1B}\\".utf8 }
    }
    state = .ground
  }

  mutating func put(_ glyph: Unicode.Scalar) {
    if wrapsNext {
      wrapsNext = false
      cursor.x = 0
      lineFeed()
    }
    grid[cursor.x, cursor.y] = Cell(glyph, style: style)
    lastGlyph = glyph
    if cursor.x + 1 < grid.size.width {
      cursor.x += 1
    } else {
      wrapsNext = modes.contains(7)
    }
  }

  mutating func move(to point: Point) {
    wrapsNext = false
    cursor = Point(
      min(max(0, point.x), max(0, grid.size.width - 1)), min(max(0, point.y), max(0, grid.size.height - 1)))
  }

  mutating func lineFeed() {
    if cursor.y == scrollBottom {
      scroll(from: scrollTop, by: 1)
    } else {
      move(to: Point(cursor.x, cursor.y + 1))
    }
  }

  mutating func reverseLineFeed() {
    if cursor.y == scrollTop {
      scroll(from: scrollTop, by: -1)
    } else {
      move(to: Point(cursor.x, cursor.y - 1))
    }
  }
}
