import NumericCore
import RealModule

extension Matrix<Double> {
  /// These rows by which columns were observed (are not NaN), in the order in which the patterns first appear.
  func rowsByObserved(_ rows: some Sequence<Int>) -> [(observed: [Int], members: [Int])] {
    var groups: [(observed: [Int], members: [Int])] = []
    var places: [[Int]: Int] = [:]
    for row in rows {
      let observed = (0..<columns).filter { !self[row, $0].isNaN }
      if let place = places[observed] {
        groups[place].members.append(row)
      } else {
        places[observed] = groups.count
        groups.append((observed, [row]))
      }
    }
    return groups
  }

  /// Row `row`, without a copy of it.
  func slice(_ row: Int) -> ArraySlice<Double> { storage[(row * columns)..<((row + 1) * columns)] }
}

extension DataTable {
  /// So many rows drawn with replacement, each as likely as it counts.
  func drawnRows(_ count: Int, _ random: inout RandomStream) -> [Int] {
    guard let weights else { return (0..<count).map { _ in random.index(below: rows) } }
    var cumulative = weights
    for row in cumulative.indices.dropFirst() { cumulative[row] += cumulative[row - 1] }
    let total = cumulative.last ?? 0
    return (0..<count).map { _ in cumulative.firstPlace(above: random.uniform() * total) }
  }

  /// How often each row is drawn when as many observations are drawn as the table stands for, each row as likely as it
  /// counts, brought to the same total. Of very many observations the counts are those of Poisson draws, which differ from
  /// it by the total alone.
  func drawnWeights(_ random: inout RandomStream) -> [Double] {
    let total = totalWeight
    var counts = [Double](repeating: 0, count: rows)
    if total < 0x1p22 {
      for row in drawnRows(max(1, Int(total.rounded())), &random) { counts[row] += 1 }
    } else {
      for (row, weight) in (weights ?? counts).enumerated() { counts[row] = random.poisson(weight) }
    }
    let drawn = counts.reduce(0, +)
    guard drawn > 0, drawn != total else { return counts }
    return counts.map { $0 * total / drawn }
  }
}

extension RandomStream {
  /// A draw from the Poisson distribution of this mean: by the product of uniform draws (Knuth, 1969), or, from a mean of
  /// 100 on, rounded from the normal one.
  fileprivate mutating func poisson(_ mean: Double) -> Double {
    guard mean < 100 else { return max(0, (mean + mean.squareRoot() * normal()).rounded()) }
    let limit = Double.exp(-mean)
    var product = uniform()
    var count = 0.0
    while product > limit {
      product *= uniform()
      count += 1
    }
    return count
  }
}

extension [Double] {
  /// The place of the first of these ascending numbers that is larger than `value`, or the last place.
  fileprivate func firstPlace(above value: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > value { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The standard error of the mean of these draws.
  var standardErrorOfMean: Double {
    guard count > 1 else { return 0 }
    let mean = reduce(0, +) / Double(count)
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count - 1) / Double(count)).squareRoot()
  }
}
