import NumericCore

/// A loss of each row of a batch, in nats, with the gradient of their sum in what was put in.
public struct RowLosses: Sendable {
  /// The loss of each row.
  public internal(set) var values: [Double]
  /// ∂(Σ values)/∂input: the shape of the input, and since a row's loss depends on its own row only, each row is that
  /// row's gradient.
  public internal(set) var gradient: Matrix<Double>

  /// No loss yet for `rows` rows of an input of `columns` columns.
  init(rows: Int, columns: Int) {
    values = [Double](repeating: 0, count: rows)
    gradient = Matrix(rows: rows, columns: columns)
  }

  /// The sum over the rows.
  public var total: Double { values.reduce(0, +) }

  /// Each row's loss and gradient times its weight.
  public func weighted(by weights: [Double]) -> RowLosses {
    precondition(weights.count == values.count, "\(weights.count) weights for \(values.count) rows")
    var result = self
    for (row, weight) in weights.enumerated() {
      result.values[row] *= weight
      for column in 0..<gradient.columns { result.gradient[row, column] *= weight }
    }
    return result
  }
}
