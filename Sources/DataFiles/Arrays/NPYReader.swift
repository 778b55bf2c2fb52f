/// Reads the array format of NumPy, versions 1 to 3: a magic number, the version, the length of a header, the header, which is
/// a Python dictionary of type, order and shape, and the numbers (Kern, 2007, NEP 1).
enum NPYReader {
  /// The first bytes of a file in the format.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Headers of more bytes than this are not read.
  static let longestHeader = 1 << 16

  /// The array of `input`, or its first `rows` rows.
  static func read(_ input: inout ArrayInput, rows: Int? = nil, isCancelled: () -> Bool) throws(DataError)
    -> NumericArray
  {
    let header = try header(&input)
    return try input.array(
      shape: header.shape, at: header.shapeOffset, type: header.type, isBigEndian: header.isBigEndian,
      isFortran: header.isFortran, rows: rows, isCancelled: isCancelled)
  }

  /// What the file says of its array; afterwards the input stands at the first number.
  static func header(_ input: inout ArrayInput) throws(DataError) -> NPYHeader {
    let start = try input.bytes(8, of: "the magic number and the version")
    guard start.starts(with: magic) else {
      throw input.error(
        .unexpected(
          offset: 0, expected: "93 and \"NUMPY\"", found: hexadecimal(start.prefix(6))))
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw input.error(
        .unexpected(offset: 6, expected: "version 1.0, 2.0 or 3.0", found: "\(start[6]).\(start[7])"))
    }
    let width = start[6] == 1 ? 2 : 4
    let length = try input.bytes(width, of: "the length of the header").reversed()
      .reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader else {
      throw input.error(
        .unexpected(
          offset: 8, expected: "a header of at most \(longestHeader) bytes", found: String(length)))
    }
    let place = input.offset
    let text = try input.bytes(length, of: "the header")
    do {
      return try NPYHeader(text, at: place)
    } catch {
      throw input.error(error)
    }
  }
}
