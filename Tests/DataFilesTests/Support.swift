import DataFiles
import FoundationEssentials
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

/// The bytes of a file of the fixtures, whose scripts stand beside them.
func fixture(_ name: String) throws -> [UInt8] {
  let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  return Array(try Data(contentsOf: directory.appending(path: name)))
}

/// An IDX file of unsigned bytes with these extents.
func idx(_ shape: [UInt32], _ data: [UInt8]) -> [UInt8] { idx(0x08, shape, data) }

/// An IDX file of numbers of `type` with these extents and bytes.
func idx(_ type: UInt8, _ shape: [UInt32], _ data: [UInt8]) -> [UInt8] {
  let extents = shape.flatMap { extent in withUnsafeBytes(of: extent.bigEndian, Array.init) }
  return [0, 0, type, UInt8(shape.count)] + extents + data
}

/// A NumPy file of version 1.0 with this header and these bytes.
func npy(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
  let length = header.utf8.count
  return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
    + Array(header.utf8) + data
}

/// The header of an array in C order.
func npyHeader(_ type: String, _ shape: String) -> String {
  "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
}

/// The table in the bytes of a file.
func table(of bytes: [UInt8], _ location: String = "f", columns: [String]? = nil, label: String? = nil)
  throws(DataError) -> DataTable
{
  try loadTable(DataRequest(location: location, columns: columns, label: label), text: bytes)
}

/// The sentence of the error that reading the bytes of a file gives.
func sentence(of bytes: [UInt8], _ location: String = "f") -> String? {
  failure { () throws(DataError) in _ = try table(of: bytes, location) }?.description
}
