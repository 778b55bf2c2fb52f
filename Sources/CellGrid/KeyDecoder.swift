/// What the bytes of a terminal mean: something a person did, or an answer of the terminal itself.
public enum TerminalInput: Hashable, Sendable {
  /// A key, a paste or the mouse.
  case key(Key)
  /// An answer to a question that was put to the terminal.
  case report(TerminalReport)
}

/// A decoder of the bytes that a terminal sends, one at a time: how they are cut into pieces never matters.
///
/// It accepts what xterm, rxvt, the Linux console, tmux and their kin send (ECMA-48 control sequences; the mouse as
/// SGR reports, mode 1006; bracketed paste, mode 2004). A sequence that is unknown or absurdly long is swallowed
/// whole, bytes that are not UTF-8 are skipped, and memory is bounded whatever arrives.
///
/// A lone Escape cannot be told from the start of a sequence except by the silence that follows: while `patience`
/// is not nil, the caller waits that long for more bytes, and calls `flush()` if none come.
public struct KeyDecoder: Sendable {
  /// Where in the grammar the next byte stands.
  enum State: Hashable, Sendable {
    /// Between keys.
    case ground
    /// Inside a character of several bytes: its bits so far, how many bytes follow, the least value that is not too
    /// long.
    case character(bits: UInt32, missing: Int, least: UInt32)
    /// After Escape.
    case escape
    /// After `ESC O`; whether a modifier has followed.
    case singleShift(Bool)
    /// After `ESC [`: parameters are in `collected`.
    case control
    /// After `ESC [ [`, the function keys of the Linux console.
    case console
    /// After `ESC [ M`, the mouse before SGR reports: so many bytes are still to be skipped.
    case oldMouse(Int)
    /// After `ESC ]`, `ESC P`, `ESC X`, `ESC ^` or `ESC _`: text in `collected`, up to BEL or `ESC \`.
    case text(isCommand: Bool, escaped: Bool)
    /// Inside a bracketed paste: how much of the closing sequence has been seen.
    case paste(closing: Int)
  }

  /// Parameters and terminal answers longer than this are swallowed unread.
  static let longestSequence = 512
  /// A character of a paste takes at most this many bytes.
  static let longestCharacter = 4
  /// What ends a paste.
  static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  var state = State.ground
  var collected: [UInt8] = []
  private var decoded: [TerminalInput] = []

  /// A decoder between two keys.
  public init() {}

  /// For how many milliseconds of silence to wait before `flush()`; nil if nothing is pending.
  public var patience: Int? {
    switch state {
    case .ground: nil
    case .escape, .singleShift(false): 25
    case .control where collected.isEmpty: 25
    case .character, .singleShift, .control, .console, .oldMouse, .text: 250
    case .paste: 1000
    }
  }

  /// What `bytes` complete, in order. What they only begin is kept for the next call.
  public mutating func decode(_ bytes: some Sequence<UInt8>) -> [TerminalInput] {
    for byte in bytes { take(byte) }
    defer { decoded.removeAll(keepingCapacity: true) }
    return decoded
  }

  /// What the pending bytes mean, given that nothing follows: a lone Escape is the Escape key, a paste ends, and
  /// the rest of a broken sequence is dropped.
  public mutating func flush() -> [TerminalInput] {
    switch state {
    case .escape:
      emit(.escape)
    case .singleShift(false):
      emit(.escape)
      emit(.character("O"))
    case .control where collected.isEmpty:
      emit(.escape)
      emit(.character("["))
    case .paste:
      emitPaste()
    default:
      break
    }
    returnToGround()
    defer { decoded.removeAll(keepingCapacity: true) }
    return decoded
  }

  mutating func emit(_ key: Key) { decoded.append(.key(key)) }

  mutating func emit(_ report: TerminalReport) { decoded.append(.report(report)) }

  mutating func returnToGround() {
    state = .ground
    collected.removeAll(keepingCapacity: collected.count <= KeyDecoder.longestSequence)
  }

  /// Moves on by one byte.
  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: takeFirst(byte)
    case .character(let bits, let missing, let least):
      takeContinuation(byte, bits: bits, missing: missing, least: least)
    case .escape: takeAfterEscape(byte)
    case .singleShift: takeAfterSingleShift(byte)
    case .control: takeInControl(byte)
    case .console: takeInConsole(byte)
    case .oldMouse(let left): takeInOldMouse(byte, left: left)
    case .text(let isCommand, let escaped): takeInText(byte, isCommand: isCommand, escaped: escaped)
    case .paste(let closing): takeInPaste(byte, closing: closing)
    }
  }

  /// The byte that follows a finished key.
  mutating func takeFirst(_ byte: UInt8) {
    switch byte {
    case 0x1B: state = .escape
    case 0x09: emit(.tab)
    case 0x0A, 0x0D: emit(.enter)
    case 0x08, 0x7F: emit(.backspace)
    case 1...26: emit(.control(Character(Unicode.Scalar(byte + 0x60))))
    case 0x20..<0x7F: emit(.character(Character(Unicode.Scalar(byte))))
    case 0xC2...0xDF: state = .character(bits: UInt32(byte & 0x1F), missing: 1, least: 0x80)
    case 0xE0...0xEF: state = .character(bits: UInt32(byte & 0x0F), missing: 2, least: 0x800)
    case 0xF0...0xF4: state = .character(bits: UInt32(byte & 0x07), missing: 3, least: 0x10000)
    default: break  // NUL, the controls beyond Z, and what UTF-8 never begins with
    }
  }

  /// A byte inside a character. One that does not belong there ends the character unfinished, and counts by itself.
  private mutating func takeContinuation(_ byte: UInt8, bits: UInt32, missing: Int, least: UInt32) {
    guard byte & 0xC0 == 0x80 else {
      state = .ground
      takeFirst(byte)
      return
    }
    let value = bits << 6 | UInt32(byte & 0x3F)
    guard missing == 1 else {
      state = .character(bits: value, missing: missing - 1, least: least)
      return
    }
    state = .ground
    guard value >= max(least, 0xA0), let scalar = Unicode.Scalar(value) else { return }
    emit(.character(Character(scalar)))
  }
}
