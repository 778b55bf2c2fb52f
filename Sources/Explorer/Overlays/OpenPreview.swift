import DataFiles
import NumericCore

/// The beginning of a data set, as the open dialog shows it before anything is read whole.
public struct OpenPreview: Hashable, Sendable {
  /// A column that may be chosen.
  public struct Column: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Whether it holds numbers, as far as was looked.
    public let isNumeric: Bool
    /// Missing values among the rows looked at.
    public let missing: Int
    /// Whether it is chosen unless a person says otherwise.
    public let isUsual: Bool
  }

  /// The columns, in the order of the source.
  public let columns: [Column]
  /// The first rows, as text.
  public let rows: [[String]]
  /// A sentence about the source.
  public let summary: String
  /// The label column that goes with it unless a person says otherwise.
  public let usualLabel: String?

  /// The beginning of the built-in set, the generator or the file at `location`.
  static func read(_ location: String) throws(DataError) -> OpenPreview {
    if let entry = DataCatalog.list.first(where: { $0.name == location }), entry.kind != .installed {
      return try OpenPreview(entry)
    }
    if let head = try arrayHead(of: location) { return OpenPreview(head) }
    let preview = try CSVPreview(path: location)
    return OpenPreview(
      columns: preview.columns.map { column in
        let isNumeric = column.kind == .number
        return Column(
          name: column.name, isNumeric: isNumeric, missing: column.missing, isUsual: isNumeric)
      },
      rows: preview.rows,
      summary: (preview.hasHeader ? "column names in the first row" : "no row of column names")
        + ", first \(preview.sampledRows) rows looked at",
      usualLabel: nil)
  }

  private init(_ entry: DataCatalog.Entry) throws(DataError) {
    let table = try DataCatalog.load(entry.name, count: 20)
    self.init(table, summary: entry.summary, usualLabel: entry.label)
  }

  /// The beginning of an array or of pictures.
  private init(_ head: DataTable) {
    let what = head.imageShape.map { "pictures of \($0)" } ?? "rows of \(head.dimensions) numbers"
    self.init(
      head, summary: "\(what), the first \(head.rows) looked at",
      usualLabel: nil)
  }

  private init(_ table: DataTable, summary: String, usualLabel: String?) {
    let rows = (0..<min(20, table.rows)).map { row in
      table.values.row(row).map { $0.isNaN ? "NA" : shortNumber($0) }
    }
    self.init(
      columns: table.columnNames.map { Column(name: $0, isNumeric: true, missing: 0, isUsual: true) },
      rows: rows, summary: summary, usualLabel: usualLabel)
  }

  init(columns: [Column], rows: [[String]], summary: String, usualLabel: String?) {
    self.columns = columns
    self.rows = rows
    self.summary = summary
    self.usualLabel = usualLabel
  }
}
