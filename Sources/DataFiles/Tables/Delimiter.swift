/// What stands between the cells of a row.
public enum Delimiter: UInt8, Sendable, CaseIterable {
  /// `,`
  case comma = 0x2C
  /// A tab.
  case tab = 0x09
  /// `;`
  case semicolon = 0x3B
  /// `|`
  case pipe = 0x7C

  /// The delimiter that makes the best table of the beginning of a text: the one whose rows agree most in their number
  /// of cells, and among those the one with the largest share of numbers; a comma if nothing tells.
  static func sniffed(from sample: [UInt8], isWhole: Bool) -> Delimiter {
    var best = Delimiter.comma
    var bestScore = (agreement: 0.0, numbers: 0.0)
    for candidate in allCases {
      let score = score(of: candidate, on: sample, isWhole: isWhole)
      if score > bestScore {
        best = candidate
        bestScore = score
      }
    }
    return best
  }

  /// Of the first rows under this delimiter: the share that has the most frequent number of cells (0 if that is 1), and
  /// the share of cells that are numbers or missing, a comma counting as a decimal point.
  private static func score(of candidate: Delimiter, on sample: [UInt8], isWhole: Bool)
    -> (agreement: Double, numbers: Double)
  {
    var rows: [Int: Int] = [:]
    var read = 0
    var cells = 0
    var numbers = 0
    let stream = ByteStream(sample, named: "", wasCut: !isWhole)
    if let input = try? BufferedInput(stream) {
      var scanner = RecordScanner(input, delimiter: candidate.rawValue)
      while read < 50, (try? scanner.next()) == true {
        read += 1
        rows[scanner.cells.count, default: 0] += 1
        for cell in scanner.cells {
          cells += 1
          let bytes = scanner.bytes(of: cell).map { $0 == comma.rawValue ? UInt8(ascii: ".") : $0 }
          if CellValue(bytes.span) != .text { numbers += 1 }
        }
      }
    }
    guard let usual = rows.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), usual.key > 1 else {
      return (0, 0)
    }
    return (Double(usual.value) / Double(read), Double(numbers) / Double(cells))
  }
}
