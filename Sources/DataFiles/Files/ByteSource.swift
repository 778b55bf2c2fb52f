import Glibc

/// Bytes as they lie in a file, come through a pipe or stand in memory; it owns the descriptor and closes it, and knows the
/// SHA-256 of what went through.
struct ByteSource: ~Copyable {
  private enum Origin {
    case descriptor(Int32, isOwned: Bool)
    case memory([UInt8], piece: Int)
  }

  /// What errors call the source of the bytes.
  let file: String
  private let origin: Origin
  private var digest = SHA256()
  /// How many bytes have been read.
  private(set) var count = 0

  /// The bytes of the file at `path`; `~/` stands for the home directory.
  init(path: String) throws(DataError) {
    origin = .descriptor(try Self.openForReading(path), isOwned: true)
    file = path
  }

  /// The bytes that come from an open `descriptor`, which stays open.
  init(descriptor: Int32, named file: String) {
    origin = .descriptor(descriptor, isOwned: false)
    self.file = file
  }

  /// The bytes in memory, at most `piece` at a time.
  init(_ bytes: [UInt8], named file: String, piece: Int) {
    origin = .memory(bytes, piece: max(piece, 1))
    self.file = file
  }

  deinit {
    if case .descriptor(let descriptor, isOwned: true) = origin { close(descriptor) }
  }

  /// The SHA-256 of the bytes read so far, in hexadecimal.
  var sha256: String { digest.text }

  /// Reads the next bytes into `room`.
  /// - Returns: how many came; 0 at the end.
  mutating func read(into room: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    let received: Int
    switch origin {
    case .memory(let bytes, let piece):
      received = min(room.count, piece, bytes.count - count)
      room.copyBytes(from: bytes[count..<(count + received)])
    case .descriptor(let descriptor, _):
      received = Self.read(descriptor, into: room)
      if received < 0 {
        let code = errno
        throw code == EISDIR ? .isDirectory(path: file) : .unreadable(path: file, code: code)
      }
    }
    digest.update(UnsafeRawBufferPointer(rebasing: room[..<received]))
    count += received
    return received
  }

  private static func read(_ descriptor: Int32, into room: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let result = Glibc.read(descriptor, room.baseAddress, room.count)
      if result >= 0 || errno != EINTR { return result }
    }
  }

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
