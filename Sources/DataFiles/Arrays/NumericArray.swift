/// Numbers with a shape, as a file holds them: the bytes, and how to read them.
struct NumericArray {
  /// The extent of each axis.
  let shape: [Int]
  /// What each number is.
  let type: TensorType
  /// Whether the most significant byte of a number comes first.
  let isBigEndian: Bool
  /// Whether the first axis varies fastest (Fortran order) rather than the last.
  let isFortran: Bool
  /// Where the first number stands in the file.
  let dataOffset: Int
  /// The bytes of the numbers.
  var bytes: [UInt8]

  /// How many numbers there are.
  var count: Int { bytes.count / type.byteCount }

  /// The numbers in the order of the file.
  var numbersAsStored: [Double] {
    switch type.byteCount {
    case 1: numbers(UInt8.self)
    case 2: numbers(UInt16.self)
    case 4: numbers(UInt32.self)
    default: numbers(UInt64.self)
    }
  }

  private func numbers<Word: FixedWidthInteger & UnsignedInteger>(_: Word.Type) -> [Double] {
    bytes.withUnsafeBytes { bytes in
      (0..<count).map { index in
        let word = bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
        return type.number(UInt64(isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word)))
      }
    }
  }

  /// Elements in the order of the file, brought to the order in which the last axis varies fastest.
  func inRowOrder<Element>(_ stored: [Element]) -> [Element] {
    guard isFortran, shape.count > 1 else { return stored }
    // How far apart in the file two neighbours along each axis are.
    var strides = [1]
    for extent in shape.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    var index = Array(repeating: 0, count: shape.count)
    var place = 0
    var result: [Element] = []
    result.reserveCapacity(stored.count)
    for _ in 0..<stored.count {
      result.append(stored[place])
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}
