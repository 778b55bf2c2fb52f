import NumericCore

/// Four counts of individuals, whose cells have the probabilities ½ + θ/4, (1 − θ)/4, (1 − θ)/4 and θ/4.
struct LinkageCounts: Hashable, Sendable {
  /// More individuals than this are refused: each is a unit of its own.
  static let most = 10_000_000

  /// y: 4.
  let counts: [Int]
  /// What the cells are called.
  let names: [String]

  /// The counts in column `column` of `data`: four rows of whole numbers, each as often as its row counts.
  /// - Throws: `.notFourCounts` for anything else.
  init(of data: DataTable, column: Int) throws(FittingError) {
    guard data.rows == 4 else {
      throw .notFourCounts(found: "there \(data.rows == 1 ? "is 1 row" : "are \(data.rows) rows")")
    }
    var counts: [Int] = []
    for row in 0..<4 {
      let value =
        data.transform.own(data.values[row, column], column: column) * (data.weights?[row] ?? 1)
      let rounded = value.rounded()
      guard rounded >= 0, rounded <= Double(Self.most), abs(value - rounded) < 1e-6 else {
        throw .notFourCounts(
          found: "that of row \(data.number(ofRow: row)) is "
            + (value.isNaN
              ? "missing" : value > Double(Self.most) ? "more than \(Self.most)" : shortNumber(value)))
      }
      counts.append(Int(rounded))
    }
    let total = counts.reduce(0, +)
    guard (1...Self.most).contains(total) else {
      throw .notFourCounts(
        found: total == 0 ? "all are 0" : "together they are \(total), more than \(Self.most)")
    }
    self.counts = counts
    names = (0..<4).map { data.labels?.level(ofRow: $0) ?? "cell \($0 + 1)" }
  }

  /// Σ y.
  var total: Int { counts.reduce(0, +) }

  /// The maximiser: the positive root of N θ² − (y₁ − 2(y₂ + y₃) − y₄) θ − 2y₄ = 0, which is where the score
  /// y₁/(2 + θ) − (y₂ + y₃)/(1 − θ) + y₄/θ vanishes (Rao, 1965).
  var closedForm: Double {
    let y = counts.map(Double.init)
    let half = (y[0] - 2 * (y[1] + y[2]) - y[3]) / 2
    let n = Double(total)
    let root = (half * half + 2 * n * y[3]).squareRoot()
    // The form in which nothing cancels.
    let theta = half >= 0 ? (half + root) / n : 2 * y[3] / (root - half)
    return min(1, max(0, theta))
  }

  /// The probabilities of the cells.
  static func probabilities(_ theta: Double) -> [Double] {
    [0.5 + theta / 4, (1 - theta) / 4, (1 - theta) / 4, theta / 4]
  }
}
