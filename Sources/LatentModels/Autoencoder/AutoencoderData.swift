import NumericCore

/// The rows that a variational autoencoder learns from, in Float, once for all that share them, and their cut into rows for
/// training and rows held out.
public final class AutoencoderData: Sendable {
  /// What the data set is called.
  public let name: String
  /// How many rows.
  public let rows: Int
  /// How many numbers a row has, D.
  public let columns: Int
  /// What each is called; none where the source gives no names.
  public let columnNames: [String]
  /// From the data's own units to those of the fit; nil for the same.
  public let transform: UnitTransform?
  /// The numbers, row after row, as the nets see them; a missing value is NaN.
  let values: [Float]
  /// The same in Double, where they came so and are few enough.
  private let exact: Matrix<Double>?
  /// The mean of what each column has: what an encoder is told in the place of a missing value.
  let means: [Float]
  /// Whether any value is missing.
  let hasMissing: Bool
  /// A class for each row, where the source has one.
  public let labels: Labels?
  /// Whether every value is 0 or 1.
  public let isBinary: Bool
  /// The rows that training sees.
  public let training: [Int]
  /// The rows that it does not.
  public let heldOut: [Int]
  /// The mean and the covariance of the training rows, where these are complete, in Double and not too wide.
  let trainingMoments: TrainingMoments?
  /// What a log-density of a whole row in the units of the nets exceeds that in the data's own units by.
  public let logScale: Double

  /// From the units of the fit to those that the nets see, which have the same noise in every column.
  public let frame: UnitTransform

  /// The rows of `table`, of which a part `heldOut` is kept from training, chosen by `seed`; the nets see them through `frame`.
  /// - Throws: `.noData`, `.valueOutOfRange`, `.weightsAreNotCounts`, `.invalidSetting` where the part leaves nothing on either
  ///   side.
  public convenience init(
    _ table: DataTable, heldOut: Double, seed: UInt64, frame: UnitTransform? = nil
  ) throws(FittingError) {
    guard table.rows > 0, table.dimensions > 0 else { throw .noData }
    try DataLimits.validateValues(of: table)
    let frame = frame ?? .identity(table.dimensions)
    guard frame.shift.count == table.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(table.dimensions), expected: String(frame.shift.count))
    }
    var values = table.values
    if !frame.isIdentity {
      for row in 0..<table.rows {
        for column in 0..<table.dimensions {
          values[row, column] = (values[row, column] - frame.shift[column]) / frame.scale[column]
        }
      }
    }
    try self.init(
      name: table.name, values: values.storage.map(Float.init), columns: table.dimensions,
      columnNames: table.columnNames, transform: table.transform, exact: values,
      counts: try Self.counts(of: table), labels: table.labels, frame: frame,
      logScale: table.transform.logScale + frame.logScale, heldOut: heldOut, seed: seed)
  }

  /// The frame in which the nets see rows of `table` under `law`. Under Gaussian noise every column is taken about its mean, and
  /// all by one unit, the root of their mean variance: the model is the same, and gradients are of one size.
  static func frame(for law: AutoencoderSettings.Law, _ table: DataTable) -> UnitTransform {
    guard case .gaussian = law else { return .identity(table.dimensions) }
    let (mean, unit) = table.location
    return UnitTransform(shift: mean, scale: [Double](repeating: unit, count: table.dimensions))
  }

  /// What one unit of the nets is in the units of the fit.
  var unit: Double { frame.scale.first ?? 1 }

  /// A row that the nets give, in the units of the fit.
  func outside(_ row: [Double]) -> [Double] {
    frame.isIdentity ? row : row.enumerated().map { frame.own($0.element, column: $0.offset) }
  }

  /// The rows of a source that gives them as Float, all of them for training.
  public convenience init(
    name: String, rows: some FloatRows, columnNames: [String] = [], labels: Labels? = nil
  ) throws(FittingError) {
    let (count, columns) = (rows.rows, rows.dimensions)
    guard count > 0, columns > 0 else { throw .noData }
    let values = [Float](unsafeUninitializedCapacity: count * columns) { buffer, filled in
      rows.fill(rows: Array(0..<count), into: buffer)
      filled = count * columns
    }
    try self.init(name: name, values: values, columns: columns, columnNames: columnNames, labels: labels)
  }

  /// Rows that are in Float already.
  ///
  ///     values   rows × D, row after row
  /// - Throws: `.invalidSetting` where the part that is held out leaves nothing on either side.
  public init(
    name: String, values: [Float], columns: Int, columnNames: [String] = [],
    transform: UnitTransform? = nil, exact: Matrix<Double>? = nil,
    counts observations: [Int]? = nil, labels: Labels? = nil, frame: UnitTransform? = nil,
    logScale: Double = 0, heldOut: Double = 0,
    seed: UInt64 = 42
  ) throws(FittingError) {
    precondition(columns > 0 && values.count % columns == 0, "\(values.count) numbers in rows of \(columns)")
    let rows = values.count / columns
    self.name = name
    self.rows = rows
    self.columns = columns
    self.columnNames = columnNames
    self.transform = transform
    self.values = values
    self.exact = exact
    self.frame = frame ?? .identity(columns)
    self.labels = labels
    self.logScale = logScale
    var sums = [Double](repeating: 0, count: columns)
    var counts = [Int](repeating: 0, count: columns)
    var isBinary = true
    values.withUnsafeBufferPointer { values in
      for row in 0..<rows {
        for column in 0..<columns {
          let value = values[row * columns + column]
          guard !value.isNaN else { continue }
          sums[column] += Double(value)
          counts[column] += 1
          if value != 0, value != 1 { isBinary = false }
        }
      }
    }
    self.isBinary = isBinary
    hasMissing = counts.contains { $0 < rows }
    means = zip(sums, counts).map { Float($0 / Double(max($1, 1))) }
    var parts = (kept: Array(0..<rows), heldOut: [Int]())
    if heldOut != 0 {
      guard let split = DataSource.Holdout(fraction: heldOut, seed: seed).split(rows: rows) else {
        throw .invalidSetting(
          name: "part that is held out", found: String(heldOut),
          expected: "one that leaves rows on both sides")
      }
      parts = split
    }
    self.heldOut = parts.heldOut
    training = Self.repeated(parts.kept, observations)
    trainingMoments = Self.moments(of: exact, rows: training)
  }

  /// Each row as often as it counts.
  private static func repeated(_ rows: [Int], _ counts: [Int]?) -> [Int] {
    guard let counts else { return rows }
    return rows.flatMap { Array(repeating: $0, count: counts[$0]) }
  }

  private static func moments(of values: Matrix<Double>?, rows: [Int]) -> TrainingMoments? {
    guard let values, values.columns <= 128 else { return nil }
    let moments = Moments(values.selectingRows(rows))
    guard moments.mean.allSatisfy(\.isFinite), let eigenvalues = SymmetricEigen.values(of: moments.covariance)
    else { return nil }
    return TrainingMoments(mean: moments.mean, covariance: moments.covariance, eigenvalues: eigenvalues)
  }

  /// How often each row counts, in whole numbers.
  private static func counts(of table: DataTable) throws(FittingError) -> [Int]? {
    guard let weights = table.weights else { return nil }
    try table.validateCounts()
    return weights.map { Int($0.rounded()) }
  }

  /// Hands `body` the numbers, row after row.
  func withValues<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { preconditionFailure("a table without numbers") }
      return body(base)
    }
  }

  /// The class of a row; nil where it has none.
  func code(ofRow row: Int) -> Int? {
    guard let labels, labels.codes[row] >= 0 else { return nil }
    return Int(labels.codes[row])
  }

  /// How many classes the labels have.
  var classes: Int { labels?.levels.count ?? 0 }

  /// Writes row `row` as an encoder is told it: no value is missing there.
  func fill(row: Int, into place: UnsafeMutablePointer<Float>) {
    withValues { place.update(from: $0 + row * columns, count: columns) }
    guard hasMissing else { return }
    for column in 0..<columns where place[column].isNaN { place[column] = means[column] }
  }

  /// The numbers of a row, as they were observed.
  public func row(_ row: Int) -> [Float] { Array(values[(row * columns)..<((row + 1) * columns)]) }

  /// Some rows as both nets are told them, in Double, with `classes` numbers for the label.
  func batch(_ rows: [Int], classes: Int) -> ReferenceAutoencoder.Batch {
    var observed = Matrix<Double>(rows: rows.count, columns: columns)
    var input = Matrix<Double>(rows: rows.count, columns: columns + classes)
    var codes = Matrix<Double>(rows: rows.count, columns: classes)
    for (place, row) in rows.enumerated() {
      for column in 0..<columns {
        let value = exactValue(row, column)
        observed[place, column] = value
        input[place, column] = value.isNaN ? Double(means[column]) : value
      }
      if let code = code(ofRow: row), code < classes {
        input[place, columns + code] = 1
        codes[place, code] = 1
      }
    }
    return ReferenceAutoencoder.Batch(observed: observed, input: input, labels: codes)
  }

  /// A value in Double, where the rows came so.
  private func exactValue(_ row: Int, _ column: Int) -> Double {
    exact?[row, column] ?? Double(values[row * columns + column])
  }

  /// The first value that is not of the kind a law is for; nil where there is none.
  func firstUnsuited(for law: AutoencoderSettings.Law) -> (row: Int, column: Int, value: Float)? {
    if case .gaussian = law { return nil }
    guard let place = values.firstIndex(where: { $0 < 0 || $0 > 1 }) else { return nil }
    return (place / columns, place % columns, values[place])
  }
}

extension DataTable {
  /// The root of the mean variance of the columns, in the units of the fit; 1 where it is 0: the deviation that a Gaussian law
  /// begins with where it is learned.
  public var pooledDeviation: Double { location.deviation }

  /// The mean of each column and the root of their mean variance, over the values there are.
  fileprivate var location: (mean: [Double], deviation: Double) {
    var means = [Double](repeating: 0, count: dimensions)
    var variance = 0.0
    for column in 0..<dimensions {
      var (count, sum, squares) = (0.0, 0.0, 0.0)
      for row in 0..<rows where !values[row, column].isNaN {
        count += 1
        let change = values[row, column] - sum
        sum += change / count
        squares += change * (values[row, column] - sum)
      }
      means[column] = sum
      variance += squares / max(count, 1) / Double(dimensions)
    }
    let deviation = variance.squareRoot()
    return (means, deviation > 0 && deviation.isFinite ? deviation : 1)
  }
}
