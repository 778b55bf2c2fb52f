// Pasted text, and the texts in which a terminal answers.

extension KeyDecoder {
  /// A byte of a paste. After `longestPaste` characters the rest is skipped, up to the end of the paste.
  mutating func takeInPaste(_ byte: UInt8, closing: Int) {
    if byte == KeyDecoder.pasteEnd[closing] {
      guard closing + 1 == KeyDecoder.pasteEnd.count else {
        state = .paste(closing: closing + 1)
        return
      }
      emitPaste()
      returnToGround()
      return
    }
    keepPasted(KeyDecoder.pasteEnd.prefix(closing))
    // Only the first byte of the closing sequence is Escape, so a broken match can only begin again there.
    if byte == KeyDecoder.pasteEnd[0] {
      state = .paste(closing: 1)
    } else {
      keepPasted(CollectionOfOne(byte))
      state = .paste(closing: 0)
    }
  }

  private mutating func keepPasted(_ bytes: some Collection<UInt8>) {
    guard collected.count + bytes.count <= Key.longestPaste * KeyDecoder.longestCharacter else { return }
    collected.append(contentsOf: bytes)
  }

  /// Reports the paste: lines end in `\n`, control characters other than tab are left out, and bytes that are not
  /// UTF-8 become U+FFFD.
  mutating func emitPaste() {
    var text = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: collected, as: UTF8.self).unicodeScalars {
      let isLineFeed = scalar == "\n"
      if scalar == "\r" || (isLineFeed && !afterReturn) { text.append("\n") }
      if scalar == "\t" || (scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)) {
        text.append(scalar)
      }
      afterReturn = scalar == "\r"
    }
    emit(.paste(String(String(text).prefix(Key.longestPaste))))
  }

  /// A byte of a text that the terminal sends: it ends with BEL or `ESC \`; any other control character breaks it
  /// off.
  mutating func takeInText(_ byte: UInt8, isCommand: Bool, escaped: Bool) {
    if escaped {
      if byte == 0x5C {
        finishText(isCommand: isCommand)
      } else {
        returnToGround()
        takeAfterEscape(byte)
      }
      return
    }
    switch byte {
    case 0x07: finishText(isCommand: isCommand)
    case 0x1B: state = .text(isCommand: isCommand, escaped: true)
    case 0x20...:
      if collected.count < KeyDecoder.longestSequence { collected.append(byte) }
    default:
      returnToGround()
      takeFirst(byte)
    }
  }

  private mutating func finishText(isCommand: Bool) {
    let text = collected
    returnToGround()
    guard isCommand, text.count < KeyDecoder.longestSequence else { return }
    if let report = TerminalReport(command: String(decoding: text, as: UTF8.self)) { emit(report) }
  }
}
