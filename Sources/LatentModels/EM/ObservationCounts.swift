import NumericCore

extension DataTable {
  /// More observations than this are not drawn one by one.
  static var mostDrawnObservations: Int { 1 << 22 }

  /// Refuses weights that cannot say how many observations there are: those that sum to less than half of the rows that
  /// count, such as weights that sum to 1.
  func validateWeights() throws(FittingError) {
    guard let weights else { return }
    let counting = weights.count { $0 > 0 }
    let total = totalWeight
    guard 2 * total >= Double(counting) else { throw .weightsBelowRows(total: total, rows: counting) }
  }

  /// What to know of weights that cannot say how many observations there are, as the criteria take them to; nil where they
  /// can.
  public var noteOnWeights: String? {
    do throws(FittingError) { try validateWeights() } catch {
      return "AIC and BIC mean nothing here: \(error)"
    }
    return nil
  }

  /// Refuses weights that are not whole numbers, to nine digits, and more observations than are drawn.
  func validateCounts() throws(FittingError) {
    guard let weights else { return }
    for (row, weight) in weights.enumerated() where abs(weight - weight.rounded()) > 1e-9 * max(1, weight) {
      throw .weightsAreNotCounts(row: number(ofRow: row), weight: weight)
    }
    guard totalWeight <= Double(Self.mostDrawnObservations) else {
      throw .tooManyObservations(count: totalWeight, limit: Self.mostDrawnObservations)
    }
  }

  /// The table with one row of weight 1 for each observation: a row of weight 3 three times, one of weight 0 never.
  func observationPerRow() throws(FittingError) -> DataTable {
    guard let weights else { return self }
    try validateCounts()
    return selectingRows(
      weights.enumerated().flatMap { Array(repeating: $0, count: Int($1.rounded())) }
    ).weighted(by: nil)
  }
}
