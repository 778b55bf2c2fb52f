import DataFiles
import Glibc

/// A new directory that is removed with everything in it when `body` is done.
func withDirectory(_ body: (String) async throws -> Void) async throws {
  var template = Array("/tmp/elbow-tests-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw DataError.cannotCreate(path: "/tmp", code: errno) }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { _ = system("rm -rf '\(path)'") }
  try await body(path)
}

/// Writes a text to a file.
func write(_ text: String, to path: String) throws {
  try AtomicFile.write(Array(text.utf8), to: path)
}

/// The names in a directory, in order.
func names(in directory: String) -> [String] {
  guard let listing = opendir(directory) else { return [] }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}
