/// A stream of bytes seen through a window that slides forward: what a row scanner scans. The window grows only when the
/// scanner asks for more without having moved on.
struct BufferedInput: ~Copyable {
  /// How much is read at a time, after the beginning.
  static let pieceLength = 1 << 20
  /// How much of the beginning is looked at to tell what the text is; the size of the window until then.
  static let sampleLength = 1 << 16

  /// The window; only `start ..< end` of it holds bytes.
  private(set) var bytes: [UInt8]
  /// The first byte that is not done with.
  var start = 0
  /// The end of the bytes in the window.
  private(set) var end = 0
  /// Whether the stream has no more bytes than those in the window.
  private(set) var isAtEnd = false
  private var stream: ByteStream

  /// The text of `stream` from its first byte, past a UTF-8 byte order mark. Throws where the first bytes are those of
  /// another encoding or of a known format that is not text.
  init(_ stream: consuming ByteStream) throws(DataError) {
    self.stream = stream
    bytes = Array(repeating: 0, count: Self.sampleLength)
    try fillSample()
    try checkEncoding()
  }

  /// What errors call the input.
  var file: String { stream.file }
  /// The SHA-256 of the bytes read so far.
  var sha256: String { stream.sha256 }
  /// Whether the stream ended at a limit rather than at its end.
  var wasCut: Bool { stream.wasCut }
  /// How many bytes have been read so far.
  var count: Int { stream.count }

  /// The beginning of what is left in the window.
  var sample: [UInt8] { Array(bytes[start..<min(end, start + Self.sampleLength)]) }

  /// Whether that is all there is.
  var sampleIsWhole: Bool { isAtEnd && end - start <= Self.sampleLength }

  /// Brings more bytes into the window; those before `start` are let go.
  /// - Returns: whether there were any; `isAtEnd` is set when these are the last.
  mutating func more() throws(DataError) -> Bool {
    if start > 0 {
      bytes.withUnsafeMutableBytes { $0.copyBytes(from: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
      end -= start
      start = 0
    }
    // At least as much again as was kept, so that looking at a long row anew each time costs no more than twice its length.
    let kept = end
    repeat {
      if end == bytes.count {
        let longer = max(Self.pieceLength, 2 * end)
        bytes.append(contentsOf: repeatElement(0, count: longer - end))
      }
      let received = try stream.read(into: &bytes, from: end)
      end += received
      isAtEnd = received == 0
    } while !isAtEnd && end < 2 * kept
    return end > kept
  }

  /// Passes over the lines at the beginning that are blank or begin with `#`.
  /// - Returns: how many lines that were, and how many of them begin with `#`.
  mutating func skipComments() throws(DataError) -> (lines: Int, comments: Int) {
    var lines = 0
    var comments = 0
    while true {
      var index = start
      while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
      let isComment = index < end && bytes[index] == UInt8(ascii: "#")
      while index < end, bytes[index] != 0x0A, bytes[index] != 0x0D, isComment { index += 1 }
      // The byte after the end of the line is looked at too, for CR LF.
      if index + 1 >= end, !isAtEnd {
        guard end - start <= RecordScanner.longestRow else { return (lines, comments) }
        if try more() { continue }
      }
      guard index < end, bytes[index] == 0x0A || bytes[index] == 0x0D else {
        if isComment {
          start = index
          comments += 1
        }
        break
      }
      let isPair = bytes[index] == 0x0D && index + 1 < end && bytes[index + 1] == 0x0A
      start = index + (isPair ? 2 : 1)
      lines += 1
      if isComment { comments += 1 }
    }
    try fillSample()
    return (lines, comments)
  }

  private mutating func fillSample() throws(DataError) {
    while end - start < Self.sampleLength, !isAtEnd { _ = try more() }
  }

  private mutating func checkEncoding() throws(DataError) {
    for (mark, name) in Self.foreignMarks where bytes[..<end].starts(with: mark) {
      throw .encoding(file: file, name: name)
    }
    for (magic, format) in Self.foreignFormats where bytes[..<end].starts(with: magic) {
      throw .notText(file: file, line: 1, format: format)
    }
    if bytes[..<end].starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
  }

  private static let foreignMarks: [(mark: [UInt8], name: String)] = [
    ([0xFF, 0xFE, 0x00, 0x00], "UTF-32"), ([0x00, 0x00, 0xFE, 0xFF], "UTF-32"),
    ([0xFF, 0xFE], "UTF-16"), ([0xFE, 0xFF], "UTF-16"),
  ]

  private static let foreignFormats: [(magic: [UInt8], format: String)] = [
    ([0x1F, 0x8B], "gzip"), ([0x50, 0x4B, 0x03, 0x04], "a zip archive or spreadsheet"),
    ([0x93] + Array("NUMPY".utf8), "NumPy"), (Array("PAR1".utf8), "Parquet"),
    ([0x89] + Array("HDF".utf8), "HDF5"), ([0x89] + Array("PNG".utf8), "a PNG picture"),
    (Array("%PDF".utf8), "PDF"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("BZh".utf8), "bzip2"),
    ([0xFD] + Array("7zXZ".utf8), "xz"),
  ]
}
