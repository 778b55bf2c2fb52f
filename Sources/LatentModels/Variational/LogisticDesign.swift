import NumericCore

/// The columns x of a logistic regression: 1, then an indicator for each level of a factor but its first (treatment coding),
/// or a numeric column brought to mean 0 and deviation 1. η = x'β.
struct LogisticDesign: Hashable, Sendable {
  /// A column of x beside the first.
  struct Term: Hashable, Sendable {
    /// What its coefficient is called, such as "period 2".
    let name: String
    /// Which column of the data.
    let column: Int
    /// The value that it indicates, in the data's own units; nil where it is numeric.
    let level: Double?
    /// What a numeric column has taken off, in the data's own units.
    var shift = 0.0
    /// What it is then divided by.
    var scale = 1.0
  }

  /// The columns beside the first.
  let terms: [Term]
  /// The first level of each factor, by its column.
  private let baselines: [Int: Double]

  /// How many coefficients.
  var count: Int { terms.count + 1 }
  /// What the coefficients are called.
  var names: [String] { ["(Intercept)"] + terms.map(\.name) }

  /// The columns for these effects, with the levels and the scales of `rows`.
  init(
    _ effects: [LogisticInterceptSettings.FixedEffect], of data: DataTable, rows: [Int]
  ) throws(FittingError) {
    var terms: [Term] = []
    var baselines: [Int: Double] = [:]
    for effect in effects {
      let name = data.columnNames[effect.column]
      let values = rows.map { Self.own(data, $0, effect.column) }
      let levels = Set(values).sorted()
      guard levels.count > 1 else { throw .dependentColumns(name: name) }
      if effect.isNumeric {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = (squares / Double(values.count)).squareRoot()
        terms.append(Term(name: name, column: effect.column, level: nil, shift: mean, scale: deviation))
      } else {
        guard levels.count <= Self.mostLevels else {
          throw .invalidSetting(
            name: "the number of levels of \(name)", found: String(levels.count),
            expected: "at most \(Self.mostLevels); write \(name):numeric for one slope")
        }
        baselines[effect.column] = levels[0]
        terms += levels.dropFirst().map {
          Term(name: "\(name) \(shortNumber($0))", column: effect.column, level: $0)
        }
      }
    }
    self.terms = terms
    self.baselines = baselines
  }

  /// A factor of more levels is more likely a number.
  private static let mostLevels = 50

  /// A value in the data's own units, without the rounding of the way there and back.
  static func own(_ data: DataTable, _ row: Int, _ column: Int) -> Double {
    let value = data.transform.own(data.values[row, column], column: column)
    let whole = value.rounded()
    return abs(value - whole) < 1e-9 * max(1, abs(whole)) ? whole : value
  }

  /// x of a row.
  /// - Throws: `.unknownLevel` for a level that the design was not made from.
  func row(_ row: Int, of data: DataTable) throws(FittingError) -> [Double] {
    var x = [1.0]
    x.reserveCapacity(count)
    for term in terms {
      let value = Self.own(data, row, term.column)
      if let level = term.level {
        x.append(value == level ? 1 : 0)
      } else {
        x.append((value - term.shift) / term.scale)
      }
    }
    for (column, baseline) in baselines {
      let value = Self.own(data, row, column)
      guard value == baseline || terms.contains(where: { $0.column == column && $0.level == value }) else {
        throw .unknownLevel(name: "\(data.columnNames[column]) \(shortNumber(value))")
      }
    }
    return x
  }

  /// The levels of every factor, the first ones included.
  var levels: [(column: Int, value: Double)] {
    baselines.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
      + terms.compactMap { term in term.level.map { (term.column, $0) } }
  }

  /// The matrix from β of these columns to β of the data's own: β_j / s_j, and β_0 − Σ β_j m_j / s_j.
  var ownUnits: Matrix<Double> {
    var map = Matrix<Double>.identity(count)
    for (index, term) in terms.enumerated() {
      map[index + 1, index + 1] = 1 / term.scale
      map[0, index + 1] = -term.shift / term.scale
    }
    return map
  }
}
