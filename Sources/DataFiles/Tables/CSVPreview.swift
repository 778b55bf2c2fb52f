/// The beginning of a table in a file, as text: enough to choose columns from, and quick on a file of any size.
public struct CSVPreview: Hashable, Sendable {
  /// A column as the rows that were looked at show it.
  public struct Column: Hashable, Sendable {
    /// What the cells of a column are.
    public enum Kind: Hashable, Sendable {
      /// Numbers, or missing.
      case number
      /// None is a number.
      case text
      /// Some are numbers and some are not.
      case mixed
      /// All are missing.
      case empty
    }

    /// The name, as `DataRequest.columns` takes it.
    public var name: String
    /// What the cells are.
    public var kind: Kind
    /// How many of the cells are missing.
    public var missing: Int
  }

  /// At most this many bytes are read.
  public static let longestRead = 256 << 10

  /// The columns, in the order of the file.
  public let columns: [Column]
  /// The first rows, cell by cell, without the header; a row may have more or fewer cells than there are columns.
  public let rows: [[String]]
  /// What stands between cells.
  public let delimiter: Delimiter
  /// Whether the first row holds the names of the columns.
  public let hasHeader: Bool
  /// How many rows were looked at to tell the kinds.
  public let sampledRows: Int
  /// Whether those were all rows of the file.
  public let isWhole: Bool

  /// The preview of the file at `path`: its first `count` rows. Throws what reading the file would, as far as its
  /// beginning shows it; a row that is too short or too long is no error here.
  public init(path: String, header: DataRequest.Header = .automatic, rows count: Int = 20) throws(DataError) {
    try self.init(ByteStream(path: path, limit: Self.longestRead), header: header, rows: count)
  }

  /// The preview of a `text` in memory, called `file`.
  package init(
    text: [UInt8], named file: String, header: DataRequest.Header = .automatic, rows count: Int = 20
  ) throws(DataError) {
    try self.init(
      ByteStream(text, named: file, limit: Self.longestRead), header: header, rows: count)
  }

  private init(_ stream: consuming ByteStream, header: DataRequest.Header, rows count: Int) throws(DataError)
  {
    var opening = try TableOpening(stream, header: header)
    let names = opening.names.names
    var tallies = Array(repeating: Tally(), count: names.count)
    var shown: [[String]] = []
    var sampled = 0
    var hasRow = true
    if opening.hasHeader { hasRow = try opening.scanner.next() }
    while hasRow {
      if sampled < count { shown.append(opening.scanner.texts) }
      for (column, cell) in opening.scanner.cells.prefix(names.count).enumerated() {
        tallies[column].add(opening.scanner.value(of: cell))
      }
      sampled += 1
      hasRow = try opening.scanner.next()
    }
    columns = zip(names, tallies).map { Column(name: $0, kind: $1.kind, missing: $1.missing) }
    rows = shown
    delimiter = opening.delimiter
    hasHeader = opening.hasHeader
    sampledRows = sampled
    isWhole = !opening.scanner.wasCut
  }

  /// How many cells of each sort a column has.
  private struct Tally {
    var numbers = 0
    var texts = 0
    var missing = 0

    mutating func add(_ value: CellValue) {
      switch value {
      case .number: numbers += 1
      case .missing: missing += 1
      case .text, .infinite: texts += 1
      }
    }

    var kind: Column.Kind {
      if numbers + texts == 0 { return .empty }
      if texts == 0 { return .number }
      return numbers == 0 ? .text : .mixed
    }
  }
}
