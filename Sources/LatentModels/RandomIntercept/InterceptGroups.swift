import NumericCore

/// The rows of a table by group: all that a random-intercept model needs to know of them.
struct InterceptGroups: Hashable, Sendable {
  /// The rows with one label.
  struct Group: Hashable, Sendable {
    /// What it is called.
    let name: String
    /// Its rows with a response, by index.
    let rows: [Int]
    /// n: how much they count.
    let count: Double
    /// ȳ, in the units of the fit.
    let mean: Double
    /// Σ(y − ȳ)².
    let squares: Double
  }

  /// The groups with a response, in order of first appearance.
  let groups: [Group]
  /// Σ n.
  let count: Double
  /// The mean of the responses.
  let mean: Double
  /// Their variance, with Σ n in the denominator.
  let variance: Double

  /// The groups of `data` by its labels, with the responses in column `response`. Rows without a response are left out, since
  /// what is missing is integrated out.
  /// - Throws: `.noGroups` without labels, `.ungroupedRow` if a row with a response has none.
  init(of data: DataTable, response: Int) throws(FittingError) {
    guard let labels = data.labels else { throw .noGroups }
    var members: [[Int]] = Array(repeating: [], count: labels.levels.count)
    var order: [Int] = []
    for row in 0..<data.rows where !data.values[row, response].isNaN && data.weights?[row] ?? 1 > 0 {
      let code = Int(labels.codes[row])
      guard members.indices.contains(code) else { throw .ungroupedRow(row: data.number(ofRow: row)) }
      if members[code].isEmpty { order.append(code) }
      members[code].append(row)
    }
    groups = order.map { code in
      let weights = members[code].map { data.weights?[$0] ?? 1 }
      let values = members[code].map { data.values[$0, response] }
      let count = weights.reduce(0, +)
      let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / count
      let squares = zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      return Group(
        name: labels.levels[code], rows: members[code], count: count, mean: mean, squares: squares)
    }
    count = groups.reduce(0) { $0 + $1.count }
    let total = groups.reduce(0) { $0 + $1.count * $1.mean }
    let mean = count > 0 ? total / count : 0
    self.mean = mean
    let squares = groups.reduce(0) { $0 + $1.squares + $1.count * ($1.mean - mean) * ($1.mean - mean) }
    variance = count > 0 ? squares / count : 0
  }

  /// Refuses groups that cannot tell the two variances apart, and values that do not vary.
  func validate(responseName: String) throws(FittingError) {
    guard groups.count > 1, groups.contains(where: { $0.rows.count > 1 }) else {
      throw .tooFewGroups(groups: groups.count, rows: groups.reduce(0) { $0 + $1.rows.count })
    }
    guard variance > 0 else { throw .constantColumn(name: responseName) }
  }

  /// The exact maximum where all groups count equally: with A = Σn(ȳ − μ)²/G the mean square between and W = Σ(y − ȳ)² the
  /// squares within, σ² = W/(N − G) and τ² = (A − σ²)/n, or τ² = 0 and σ² = the variance of all where A is smaller than
  /// that (Searle, Casella & McCulloch, 1992). Nil where the groups are not of one size.
  var closedForm: RandomInterceptParameters? {
    guard let size = groups.first?.count, size > 1,
      groups.allSatisfy({ abs($0.count - size) <= 1e-12 * size })
    else { return nil }
    let mean = groups.reduce(0) { $0 + $1.mean } / Double(groups.count)
    let between =
      groups.reduce(0) { $0 + size * ($1.mean - mean) * ($1.mean - mean) } / Double(groups.count)
    let within = groups.reduce(0) { $0 + $1.squares } / (count - Double(groups.count))
    guard between > within else {
      return RandomInterceptParameters(mean: mean, within: variance, between: 0)
    }
    return RandomInterceptParameters(mean: mean, within: within, between: (between - within) / size)
  }

  /// Whether the likelihood falls as τ² grows from 0, with the other two at their best for τ² = 0: the score there is
  /// ½ Σ [n²(ȳ − μ)²/σ⁴ − n/σ²].
  var isHighestWithoutIntercepts: Bool {
    groups.reduce(0) { sum, group in
      let offset = group.count * (group.mean - mean)
      return sum + offset * offset / variance - group.count
    } <= 0
  }
}
