import NumericCore
import RealModule

/// The rows that a diffusion model learns from, in a frame in which they have mean 0 and variance 1, once for all that share
/// them; their cut into rows for training and rows held out; and the law they come from, where it is known.
public final class DiffusionData: Sendable {
  /// The rows in the units of the fit, those with a missing value left out.
  public let table: DataTable
  /// From the units of the fit to the frame: of pictures one unit for all columns, or else one for each.
  public let frame: UnitTransform
  /// The rows in the frame, row after row.
  let values: [Float]
  /// The rows that training draws from.
  public let training: [Int]
  /// The rows that it does not.
  public let heldOut: [Int]
  /// The law of the data in the frame; nil where it is not known.
  public let law: MixtureParameters?
  /// Draws from it.
  let draws: MixtureDraws?
  /// What says exactly what stood before the noise, where the law is known.
  public let exact: GaussianMixtureDenoiser?

  /// The rows of `table`, of which a part `heldOut` is kept from training, chosen by `seed`.
  ///
  ///     law     the mixture that the rows come from, where it is known: in the units of the fit, or of the frame if that is given
  ///     frame   the frame; nil for that of the rows, or of the law
  /// - Throws: `.noData`, `.valueOutOfRange`, `.constantColumn`, `.weightsAreNotCounts`, `.invalidSetting`.
  public init(
    _ table: DataTable, law: MixtureParameters? = nil, frame: UnitTransform? = nil, heldOut: Double = 0,
    seed: UInt64 = 42
  ) throws(FittingError) {
    let table = table.completeRows()
    let d = table.dimensions
    guard table.rows > 0, d > 0 else { throw .noData }
    try DataLimits.validateValues(of: table)
    if let law {
      guard law.dimensions == d, law.noise == nil else {
        throw .invalidSetting(
          name: "law of the data",
          found: law.noise == nil ? "one of \(law.dimensions) columns" : "a mixture with uniform noise",
          expected: "a Gaussian mixture of \(d) columns")
      }
    }
    let given = frame
    let frame: UnitTransform
    if let given { frame = given } else { frame = try Self.frame(of: table, law) }
    guard frame.shift.count == d, frame.scale.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw .invalidSetting(
        name: "number of columns", found: String(d), expected: String(frame.shift.count))
    }
    self.table = table
    self.frame = frame
    values = table.values.storage.enumerated().map { index, value in
      Float((value - frame.shift[index % d]) / frame.scale[index % d])
    }
    if let law {
      let inFrame = given != nil ? law : law.inFrame(frame)
      guard let draws = MixtureDraws(inFrame) else { throw .singularCovariance }
      (self.law, self.draws, exact) = (inFrame, draws, try GaussianMixtureDenoiser(inFrame))
    } else {
      (self.law, self.draws, exact) = (nil, nil, nil)
    }
    var parts = (kept: Array(0..<table.rows), heldOut: [Int]())
    if heldOut != 0 {
      guard let split = DataSource.Holdout(fraction: heldOut, seed: seed).split(rows: table.rows) else {
        throw .invalidSetting(
          name: "part that is held out", found: String(heldOut),
          expected: "one that leaves rows on both sides"
        )
      }
      parts = split
    }
    self.heldOut = parts.heldOut
    if let weights = table.weights {
      try table.validateCounts()
      training = parts.kept.flatMap { Array(repeating: $0, count: Int(weights[$0].rounded())) }
    } else {
      training = parts.kept
    }
    guard !training.isEmpty else { throw .noData }
  }

  /// D.
  public var columns: Int { table.dimensions }
  /// How many classes the labels have.
  public var classes: Int { table.labels?.levels.count ?? 0 }
  /// What a log-density of a row in the frame exceeds that in the data's own units by.
  public var logScale: Double { table.transform.logScale + frame.logScale }

  /// The class of a row; nil where it has none.
  func code(ofRow row: Int) -> Int? {
    guard let labels = table.labels, labels.codes[row] >= 0 else { return nil }
    return Int(labels.codes[row])
  }

  /// Rows in the units of the fit, brought into the frame.
  public func inFrame(_ rows: Matrix<Double>) -> Matrix<Double> {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        result[row, column] = (rows[row, column] - frame.shift[column]) / frame.scale[column]
      }
    }
    return result
  }

  /// Rows in the frame, in the units of the fit.
  public func outside(_ rows: Matrix<Double>) -> Matrix<Double> {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns { result[row, column] = frame.own(rows[row, column], column: column) }
    }
    return result
  }

  /// The frame that brings each column to mean 0 and variance 1, or all columns of pictures by one unit.
  private static func frame(
    of table: DataTable, _ law: MixtureParameters?
  ) throws(FittingError) -> UnitTransform {
    let d = table.dimensions
    if let law {
      let means = (0..<d).map { j in
        (0..<law.components).reduce(0) { $0 + law.weights[$1] * law.means[$1, j] }
      }
      let variances = (0..<d).map { j in
        (0..<law.components).reduce(0.0) { sum, k in
          let shift = law.means[k, j] - means[j]
          return sum + law.weights[k] * (law.covariances[k][j, j] + shift * shift)
        }
      }
      guard variances.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .singularCovariance }
      return UnitTransform(shift: means, scale: variances.map { $0.squareRoot() })
    }
    let columns = (0..<d).map { table.momentsOfColumn($0) }
    let means = columns.map(\.mean)
    if table.imageShape != nil {
      let mean = columns.reduce(0) { $0 + $1.variance } / Double(d)
      let unit = mean > 0 ? mean.squareRoot() : 1
      return UnitTransform(shift: means, scale: [Double](repeating: unit, count: d))
    }
    for column in 0..<d where !(columns[column].variance > 0) {
      throw .constantColumn(name: table.columnNames[column])
    }
    return UnitTransform(shift: means, scale: columns.map { $0.variance.squareRoot() })
  }
}

extension DataTable {
  /// The mean and the variance (n in the denominator) of a column without missing values, each row as often as it counts;
  /// exactly 0 where all values are equal.
  fileprivate func momentsOfColumn(_ column: Int) -> (mean: Double, variance: Double) {
    let first = values[0, column]
    var (total, shift, squares) = (0.0, 0.0, 0.0)
    for row in 0..<rows {
      let weight = weights?[row] ?? 1
      guard weight > 0 else { continue }
      total += weight
      let change = values[row, column] - first - shift
      shift += change * weight / total
      squares += weight * change * (values[row, column] - first - shift)
    }
    return (first + shift, total > 0 ? squares / total : 0)
  }
}

extension MixtureParameters {
  /// The same mixture of what `frame` makes of a row.
  func inFrame(_ frame: UnitTransform) -> MixtureParameters {
    var result = self
    for k in 0..<components {
      for i in 0..<dimensions {
        result.means[k, i] = (means[k, i] - frame.shift[i]) / frame.scale[i]
        for j in 0..<dimensions { result.covariances[k][i, j] /= frame.scale[i] * frame.scale[j] }
      }
    }
    return result
  }
}
