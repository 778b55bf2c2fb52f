/// The header of a NumPy file: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, its members in any order. Only
/// what such a header may hold is read, so nothing in it can nest.
struct NPYHeader {
  /// What each number is.
  private(set) var type = TensorType.float64
  /// Whether the most significant byte of a number comes first.
  private(set) var isBigEndian = false
  /// Whether the first axis varies fastest.
  private(set) var isFortran = false
  /// The extent of each axis.
  private(set) var shape: [Int] = []
  /// Where in the file the shape stands.
  private(set) var shapeOffset = 0

  /// Reads the header that is `bytes` and stands at `offset` in its file.
  init(_ bytes: [UInt8], at offset: Int) throws(ArrayFault) {
    var cursor = Cursor(bytes: bytes, base: offset)
    var seen: Set<String> = []
    try cursor.expect("{")
    while !cursor.accept("}") {
      let place = cursor.place
      let key = try cursor.string()
      guard seen.insert(key).inserted else {
        throw .unexpected(offset: place, expected: "each key once", found: quoted(key))
      }
      try cursor.expect(":")
      switch key {
      case "descr": try readType(&cursor)
      case "fortran_order": isFortran = try cursor.boolean()
      case "shape":
        shapeOffset = cursor.place
        shape = try cursor.tuple()
      default:
        throw .unexpected(
          offset: place, expected: "'descr', 'fortran_order' or 'shape'", found: quoted(key))
      }
      if !cursor.accept(",") {
        try cursor.expect("}")
        break
      }
    }
    try cursor.end()
    guard seen.count == 3 else {
      throw .unexpected(
        offset: offset, expected: "'descr', 'fortran_order' and 'shape'", found: listed(seen.sorted()))
    }
  }

  /// The type: a mark of the order of bytes, a kind and a number of bytes, such as `<f8`.
  private mutating func readType(_ cursor: inout Cursor) throws(ArrayFault) {
    let place = cursor.place
    guard cursor.isAtQuote else {
      throw .unexpected(
        offset: place, expected: "one type of number such as '<f8'", found: "another kind of type")
    }
    let text = try cursor.string()
    let code = text.first.map { "<>|=".contains($0) } == true ? String(text.dropFirst()) : text
    guard let known = Self.types[code] else {
      throw .unexpected(
        offset: place, expected: "a type of number such as '<f8', '>f4' or '|u1'", found: quoted(text))
    }
    type = known
    isBigEndian = text.first == ">"
  }

  private static let types: [String: TensorType] = [
    "f8": .float64, "f4": .float32, "f2": .float16, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64,
    "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
  ]
}

extension NPYHeader {
  /// A place in the header.
  private struct Cursor {
    let bytes: [UInt8]
    /// Where in the file the header stands.
    let base: Int
    private var index = 0

    init(bytes: [UInt8], base: Int) {
      self.bytes = bytes
      self.base = base
    }

    /// Where in the file the next character stands.
    var place: Int {
      mutating get {
        skipBlanks()
        return base + index
      }
    }

    /// Whether a string is next.
    var isAtQuote: Bool {
      mutating get {
        skipBlanks()
        return index < bytes.count && (bytes[index] == 0x27 || bytes[index] == 0x22)
      }
    }

    private mutating func skipBlanks() {
      while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    /// What stands at the cursor, for an error.
    private var found: String {
      index < bytes.count ? quoted(String(decoding: bytes[index...].prefix(12), as: UTF8.self)) : "its end"
    }

    private func wanted(_ what: String) -> ArrayFault {
      .unexpected(offset: base + index, expected: what, found: found)
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ArrayFault) {
      guard accept(character) else { throw wanted("'\(character)'") }
    }

    /// Only blanks may be left.
    mutating func end() throws(ArrayFault) {
      skipBlanks()
      guard index == bytes.count else { throw wanted("the end of the header") }
    }

    /// Text without escapes in quotes of either kind.
    mutating func string() throws(ArrayFault) -> String {
      guard isAtQuote else { throw wanted("text in quotes") }
      let mark = bytes[index]
      guard let close = bytes[(index + 1)...].firstIndex(of: mark) else {
        throw wanted("text in quotes that close")
      }
      defer { index = close + 1 }
      return String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
    }

    mutating func boolean() throws(ArrayFault) -> Bool {
      skipBlanks()
      for (word, value) in [("True", true), ("False", false)]
      where bytes[index...].starts(with: Array(word.utf8)) {
        index += word.utf8.count
        return value
      }
      throw wanted("True or False")
    }

    /// Whole numbers in parentheses, with an `L` after each as Python 2 wrote them or without.
    mutating func tuple() throws(ArrayFault) -> [Int] {
      try expect("(")
      var numbers: [Int] = []
      while !accept(")") {
        guard numbers.count < 32 else { throw wanted("at most 32 axes") }
        numbers.append(try number())
        if !accept(",") {
          try expect(")")
          break
        }
      }
      return numbers
    }

    private mutating func number() throws(ArrayFault) -> Int {
      skipBlanks()
      let start = index
      while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
      let digits = String(decoding: bytes[start..<index], as: UTF8.self)
      guard let number = Int(digits) else {
        index = start
        throw wanted("a whole number from 0 to below 2^63")
      }
      if index < bytes.count, bytes[index] == UInt8(ascii: "L") { index += 1 }
      return number
    }
  }
}
