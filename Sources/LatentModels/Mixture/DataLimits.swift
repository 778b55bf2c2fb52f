import NumericCore

/// What the arithmetic of a fit can take.
enum DataLimits {
  /// Larger values, in units of the fit, are refused: their squares over a small variance would leave the range of Double.
  static let largestValue = 1e100

  /// A covariance of so many columns still fits in the memory of a small machine, for a few components.
  static let mostColumns = 1024

  /// Refuses a table that a likelihood cannot be computed on.
  static func validate(_ data: DataTable) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    guard data.dimensions <= mostColumns else {
      throw .tooManyColumns(count: data.dimensions, limit: mostColumns)
    }
    try validateValues(of: data)
    guard data.rows > 1 else { return }
    for j in 0..<data.dimensions {
      guard let first = (0..<data.rows).first(where: { !data.values[$0, j].isNaN }) else {
        throw .emptyColumn(name: data.columnNames[j])
      }
      let value = data.values[first, j]
      let varies = (first..<data.rows).contains { row in
        data.values[row, j] != value && !data.values[row, j].isNaN
      }
      guard varies else { throw .constantColumn(name: data.columnNames[j]) }
    }
  }

  /// Refuses a table with values that a density cannot be computed at; a missing one can be integrated out.
  /// - Parameter columns: those that are used; nil for all.
  static func validateValues(of data: DataTable, columns: [Int]? = nil) throws(FittingError) {
    let columns = columns ?? Array(0..<data.dimensions)
    for i in 0..<data.rows {
      for j in columns where abs(data.values[i, j]) >= largestValue {
        throw .valueOutOfRange(
          row: data.number(ofRow: i) - 1, column: data.columnNames[j],
          value: data.transform.own(data.values[i, j], column: j))
      }
    }
  }
}
