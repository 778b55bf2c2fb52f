import NumericCore

extension LogisticGroups {
  /// Refuses data on which a coefficient or the deviation has no finite estimate (Albert & Anderson, 1984), and gives the
  /// coefficients that fit best without groups.
  func validated(_ data: DataTable, _ settings: LogisticInterceptSettings) throws(FittingError) -> [Double] {
    let rows = groups.flatMap(\.rows)
    guard groups.count > 1, groups.contains(where: { $0.trials > 1 }) else {
      throw .tooFewGroups(groups: groups.count, rows: rows.count)
    }
    try refuseHomogeneous(
      rows, "the response", remedy: "there is nothing to estimate; check the column of successes")
    for (column, value) in design.levels {
      try refuseHomogeneous(
        rows.filter { LogisticDesign.own(data, $0.index, column) == value },
        "\(data.columnNames[column]) \(shortNumber(value))",
        remedy: "leave its rows out, or merge it with another level")
    }
    if groups.allSatisfy({ $0.successes == 0 || $0.successes == $0.trials }) {
      throw .separated(
        reason: "every group has successes only or failures only",
        remedy: "the deviation of the intercepts has no finite estimate; use coarser groups")
    }
    return try coefficientsWithoutGroups(rows)
  }

  private func refuseHomogeneous(_ rows: [Row], _ name: String, remedy: String) throws(FittingError) {
    let (y, n) = rows.reduce((0.0, 0.0)) { ($0.0 + $1.successes, $0.1 + $1.trials) }
    guard y == 0 || y == n else { return }
    let what = y == 0 ? "no success" : "no failure"
    throw .separated(reason: "\(name) has \(what) in \(shortNumber(n)) trials", remedy: remedy)
  }

  /// β of the logistic regression without intercepts of groups, by Newton's method. Where a direction separates the
  /// successes, a step goes on along it by about 1 for ever.
  private func coefficientsWithoutGroups(_ rows: [Row]) throws(FittingError) -> [Double] {
    let count = design.count
    var gram = Matrix<Double>(rows: count, columns: count)
    for row in rows {
      for i in 0..<count { for j in 0..<count { gram[i, j] += row.x[i] * row.x[j] } }
    }
    // A pivot that is next to nothing beside its square belongs to a column that those before it determine.
    let lower = Cholesky(gram)?.lower
    for j in 1..<max(count, 1) {
      let rest = lower.map { $0[j, j] * $0[j, j] } ?? Self.rest(of: j, gram)
      guard rest > 1e-10 * gram[j, j] else { throw .dependentColumns(name: design.names[j]) }
    }
    let beta = try newtonMaximum(from: Array(repeating: 0, count: count), tolerance: 1e-13) { beta in
      var total = LocalParabola(coordinates: count)
      for row in rows {
        let eta = dot(row.x, beta)
        let p = sigmoid(eta)
        total.value += row.successes * eta - row.trials * softplus(eta)
        for i in 0..<count {
          total.gradient[i] += row.x[i] * (row.successes - row.trials * p)
          for j in 0..<count {
            total.curvature[i, j] += row.x[i] * row.x[j] * row.trials * p * (1 - p)
          }
        }
      }
      return total
    }.point
    let isSeparated = rows.contains {
      abs(dot($0.x, beta)) > 18 && ($0.successes == 0 || $0.successes == $0.trials)
    }
    if isSeparated {
      let widest = (1..<count).max { abs(beta[$0]) < abs(beta[$1]) } ?? 0
      let name = design.names[widest]
      throw .separated(
        reason: count == 2
          ? "\(name) separates successes from failures"
          : "the fixed effects separate successes from failures, \(name) with others",
        remedy: "leave it out of the fixed effects")
    }
    return beta
  }

  /// What is left of the square of a column of x after those before it; 0 where these are dependent themselves.
  private static func rest(of j: Int, _ gram: Matrix<Double>) -> Double {
    var head = Matrix<Double>(rows: j + 1, columns: j + 1)
    for a in 0...j { for b in 0...j { head[a, b] = gram[a, b] } }
    guard let lower = Cholesky(head)?.lower else { return 0 }
    return lower[j, j] * lower[j, j]
  }
}
