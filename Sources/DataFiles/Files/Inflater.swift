import CZlib

/// A decompression in the making (zlib): it owns the state and frees it.
struct Inflater: ~Copyable {
  /// What is decompressed.
  enum Format {
    /// Members of a gzip file, with headers and checks (RFC 1952).
    case gzip
    /// Deflate alone (RFC 1951), as in a zip archive.
    case deflate
  }

  /// How a step ended.
  enum Status {
    /// There may be more.
    case more
    /// The stream is at its end.
    case end
    /// The bytes are not such a stream.
    case corrupt
  }

  private let state: OpaquePointer

  /// A decompression of no bytes yet.
  init(_ format: Format) {
    guard let state = elbow_inflate_new(format == .deflate ? 1 : 0) else {
      preconditionFailure("no memory for a decompression")
    }
    self.state = state
  }

  deinit { elbow_inflate_free(state) }

  /// Decompresses some of `input` into some of `room`.
  /// - Returns: how many bytes were consumed and made, and how the step ended.
  mutating func step(_ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer)
    -> (consumed: Int, made: Int, status: Status)
  {
    var consumed = input.count
    var made = room.count
    // zlib takes no null pointer, not even for no bytes.
    guard let start = input.baseAddress, let target = room.baseAddress else { return (0, 0, .more) }
    let status: Status =
      switch elbow_inflate_step(state, start, &consumed, target, &made) {
      case elbow_inflate_more: .more
      case elbow_inflate_end: .end
      default: .corrupt
      }
    return (consumed, made, status)
  }

  /// Begins another stream of the same kind.
  mutating func reset() { elbow_inflate_reset(state) }
}

/// The CRC-32 of `bytes`, as zip archives have it.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBytes { bytes in
    guard let start = bytes.baseAddress else { return 0 }
    return elbow_crc32(start, bytes.count)
  }
}
