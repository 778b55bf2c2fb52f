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
  /// How many times each row counts: one non-negative number per row; nil where each counts once.
  public internal(set) var weights: [Double]?
  /// The way from the units of the fit back to the data's own units.
  public internal(set) var transform: UnitTransform
  /// How to read the same table again.
  public var source: DataSource
  /// For each row, which row of the source it is, counted from 1; nil where none was left out.
  public internal(set) var rowNumbers: [Int]?
  /// Sentences about what reading left out or changed, for the person to see.
  public var notes: [String]
  /// Height and width of the pictures whose pixels the columns are, row of pixels by row of pixels; nil if they are none.
  public internal(set) var imageShape: ImageShape?
  /// What the pixels of the source were divided by, such as 255; nil if they are as they were. These quotients count as the
  /// data's own units.
  public internal(set) var pixelScale: Double?

  /// A table of `values` (rows × dimensions) with one name per column.
  public init(
    name: String, values: Matrix<Double>, columnNames: [String]? = nil, labels: Labels? = nil,
    weights: [Double]? = nil, transform: UnitTransform? = nil, source: DataSource = DataSource(),
    rowNumbers: [Int]? = nil, notes: [String] = [], imageShape: ImageShape? = nil, pixelScale: Double? = nil
  ) {
    precondition(
      imageShape?.pixels ?? values.columns == values.columns,
      "\(values.columns) columns make no pictures of another size")
    precondition(
      rowNumbers?.count ?? values.rows == values.rows,
      "row numbers for another number of rows than \(values.rows)")
    let names = columnNames ?? (0..<values.columns).map { "x\($0 + 1)" }
    precondition(
      names.count == values.columns, "\(names.count) names for \(values.columns) columns")
    precondition(
      weights?.count ?? values.rows == values.rows,
      "weights for another number of rows than \(values.rows)")
    if let labels {
      precondition(
        labels.codes.count == values.rows, "\(labels.codes.count) labels for \(values.rows) rows")
    }
    self.name = name
    self.values = values
    self.columnNames = names
    self.labels = labels
    self.weights = weights
    self.transform = transform ?? .identity(values.columns)
    self.source = source
    self.rowNumbers = rowNumbers
    self.notes = notes
    self.imageShape = imageShape
    self.pixelScale = pixelScale
  }

  /// Which row of the source row `row` is, counted from 1.
  public func number(ofRow row: Int) -> Int { rowNumbers?[row] ?? row + 1 }

  /// Σ of the rows' weights: how many observations the table stands for.
  public var totalWeight: Double { weights?.reduce(0, +) ?? Double(rows) }

  /// The same table with other numbers in it, such as simulated ones.
  public func replacingValues(_ values: Matrix<Double>) -> DataTable {
    precondition(
      values.rows == self.values.rows && values.columns == self.values.columns,
      "\(values.rows)x\(values.columns) values for a table of \(rows)x\(dimensions)")
    var result = self
    result.values = values
    return result
  }

  /// The same table with weights of the rows.
  public func weighted(by weights: [Double]?) -> DataTable {
    precondition(weights?.count ?? rows == rows, "weights for another number of rows than \(rows)")
    var result = self
    result.weights = weights
    return result
  }

  /// Number of observations.
  public var rows: Int { values.rows }
  /// Number of measurements per observation.
  public var dimensions: Int { values.columns }

  /// How many rows have at least one missing value.
  public var incompleteRows: Int {
    (0..<rows).count { row in (0..<dimensions).contains { values[row, $0].isNaN } }
  }
}
