import NumericCore

/// Writes a table as CSV (RFC 4180, lines ended by LF), row by row: names in the first line, the shortest decimals that
/// read back as the same numbers, `NA` for a missing one.
public struct CSVWriter: ~Copyable {
  private var file: AtomicFile
  private let delimiter: Delimiter

  /// Begins the table at `path`, which is written whole or not at all. A path that ends in `.tsv` or `.tab` gets tabs
  /// between cells; `-` is standard output.
  public init(path: String, columnNames: [String]) throws(DataError) {
    let lower = path.lowercased()
    let delimiter = lower.hasSuffix(".tsv") || lower.hasSuffix(".tab") ? Delimiter.tab : .comma
    var file = try AtomicFile(path: path)
    try file.write(Self.line(columnNames, delimiter: delimiter))
    self.delimiter = delimiter
    self.file = file
  }

  /// Adds a row of numbers, and a label if there is one to each row.
  public mutating func write(row: [Double], label: String? = nil) throws(DataError) {
    let cells = row.map { $0.isNaN ? "NA" : shortest($0) } + (label.map { [$0] } ?? [])
    try file.write(Self.line(cells, delimiter: delimiter))
  }

  /// Puts the file in its place.
  public consuming func finish() throws(DataError) { try file.commit() }

  /// A line of cells, ended.
  package static func line(_ cells: [String], delimiter: Delimiter) -> String {
    let separator = String(Unicode.Scalar(delimiter.rawValue))
    return cells.map { escaped($0, delimiter: delimiter) }.joined(separator: separator) + "\n"
  }

  /// The cell in quotes if it holds what would end or change it.
  private static func escaped(_ cell: String, delimiter: Delimiter) -> String {
    let isPlain = cell.utf8.allSatisfy {
      $0 != delimiter.rawValue && $0 != UInt8(ascii: "\"") && $0 != 0x0A && $0 != 0x0D
    }
    let hasBlankEnd =
      cell.utf8.first == 0x20 || cell.utf8.last == 0x20 || cell.utf8.first == UInt8(ascii: "#")
    if isPlain, !hasBlankEnd, !cell.isEmpty { return cell }
    let doubled = cell.unicodeScalars.reduce(into: "") { text, scalar in
      text.unicodeScalars.append(scalar)
      if scalar == "\"" { text.unicodeScalars.append(scalar) }
    }
    return "\"\(doubled)\""
  }
}

/// Writes `table` as CSV to `path`, whole or not at all: its numbers in the data's own units, then its labels, if it has
/// any, as a last column.
public func writeTable(_ table: DataTable, to path: String) throws(DataError) {
  let labels = table.labels
  let counts = table.weights == nil ? [] : ["weight"]
  var writer = try CSVWriter(
    path: path, columnNames: table.columnNames + counts + (labels.map { [$0.name] } ?? []))
  for row in 0..<table.rows {
    var numbers = (0..<table.dimensions).map { table.transform.own(table.values[row, $0], column: $0) }
    if let weights = table.weights { numbers.append(weights[row]) }
    let label = labels.map { labels in
      let code = Int(labels.codes[row])
      return labels.levels.indices.contains(code) ? labels.levels[code] : "NA"
    }
    try writer.write(row: numbers, label: label)
  }
  try writer.finish()
}
