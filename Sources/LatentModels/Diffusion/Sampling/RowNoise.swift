import NumericCore

/// Draws from N(0, I) for rows, named by (seed, step, number of the row).
struct RowNoise: Sendable {
  let seed: UInt64
  let step: UInt32
  let firstRow: Int
  var purpose = RandomPurpose.sampling

  /// The draws for row `row`, counted from `firstRow`.
  func stream(_ row: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: purpose, step: step, row: UInt32(truncatingIfNeeded: firstRow + row))
  }

  /// The draws themselves: count × columns.
  func rows(_ count: Int, _ columns: Int) -> Matrix<Double> {
    var result = Matrix<Double>(rows: count, columns: columns)
    for row in 0..<count {
      var stream = stream(row)
      for column in 0..<columns { result[row, column] = stream.normal() }
    }
    return result
  }

  /// The same, computed by all threads.
  func rows(_ count: Int, _ columns: Int, in workspace: Workspace) -> Matrix<Double> {
    let perShard = max(1, 4096 / max(columns, 1))
    let parts = workspace.pool.map(shards: (count + perShard - 1) / perShard) { [self] shard -> [Double] in
      let first = shard * perShard
      let part = RowNoise(seed: seed, step: step, firstRow: firstRow + first, purpose: purpose)
      return part.rows(min(perShard, count - first), columns).storage
    }
    return Matrix(rows: count, columns: columns, storage: parts.flatMap { $0 })
  }

  /// Every row times `factor`, plus `deviation` times its draws.
  func add(
    _ deviation: Double, to rows: inout Matrix<Double>, times factor: Double = 1, in workspace: Workspace
  ) {
    let draws = self.rows(rows.rows, rows.columns, in: workspace)
    for index in rows.storage.indices {
      rows.storage[index] = factor * rows.storage[index] + deviation * draws.storage[index]
    }
  }

  /// Every row plus its draws times its own deviation.
  func add(_ deviations: [Double], to rows: inout Matrix<Double>, in workspace: Workspace) {
    let draws = self.rows(rows.rows, rows.columns, in: workspace)
    for row in 0..<rows.rows {
      for column in 0..<rows.columns { rows[row, column] += deviations[row] * draws[row, column] }
    }
  }
}
