import NumericCore
import RealModule

extension SampleDistances {
  /// Directions that the Wasserstein distance is taken along.
  private static let directions = 64
  /// k of the coverage.
  static let neighbours = 5

  /// How far `samples` are from `rows` of the same columns, which are all on one scale.
  init(
    from samples: Matrix<Double>, to rows: Matrix<Double>, evaluation: RungEvaluation, seed: UInt64,
    in workspace: Workspace
  ) {
    energy = energyDistance(samples, rows, in: workspace)
    slicedWasserstein = slicedWassersteinDistance(
      samples, rows, directions: Self.directions, seed: seed, in: workspace)
    // As many of the one as of the other, or their numbers would decide: of n rows and m draws of one law 1 − (n/(n + m))^k are
    // covered, about.
    let count = min(rows.rows, samples.rows)
    coverage = LatentModels.coverage(
      of: rows.selectingRows(evenPlaces(among: rows.rows, atMost: count)),
      by: samples.selectingRows(Array(0..<count)), neighbours: Self.neighbours, in: workspace)
    self.evaluation = evaluation
  }
}

/// The energy distance 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ between the empirical laws of two sets of rows (Székely & Rizzo, 2013): not
/// negative, and 0 for equal sets.
public func energyDistance(
  _ x: Matrix<Double>, _ y: Matrix<Double>, in workspace: Workspace
) -> Double {
  precondition(x.columns == y.columns, "rows of \(x.columns) and of \(y.columns) columns")
  func mean(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
    meansOfRows(a, in: workspace) { row in
      (0..<b.rows).reduce(0) { $0 + distance(a, row, b, $1) } / Double(max(b.rows, 1))
    }
  }
  return max(0, 2 * mean(x, y) - mean(x, x) - mean(y, y))
}

/// The sliced Wasserstein-2 distance between the empirical laws of two sets of rows: the root of the mean of W₂² over random directions
/// (Rabin, Peyré, Delon & Bernot, 2012), which in one dimension couples the quantiles. Of one column the direction is that.
public func slicedWassersteinDistance(
  _ x: Matrix<Double>, _ y: Matrix<Double>, directions: Int, seed: UInt64, in workspace: Workspace
) -> Double {
  precondition(x.columns == y.columns, "rows of \(x.columns) and of \(y.columns) columns")
  guard x.rows > 0, y.rows > 0 else { return 0 }
  let d = x.columns
  let count = d == 1 ? 1 : max(directions, 1)
  let squares = workspace.pool.map(shards: count) { index -> Double in
    var random = RandomStream(
      seed: seed, purpose: .display, step: 1, row: UInt32(truncatingIfNeeded: index))
    var direction = (0..<d).map { _ in random.normal() }
    let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    direction = d == 1 ? [1] : direction.map { $0 / max(length, .leastNormalMagnitude) }
    func projected(_ rows: Matrix<Double>) -> [Double] {
      (0..<rows.rows).map { row in (0..<d).reduce(0) { $0 + rows[row, $1] * direction[$1] } }.sorted()
    }
    return squaredWasserstein(projected(x), projected(y))
  }
  return (squares.reduce(0, +) / Double(count)).squareRoot()
}

/// W₂² between the empirical laws of two ascending lists: ∫₀¹ (F⁻¹ − G⁻¹)².
private func squaredWasserstein(_ x: [Double], _ y: [Double]) -> Double {
  var (i, j) = (0, 0)
  // Both laws in units of 1/(m n): a place of x has n of them, one of y has m.
  var (left, right) = (y.count, x.count)
  var sum = 0.0
  while i < x.count, j < y.count {
    let step = min(left, right)
    let offset = x[i] - y[j]
    sum += Double(step) * offset * offset
    left -= step
    right -= step
    if left == 0 { (i, left) = (i + 1, y.count) }
    if right == 0 { (j, right) = (j + 1, x.count) }
  }
  return sum / Double(x.count) / Double(y.count)
}

/// The part of `rows` that has a sample no farther than its k-th nearest other row (Naeem, Oh, Uh, Choi & Yoo, 2020); nil with no more
/// than k rows.
public func coverage(
  of rows: Matrix<Double>, by samples: Matrix<Double>, neighbours: Int, in workspace: Workspace
) -> Double? {
  precondition(rows.columns == samples.columns, "rows of \(rows.columns) and of \(samples.columns) columns")
  guard rows.rows > neighbours, neighbours >= 1 else { return nil }
  return meansOfRows(rows, in: workspace) { row in
    var nearest = [Double](repeating: .infinity, count: neighbours)
    for other in 0..<rows.rows where other != row {
      let far = distance(rows, row, rows, other)
      guard far < nearest[neighbours - 1] else { continue }
      var place = neighbours - 1
      while place > 0, nearest[place - 1] > far {
        nearest[place] = nearest[place - 1]
        place -= 1
      }
      nearest[place] = far
    }
    let isCovered = (0..<samples.rows).contains {
      distance(rows, row, samples, $0) <= nearest[neighbours - 1]
    }
    return isCovered ? 1 : 0
  }
}

/// The mean of something over the rows of a matrix.
private func meansOfRows(
  _ rows: Matrix<Double>, in workspace: Workspace, _ body: @escaping @Sendable (Int) -> Double
) -> Double {
  let perShard = 64
  let sums = workspace.pool.map(shards: (rows.rows + perShard - 1) / perShard) { shard in
    (shard * perShard..<min((shard + 1) * perShard, rows.rows)).reduce(0.0) { $0 + body($1) }
  }
  return sums.reduce(0, +) / Double(max(rows.rows, 1))
}

/// ‖a_i − b_j‖.
private func distance(_ a: Matrix<Double>, _ i: Int, _ b: Matrix<Double>, _ j: Int) -> Double {
  let d = a.columns
  var sum = 0.0
  for column in 0..<d {
    let offset = a.storage[i * d + column] - b.storage[j * d + column]
    sum += offset * offset
  }
  return sum.squareRoot()
}
