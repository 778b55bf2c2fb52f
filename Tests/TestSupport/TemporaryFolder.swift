import Glibc

/// A folder that is gone, with everything in it, when nobody holds it any more.
public final class TemporaryFolder {
  /// The system refused to make, write or start something; the number is its own.
  public struct Refused: Error {
    /// What it was.
    public let path: String
    /// The number of the error.
    public let code: Int32

    /// The system refused `path` with `code`.
    public init(path: String, code: Int32) {
      self.path = path
      self.code = code
    }
  }

  /// The path of the folder.
  public let path: String

  /// A new, empty folder.
  public init() throws {
    var template = Array("/tmp/elbow-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Refused(path: "/tmp", code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { _ = system("rm -rf '\(path)'") }

  /// The names of the files in it, in order.
  public var names: [String] { TestSupport.names(in: path) }

  /// Writes a text to a file in it.
  public func write(_ text: String, to name: String) throws {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Refused(path: name, code: errno) }
    defer { close(descriptor) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Refused(path: name, code: errno) }
      bytes = bytes.dropFirst(count)
    }
  }

  /// What stands in a file in it; nothing if there is no such file.
  public func read(_ name: String) -> String { text(ofFile: "\(path)/\(name)") }
}

/// What stands in a file; nothing if there is no such file.
public func text(ofFile path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = Glibc.read(descriptor, &piece, piece.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += piece[..<count]
  }
}

/// The names in a directory, in order.
public func names(in directory: String) -> [String] {
  guard let listing = opendir(directory) else { return [] }
  defer { closedir(listing) }
  var found: [String] = []
  while let entry = readdir(listing) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { found.append(name) }
  }
  return found.sorted()
}
