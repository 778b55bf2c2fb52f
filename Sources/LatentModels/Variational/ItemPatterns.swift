import NumericCore

/// Answers 0 or 1 to items, each distinct pattern of them once, with how often it was given.
struct ItemPatterns: Hashable, Sendable {
  /// How many items.
  let items: Int
  /// The answers, pattern after pattern: 0, 1, or `missing`.
  private(set) var answers: [UInt8] = []
  /// How often each pattern was given.
  private(set) var weights: [Double] = []
  /// For each pattern, the first row that has it.
  private(set) var firstRows: [Int] = []
  /// Which items a pattern has answers to: the distinct sets.
  private(set) var masks: [[Bool]] = []
  /// For each pattern, its set.
  private(set) var maskOfPattern: [Int] = []
  /// For each item, how often it was answered 1, and answered at all.
  private(set) var right: [Double]
  /// How often each item was answered.
  private(set) var answered: [Double]

  /// What stands for no answer.
  static let missing: UInt8 = 2

  /// How many distinct patterns.
  var count: Int { weights.count }

  /// The patterns of the rows that answer any item.
  /// - Throws: `.notBinary` that names the first value which is neither 0 nor 1.
  init(of data: DataTable) throws(FittingError) {
    items = data.dimensions
    right = Array(repeating: 0, count: items)
    answered = right
    var places: [[UInt8]: Int] = [:]
    var maskPlaces: [[Bool]: Int] = [:]
    var row = [UInt8](repeating: 0, count: items)
    for i in 0..<data.rows {
      let weight = data.weights?[i] ?? 1
      guard weight > 0 else { continue }
      for j in 0..<items { row[j] = try Self.answer(data, row: i, column: j) }
      guard row.contains(where: { $0 != Self.missing }) else { continue }
      for j in 0..<items where row[j] != Self.missing {
        answered[j] += weight
        if row[j] == 1 { right[j] += weight }
      }
      if let place = places[row] {
        weights[place] += weight
        continue
      }
      places[row] = weights.count
      answers += row
      weights.append(weight)
      firstRows.append(i)
      let mask = row.map { $0 != Self.missing }
      let place = maskPlaces[mask] ?? masks.count
      if place == masks.count {
        maskPlaces[mask] = place
        masks.append(mask)
      }
      maskOfPattern.append(place)
    }
  }

  /// The answer in a cell, whatever the units of the fit are.
  private static func answer(
    _ data: DataTable, row: Int, column: Int
  ) throws(FittingError) -> UInt8 {
    let value = data.values[row, column]
    if value.isNaN { return missing }
    let own = data.transform.own(value, column: column)
    if abs(own) < 1e-9 { return 0 }
    if abs(own - 1) < 1e-9 { return 1 }
    throw .notBinary(row: data.number(ofRow: row), column: data.columnNames[column], value: own)
  }

  /// The answers of a pattern.
  func row(_ pattern: Int) -> ArraySlice<UInt8> { answers[(pattern * items)..<((pattern + 1) * items)] }

  /// A pattern as a string of 0, 1 and · for what is missing, at most so many of them.
  func text(_ pattern: Int, atMost longest: Int = 24) -> String {
    let shown = row(pattern).prefix(longest).map { $0 == Self.missing ? "." : String($0) }.joined()
    return items > longest ? shown + "…" : shown
  }
}
