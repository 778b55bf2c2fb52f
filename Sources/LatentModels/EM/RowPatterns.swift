import NumericCore

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
