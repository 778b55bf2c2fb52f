/// A data set as the models see it: a matrix of numbers with the names and units that lead back to where it came from.
///
/// A value; its copies share storage, so models and trainers hold it by reference at no cost.
public struct DataTable: Sendable {
  /// What the data set is called on the screen: a built-in name, or a file's name.
  public var name: String
  /// The numbers, one row per observation (rows × dimensions), in the units of the fit; a missing value is NaN.
  public internal(set) var values: Matrix<Double>
  /// One name per column of `values`.
  public let columnNames: [String]
  /// A class for each row, where the source has one; drawn, never fitted.
  public internal(set) var labels: Labels?
  /// The way from the units of the fit back to the data's own units.
  public internal(set) var transform: UnitTransform
  /// How to read the same table again.
  public internal(set) var source: DataSource
  /// For each row, which row of the source it is, counted from 1; nil where none was left out.
  public internal(set) var rowNumbers: [Int]?
  /// Sentences about what reading left out or changed, for the person to see.
  public var notes: [String]

  /// A table of `values` (rows × dimensions) with one name per column.
  public init(
    name: String, values: Matrix<Double>, columnNames: [String]? = nil, labels: Labels? = nil,
    transform: UnitTransform? = nil, source: DataSource = DataSource(), rowNumbers: [Int]? = nil,
    notes: [String] = []
  ) {
    precondition(
      rowNumbers?.count ?? values.rows == values.rows,
      "row numbers for another number of rows than \(values.rows)")
    let names = columnNames ?? (0..<values.columns).map { "x\($0 + 1)" }
    precondition(
      names.count == values.columns, "\(names.count) names for \(values.columns) columns")
    if let labels {
      precondition(
        labels.codes.count == values.rows, "\(labels.codes.count) labels for \(values.rows) rows")
    }
    self.name = name
    self.values = values
    self.columnNames = names
    self.labels = labels
    self.transform = transform ?? .identity(values.columns)
    self.source = source
    self.rowNumbers = rowNumbers
    self.notes = notes
  }

  /// Which row of the source row `row` is, counted from 1.
  public func number(ofRow row: Int) -> Int { rowNumbers?[row] ?? row + 1 }

  /// Number of observations.
  public var rows: Int { values.rows }
  /// Number of measurements per observation.
  public var dimensions: Int { values.columns }

  /// How many rows have at least one missing value.
  public var incompleteRows: Int {
    (0..<rows).count { row in (0..<dimensions).contains { values[row, $0].isNaN } }
  }
}
