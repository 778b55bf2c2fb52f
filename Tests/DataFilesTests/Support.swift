import DataFiles
import Glibc
import NumericCore
import TestSupport

/// The table in a literal text.
func table(
  _ text: String, columns: [String]? = nil, label: String? = nil,
  header: DataRequest.Header = .automatic, piece: Int = .max
) throws(DataError) -> DataTable {
  try loadTable(
    DataRequest(location: "data.csv", columns: columns, label: label, header: header),
    text: Array(text.utf8), piece: piece)
}

/// The error of `body`, which must have one.
func failure(_ body: () throws(DataError) -> Void) -> DataError? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}

/// The sentence of the error that reading a literal text gives.
func sentence(
  _ text: String, columns: [String]? = nil, label: String? = nil,
  header: DataRequest.Header = .automatic
) -> String? {
  failure { () throws(DataError) in
    _ = try table(text, columns: columns, label: label, header: header)
  }?.description
}

/// A new directory that is removed with everything in it when `body` is done.
func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// What a shell command prints, and the status it ends with.
func shell(_ command: String) -> (status: Int32, output: String) {
  guard let pipe = popen(command, "r") else { return (-1, "") }
  var output: [UInt8] = []
  var byte = fgetc(pipe)
  while byte != EOF {
    output.append(UInt8(truncatingIfNeeded: byte))
    byte = fgetc(pipe)
  }
  return (pclose(pipe), String(decoding: output, as: UTF8.self))
}

/// The bytes of the file at `path`, as text; nil if there is none.
func contents(of path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var byte = fgetc(file)
  while byte != EOF {
    bytes.append(UInt8(truncatingIfNeeded: byte))
    byte = fgetc(file)
  }
  return String(decoding: bytes, as: UTF8.self)
}
