import NumericCore

/// The rows that are drawn: all of them, or so many drawn at random, once and for all, where there are too many.
struct RowSample: Sendable {
  /// More rows than this are never drawn.
  static let most = 20_000

  /// Indices of the rows drawn, ascending.
  let rows: [Int]
  /// How many rows there are.
  let total: Int

  init(of data: DataTable, seed: UInt64) {
    total = data.rows
    guard data.rows > RowSample.most else {
      rows = Array(0..<data.rows)
      return
    }
    // Selection sampling (Knuth, 1969): every subset of that size is equally likely, in one pass.
    var random = RandomStream(seed: seed, purpose: .display)
    var chosen: [Int] = []
    chosen.reserveCapacity(RowSample.most)
    for row in 0..<data.rows where chosen.count < RowSample.most {
      let left = Double(data.rows - row)
      if random.uniform() * left < Double(RowSample.most - chosen.count) { chosen.append(row) }
    }
    rows = chosen
  }

  /// Whether some rows are left out.
  var isPartial: Bool { rows.count < total }
}
