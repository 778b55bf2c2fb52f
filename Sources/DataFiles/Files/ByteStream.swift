import Glibc

/// Bytes that come in pieces, from a file, a pipe or memory; it owns the descriptor and closes it, and knows the SHA-256
/// of what went through.
struct ByteStream: ~Copyable {
  private enum Origin {
    case descriptor(Int32, isOwned: Bool)
    case memory([UInt8], piece: Int)
  }

  /// What errors call the source of the bytes.
  let file: String
  private let origin: Origin
  private let limit: Int
  private var digest = SHA256()
  /// How many bytes have been read.
  private(set) var count = 0
  /// Whether reading stopped at the limit, with more bytes to come.
  private(set) var wasCut = false

  /// The bytes of the file at `path`, at most `limit` of them; `~/` stands for the home directory.
  init(path: String, limit: Int = .max) throws(DataError) {
    let descriptor = try Self.openForReading(path)
    file = path
    origin = .descriptor(descriptor, isOwned: true)
    self.limit = limit
  }

  /// The bytes that come from an open `descriptor`, which stays open.
  init(descriptor: Int32, named file: String) {
    self.file = file
    origin = .descriptor(descriptor, isOwned: false)
    limit = .max
  }

  /// The bytes in memory, at most `piece` at a time and `limit` in all. `wasCut` says that they are only the beginning.
  init(
    _ bytes: [UInt8], named file: String, piece: Int = .max, limit: Int = .max, wasCut: Bool = false
  ) {
    self.file = file
    origin = .memory(bytes, piece: max(piece, 1))
    self.limit = limit
    self.wasCut = wasCut
  }

  deinit {
    if case .descriptor(let descriptor, isOwned: true) = origin { close(descriptor) }
  }

  /// The SHA-256 of the bytes read so far, in hexadecimal.
  var sha256: String { digest.text }

  /// Reads the next bytes over `buffer[offset...]`.
  /// - Returns: how many came; 0 at the end.
  mutating func read(into buffer: inout [UInt8], from offset: Int) throws(DataError) -> Int {
    let room = min(buffer.count - offset, limit - count)
    guard room > 0 else {
      wasCut = wasCut || limit == count
      return 0
    }
    let received: Int
    switch origin {
    case .memory(let bytes, let piece):
      received = min(room, piece, bytes.count - count)
      let piece = bytes[count..<(count + received)]
      buffer.withUnsafeMutableBytes { buffer in
        UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<(offset + received)])
          .copyBytes(from: piece)
      }
    case .descriptor(let descriptor, _):
      received = buffer.withUnsafeMutableBytes { bytes in
        while true {
          let result = Glibc.read(descriptor, bytes.baseAddress.map { $0 + offset }, room)
          if result >= 0 || errno != EINTR { return result }
        }
      }
      if received < 0 {
        let code = errno
        throw code == EISDIR ? .isDirectory(path: file) : .unreadable(path: file, code: code)
      }
    }
    buffer.withUnsafeBytes { bytes in
      digest.update(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + received)]))
    }
    count += received
    return received
  }
}

extension ByteStream {
  /// A descriptor of the file at `path`, which is not a directory.
  private static func openForReading(_ path: String) throws(DataError) -> Int32 {
    let descriptor = open(expandingHome(path), O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .notFound(location: path, suggestions: []) }
      throw .unreadable(path: path, code: code)
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .isDirectory(path: path)
    }
    return descriptor
  }
}

/// The path with a leading `~` or `~/` replaced by the home directory, if that is known.
package func expandingHome(_ path: String) -> String {
  guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
  return String(cString: home) + path.dropFirst()
}
