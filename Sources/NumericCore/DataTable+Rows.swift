extension DataTable {
  /// The table without the rows that have a missing value, and with a note that says how many were left out.
  public func completeRows() -> DataTable {
    let kept = (0..<rows).filter { row in !(0..<dimensions).contains { values[row, $0].isNaN } }
    guard kept.count < rows else { return self }
    var result = selectingRows(kept)
    result.notes.append("\(rows - kept.count) of \(rows) rows have a missing value and are left out")
    return result
  }

  /// The rows with these indices, in this order, with everything else as it is; each keeps its number in the source.
  public func selectingRows(_ indices: [Int]) -> DataTable {
    var result = self
    result.values = values.selectingRows(indices)
    result.rowNumbers = indices.map(number(ofRow:))
    result.weights = weights.map { weights in indices.map { weights[$0] } }
    result.labels = labels?.selecting(indices)
    return result
  }

  /// The table without round(fraction n) random rows, and those rows; both in the order and the units of the whole. Nil if
  /// one of the two would be empty.
  ///
  /// Where the weights say how many observations each row stands for, n is their number: a row is divided between the two.
  public func splitting(_ holdout: DataSource.Holdout) -> (kept: DataTable, heldOut: DataTable)? {
    if let counts = observationCounts { return splitting(holdout, counts: counts) }
    guard let parts = holdout.split(rows: rows) else { return nil }
    var kept = selectingRows(parts.kept)
    kept.source.holdout = holdout
    return (kept, selectingRows(parts.heldOut))
  }

  /// How many observations each row stands for; nil where each is one, where weights are no counts, or where there are too many
  /// to be drawn one by one.
  private var observationCounts: [Int]? {
    guard let weights, weights.allSatisfy({ $0 >= 0 && $0 == $0.rounded() && $0 <= 0x1p22 }),
      weights.contains(where: { $0 > 1 }), weights.reduce(0, +) <= 0x1p22
    else { return nil }
    return weights.map { Int($0) }
  }

  /// `splitting` by observations, drawn without replacement in the order of the rows (Fan, Muller & Rezucha, 1962).
  private func splitting(
    _ holdout: DataSource.Holdout, counts: [Int]
  ) -> (kept: DataTable, heldOut: DataTable)? {
    var left = counts.reduce(0, +)
    let share = holdout.fraction * Double(left)
    guard share.isFinite, share >= 0.5, share.rounded() < Double(left) else { return nil }
    var wanted = Int(share.rounded())
    var random = RandomStream(seed: holdout.seed, purpose: .holdout)
    var drawn = [Int](repeating: 0, count: rows)
    for row in 0..<rows {
      for _ in 0..<counts[row] {
        if random.index(below: left) < wanted {
          drawn[row] += 1
          wanted -= 1
        }
        left -= 1
      }
    }
    var kept = selectingObservations(zip(counts, drawn).map { $0 - $1 })
    kept.source.holdout = holdout
    return (kept, selectingObservations(drawn))
  }

  /// The rows that stand for any observations, with their numbers as weights.
  private func selectingObservations(_ counts: [Int]) -> DataTable {
    let indices = counts.indices.filter { counts[$0] > 0 }
    var result = selectingRows(indices)
    result.weights = indices.map { Double(counts[$0]) }
    return result
  }

  /// The same table with other labels, one per row, or none.
  public func labelled(by labels: Labels?) -> DataTable {
    precondition(labels?.codes.count ?? rows == rows, "labels for another number of rows than \(rows)")
    var result = self
    result.labels = labels
    return result
  }
}

extension DataSource.Holdout {
  /// The indices of `rows` rows without round(fraction n) random ones, and those, both ascending. Nil if one of the two would
  /// be empty.
  package func split(rows: Int) -> (kept: [Int], heldOut: [Int])? {
    let share = fraction * Double(rows)
    guard share.isFinite, share >= 0.5, share.rounded() < Double(rows) else { return nil }
    let count = Int(share.rounded())
    var random = RandomStream(seed: seed, purpose: .holdout)
    var order = Array(0..<rows)
    for position in 0..<count {
      order.swapAt(position, position + random.index(below: order.count - position))
    }
    return (order[count...].sorted(), order[..<count].sorted())
  }
}
