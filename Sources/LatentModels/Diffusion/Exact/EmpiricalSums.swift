import CKernels
import NumericCore
import RealModule

/// What is summed up over the training rows for some points.
struct EmpiricalSums {
  /// x̂₀: points × D.
  var means: Matrix<Double>
  /// log p at each point.
  var logDensities: [Double]
  /// Σ w_i ‖x_i − x̂₀‖² at each point.
  var spreads: [Double]
}

extension EmpiricalDenoiser {
  /// The sums for the noisy `points` (points × D) at α = `signal` and σ = `deviation`.
  ///
  /// Shards are tiles of points by ranges of rows, whose sizes follow from the shapes alone, and the ranges are added in their order:
  /// the same bits on any number of threads.
  func sums(
    _ points: Matrix<Double>, signal: Double, deviation: Double, labels: [Int?]? = nil,
    leavingOut origins: [Int]? = nil, wantsMeans: Bool = true, wantsSpread: Bool = false,
    in workspace: Workspace
  ) -> EmpiricalSums {
    let d = dimensions
    precondition(points.columns == d, "points of \(points.columns) columns for rows of \(d)")
    let task = EmpiricalTask(
      rows: rows, classes: classes, points: points, signal: signal, deviation: deviation,
      labels: labels.map {
        $0.map { label in classes.flatMap { label.flatMap($0.contains) ?? false ? label : nil } }
      },
      origins: origins, wantsMeans: wantsMeans || wantsSpread)
    let ranges = (rows.rows + EmpiricalTask.rowsPerRange - 1) / EmpiricalTask.rowsPerRange
    let tile = EmpiricalTask.pointsPerTile
    // So many points at a time that their sums over the ranges take 32 MB at the most.
    let batch = max(1, (4 << 20) / (ranges * d * tile)) * tile
    var result = EmpiricalSums(
      means: Matrix(rows: points.rows, columns: d), logDensities: [], spreads: [])
    for first in stride(from: 0, to: points.rows, by: batch) {
      guard !workspace.cancellation.isCancelled else { break }
      let count = min(batch, points.rows - first)
      let tiles = (count + tile - 1) / tile
      let parts = workspace.pool.map(shards: tiles * ranges) { shard in
        let start = first + (shard / ranges) * tile
        let from = (shard % ranges) * EmpiricalTask.rowsPerRange
        return task.partial(
          points: start..<min(start + tile, first + count),
          rows: from..<min(from + EmpiricalTask.rowsPerRange, task.rows.rows))
      }
      for point in 0..<count {
        let place = point % tile
        let own = (0..<ranges).map { parts[(point / tile) * ranges + $0] }
        task.finish(own, place: place, point: first + point, wantsSpread, into: &result)
      }
    }
    return result
  }
}

/// The sums over a range of rows for a tile of points, about the largest exponent of each.
struct EmpiricalPartial: Sendable {
  /// The largest exponent of each point.
  var largest: [Double]
  /// Σ e^(exponent − largest).
  var totals: [Double]
  /// The same times −2 exponents, which are squared distances over σ².
  var distances: [Double]
  /// The same times x_i: points × D.
  var sums: [Double]
}

/// What the shards have in common.
struct EmpiricalTask: Sendable {
  static let pointsPerTile = 16
  static let rowsPerRange = 4096
  /// Rows whose exponents are computed side by side.
  private static let rowsPerBlock = 64
  /// A term so many nats below the largest is less than the rounding of a sum of a million.
  private static let depth = 52.0

  let rows: Matrix<Double>
  let classes: [Int]?
  let points: Matrix<Double>
  let signal: Double
  let deviation: Double
  let labels: [Int?]?
  let origins: [Int]?
  let wantsMeans: Bool

  /// The sums of the points over the rows.
  func partial(points tile: Range<Int>, rows range: Range<Int>) -> EmpiricalPartial {
    let d = rows.columns
    var result = EmpiricalPartial(
      largest: Array(repeating: -.infinity, count: tile.count),
      totals: Array(repeating: 0, count: tile.count),
      distances: Array(repeating: 0, count: tile.count),
      sums: Array(repeating: 0, count: wantsMeans ? tile.count * d : 0))
    // Eight rows side by side: column after column, eight blocks one after the other.
    var block = Array(repeating: SIMD8<Double>.zero, count: d * Self.rowsPerBlock / 8)
    var exponents = Array(repeating: 0.0, count: Self.rowsPerBlock)
    var weights = exponents
    for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.rowsPerBlock) {
      let count = min(Self.rowsPerBlock, range.upperBound - first)
      for row in 0..<count {
        for column in 0..<d {
          block[(row / 8) * d + column][row % 8] = rows.storage[(first + row) * d + column]
        }
      }
      for (place, point) in tile.enumerated() {
        findExponents(of: point, block, &exponents)
        leaveOut(point, first, count, &exponents)
        let largest = exponents.max() ?? -.infinity
        guard largest > result.largest[place] - Self.depth, largest > -.infinity else { continue }
        if largest > result.largest[place] {
          result.scale(place, d, by: .exp(result.largest[place] - largest))
          result.largest[place] = largest
        }
        for row in exponents.indices { weights[row] = exponents[row] - result.largest[place] }
        elbow_exponentials(weights, &weights, weights.count)
        add(weights, exponents, block, to: &result, place)
      }
    }
    return result
  }

  /// −‖x − α x_i‖²/2σ² for the rows of a block.
  private func findExponents(of point: Int, _ block: [SIMD8<Double>], _ exponents: inout [Double]) {
    let (d, alpha) = (rows.columns, SIMD8(repeating: signal))
    let factor = -0.5 / (deviation * deviation)
    points.storage.withUnsafeBufferPointer { x in
      block.withUnsafeBufferPointer { block in
        for group in 0..<(Self.rowsPerBlock / 8) {
          var sum = SIMD8<Double>.zero
          for column in 0..<d {
            let offset = SIMD8(repeating: x[point * d + column]) - alpha * block[group * d + column]
            sum += offset * offset
          }
          sum *= factor
          for lane in 0..<8 { exponents[group * 8 + lane] = sum[lane] }
        }
      }
    }
  }

  /// Takes out the places of the block that hold no row, the row that the point came from, and those of other classes.
  private func leaveOut(_ point: Int, _ first: Int, _ count: Int, _ exponents: inout [Double]) {
    for row in count..<max(exponents.count, count) { exponents[row] = -.infinity }
    if let origin = origins?[point], (first..<(first + count)).contains(origin) {
      exponents[origin - first] = -.infinity
    }
    if let classes, let label = labels?[point] {
      for row in 0..<count where classes[first + row] != label { exponents[row] = -.infinity }
    }
  }

  /// Adds the rows of a block with their weights.
  private func add(
    _ weights: [Double], _ exponents: [Double], _ block: [SIMD8<Double>], to result: inout EmpiricalPartial,
    _ place: Int
  ) {
    let d = rows.columns
    for row in weights.indices where weights[row] > 0 {
      result.totals[place] += weights[row]
      result.distances[place] -= 2 * weights[row] * exponents[row]
    }
    guard wantsMeans else { return }
    let groups = (0..<(Self.rowsPerBlock / 8)).map { group in
      SIMD8((0..<8).map { weights[group * 8 + $0] })
    }
    block.withUnsafeBufferPointer { block in
      groups.withUnsafeBufferPointer { groups in
        result.sums.withUnsafeMutableBufferPointer { sums in
          for column in 0..<d {
            var sum = SIMD8<Double>.zero
            for group in groups.indices { sum += groups[group] * block[group * d + column] }
            sums[place * d + column] += sum.sum()
          }
        }
      }
    }
  }

  /// Adds up the ranges of one point and says what follows.
  func finish(
    _ parts: [EmpiricalPartial], place: Int, point: Int, _ wantsSpread: Bool, into result: inout EmpiricalSums
  ) {
    let d = rows.columns
    let largest = parts.map { $0.largest[place] }.max() ?? -.infinity
    var (total, distance) = (0.0, 0.0)
    for part in parts where part.totals[place] > 0 {
      let share = Double.exp(part.largest[place] - largest)
      total += share * part.totals[place]
      distance += share * part.distances[place]
      if wantsMeans {
        for column in 0..<d { result.means[point, column] += share * part.sums[place * d + column] }
      }
    }
    let scale = Double(d) * (0.5 * log2Pi + .log(deviation))
    result.logDensities.append(
      total > 0 ? largest + .log(total) - .log(Double(rowsThatCount(for: point))) - scale : -.infinity)
    guard total > 0 else { return result.spreads.append(0) }
    if wantsMeans {
      for column in 0..<d { result.means[point, column] /= total }
    }
    guard wantsSpread else { return }
    // Σ w ‖x_i − x̂₀‖² = Σ w ‖x_i − x/α‖² − ‖x̂₀ − x/α‖².
    var square = 0.0
    for column in 0..<d {
      let offset = result.means[point, column] - points[point, column] / signal
      square += offset * offset
    }
    let ratio = deviation / signal
    result.spreads.append(max(0, ratio * ratio * distance / total - square))
  }

  private func rowsThatCount(for point: Int) -> Int {
    let own = origins == nil ? 0 : 1
    if let classes, let label = labels?[point] { return max(1, classes.count { $0 == label } - own) }
    return max(1, rows.rows - own)
  }
}

extension EmpiricalPartial {
  /// Every sum of a point times `factor`.
  fileprivate mutating func scale(_ place: Int, _ d: Int, by factor: Double) {
    guard totals[place] > 0 else { return }
    totals[place] *= factor
    distances[place] *= factor
    if !sums.isEmpty {
      for column in 0..<d { sums[place * d + column] *= factor }
    }
  }
}
