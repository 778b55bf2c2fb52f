/// What a cell of a table holds, seen as a number.
enum CellValue: Equatable {
  /// Nothing: the cell is empty, or holds a word that stands for a missing value.
  case missing
  /// A finite number.
  case number(Double)
  /// An infinity, written as such or by a number too large for a Double.
  case infinite
  /// Anything else.
  case text

  /// The value of the cell whose bytes are `cell`, without blanks around them.
  ///
  /// A number is a decimal number: digits with at most one point among them, and an exponent if it likes. Missing is
  /// the empty cell, `NA`, `N/A`, `nan`, `null` and `?`, in upper or lower case.
  init(_ cell: Span<UInt8>) {
    if cell.isEmpty {
      self = .missing
      return
    }
    if let number = decimalNumber(cell) {
      self = number.isFinite ? .number(number) : .infinite
      return
    }
    // No word is longer than "-infinity".
    guard cell.count <= 9 else {
      self = .text
      return
    }
    var word = ""
    for index in cell.indices { word.unicodeScalars.append(Unicode.Scalar(cell[index] | 0x20)) }
    switch word {
    case "na", "n/a", "nan", "-nan", "+nan", "null", "?": self = .missing
    case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": self = .infinite
    default: self = .text
    }
  }
}
