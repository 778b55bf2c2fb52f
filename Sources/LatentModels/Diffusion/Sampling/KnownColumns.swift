import NumericCore

/// What is known of the rows that are drawn, in some of the columns: the rest is drawn to go with it.
///
/// After each step the known columns are replaced by their values with as much noise as the level has, and a step may be taken
/// several times over, with noise put back in between, so that the rest takes note (Lugmayr et al., 2022). An approximation: no law
/// is stated that the rows come from.
public struct KnownColumns: Hashable, Sendable {
  /// For each column, whether it is known.
  public let isFixed: [Bool]
  /// The known values (rows × D, or 1 × D for all rows alike); those of the other columns mean nothing.
  public let values: Matrix<Double>
  /// How many times each step is taken.
  public let repeats: Int

  /// Columns known to have `values`.
  /// - Throws: `.invalidSetting` where the shapes differ or the repeats are not between 1 and 1000.
  public init(isFixed: [Bool], values: Matrix<Double>, repeats: Int = 1) throws(FittingError) {
    guard isFixed.count == values.columns else {
      throw .invalidSetting(
        name: "known columns", found: "\(values.columns) values",
        expected: "one for each of \(isFixed.count) columns")
    }
    guard (1...1000).contains(repeats) else {
      throw .invalidSetting(name: "repeats of a step", found: "\(repeats)", expected: "between 1 and 1000")
    }
    self.isFixed = isFixed
    self.values = values
    self.repeats = repeats
  }

  /// Puts the known values into `rows`, which stand at `level`.
  func fix(_ rows: inout Matrix<Double>, at level: NoiseLevel, _ noise: RowNoise, in workspace: Workspace) {
    let draws = noise.rows(rows.rows, rows.columns, in: workspace)
    let (signal, deviation) = (level.signal, level.deviation)
    for column in isFixed.indices where isFixed[column] {
      for row in 0..<rows.rows {
        let value = values[values.rows == 1 ? 0 : row, column]
        rows[row, column] = signal * value + deviation * draws[row, column]
      }
    }
  }
}
