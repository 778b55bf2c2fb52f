/// A text opened as a table: its delimiter found, its first row read, and the names of its columns known.
struct TableOpening: ~Copyable {
  /// The rows; the one read last is the first row of the text, header or not.
  var scanner: RecordScanner
  /// What stands between cells.
  let delimiter: Delimiter
  /// Whether the first row holds the names of the columns.
  let hasHeader: Bool
  /// The names of the columns.
  let names: ColumnNames
  /// How many lines at the top begin with `#` and were passed over.
  let comments: Int

  /// Opens the text of `stream`; without a header its columns are called `givenNames`, if there are as many.
  init(
    _ stream: consuming ByteStream, header: DataRequest.Header, givenNames: [String]? = nil
  ) throws(DataError) {
    var input = try BufferedInput(stream)
    let skipped = try input.skipComments()
    let delimiter = Delimiter.sniffed(from: input.sample, isWhole: input.sampleIsWhole)
    var scanner = RecordScanner(
      input, delimiter: delimiter.rawValue, firstLine: 1 + skipped.lines)
    guard try scanner.next() else { throw .empty(file: scanner.file) }
    hasHeader =
      switch header {
      case .present: true
      case .absent: false
      case .automatic: scanner.looksLikeHeader
      }
    let count = scanner.cells.count
    names =
      hasHeader
      ? ColumnNames(header: scanner.texts)
      : givenNames.flatMap { $0.count == count ? ColumnNames(header: $0) : nil } ?? ColumnNames(count: count)
    comments = skipped.comments
    self.delimiter = delimiter
    self.scanner = scanner
  }
}

extension RecordScanner {
  /// The cells of the row, as text.
  var texts: [String] { cells.map { text(of: $0) } }

  /// Whether the row reads as names: none of its cells is a number, and at least one is not missing.
  fileprivate var looksLikeHeader: Bool {
    let values = cells.map { value(of: $0) }
    return values.contains(.text) && values.allSatisfy { $0 == .text || $0 == .missing }
  }
}
