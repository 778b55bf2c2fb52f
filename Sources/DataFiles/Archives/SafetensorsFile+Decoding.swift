import NumericCore

extension SafetensorsFile {
  /// The archive that `bytes` are; errors call them `file`. Tensors of which `mustBeFinite` holds are refused with a NaN or an
  /// infinity in them.
  public static func decode(
    _ bytes: [UInt8], named file: String, mustBeFinite: (_ name: String) -> Bool = { _ in false }
  ) throws(DataError) -> ModelArchive {
    do {
      return try decode(bytes, mustBeFinite)
    } catch {
      throw .archive(file: file, fault: error)
    }
  }

  private static func decode(_ bytes: [UInt8], _ mustBeFinite: (String) -> Bool) throws(ArchiveFault)
    -> ModelArchive
  {
    guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
    let claimed = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    let available = min(bytes.count - 8, longestHeader)
    guard claimed >= 2, claimed <= UInt64(available) else {
      throw .headerLength(claimed: claimed, available: available)
    }
    let dataStart = 8 + Int(claimed)
    var parser = SafetensorsHeaderParser(bytes, header: 8..<dataStart)
    let header = try parser.parse()
    try checkPlaces(of: header.tensors, dataStart: dataStart, fileEnd: bytes.count)
    var archive = ModelArchive(metadata: header.metadata)
    for (name, entry) in header.tensors {
      let begin = dataStart + entry.begin
      let values = numbers(of: entry.type, in: bytes, begin: begin, count: entry.count)
      if mustBeFinite(name), let index = values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(
          tensor: name, offset: begin + index * entry.type.byteCount, found: shortest(values[index]))
      }
      archive.tensors[name] = ModelArchive.Tensor(
        shape: entry.shape, values: values, precision: precision(of: values, read: entry.type))
    }
    return archive
  }

  /// Checks that the tensors fill the bytes from `dataStart` to `fileEnd` one after another, each as long as its shape and
  /// type say.
  private static func checkPlaces(
    of tensors: [String: SafetensorsHeaderParser.Entry], dataStart: Int, fileEnd: Int
  ) throws(ArchiveFault) {
    let ordered = tensors.sorted {
      ($0.value.begin, $0.value.end, $0.key) < ($1.value.begin, $1.value.end, $1.key)
    }
    var expected = dataStart
    for (name, entry) in ordered {
      // `begin` and `end` may be as large as an Int; nothing is added to them before they are known to be small.
      guard entry.begin <= fileEnd - dataStart, entry.begin + dataStart == expected else {
        throw .notContiguous(
          tensor: name, begin: position(entry.begin, after: dataStart),
          expected: expected)
      }
      guard entry.end >= entry.begin, entry.end <= fileEnd - dataStart else {
        throw .outOfRange(
          tensor: name, end: position(entry.end, after: dataStart),
          available: fileEnd)
      }
      let needed = entry.count * entry.type.byteCount
      guard needed == entry.end - entry.begin else {
        throw .byteCount(tensor: name, needed: needed, spanned: entry.end - entry.begin)
      }
      expected = dataStart + entry.end
    }
    guard expected == fileEnd else {
      throw .trailingBytes(offset: expected, count: fileEnd - expected)
    }
  }

  /// The place in the file of an offset that counts from `start`; as large as an Int can be if it is larger still.
  private static func position(_ offset: Int, after start: Int) -> Int {
    let (sum, overflow) = offset.addingReportingOverflow(start)
    return overflow ? .max : sum
  }

  /// What numbers that were read as `type` are to be written as.
  private static func precision(of values: [Double], read type: TensorType) -> ModelArchive.Tensor.Precision {
    switch type {
    case .float32: .single
    case .int64: values.allSatisfy { abs($0) < 0x1p53 } ? .integer : .double
    default: .double
    }
  }

  /// `count` numbers of `type` that stand in `bytes` from `begin` on, as Doubles.
  private static func numbers(of type: TensorType, in bytes: [UInt8], begin: Int, count: Int) -> [Double] {
    let width = type.byteCount
    return (0..<count).map { index in
      var bits: UInt64 = 0
      for byte in 0..<width { bits |= UInt64(bytes[begin + index * width + byte]) << UInt64(8 * byte) }
      return type.number(bits)
    }
  }
}
