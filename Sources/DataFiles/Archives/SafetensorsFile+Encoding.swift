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
      let end = offset + tensor.precision.type.byteCount * tensor.values.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(json(name)):{\"dtype\":\"\(tensor.precision.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var text = Array("{\(entries.joined(separator: ","))}".utf8)
    while !text.count.isMultiple(of: 8) { text.append(0x20) }
    let length = UInt64(text.count).littleEndian
    return withUnsafeBytes(of: length) { Array($0) } + text
  }

  /// The tensors in the order in which they are written, which is that of the package for Python: Int64 before Float64
  /// before Float32, and by the bytes of their names.
  static func ordered(_ archive: ModelArchive) -> [(key: String, value: ModelArchive.Tensor)] {
    archive.tensors.sorted { left, right in
      let ranks = (left.value.precision.rank, right.value.precision.rank)
      guard ranks.0 == ranks.1 else { return ranks.0 < ranks.1 }
      return left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
    }
  }

  /// The bytes of numbers in a file.
  static func bytes(of numbers: ArraySlice<Double>, as precision: ModelArchive.Tensor.Precision) -> [UInt8] {
    func bytes(_ words: [some FixedWidthInteger]) -> [UInt8] { words.withUnsafeBytes { Array($0) } }
    return switch precision {
    case .double: bytes(numbers.map(\.bitPattern.littleEndian))
    case .single: bytes(numbers.map { Float($0).bitPattern.littleEndian })
    case .integer: bytes(numbers.map { Int64($0).littleEndian })
    }
  }

  /// The text as a JSON string.
  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\u{C}": result += "\\f"
      case "\r": result += "\\r"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension ModelArchive.Tensor.Precision {
  /// The type of number in a file.
  fileprivate var type: TensorType {
    switch self {
    case .double: .float64
    case .single: .float32
    case .integer: .int64
    }
  }

  /// Its place in the order of a file.
  fileprivate var rank: Int {
    switch self {
    case .integer: 0
    case .double: 1
    case .single: 2
    }
  }
}
