// Escape sequences: which key each one is.

extension KeyDecoder {
  /// The byte after Escape. A key that follows Escape at once is that key after Escape, so neither is lost.
  mutating func takeAfterEscape(_ byte: UInt8) {
    switch byte {
    case 0x5B: state = .control
    case 0x4F: state = .singleShift(false)
    case 0x5D: state = .text(isCommand: true, escaped: false)
    case 0x50, 0x58, 0x5E, 0x5F: state = .text(isCommand: false, escaped: false)
    case 0x1B: emit(.escape)
    default:
      emit(.escape)
      state = .ground
      takeFirst(byte)
    }
  }

  /// The byte after `ESC O`. Digits and semicolons are modifiers.
  mutating func takeAfterSingleShift(_ byte: UInt8) {
    switch byte {
    case 0x30...0x39, 0x3B:
      state = .singleShift(true)
      return
    case 0x4D: emit(.enter)
    case 0x40..<0x7F:
      // rxvt sends a lower-case letter with Ctrl.
      let letter = (0x61...0x64).contains(byte) ? byte - 0x20 : byte
      if let key = KeyDecoder.key(lettered: letter) { emit(key) }
    default:
      returnToGround()
      takeFirst(byte)
      return
    }
    returnToGround()
  }

  /// A byte after `ESC [`: parameters up to a final byte. A control character breaks the sequence off.
  mutating func takeInControl(_ byte: UInt8) {
    switch byte {
    case 0x5B where collected.isEmpty:
      state = .console
    case 0x24 where !collected.isEmpty && collected.allSatisfy { (0x30...0x39).contains($0) }:
      finishControl(byte)  // rxvt ends Shift with an editing key in `$`
    case 0x20...0x3F:
      if collected.count < KeyDecoder.longestSequence { collected.append(byte) }
    case 0x40..<0x7F:
      finishControl(byte)
    default:
      returnToGround()
      takeFirst(byte)
    }
  }

  /// `ESC [ [ A` to `E` are F1 to F5 of the Linux console.
  mutating func takeInConsole(_ byte: UInt8) {
    returnToGround()
    switch byte {
    case 0x41...0x45: emit(.function(Int(byte) - 0x40))
    case 0x20..<0x7F: break
    default: takeFirst(byte)
    }
  }

  /// A byte of the mouse before SGR reports, none of which is a control character: one breaks the report off.
  mutating func takeInOldMouse(_ byte: UInt8, left: Int) {
    state = left > 1 ? .oldMouse(left - 1) : .ground
    guard byte < 0x20 else { return }
    returnToGround()
    takeFirst(byte)
  }

  private mutating func finishControl(_ final: UInt8) {
    let parameters = collected
    returnToGround()
    guard parameters.count < KeyDecoder.longestSequence else { return }
    if final == 0x4D, parameters.isEmpty {
      state = .oldMouse(3)
      return
    }
    if parameters.first == 0x3C {
      if let event = KeyDecoder.mouse(parameters.dropFirst(), final: final) { emit(.mouse(event)) }
      return
    }
    if parameters.first == 0x3F {
      if let report = TerminalReport(controlParameters: parameters.dropFirst(), final: final) {
        emit(report)
      }
      return
    }
    let numbers = KeyDecoder.numbers(parameters[...])
    switch final {
    case 0x7E, 0x24, 0x5E, 0x40:  // ~ and what rxvt puts in its place for Shift, Ctrl and both
      if final == 0x7E, numbers == [200] {
        state = .paste(closing: 0)
      } else if let key = KeyDecoder.key(numbered: numbers.first ?? 0) {
        emit(key)
      }
    case 0x61...0x64 where parameters.isEmpty:  // rxvt: an arrow with Shift
      if let key = KeyDecoder.key(lettered: final - 0x20) { emit(key) }
    case 0x5A:
      emit(.backTab)
    default:
      if let key = KeyDecoder.key(lettered: final), numbers.first ?? 1 <= 1 { emit(key) }
    }
  }

  /// The key of a sequence that ends in `letter`, after `ESC [` or `ESC O`.
  static func key(lettered letter: UInt8) -> Key? {
    switch letter {
    case 0x41: .up
    case 0x42: .down
    case 0x43: .right
    case 0x44: .left
    case 0x46: .end
    case 0x48: .home
    case 0x50...0x53: .function(Int(letter) - 0x4F)
    default: nil
    }
  }

  /// The key of a sequence `ESC [ number ~`.
  static func key(numbered number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  /// The mouse event of `ESC [ < button ; column ; row M` or `m` (xterm, mode 1006); nil for other buttons than the
  /// left one and the wheel.
  ///
  /// Button bits: 0–1 which, 2–4 Shift, Meta and Ctrl, 5 in motion, 6 wheel, 7 buttons eight and up.
  static func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8) -> MouseEvent? {
    let values = numbers(parameters)
    guard values.count == 3, values[1] >= 1, values[2] >= 1, final == 0x4D || final == 0x6D else {
      return nil
    }
    let position = Point(values[1] - 1, values[2] - 1)
    let modifiers = 4 + 8 + 16
    switch (values[0] & ~modifiers, final == 0x4D) {
    case (0, true): return MouseEvent(.press, at: position)
    case (0, false), (32, false): return MouseEvent(.release, at: position)
    case (32, true): return MouseEvent(.drag, at: position)
    case (64, true): return MouseEvent(.wheelUp, at: position)
    case (65, true): return MouseEvent(.wheelDown, at: position)
    default: return nil
    }
  }

  /// Decimal numbers between semicolons, each at most 65,535; an empty one is 0, and what follows a colon is left
  /// out.
  static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
    guard !parameters.isEmpty else { return [] }
    return parameters.split(separator: 0x3B, omittingEmptySubsequences: false).map { part in
      part.prefix { (0x30...0x39).contains($0) }
        .reduce(0) { min(65_535, $0 * 10 + Int($1) - 0x30) }
    }
  }
}
