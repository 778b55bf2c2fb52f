import DataFiles
import Glibc
import TestSupport

/// A new directory that is removed with everything in it when `body` is done.
func withDirectory(_ body: (String) async throws -> Void) async throws {
  let folder = try TemporaryFolder()
  defer { withExtendedLifetime(folder) {} }
  try await body(folder.path)
}

/// Whether there is a file at `path`.
func fileIsThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Writes a text to a file.
func write(_ text: String, to path: String) throws {
  try AtomicFile.write(Array(text.utf8), to: path)
}

/// Makes a symbolic link; false if the system refuses.
func symbolicLink(to target: String, at path: String) -> Bool { symlink(target, path) == 0 }
