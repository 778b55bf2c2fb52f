import RealModule

/// A data set as the models see it: a matrix of numbers with the names and units that lead back to where it came from.
///
/// A value; its copies share storage, so models and trainers hold it by reference at no cost.
public struct DataTable: Sendable {
  /// What the data set is called on the screen: a built-in name, or a file's name.
  public var name: String
  /// The numbers, one row per observation (rows × dimensions), in the units of the fit; a missing value is NaN.
  public let values: Matrix<Double>
  /// One name per column of `values`.
  public let columnNames: [String]
  /// A class for each row, where the source has one; drawn, never fitted.
  public let labels: Labels?
  /// The way from the units of the fit back to the data's own units.
  public let transform: UnitTransform
  /// How to read the same table again.
  public let source: DataSource
  /// Sentences about what reading left out or changed, for the person to see.
  public var notes: [String]

  /// A table of `values` (rows × dimensions) with one name per column.
  public init(
    name: String, values: Matrix<Double>, columnNames: [String]? = nil, labels: Labels? = nil,
    transform: UnitTransform? = nil, source: DataSource = DataSource(), notes: [String] = []
  ) {
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
    self.notes = notes
  }

  /// Number of observations.
  public var rows: Int { values.rows }
  /// Number of measurements per observation.
  public var dimensions: Int { values.columns }

  /// How many rows have at least one missing value.
  public var incompleteRows: Int {
    (0..<rows).count { row in (0..<dimensions).contains { values[row, $0].isNaN } }
  }

  /// The table without the rows that have a missing value, and with a note that says how many were left out.
  public func completeRows() -> DataTable {
    let dropped = incompleteRows
    guard dropped > 0 else { return self }
    let kept = (0..<rows).filter { row in !(0..<dimensions).contains { values[row, $0].isNaN } }
    return DataTable(
      name: name, values: values.selectingRows(kept), columnNames: columnNames,
      labels: labels.map { labels in
        Labels(name: labels.name, codes: kept.map { labels.codes[$0] }, levels: labels.levels)
      },
      transform: transform, source: source,
      notes: notes + ["\(dropped) of \(rows) rows have a missing value and are left out"])
  }

  /// The table with every column brought to mean 0 and standard deviation 1 (n − 1 in the denominator).
  /// A constant column is only centred, to exact zeros. A column whose squares leave the range of Double keeps its size,
  /// so that a fit can refuse it by its values. Missing values stay missing.
  public func standardized() -> DataTable {
    var result = values
    var shift: [Double] = []
    var scale: [Double] = []
    for j in 0..<dimensions {
      let present = (0..<rows).map { values[$0, j] }.filter { !$0.isNaN }
      let (mean, unit) = Self.location(of: present)
      for i in 0..<rows { result[i, j] = (values[i, j] - mean) / unit }
      shift.append(mean)
      scale.append(unit)
    }
    return DataTable(
      name: name, values: result, columnNames: columnNames, labels: labels,
      transform: transform.followed(by: UnitTransform(shift: shift, scale: scale)),
      source: source, notes: notes)
  }

  /// What standardising takes off a column with these values, and what it then divides by.
  private static func location(of values: [Double]) -> (mean: Double, unit: Double) {
    guard let first = values.first else { return (0, 1) }
    // The rounded mean of equal values may differ from them, and then their deviation is noise.
    if values.allSatisfy({ $0 == first }) { return (first.isFinite ? first : 0, 1) }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = Double.sqrt(squares / Double(max(values.count - 1, 1)))
    guard deviation > 0, deviation.isFinite else { return (mean.isFinite ? mean : 0, 1) }
    return (mean, deviation)
  }
}

/// A class for each row, such as a species.
public struct Labels: Hashable, Sendable {
  /// The name of the column.
  public let name: String
  /// For each row, an index into `levels`; −1 where the label is missing.
  public let codes: [Int32]
  /// The different classes, in order of first appearance.
  public let levels: [String]

  /// Labels from one code per row and the names that the codes stand for.
  public init(name: String, codes: [Int32], levels: [String]) {
    self.name = name
    self.codes = codes
    self.levels = levels
  }
}

/// An affine change of units, column by column: fitted = (own − shift) / scale.
public struct UnitTransform: Hashable, Sendable {
  /// What is subtracted from each column, in the data's own units.
  public let shift: [Double]
  /// What each column is then divided by; positive.
  public let scale: [Double]

  /// The transform with one shift and one positive scale per column.
  public init(shift: [Double], scale: [Double]) {
    precondition(shift.count == scale.count, "\(shift.count) shifts and \(scale.count) scales")
    self.shift = shift
    self.scale = scale
  }

  /// The transform of `dimensions` columns that changes nothing.
  public static func identity(_ dimensions: Int) -> UnitTransform {
    UnitTransform(
      shift: Array(repeating: 0, count: dimensions), scale: Array(repeating: 1, count: dimensions))
  }

  /// Whether it changes nothing.
  public var isIdentity: Bool {
    shift.allSatisfy { $0 == 0 } && scale.allSatisfy { $0 == 1 }
  }

  /// First this transform, then `next`: one transform for both.
  public func followed(by next: UnitTransform) -> UnitTransform {
    UnitTransform(
      shift: shift.indices.map { shift[$0] + scale[$0] * next.shift[$0] },
      scale: scale.indices.map { scale[$0] * next.scale[$0] })
  }

  /// A value of column `column` in the data's own units.
  public func own(_ fitted: Double, column: Int) -> Double {
    fitted * scale[column] + shift[column]
  }

  /// log |d fitted / d own|⁻¹ = Σ log scale: the log-density of a row in its own units is its log-density in the units
  /// of the fit minus this.
  public var logScale: Double { scale.reduce(0) { $0 + Double.log($1) } }
}

/// How a table was made, in enough detail to make it again.
public struct DataSource: Hashable, Sendable {
  /// A built-in name, a generator's name, or a path.
  public var location: String
  /// The columns asked for, in order; nil for all numeric ones.
  public var columns: [String]?
  /// The label column asked for.
  public var label: String?
  /// Whether the columns were standardised.
  public var standardized: Bool
  /// For a generator: how many rows.
  public var count: Int?
  /// For a generator: from which seed.
  public var seed: UInt64?
  /// The part of the rows that was taken away, to be scored; nil if the table is whole.
  public var holdout: Holdout?
  /// SHA-256 of the bytes that were read (for a generator: of the numbers, row-major, little endian), in hexadecimal.
  public var sha256: String

  /// A random part of the rows of a table.
  public struct Holdout: Hashable, Sendable {
    /// How much of the rows, between 0 and 1.
    public let fraction: Double
    /// Names the random numbers that chose them.
    public let seed: UInt64

    /// The part that `seed` chooses, of `fraction` of the rows.
    public init(fraction: Double, seed: UInt64) {
      self.fraction = fraction
      self.seed = seed
    }
  }

  /// A source; without arguments, one that cannot be read again.
  public init(
    location: String = "", columns: [String]? = nil, label: String? = nil,
    standardized: Bool = false, count: Int? = nil, seed: UInt64? = nil, sha256: String = ""
  ) {
    self.location = location
    self.columns = columns
    self.label = label
    self.standardized = standardized
    self.count = count
    self.seed = seed
    self.sha256 = sha256
  }
}

extension DataTable {
  /// The rows with these indices, in this order, with everything else as it is.
  public func selectingRows(_ indices: [Int]) -> DataTable {
    DataTable(
      name: name, values: values.selectingRows(indices), columnNames: columnNames,
      labels: labels.map { labels in
        Labels(name: labels.name, codes: indices.map { labels.codes[$0] }, levels: labels.levels)
      }, transform: transform, source: source, notes: notes)
  }

  /// The table without round(fraction n) random rows, and those rows; both in the order and the units of the whole. Nil if
  /// one of the two would be empty.
  public func splitting(_ holdout: DataSource.Holdout) -> (kept: DataTable, heldOut: DataTable)? {
    let share = holdout.fraction * Double(rows)
    guard share.isFinite, share >= 0.5, share.rounded() < Double(rows) else { return nil }
    let count = Int(share.rounded())
    var random = RandomStream(seed: holdout.seed, purpose: .holdout)
    var order = Array(0..<rows)
    for position in 0..<count {
      order.swapAt(position, position + random.index(below: order.count - position))
    }
    var source = source
    source.holdout = holdout
    let kept = selectingRows(order[count...].sorted())
    let heldOut = selectingRows(order[..<count].sorted())
    return (
      DataTable(
        name: kept.name, values: kept.values, columnNames: columnNames, labels: kept.labels,
        transform: transform,
        source: source, notes: notes), heldOut
    )
  }

  /// The same rows in the units of `other`, whose columns are the same.
  public func inUnits(of other: DataTable) -> DataTable {
    precondition(dimensions == other.dimensions, "\(dimensions) columns and \(other.dimensions)")
    var result = values
    for i in 0..<rows {
      for j in 0..<dimensions {
        let own = transform.own(values[i, j], column: j)
        result[i, j] = (own - other.transform.shift[j]) / other.transform.scale[j]
      }
    }
    return DataTable(
      name: name, values: result, columnNames: columnNames, labels: labels, transform: other.transform,
      source: source, notes: notes)
  }
}
