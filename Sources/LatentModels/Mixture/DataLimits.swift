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
      let first = data.values[0, j]
      if !(1..<data.rows).contains(where: { data.values[$0, j] != first }) {
        throw .constantColumn(name: data.columnNames[j])
      }
    }
  }

  /// Refuses a table with values that a density cannot be computed at.
  static func validateValues(of data: DataTable) throws(FittingError) {
    guard data.incompleteRows == 0 else { throw .missingValues(rows: data.incompleteRows) }
    for i in 0..<data.rows {
      for j in 0..<data.dimensions where abs(data.values[i, j]) >= largestValue {
        throw .valueOutOfRange(
          row: i, column: data.columnNames[j], value: data.transform.own(data.values[i, j], column: j))
      }
    }
  }
}
