import NumericCore
import RealModule

/// Successes in trials, row by row, with the columns they depend on, by group.
struct LogisticGroups: Hashable, Sendable {
  /// A row.
  struct Row: Hashable, Sendable {
    /// x.
    let x: [Double]
    /// y, as often as the row counts.
    let successes: Double
    /// n, as often as the row counts.
    let trials: Double
    /// Which row of the table.
    let index: Int
  }

  /// The rows with one label.
  struct Group: Hashable, Sendable {
    /// What it is called.
    let name: String
    /// Its rows.
    var rows: [Row]
    /// Σ log of the binomial coefficients.
    var constant: Double
    /// What Σ log p never exceeds: its value with every row at its own share.
    var ceiling: Double

    /// Σ y.
    var successes = 0.0
    /// Σ n.
    var trials = 0.0
  }

  /// The groups, in order of first appearance.
  let groups: [Group]
  /// The columns x.
  let design: LogisticDesign
  /// Σ of the rows' weights.
  let observations: Double

  /// The groups of a table by its labels. Rows with a missing value, or without a trial to count, are left out.
  /// - Parameter design: that of a fit, where the table is only scored.
  init(
    of data: DataTable, _ settings: LogisticInterceptSettings, design given: LogisticDesign? = nil
  ) throws(FittingError) {
    guard let labels = data.labels else { throw .noGroups }
    let used = [settings.successes] + (settings.trials.map { [$0] } ?? []) + settings.fixed.map(\.column)
    let rows = (0..<data.rows).filter { row in
      data.weights?[row] ?? 1 > 0 && used.allSatisfy { !data.values[row, $0].isNaN }
    }
    guard !rows.isEmpty else { throw .noData }
    let design: LogisticDesign
    if let given { design = given } else { design = try LogisticDesign(settings.fixed, of: data, rows: rows) }
    var groups: [Group] = []
    var places: [Int: Int] = [:]
    var total = 0.0
    for row in rows {
      let code = Int(labels.codes[row])
      guard labels.levels.indices.contains(code) else { throw .ungroupedRow(row: data.number(ofRow: row)) }
      let (y, n) = try Self.counts(data, row, settings)
      let weight = data.weights?[row] ?? 1
      let place = places[code] ?? groups.count
      if place == groups.count {
        places[code] = place
        groups.append(Group(name: labels.levels[code], rows: [], constant: 0, ceiling: 0))
      }
      let coefficient = Double.logGamma(n + 1) - Double.logGamma(y + 1) - Double.logGamma(n - y + 1)
      groups[place].constant += weight * coefficient
      groups[place].ceiling += weight * (coefficient - n * (entropyTerm(y / n) + entropyTerm(1 - y / n)))
      groups[place].successes += weight * y
      groups[place].trials += weight * n
      groups[place].rows.append(
        Row(
          x: try design.row(row, of: data), successes: weight * y, trials: weight * n, index: row))
      total += weight
    }
    self.groups = groups
    self.design = design
    observations = total
  }

  /// y and n of a row.
  private static func counts(
    _ data: DataTable, _ row: Int, _ settings: LogisticInterceptSettings
  ) throws(FittingError) -> (successes: Double, trials: Double) {
    func refused(_ column: Int, _ value: Double, _ expected: String) -> FittingError {
      .notACount(
        row: data.number(ofRow: row), column: data.columnNames[column], found: shortNumber(value),
        expected: expected)
    }
    let y = LogisticDesign.own(data, row, settings.successes)
    var n = 1.0
    if let trials = settings.trials {
      n = LogisticDesign.own(data, row, trials)
      guard n >= 1, n == n.rounded(), n < 1e12 else {
        throw refused(trials, n, "a number of trials, a whole number from 1")
      }
    }
    guard y >= 0, y == y.rounded(), y <= n else {
      throw refused(
        settings.successes, y,
        settings.trials == nil
          ? "0 or 1, as the successes of one trial are" : "a number of successes in \(shortNumber(n)) trials")
    }
    return (y, n)
  }
}
