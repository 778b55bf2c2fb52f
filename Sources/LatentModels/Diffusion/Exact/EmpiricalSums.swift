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
      means: Matrix(rows: points.rows, columns: d),
      logDensities: Array(repeating: -.infinity, count: points.rows),
      spreads: Array(repeating: 0, count: points.rows))
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
  /// Rows whose exponents are computed one after the other, eight at a time.
  private static let rowsPerBlock = 64
  private static let groups = 8
  private typealias Lanes = SIMD8<Double>
  /// The exponent of a row that does not count: finite, so that its product with the weight 0 is 0.
  private static let absent = -1e300
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
    var block = Array(repeating: Lanes.zero, count: d * Self.groups)
    var exponents = Array(repeating: Lanes.zero, count: Self.groups)
    var weights = exponents
    points.storage.withUnsafeBufferPointer { points in
      block.withUnsafeMutableBufferPointer { block in
        exponents.withUnsafeMutableBufferPointer { exponents in
          weights.withUnsafeMutableBufferPointer { weights in
            for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.rowsPerBlock) {
              let count = min(Self.rowsPerBlock, range.upperBound - first)
              fill(block, first, count)
              for (place, point) in tile.enumerated() {
                findExponents(
                  of: points[(point * d)..<((point + 1) * d)], UnsafeBufferPointer(block), exponents)
                leaveOut(point, first, count, exponents)
                add(exponents, UnsafeBufferPointer(block), weights, to: &result, place)
              }
            }
          }
        }
      }
    }
    return result
  }

  /// Puts the rows from `first` on side by side: eight of them column after column, then the next eight.
  private func fill(_ block: UnsafeMutableBufferPointer<Lanes>, _ first: Int, _ count: Int) {
    let d = rows.columns
    let rows = rows.storage.span
    for row in 0..<count {
      for column in 0..<d { block[(row / 8) * d + column][row % 8] = rows[(first + row) * d + column] }
    }
  }

  /// −‖x − α x_i‖²/2σ² for the rows of a block.
  private func findExponents(
    of x: Slice<UnsafeBufferPointer<Double>>, _ block: UnsafeBufferPointer<Lanes>,
    _ exponents: UnsafeMutableBufferPointer<Lanes>
  ) {
    let (d, alpha, x) = (rows.columns, Lanes(repeating: signal), UnsafeBufferPointer(rebasing: x))
    let factor = -0.5 / (deviation * deviation)
    for group in 0..<Self.groups {
      var sum = Lanes.zero
      for column in 0..<d {
        let offset = Lanes(repeating: x[column]) - alpha * block[group * d + column]
        sum += offset * offset
      }
      exponents[group] = sum * factor
    }
  }

  /// Takes out the places of the block that hold no row, the row that the point came from, and those of other classes.
  private func leaveOut(
    _ point: Int, _ first: Int, _ count: Int, _ exponents: UnsafeMutableBufferPointer<Lanes>
  ) {
    for row in count..<Self.rowsPerBlock { exponents[row / 8][row % 8] = Self.absent }
    if let origin = origins?[point], (first..<(first + count)).contains(origin) {
      exponents[(origin - first) / 8][(origin - first) % 8] = Self.absent
    }
    if let classes, let label = labels?[point] {
      for row in 0..<count where classes[first + row] != label { exponents[row / 8][row % 8] = Self.absent }
    }
  }

  /// Adds the rows of a block with the weights that follow from their exponents.
  private func add(
    _ exponents: UnsafeMutableBufferPointer<Lanes>, _ block: UnsafeBufferPointer<Lanes>,
    _ weights: UnsafeMutableBufferPointer<Lanes>, to result: inout EmpiricalPartial, _ place: Int
  ) {
    let d = rows.columns
    var greatest = exponents[0]
    for group in 1..<Self.groups {
      greatest.replace(with: exponents[group], where: exponents[group] .> greatest)
    }
    let largest = greatest.max()
    guard largest > Self.absent, largest > result.largest[place] - Self.depth else { return }
    if largest > result.largest[place] {
      result.scale(place, d, by: .exp(result.largest[place] - largest))
      result.largest[place] = largest
    }
    for group in 0..<Self.groups { weights[group] = exponents[group] - result.largest[place] }
    let numbers = UnsafeMutableRawPointer(mutating: weights.baseAddress)?.assumingMemoryBound(to: Double.self)
    elbow_exponentials(numbers, numbers, Self.rowsPerBlock)
    var (total, distance) = (Lanes.zero, Lanes.zero)
    for group in 0..<Self.groups {
      total += weights[group]
      distance += weights[group] * exponents[group]
    }
    result.totals[place] += total.sum()
    result.distances[place] -= 2 * distance.sum()
    guard wantsMeans else { return }
    for column in 0..<d {
      var sum = Lanes.zero
      for group in 0..<Self.groups { sum += weights[group] * block[group * d + column] }
      result.sums[place * d + column] += sum.sum()
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
    guard total > 0 else { return }
    result.logDensities[point] = largest + .log(total) - .log(Double(rowsThatCount(for: point))) - scale
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
    result.spreads[point] = max(0, ratio * ratio * distance / total - square)
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
