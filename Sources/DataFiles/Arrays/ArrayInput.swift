/// The bytes of a file of arrays, taken from front to back. Nothing is allocated because a header says so: memory grows with
/// the bytes that come.
struct ArrayInput: ~Copyable {
  /// Arrays of more bytes than this are not read.
  static let largestArray = 2 << 30

  private var stream: ByteStream
  /// The format, for errors.
  let format: ArrayFormat
  /// How many bytes have been taken.
  private(set) var offset = 0

  /// The bytes of `stream`, which are to be of `format`.
  init(_ stream: consuming ByteStream, format: ArrayFormat) {
    self.stream = stream
    self.format = format
  }

  /// The SHA-256 of the file so far.
  var sha256: String { stream.sha256 }

  /// What errors call the file.
  var file: String { stream.file }

  /// The error of this file that `fault` is.
  func error(_ fault: ArrayFault) -> DataError { .array(file: stream.file, format: format, fault: fault) }

  /// The next `count` bytes, which are `what`.
  mutating func bytes(_ count: Int, of what: String, isCancelled: () -> Bool = { false }) throws(DataError)
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    var filled = 0
    while filled < count {
      if filled == bytes.count {
        // As much again as came so far, at least a piece, and never more than is wanted.
        let more = min(max(filled, 1 << 18), count - filled)
        bytes.append(contentsOf: repeatElement(0, count: more))
        if isCancelled() { throw .cancelled(file: stream.file) }
      }
      let received = try stream.read(into: &bytes, from: filled)
      guard received > 0 else {
        let (end, overflow) = offset.addingReportingOverflow(count)
        throw error(.truncated(offset: offset + filled, what: what, end: overflow ? .max : end))
      }
      filled += received
    }
    offset += count
    return bytes
  }

  /// Everything that is left, at most `limit` bytes.
  mutating func rest(limit: Int, isCancelled: () -> Bool) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    var filled = 0
    while true {
      if filled == bytes.count {
        guard filled < limit else { throw error(.tooLarge(limit: limit)) }
        bytes.append(contentsOf: repeatElement(0, count: min(max(filled, 1 << 18), limit - filled)))
        if isCancelled() { throw .cancelled(file: stream.file) }
      }
      let received = try stream.read(into: &bytes, from: filled)
      if received == 0 { break }
      filled += received
    }
    bytes.removeLast(bytes.count - filled)
    offset += filled
    return bytes
  }

  /// The end of the file, which is to be here.
  mutating func end() throws(DataError) {
    var more: [UInt8] = [0]
    guard try stream.read(into: &more, from: 0) == 0 else { throw error(.trailing(offset: offset)) }
  }

  /// The numbers of the array whose header has been taken: all of them, or of an array whose rows stand one after another the
  /// first `rows` rows.
  mutating func array(
    shape: [Int], at shapeOffset: Int, type: TensorType, isBigEndian: Bool, isFortran: Bool, rows: Int?,
    isCancelled: () -> Bool
  ) throws(DataError) -> NumericArray {
    guard !shape.isEmpty else {
      throw error(
        .unexpected(offset: shapeOffset, expected: "a shape of one axis or more", found: "one of none"))
    }
    var byteCount = type.byteCount
    for extent in shape {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: extent)
      guard !overflow, product > 0, product <= Self.largestArray else {
        throw error(.unusableShape(offset: shapeOffset, shape: shape, limit: Self.largestArray))
      }
      byteCount = product
    }
    let start = offset
    let what = "\(named(shape)) numbers of \(type.byteCount) \(type.byteCount == 1 ? "byte" : "bytes")"
    if let rows, let count = shape.first, rows < count, !isFortran || shape.count == 1 {
      let part = try bytes(byteCount / count * rows, of: what, isCancelled: isCancelled)
      return NumericArray(
        shape: [rows] + shape.dropFirst(), type: type, isBigEndian: isBigEndian, isFortran: false,
        dataOffset: start, bytes: part)
    }
    let whole = try bytes(byteCount, of: what, isCancelled: isCancelled)
    try end()
    return NumericArray(
      shape: shape, type: type, isBigEndian: isBigEndian, isFortran: isFortran, dataOffset: start,
      bytes: whole)
  }
}
