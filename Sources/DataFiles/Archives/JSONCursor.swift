/// A place in a JSON text, from which the next value of a known kind is read. Strict JSON (RFC 8259); every error names the
/// byte where something else was expected.
struct JSONCursor {
  private let bytes: [UInt8]
  private let limit: Int
  /// The next byte, counted from the start of `bytes`.
  private(set) var offset: Int

  /// The start of the text that stands at `range` in `bytes`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    limit = range.upperBound
    offset = range.lowerBound
  }

  /// An object: `member` is called for each name, with the place of the name, and reads the value.
  mutating func object(
    _ member: (inout JSONCursor, _ name: String, _ offset: Int) throws(ArchiveFault) -> Void
  ) throws(ArchiveFault) {
    try expect("{")
    if accept("}") { return }
    repeat {
      skipBlanks()
      let place = offset
      let name = try string()
      try expect(":")
      try member(&self, name, place)
    } while accept(",")
    try expect("}")
  }

  /// An array of whole numbers that are not negative.
  mutating func wholeNumbers() throws(ArchiveFault) -> [Int] {
    try expect("[")
    if accept("]") { return [] }
    var numbers: [Int] = []
    repeat { numbers.append(try wholeNumber()) } while accept(",")
    try expect("]")
    return numbers
  }

  /// The end of the text: only blanks may be left.
  mutating func end() throws(ArchiveFault) {
    skipBlanks()
    guard offset == limit else { throw .syntax(offset: offset, expected: "the end of the header") }
  }

  private mutating func wholeNumber() throws(ArchiveFault) -> Int {
    skipBlanks()
    let start = offset
    var number = 0
    while offset < limit, bytes[offset] &- UInt8(ascii: "0") <= 9 {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(bytes[offset] - UInt8(ascii: "0")))
      guard !overflow, !carry else {
        throw .syntax(offset: start, expected: "a whole number below 2^63")
      }
      number = sum
      offset += 1
    }
    let hasLeadingZero = offset - start > 1 && bytes[start] == UInt8(ascii: "0")
    guard offset > start, !hasLeadingZero else {
      throw .syntax(offset: start, expected: "a whole number")
    }
    return number
  }

  private mutating func skipBlanks() {
    while offset < limit, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
  }

  /// Passes over `character`, if it is next.
  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard offset < limit, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ArchiveFault) {
    guard accept(character) else { throw .syntax(offset: offset, expected: "'\(character)'") }
  }
}

extension JSONCursor {
  /// A string.
  mutating func string() throws(ArchiveFault) -> String {
    try expect("\"")
    let start = offset
    var text: [UInt8] = []
    while true {
      guard offset < limit, bytes[offset] >= 0x20 else {
        throw .syntax(offset: offset, expected: "a closing '\"'")
      }
      let byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        text.append(contentsOf: String(try escaped()).utf8)
      } else {
        text.append(byte)
      }
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw .syntax(offset: start, expected: "text in UTF-8")
    }
    return string
  }

  /// The character that stands after a backslash.
  private mutating func escaped() throws(ArchiveFault) -> Unicode.Scalar {
    let place = offset
    guard offset < limit else { throw .syntax(offset: place, expected: "an escaped character") }
    offset += 1
    switch Unicode.Scalar(bytes[place]) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": break
    default: throw .syntax(offset: place, expected: "an escaped character")
    }
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // A character above U+FFFF is a pair of surrogates: 0xD800… with its upper ten bits, 0xDC00… with the lower.
    guard first < 0xDC00, offset + 1 < limit, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { throw .syntax(offset: place, expected: "a pair of surrogates") }
    offset += 2
    let second = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .syntax(offset: place, expected: "a pair of surrogates") }
    return scalar
  }

  private mutating func fourHexDigits() throws(ArchiveFault) -> UInt32 {
    let place = offset
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < limit, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
        throw .syntax(offset: place, expected: "four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
