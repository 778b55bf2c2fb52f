import Glibc

/// A file that is written as things happen, each piece at once, so that what was written is there whatever becomes of the program.
/// It never replaces one that is there already.
public final class NewFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Creates the file at `path`; `~/` stands for the home directory. Throws if something stands there that is no device.
  public init(path: String) throws(DataError) {
    self.path = path
    let place = expandingHome(path)
    var descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
    if descriptor < 0, errno == EEXIST {
      var status = stat()
      guard stat(place, &status) == 0, status.st_mode & S_IFMT == S_IFCHR else {
        throw .cannotCreate(path: path, code: EEXIST)
      }
      descriptor = open(place, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY)
    }
    guard descriptor >= 0 else { throw .cannotCreate(path: path, code: errno) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Makes sure that a new file can stand at `path`, without making one. Throws if something stands there that is no device, or the
  /// directory cannot be written to.
  public static func check(_ path: String) throws(DataError) {
    let place = expandingHome(path)
    var status = stat()
    if stat(place, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFCHR else { throw .cannotCreate(path: path, code: EEXIST) }
      return
    }
    let directory =
      place.lastIndex(of: "/").map { $0 == place.startIndex ? "/" : String(place[..<$0]) } ?? "."
    guard access(directory, W_OK | X_OK) == 0 else { throw .cannotCreate(path: path, code: errno) }
  }

  /// Throws away what was written so far; of a device, nothing.
  public func empty() throws(DataError) {
    guard ftruncate(descriptor, 0) == 0 || errno == EINVAL else {
      throw .writeFailed(path: path, code: errno)
    }
  }

  /// Adds `text` in UTF-8 at the end.
  public func append(_ text: String) throws(DataError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        throw .writeFailed(path: path, code: errno)
      }
    }
  }
}
