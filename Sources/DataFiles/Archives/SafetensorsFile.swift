import NumericCore

/// The safetensors format (Hugging Face, 2022): eight bytes with the length of a JSON header, the header, which gives each
/// tensor its type, shape and place, and the numbers, little endian, without gaps.
///
/// Written are Float64 tensors and a map of strings, in order of their names. Read are these and the other plain
/// types, all as Double. Reading trusts nothing: any bytes at all give an archive or a `DataError`, and no header makes
/// it take more memory than a small multiple of the file's own size.
public enum SafetensorsFile {
  /// Files of more bytes than this are not read.
  public static let largestFile = 2 << 30
  /// Headers of more bytes than this are not read.
  public static let longestHeader = 100_000_000

  /// Reads the archive in the file at `path`.
  public static func read(path: String) throws(DataError) -> ModelArchive {
    let bytes = try wholeFile(path: path)
    return try decode(bytes, named: path)
  }

  /// Writes `archive` to `path`, whole or not at all. The same archive gives the same bytes.
  public static func write(_ archive: ModelArchive, to path: String) throws(DataError) {
    var file = try AtomicFile(path: path)
    try file.write(header(of: archive))
    for (_, tensor) in ordered(archive) {
      var start = 0
      while start < tensor.values.count {
        let piece = tensor.values[start..<min(start + 4096, tensor.values.count)]
        let words = piece.map(\.bitPattern.littleEndian)
        try file.write(words.withUnsafeBytes { Array($0) })
        start += piece.count
      }
    }
    try file.commit()
  }

  /// The bytes of the file that `write` makes of `archive`.
  public static func encode(_ archive: ModelArchive) -> [UInt8] {
    ordered(archive).reduce(into: header(of: archive)) { bytes, entry in
      for number in entry.value.values {
        withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
  }

  private static func wholeFile(path: String) throws(DataError) -> [UInt8] {
    var stream = try ByteStream(path: path)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    while true {
      let received = try stream.read(into: &bytes, from: count)
      if received == 0 { break }
      count += received
      guard count <= largestFile else { throw .archive(file: path, fault: .tooLarge(limit: largestFile)) }
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: bytes.count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
