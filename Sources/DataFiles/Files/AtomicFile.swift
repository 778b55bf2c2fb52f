import Glibc

/// An output file that is written whole or not at all: the bytes go to a temporary file in the same directory, and
/// `commit` puts it in the place of the old one. Without a commit nothing is left behind.
///
/// What is not a regular file (a device, a pipe, `-` and `/dev/stdout` for standard output) cannot be replaced and is
/// written directly.
public struct AtomicFile: ~Copyable {
  /// The path as it was given, for errors.
  private let path: String
  private let descriptor: Int32
  /// What is to be renamed to what in the end; nil where the bytes go to their place directly.
  private let replacement: (temporary: String, final: String)?
  private let ownsDescriptor: Bool
  private var buffer: [UInt8] = []
  private var isCommitted = false

  /// Begins the output at `path`; `~/` stands for the home directory. Throws if it cannot be created.
  public init(path: String) throws(DataError) {
    let target = try Target(path)
    self.path = path == "-" ? "standard output" : path
    descriptor = target.descriptor
    ownsDescriptor = target.isOwned
    replacement = target.replacement
  }

  deinit {
    if ownsDescriptor, !isCommitted { close(descriptor) }
    if !isCommitted, let replacement { unlink(replacement.temporary) }
  }

  /// Adds `bytes` at the end.
  public mutating func write(_ bytes: some Collection<UInt8>) throws(DataError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 18 { try flush() }
  }

  /// Adds `text` in UTF-8 at the end.
  public mutating func write(_ text: String) throws(DataError) { try write(text.utf8) }

  /// Writes what is left, makes sure that it is on the disk, and puts the file in its place.
  public mutating func commit() throws(DataError) {
    precondition(!isCommitted, "an output is committed once")
    try flush()
    guard let replacement else {
      isCommitted = true
      if ownsDescriptor, close(descriptor) != 0 { throw .writeFailed(path: path, code: errno) }
      return
    }
    guard fsync(descriptor) == 0 else { throw .writeFailed(path: path, code: errno) }
    guard rename(replacement.temporary, replacement.final) == 0 else {
      throw .writeFailed(path: path, code: errno)
    }
    isCommitted = true
    close(descriptor)
  }

  /// Writes `bytes` to `path`, whole or not at all.
  public static func write(_ bytes: some Collection<UInt8>, to path: String) throws(DataError) {
    var file = try AtomicFile(path: path)
    try file.write(bytes)
    try file.commit()
  }

  private mutating func flush() throws(DataError) {
    let code: Int32 = buffer.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written >= 0 {
          rest = rest.dropFirst(written)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
    guard code == 0 else { throw .writeFailed(path: path, code: code) }
    buffer.removeAll(keepingCapacity: true)
  }
}

extension AtomicFile {
  /// Where the bytes of an output go.
  private struct Target {
    var descriptor: Int32
    var isOwned = true
    var replacement: (temporary: String, final: String)?

    /// Opens what is needed to write to `path`.
    init(_ path: String) throws(DataError) {
      if let open = Self.openDescriptor(path) {
        descriptor = open
        isOwned = false
        return
      }
      let place = try Place(path)
      if place.isSpecial {
        descriptor = open(place.path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, code: errno) }
      } else {
        let temporary = try Self.createTemporary(beside: place, named: path)
        descriptor = temporary.descriptor
        replacement = (temporary.path, place.path)
      }
    }

    /// The descriptor that is open already and that `path` names: standard output, or `/dev/fd/N`.
    private static func openDescriptor(_ path: String) -> Int32? {
      switch path {
      case "-", "/dev/stdout": return 1
      case "/dev/stderr": return 2
      default:
        for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
          return Int32(path.dropFirst(prefix.count))
        }
        return nil
      }
    }

    /// A new file in the directory of `place`, with the permissions of the file it will replace.
    private static func createTemporary(beside place: Place, named path: String) throws(DataError)
      -> (descriptor: Int32, path: String)
    {
      var attempt = 0
      while true {
        let temporary = "\(place.directory)/.elbow-\(getpid())-\(attempt).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        if descriptor >= 0 {
          if let permissions = place.permissions { fchmod(descriptor, permissions) }
          return (descriptor, temporary)
        }
        let code = errno
        guard code == EEXIST, attempt < 1000 else { throw .cannotCreate(path: path, code: code) }
        attempt += 1
      }
    }
  }

  /// What stands at the path of an output before it is written.
  private struct Place {
    /// The path with `~/` and symbolic links followed.
    var path: String
    /// Whether it is something that is not a regular file, and so is written and not replaced.
    var isSpecial = false
    /// The permissions of the file that stands there; nil if none does.
    var permissions: mode_t?

    init(_ given: String) throws(DataError) {
      path = expandingHome(given)
      guard !path.isEmpty else { throw .cannotCreate(path: given, code: ENOENT) }
      if let resolved = realpath(path, nil) {
        path = String(cString: resolved)
        free(resolved)
      }
      var status = stat()
      guard stat(path, &status) == 0 else {
        if errno == ENOENT, !path.hasSuffix("/") { return }
        throw .cannotCreate(path: given, code: path.hasSuffix("/") ? EISDIR : errno)
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG:
        guard access(path, W_OK) == 0 else { throw .cannotCreate(path: given, code: errno) }
        permissions = status.st_mode & 0o777
      case S_IFDIR: throw .cannotCreate(path: given, code: EISDIR)
      default: isSpecial = true
      }
    }

    /// The directory that holds it.
    var directory: String {
      guard let slash = path.lastIndex(of: "/") else { return "." }
      return slash == path.startIndex ? "/" : String(path[..<slash])
    }
  }
}
