import NumericCore

/// Reads named parts of an archive, refusing in words what is missing, has another shape, or is not a number.
struct ArchiveReader {
  private let archive: ModelArchive

  init(_ archive: ModelArchive) { self.archive = archive }

  func string(_ name: String) throws(FittingError) -> String {
    guard let value = archive.metadata[name] else {
      throw .invalidArchive(reason: "its metadata have no entry \"\(name)\"")
    }
    return value
  }

  /// The string of that name; nil where there is none.
  func optional(_ name: String) -> String? { archive.metadata[name] }

  /// Whether there is a tensor of that name.
  func has(_ name: String) -> Bool { archive.tensors[name] != nil }

  func number<Number>(
    _ name: String, _ parse: (String) -> Number?
  ) throws(FittingError) -> Number {
    let text = try string(name)
    guard let value = parse(text) else {
      throw .invalidArchive(reason: "\"\(name)\" is \"\(text.prefix(40))\", not a number")
    }
    return value
  }

  /// A number of steps: not negative, and small enough to be counted on from.
  func count(_ name: String) throws(FittingError) -> Int {
    let value = try number(name, Int.init(_:))
    guard (0...1_000_000_000_000).contains(value) else {
      throw .invalidArchive(reason: "\"\(name)\" is \(value), not a number of steps")
    }
    return value
  }

  func values(_ name: String, shape: [Int]) throws(FittingError) -> [Double] {
    let values = try numbers(name, shape: shape)
    guard values.allSatisfy(\.isFinite) else {
      throw .invalidArchive(reason: "tensor \"\(name)\" holds a value that is not finite")
    }
    return values
  }

  /// The shape of the tensor of that name.
  func shape(of name: String) throws(FittingError) -> [Int] {
    guard let tensor = archive.tensors[name] else {
      throw .invalidArchive(reason: "it has no tensor \"\(name)\"")
    }
    return tensor.shape
  }

  /// The numbers of a tensor that may hold what is not finite.
  func numbers(_ name: String, shape: [Int]) throws(FittingError) -> [Double] {
    let found = try self.shape(of: name)
    guard found == shape else {
      throw .invalidArchive(
        reason: "tensor \"\(name)\" has shape \(found), where \(shape) is expected")
    }
    return archive.tensors[name]?.values ?? []
  }

  func vector(_ name: String, atMost longest: Int) throws(FittingError) -> [Double] {
    guard let tensor = archive.tensors[name], tensor.shape.count == 1,
      (1...longest).contains(tensor.values.count)
    else {
      throw .invalidArchive(reason: "tensor \"\(name)\" is not a vector of 1 to \(longest) numbers")
    }
    return try values(name, shape: tensor.shape)
  }
}

extension ModelArchive {
  /// Adds everything in `part`, each name behind `prefix`.
  mutating func add(_ part: ModelArchive, prefix: String) {
    for (name, tensor) in part.tensors { tensors[prefix + name] = tensor }
    for (name, string) in part.metadata { metadata[prefix + name] = string }
  }

  /// What stands behind `prefix`, without it.
  func part(_ prefix: String) -> ModelArchive {
    var part = ModelArchive()
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      part.tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    for (name, string) in metadata where name.hasPrefix(prefix) {
      part.metadata[String(name.dropFirst(prefix.count))] = string
    }
    return part
  }
}
