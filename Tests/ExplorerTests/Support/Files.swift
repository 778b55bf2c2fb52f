import DataFiles
import Glibc
import NumericCore
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

/// A table as it is read again from a file in `directory`; one that came from a file or the catalogue is that itself.
func onDisk(_ table: DataTable, in directory: String) throws -> DataTable {
  guard table.source.location.isEmpty else { return table }
  let labels = table.labels
  var text = (table.columnNames + (labels.map { [$0.name] } ?? [])).joined(separator: ",") + "\n"
  for row in 0..<table.rows {
    let numbers = table.values.row(row).map { String($0) }
    let label = labels.map { [$0.levels[Int($0.codes[row])]] } ?? []
    text += (numbers + label).joined(separator: ",") + "\n"
  }
  let path = "\(directory)/\(table.name).csv"
  try write(text, to: path)
  return try loadTable(DataRequest(location: path, label: labels?.name))
}
