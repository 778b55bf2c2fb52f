import NumericCore

extension SafetensorsFile {
  /// The eight bytes and the header of `archive`, the header padded with blanks to a multiple of eight bytes so that the
  /// numbers are aligned.
  static func header(of archive: ModelArchive) -> [UInt8] {
    precondition(
      archive.tensors["__metadata__"] == nil, "__metadata__ is not the name of a tensor")
    var entries: [String] = []
    if !archive.metadata.isEmpty {
      let pairs = archive.metadata.sorted { $0.key < $1.key }.map { "\(json($0.key)):\(json($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in ordered(archive) {
      let end = offset + 8 * tensor.values.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(json(name)):{\"dtype\":\"F64\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(entries.joined(separator: ","))}".utf8)
    while !text.count.isMultiple(of: 8) { text.append(0x20) }
    let length = UInt64(text.count).littleEndian
    return withUnsafeBytes(of: length) { Array($0) } + text
  }

  /// The tensors in the order in which they are written: by name.
  static func ordered(_ archive: ModelArchive) -> [(key: String, value: ModelArchive.Tensor)] {
    archive.tensors.sorted { $0.key < $1.key }
  }

  /// The text as a JSON string.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
