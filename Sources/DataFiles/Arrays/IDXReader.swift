/// Reads the format of LeCun's data sets: two zero bytes, a byte for the type, a byte with the number of axes, the extent of
/// each as 32 bits, and the numbers, all with the most significant byte first (LeCun, Cortes & Burges, 1998).
enum IDXReader {
  /// Whether a file that begins with these bytes is meant to be in the format: no text has NULs for its first two bytes, unless
  /// they are of the mark of UTF-32.
  static func recognises(_ head: [UInt8]) -> Bool {
    head.count >= 4 && head[0] == 0 && head[1] == 0 && head[2] != 0 && head[2..<4] != [0xFE, 0xFF]
  }

  /// The array of `input`, or its first `rows` rows.
  static func read(_ input: inout ArrayInput, rows: Int? = nil, isCancelled: () -> Bool) throws(DataError)
    -> NumericArray
  {
    let magic = try input.bytes(4, of: "the magic number")
    guard magic[0] == 0, magic[1] == 0 else {
      throw input.error(
        .unexpected(offset: 0, expected: "two zero bytes", found: hexadecimal(magic.prefix(2))))
    }
    guard let type = types[magic[2]] else {
      throw input.error(
        .unexpected(
          offset: 2, expected: "a type of number (08, 09, 0b, 0c, 0d or 0e)",
          found: hexadecimal(magic[2...2])))
    }
    let axes = Int(magic[3])
    guard (1...4).contains(axes) else {
      throw input.error(.unexpected(offset: 3, expected: "1 to 4 axes", found: String(axes)))
    }
    let extents = try input.bytes(4 * axes, of: "the shape")
    let shape = (0..<axes).map { axis in
      extents[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    return try input.array(
      shape: shape, at: 4, type: type, isBigEndian: true, isFortran: false, rows: rows,
      isCancelled: isCancelled)
  }

  private static let types: [UInt8: TensorType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]
}

/// Bytes as pairs of hexadecimal digits.
func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
