/// Reads the JSON header of a safetensors file, and only what such a header may hold: an object of tensors, each with its
/// three members, and one object of strings. There is nothing to nest, so no header can make it recurse.
struct SafetensorsHeaderParser {
  /// What the header says of a tensor.
  struct Entry {
    /// The type of its numbers.
    var type: TensorType
    /// The extent of each axis.
    var shape: [Int]
    /// The product of the extents; the bytes of so many numbers can be counted in an Int.
    var count: Int
    /// Where its bytes begin and end, counted from the end of the header.
    var begin: Int
    var end: Int
  }

  /// The tensors and strings of a header, by name.
  struct Header {
    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]
  }

  private var json: JSONCursor

  /// The parser of the header that stands at `header` in `bytes`.
  init(_ bytes: [UInt8], header: Range<Int>) { json = JSONCursor(bytes, header) }

  /// The header, from its brace to the blanks after its closing one.
  mutating func parse() throws(ArchiveFault) -> Header {
    var header = Header()
    var hasMetadata = false
    try json.object { json, name, offset throws(ArchiveFault) in
      if name == "__metadata__" {
        guard !hasMetadata else { throw .duplicateName(name, offset: offset) }
        hasMetadata = true
        try json.object { json, key, offset throws(ArchiveFault) in
          guard header.metadata[key] == nil else { throw .duplicateName(key, offset: offset) }
          header.metadata[key] = try json.string()
        }
      } else {
        guard header.tensors[name] == nil else { throw .duplicateName(name, offset: offset) }
        header.tensors[name] = try Self.entry(&json, name: name)
      }
    }
    try json.end()
    return header
  }

  /// The value of a tensor's member: `{"dtype": …, "shape": […], "data_offsets": [begin, end]}`, in any order.
  private static func entry(_ json: inout JSONCursor, name: String) throws(ArchiveFault) -> Entry {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    let start = json.offset
    try json.object { json, key, offset throws(ArchiveFault) in
      switch key {
      case "dtype" where type == nil: type = try json.string()
      case "shape" where shape == nil: shape = try json.wholeNumbers()
      case "data_offsets" where offsets == nil: offsets = try json.wholeNumbers()
      case "dtype", "shape", "data_offsets": throw .duplicateName(key, offset: offset)
      default: throw .syntax(offset: offset, expected: "\"dtype\", \"shape\" or \"data_offsets\"")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw .syntax(offset: start, expected: "a tensor with dtype, shape and two data_offsets")
    }
    guard let known = TensorType(rawValue: type) else { throw .unknownType(tensor: name, type: type) }
    var count = 1
    for extent in shape {
      let product = count.multipliedReportingOverflow(by: extent)
      guard !product.overflow else { throw .shapeTooLarge(tensor: name, shape: shape) }
      count = product.partialValue
    }
    guard !count.multipliedReportingOverflow(by: known.byteCount).overflow else {
      throw .shapeTooLarge(tensor: name, shape: shape)
    }
    return Entry(type: known, shape: shape, count: count, begin: offsets[0], end: offsets[1])
  }
}
