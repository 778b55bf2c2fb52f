import NumericCore

/// The classes of a label column, gathered row by row: each different text is kept once, and rows hold its number.
struct LabelGatherer {
  /// The most different classes that a column may have.
  static let mostLevels = 10_000

  /// For each row, an index into `levels`; −1 where the label is missing.
  private(set) var codes: [Int32] = []
  private var levels: [[UInt8]] = []
  private var codeOfHash: [UInt64: Int32] = [:]

  /// Adds a row without a label.
  mutating func appendMissing() { codes.append(-1) }

  /// Adds a row whose label is `text`.
  /// - Returns: false, and adds nothing, if that would be one class too many.
  mutating func append(_ text: [UInt8]) -> Bool {
    // FNV-1a; texts with the same hash take the next free one.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    while let code = codeOfHash[hash] {
      if levels[Int(code)] == text {
        codes.append(code)
        return true
      }
      hash &+= 1
    }
    guard levels.count < Self.mostLevels else { return false }
    codeOfHash[hash] = Int32(levels.count)
    codes.append(Int32(levels.count))
    levels.append(text)
    return true
  }

  /// What was gathered, as the labels called `name`.
  func labels(named name: String) -> Labels {
    Labels(name: name, codes: codes, levels: levels.map { printable($0) })
  }
}
