extension DataTable {
  /// Whether any value is missing.
  public var hasMissing: Bool { values.storage.contains { $0.isNaN } }

  /// The table without the rows that have no value at all, and with a note that says how many were left out: nothing
  /// can be learnt from them.
  public func informativeRows() -> DataTable {
    guard hasMissing else { return self }
    let kept = (0..<rows).filter { row in (0..<dimensions).contains { !values[row, $0].isNaN } }
    guard kept.count < rows else { return self }
    var result = selectingRows(kept)
    let left = rows - kept.count
    result.notes.append(
      "\(left) of \(rows) rows \(left == 1 ? "has no value and is" : "have no value and are") left out")
    return result
  }

  /// The rows that are fitted: those without missing values where the source says so, or else those with any value.
  public func fittedRows() -> DataTable { source.completeRowsOnly ? completeRows() : informativeRows() }

  /// The values with each missing one replaced by the mean of its column; for choosing a start, never for a fit.
  public func filledValues(means: [Double]) -> Matrix<Double> {
    guard hasMissing else { return values }
    var result = values
    for i in 0..<rows {
      for j in 0..<dimensions where result[i, j].isNaN { result[i, j] = means[j] }
    }
    return result
  }

  /// Σ log of the scale of every value there is, each row as often as it counts: a log-likelihood in the data's own units
  /// is that in the units of the fit minus this.
  public var totalLogScale: Double { logScale(ofRows: 0..<rows) }

  /// The same over some of the rows.
  public func logScale(ofRows rows: Range<Int>) -> Double {
    guard !transform.isIdentity else { return 0 }
    let isComplete = !values.storage[(rows.lowerBound * dimensions)..<(rows.upperBound * dimensions)]
      .contains { $0.isNaN }
    if isComplete, weights == nil { return Double(rows.count) * transform.logScale }
    let logScales = transform.logScales
    var total = 0.0
    for i in rows {
      var row = 0.0
      for j in 0..<dimensions where !values[i, j].isNaN { row += logScales[j] }
      total += (weights?[i] ?? 1) * row
    }
    return total
  }
}
