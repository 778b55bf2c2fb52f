import DataFiles
import TestSupport

/// A new directory that is removed with everything in it when `body` is done.
func withDirectory(_ body: (String) async throws -> Void) async throws {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  try await body(folder.path)
}

/// Writes a text to a file.
func write(_ text: String, to path: String) throws {
  try AtomicFile.write(Array(text.utf8), to: path)
}
