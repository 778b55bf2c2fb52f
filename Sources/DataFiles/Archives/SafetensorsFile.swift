import NumericCore

/// The safetensors format (Hugging Face, 2022): eight bytes with the length of a JSON header, the header, which gives each
/// tensor its type, shape and place, and the numbers, little endian, without gaps.
///
/// Written are Float64, Float32 and Int64 tensors and a map of strings, in the bytes that the package for Python writes; the
/// weights of a layer are called and laid out as PyTorch has them, `encoder.0.weight` [outputs, inputs] and
/// `encoder.0.bias` [outputs]. Read are these and the other plain types, all as Double; Float32, and Int64 below 2^53, are
/// written again as what they were, the others as Float64. Reading trusts nothing: any bytes at all give an archive or a
/// `DataError`, and no header makes it take more memory than a small multiple of the file's own size.
public enum SafetensorsFile {
  /// Files of more bytes than this are not read.
  public static let largestFile = 2 << 30
  /// Headers of more bytes than this are not read.
  public static let longestHeader = 100_000_000

  /// Reads the archive in the file at `path`. Tensors of which `mustBeFinite` holds, such as the weights of a network, are
  /// refused with a NaN or an infinity in them.
  public static func read(path: String, mustBeFinite: (_ name: String) -> Bool = { _ in false })
    throws(DataError) -> ModelArchive
  {
    let bytes = try wholeFile(path: path)
    return try decode(bytes, named: path, mustBeFinite: mustBeFinite)
  }

  /// Writes `archive` to `path`, whole or not at all. The same archive gives the same bytes.
  public static func write(_ archive: ModelArchive, to path: String) throws(DataError) {
    var file = try AtomicFile(path: path)
    try file.write(header(of: archive))
    for (_, tensor) in ordered(archive) {
      var start = 0
      while start < tensor.values.count {
        let piece = tensor.values[start..<min(start + 4096, tensor.values.count)]
        try file.write(self.bytes(of: piece, as: tensor.precision))
        start += piece.count
      }
    }
    try file.commit()
  }

  /// The bytes of the file that `write` makes of `archive`.
  public static func encode(_ archive: ModelArchive) -> [UInt8] {
    ordered(archive).reduce(into: header(of: archive)) { bytes, entry in
      bytes += self.bytes(of: entry.value.values[...], as: entry.value.precision)
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
