import NumericCore

/// Rows that a diffusion model is scored on, in the units of the denoiser.
public struct DiffusionRows: Sendable {
  /// x₀: rows × D, all finite.
  public let values: Matrix<Double>
  /// What is subtracted from a row's log-density to bring it to the data's own units.
  public let logScale: Double
  /// The class of each row, for a model that was taught classes.
  public let labels: [Int?]?

  /// Rows as they are.
  /// - Throws: `.noData` where there are none; `.invalidSetting` where a value is missing or infinite.
  public init(_ values: Matrix<Double>, logScale: Double = 0, labels: [Int?]? = nil) throws(FittingError) {
    guard values.rows > 0, values.columns > 0 else { throw .noData }
    guard values.storage.allSatisfy(\.isFinite) else {
      throw .invalidSetting(
        name: "rows", found: "with values that are missing or infinite", expected: "complete and finite")
    }
    guard labels?.count ?? values.rows == values.rows else {
      throw .invalidSetting(
        name: "number of labels", found: "\(labels?.count ?? 0)",
        expected: "one for each of \(values.rows) rows")
    }
    self.values = values
    self.logScale = logScale
    self.labels = labels
  }

  /// The rows of `table`, whose own units are what scores are in.
  /// - Throws: as above.
  public init(_ table: DataTable, labels: [Int?]? = nil) throws(FittingError) {
    try self.init(table.values, logScale: table.transform.logScale, labels: labels)
  }

  /// How many rows.
  public var count: Int { values.rows }
  /// D.
  public var dimensions: Int { values.columns }
  /// The mean of ‖x₀‖².
  var secondMoment: Double { values.storage.reduce(0) { $0 + $1 * $1 } / Double(count) }

  /// - Throws: `.invalidSetting` where `denoiser` has another number of columns.
  func validate(for denoiser: any Denoiser) throws(FittingError) {
    guard denoiser.dimensions == dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: "\(dimensions)", expected: "\(denoiser.dimensions)")
    }
  }
}
