/// An array read from a file of any format of arrays.
struct ReadArray {
  /// The array.
  let array: NumericArray
  /// The format of the file.
  let format: ArrayFormat
  /// What errors call it: the file, and the array in it if it is an archive.
  let file: String
  /// The SHA-256 of the file.
  let sha256: String
  /// Sentences about what was chosen.
  let notes: [String]

  /// Reads the array in `stream`, a file of `format`; of an archive the one called `name`, or the first that can be of `use`.
  /// With `rows`, no more of it than so many rows.
  init(
    _ stream: consuming ByteStream, format: ArrayFormat, name: String?, for use: ArrayUse, rows: Int? = nil,
    isCancelled: () -> Bool = { false }
  ) throws(DataError) {
    var input = ArrayInput(stream, format: format)
    self.format = format
    switch format {
    case .npy:
      array = try NPYReader.read(&input, rows: rows, isCancelled: isCancelled)
      file = input.file
      notes = []
    case .idx:
      array = try IDXReader.read(&input, rows: rows, isCancelled: isCancelled)
      file = input.file
      notes = []
    case .npz:
      let choice = try NPZReader.read(&input, name: name, for: use, rows: rows, isCancelled: isCancelled)
      array = choice.array
      file = "\(input.file):\(choice.name)"
      notes = choice.note.map { [$0] } ?? []
    }
    sha256 = input.sha256
  }

  /// The error of this file that `fault` is.
  func error(_ fault: ArrayFault) -> DataError { .array(file: file, format: format, fault: fault) }
}

extension ArrayFormat {
  /// The format of a file that begins with `head`, its first eight bytes; nil if it is not one of arrays.
  init?(head: [UInt8]) {
    if head.starts(with: NPYReader.magic.prefix(3)) {
      self = .npy
    } else if NPZReader.magics.contains(where: { head.starts(with: $0) }) {
      self = .npz
    } else if IDXReader.recognises(head) {
      self = .idx
    } else {
      return nil
    }
  }
}

/// A place of data: a path, and in an archive the name of an array.
struct ArrayLocation {
  /// The path of the file.
  let path: String
  /// The name of an array in it; nil if none was given.
  let array: String?

  /// The parts of `FILE.npz:NAME`; anything else is a path.
  init(_ location: String) {
    let lower = location.lowercased()
    guard let colon = lower.lastIndex(of: ":"), lower[..<colon].hasSuffix(".npz"),
      lower.utf8.count == location.utf8.count
    else {
      path = location
      array = nil
      return
    }
    let place = location.utf8.index(
      location.startIndex, offsetBy: lower.utf8.distance(from: lower.startIndex, to: colon))
    path = String(location[..<place])
    array = String(location[location.index(after: place)...])
  }
}
