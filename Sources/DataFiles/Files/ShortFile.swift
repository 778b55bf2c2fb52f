/// The bytes of a file that a program reads whole, such as a script; nil if there are more than `limit`, of which no more are read.
/// - Throws: `DataError` if there is none, it is a directory, or it cannot be read.
public func shortFile(_ path: String, limit: Int) throws(DataError) -> [UInt8]? {
  var stream = try ByteStream(path: path, limit: limit + 1)
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= limit {
    let count = try stream.read(into: &piece, from: 0)
    guard count > 0 else { return bytes }
    bytes += piece[..<count]
  }
  return nil
}
