extension CursesScreen {
  /// The longest text that `copy` sends, in bytes of UTF-8: terminals refuse more than 100,000 characters of base
  /// 64.
  public static let longestCopy = 74_000

  /// Puts `text` on the clipboard of the terminal (OSC 52), which works across ssh where the terminal allows it.
  /// - Returns: false if the text is longer than `longestCopy`; nothing is sent then.
  @discardableResult
  public func copy(_ text: String) -> Bool {
    guard isOpen, text.utf8.count <= CursesScreen.longestCopy else { return false }
    send("\u{1B}]52;c;\(base64(text.utf8))\u{7}")
    return true
  }
}

/// `bytes` in base 64 (RFC 4648, section 4): three bytes become four letters, and `=` fills the last group.
func base64(_ bytes: some Sequence<UInt8>) -> String {
  let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(bytes)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
    for place in 0..<4 {
      let letter = letters[Int(bits >> (18 - 6 * UInt32(place)) & 63)]
      text.append(place <= group.count ? letter : 0x3D)
    }
  }
  return String(decoding: text, as: UTF8.self)
}
