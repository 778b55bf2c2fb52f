import CKernels
import NumericCore

/// Scores of rows by some free parameters: a row of numbers for each row that has any.
struct ScoreBlock: Sendable {
  /// How many free parameters.
  let width: Int
  /// Which rows, ascending.
  private var rows: [UInt32] = []
  /// Their scores: rows × width.
  private var values: [Double] = []

  /// No rows yet, of `width` parameters each.
  init(width: Int) { self.width = width }

  /// Adds `factor` times a score, of which the first `width` numbers are taken, for a row after all others.
  mutating func append(_ score: [Double], times factor: Double, row: Int) {
    rows.append(UInt32(truncatingIfNeeded: row))
    for index in 0..<width { values.append(factor * score[index]) }
  }

  /// Adds Σ a bᵀ over the rows that both have to `sum`, in which a row begins every `stride` numbers: a are the parameters
  /// `own` of this block, b the first `count` of the other.
  func addProducts(
    of own: Range<Int>, with other: ScoreBlock, first count: Int, to sum: UnsafeMutablePointer<Double>,
    stride: Int, _ common: inout CommonRows
  ) {
    guard !rows.isEmpty, !other.rows.isEmpty, !own.isEmpty, count > 0 else { return }
    common.find(in: rows, other.rows)
    guard !common.left.isEmpty else { return }
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        common.left.withUnsafeBufferPointer { left in
          common.right.withUnsafeBufferPointer { right in
            guard let a = a.baseAddress, let b = b.baseAddress else { return }
            var first = elbow_columns(
              values: a + own.lowerBound, stride: width, count: own.count, rows: left.baseAddress)
            var second = elbow_columns(values: b, stride: other.width, count: count, rows: right.baseAddress)
            elbow_add_products(left.count, &first, &second, sum, stride)
          }
        }
      }
    }
  }
}

/// Where the rows stand that two lists have in common.
struct CommonRows {
  /// Their places in the first list.
  private(set) var left: [UInt32] = []
  /// Their places in the second.
  private(set) var right: [UInt32] = []

  /// Looks for them; both lists ascend.
  mutating func find(in first: [UInt32], _ second: [UInt32]) {
    left.removeAll(keepingCapacity: true)
    right.removeAll(keepingCapacity: true)
    var (a, b) = (0, 0)
    while a < first.count, b < second.count {
      if first[a] == second[b] {
        left.append(UInt32(truncatingIfNeeded: a))
        right.append(UInt32(truncatingIfNeeded: b))
      }
      let (one, other) = (first[a], second[b])
      if one <= other { a += 1 }
      if other <= one { b += 1 }
    }
  }
}
