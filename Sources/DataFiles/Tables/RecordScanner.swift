/// Cuts a text into rows and rows into cells, as CSV does (RFC 4180), and more forgivingly: any of LF, CR LF and CR ends a
/// line, blank lines are passed over, blanks around a cell do not count, and text may follow a closing quote. Holds one
/// row at a time.
struct RecordScanner: ~Copyable {
  /// Where a cell stands in the window of the input.
  struct Cell {
    /// The first byte of the cell, past blanks and the opening quote.
    var start: Int
    /// The end of its bytes.
    var end: Int
    /// Whether the bytes are as they were written, from the opening quote on, with more quotes among them.
    var hasInnerQuotes = false
  }

  /// The longest row, in bytes.
  static let longestRow = 64 << 20
  /// The most cells in a row.
  static let mostCells = 65_536

  /// The cells of the row read last.
  private(set) var cells: [Cell] = []
  /// The line where the row read last begins, from 1.
  private(set) var line = 0

  private var input: BufferedInput
  private let delimiter: UInt8
  private var nextLine: Int
  private var rowsRead = 0
  private var lastLength = 0

  /// The rows of `input`, whose cells are separated by `delimiter`; `firstLine` is the number of the line it is at.
  init(_ input: consuming BufferedInput, delimiter: UInt8, firstLine: Int = 1) {
    self.input = input
    self.delimiter = delimiter
    nextLine = firstLine
  }

  /// What errors call the input.
  var file: String { input.file }
  /// The SHA-256 of all bytes read so far.
  var sha256: String { input.sha256 }
  /// Whether the input ended at a limit rather than at its end.
  var wasCut: Bool { input.wasCut }

  /// Reads the next row that is not blank. Of an input that was cut, the last row counts only if it is also the first.
  /// - Returns: false if there is none.
  mutating func next() throws(DataError) -> Bool {
    while true {
      switch try scanRow() {
      case .row:
        guard lastLength <= Self.longestRow else {
          throw .rowTooLong(file: file, line: line, limit: Self.longestRow)
        }
        rowsRead += 1
        return true
      case .blank: continue
      case .end: return false
      case .incomplete:
        guard input.end - input.start <= Self.longestRow else {
          throw .rowTooLong(file: file, line: nextLine, limit: Self.longestRow)
        }
        _ = try input.more()
      }
    }
  }

  /// The cell seen as a number.
  func value(of cell: Cell) -> CellValue {
    cell.hasInnerQuotes ? .text : CellValue(input.bytes.span.extracting(cell.start..<cell.end))
  }

  /// The bytes of the cell, with doubled quotes made single.
  func bytes(of cell: Cell) -> [UInt8] {
    let raw = input.bytes[cell.start..<cell.end]
    guard cell.hasInnerQuotes else { return Array(raw) }
    var text: [UInt8] = []
    var isInside = false
    var index = raw.startIndex
    while index < raw.endIndex {
      let isQuote = raw[index] == quote && (isInside || index == raw.startIndex)
      if isQuote, isInside, index + 1 < raw.endIndex, raw[index + 1] == quote {
        text.append(quote)
        index += 1
      } else if isQuote {
        isInside.toggle()
      } else {
        text.append(raw[index])
      }
      index += 1
    }
    return text
  }

  /// The cell as text that fits on a line: control characters are blanks.
  func text(of cell: Cell) -> String { printable(bytes(of: cell)) }
}

extension RecordScanner {
  private enum Outcome {
    case row, blank, end
    /// The window ends before the row does.
    case incomplete
  }

  /// One row, from the start of the window. Leaves the window as it is if the row does not end in it.
  private mutating func scanRow() throws(DataError) -> Outcome {
    cells.removeAll(keepingCapacity: true)
    let bytes = input.bytes
    let end = input.end
    var index = input.start
    var quotedLines = 0
    var isBlankRow = true
    guard index < end else { return input.isAtEnd ? .end : .incomplete }
    while true {
      while index < end, isBlank(bytes[index]) { index += 1 }
      if index < end, bytes[index] == quote {
        isBlankRow = false
        guard let next = try scanQuoted(bytes, from: index, lines: &quotedLines) else {
          return .incomplete
        }
        index = next
      } else {
        let start = index
        index = try endOfPlain(bytes, from: index)
        cells.append(Cell(start: start, end: trimmed(bytes, start..<index)))
        if index > start { isBlankRow = false }
      }
      guard index < end, bytes[index] == delimiter else { break }
      guard cells.count < Self.mostCells else {
        throw .tooManyColumns(file: file, line: nextLine, limit: Self.mostCells)
      }
      isBlankRow = false
      index += 1
    }
    if index < end {
      // A carriage return alone ends a line, and so does one with a line feed.
      if bytes[index] == carriageReturn {
        if index + 1 == end, !input.isAtEnd { return .incomplete }
        if index + 1 < end, bytes[index + 1] == lineFeed { index += 1 }
      }
      index += 1
    } else if !input.isAtEnd {
      return .incomplete
    } else if input.wasCut, rowsRead > 0 {
      return .end
    }
    lastLength = index - input.start
    input.start = index
    line = nextLine
    nextLine += 1 + quotedLines
    return isBlankRow ? .blank : .row
  }

  /// Where the delimiter or the end of the line stands that ends the plain cell at `start`.
  private func endOfPlain(_ bytes: [UInt8], from start: Int) throws(DataError) -> Int {
    let end = input.end
    var index = start
    while index < end {
      let byte = bytes[index]
      if byte == delimiter { break }
      if byte <= carriageReturn {
        if byte == lineFeed || byte == carriageReturn { break }
        if byte == 0 { throw .notText(file: file, line: nextLine, format: nil) }
      }
      index += 1
    }
    return index
  }

  /// Adds the quoted cell that opens at `start` to the row; `lines` counts the line ends inside it.
  /// - Returns: where the delimiter or the end of the line stands that ends it; nil if the window ends before.
  private mutating func scanQuoted(_ bytes: [UInt8], from start: Int, lines: inout Int)
    throws(DataError) -> Int?
  {
    let end = input.end
    var index = start + 1
    var hasInnerQuotes = false
    while true {
      while index < end, bytes[index] != quote {
        let byte = bytes[index]
        if byte == 0 { throw .notText(file: file, line: nextLine + lines, format: nil) }
        if byte == lineFeed || byte == carriageReturn && index + 1 < end && bytes[index + 1] != lineFeed {
          lines += 1
        }
        index += 1
      }
      guard index < end else {
        guard input.isAtEnd else { return nil }
        guard input.wasCut else { throw .unclosedQuote(file: file, line: nextLine) }
        cells.append(Cell(start: start + 1, end: end))
        return end
      }
      if index + 1 == end, !input.isAtEnd { return nil }
      guard index + 1 < end, bytes[index + 1] == quote else { break }
      hasInnerQuotes = true
      index += 2
    }
    let close = index
    index = try endOfPlain(bytes, from: close + 1)
    let last = trimmed(bytes, (close + 1)..<index)
    if hasInnerQuotes || last > close + 1 {
      cells.append(Cell(start: start, end: last, hasInnerQuotes: true))
    } else {
      var first = start + 1
      while first < close, isBlank(bytes[first]) { first += 1 }
      cells.append(Cell(start: first, end: trimmed(bytes, first..<close)))
    }
    return index
  }

  /// The end of `range` without the blanks before it.
  private func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, isBlank(bytes[end - 1]) { end -= 1 }
    return end
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && delimiter != 0x09)
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D
