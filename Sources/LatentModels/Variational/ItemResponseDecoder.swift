import NumericCore
import RealModule

/// Answers to items seen through one ability: z ~ N(0, 1), and item j is answered 1 with probability σ(c_j + a_j z), by itself
/// given z. θ = (c_1 … c_J, a) where all items have one slope (Rasch, 1960), (c_1 … c_J, a_1 … a_J) where each has its own
/// (Birnbaum, 1968; Bock & Aitkin, 1981).
///
/// A unit is a distinct pattern of answers, which counts as often as it was given; what is missing is left out of it. The sign
/// of the ability is free; what is reported has slopes with a positive mean.
public struct ItemResponseDecoder: ScalarDecoder {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "item-response", title: "Item response")

  /// The answers, one column for each item.
  public let data: DataTable
  /// Which of the slopes are free.
  public let kind: ItemResponseSettings.Kind
  /// The distinct patterns.
  let patterns: ItemPatterns
  /// The share of answers 1 to each item that an encoder standardises by, that of the data that were fitted; nil without any.
  var shares: [Double?]
  /// Σ of the weights.
  public let observations: Double

  /// The model of all columns of a table.
  /// - Throws: `.noData`, `.notBinary`, `.emptyColumn`, `.sameAnswer` or `.tooFewItems`.
  public init(data: DataTable, kind: ItemResponseSettings.Kind) throws(FittingError) {
    try self.init(data: data, kind: kind, isFitted: true)
  }

  /// The model of a table, which may be only scored: then an item may be answered the same by all.
  init(data: DataTable, kind: ItemResponseSettings.Kind, isFitted: Bool) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    let patterns = try ItemPatterns(of: data)
    guard patterns.count > 0 else { throw .noData }
    let fewest = kind == .rasch ? 2 : 3
    guard data.dimensions >= fewest else {
      throw .tooFewItems(items: data.dimensions, fewest: fewest)
    }
    if isFitted {
      for (j, name) in data.columnNames.enumerated() {
        guard patterns.answered[j] > 0 else { throw .emptyColumn(name: name) }
        if patterns.right[j] == 0 { throw .sameAnswer(column: name, answer: 0) }
        if patterns.right[j] == patterns.answered[j] { throw .sameAnswer(column: name, answer: 1) }
      }
    }
    self.data = data
    self.kind = kind
    self.patterns = patterns
    shares = zip(patterns.right, patterns.answered).map { $1 > 0 ? $0 / $1 : nil }
    observations = patterns.weights.reduce(0, +)
  }

  /// J.
  var items: Int { patterns.items }
  /// The distinct patterns.
  public var unitCount: Int { patterns.count }
  /// How often the pattern was given.
  public func weight(ofUnit unit: Int) -> Double { patterns.weights[unit] }
  /// Its number.
  public func name(ofUnit unit: Int) -> String { "pattern \(unit + 1)" }
  /// The answers, and how often they were given.
  public func reading(ofUnit unit: Int) -> String {
    let weight = patterns.weights[unit]
    return patterns.text(unit) + (weight == 1 ? "" : " x\(shortNumber(weight))")
  }
  /// Probabilities have no units.
  public var unitOffset: Double { 0 }
  /// An exponential for each answer, several at once.
  public var work: Double { 0.25 * Double(unitCount * items) }
  /// The answers, standardised; 0 where there is none.
  public func features(ofUnit unit: Int) -> [Double] {
    patterns.row(unit).enumerated().map { j, answer in
      guard answer != ItemPatterns.missing, let share = shares[j] else { return 0 }
      return (Double(answer) - share) / max(share * (1 - share), 1e-12).squareRoot()
    }
  }

  /// The intercepts, then the slopes.
  public var coordinateNames: [String] {
    data.columnNames.map { "c \($0)" } + (kind == .rasch ? ["a"] : data.columnNames.map { "a \($0)" })
  }

  /// The slope of item j.
  func slope(_ j: Int, _ theta: [Double]) -> Double { theta[kind == .rasch ? items : items + j] }

  /// g = Σ_j y_j η_j − log(1 + e^η_j) over the items answered: g′ = Σ a(y − σ), g″ = −Σ a² σ(1 − σ).
  public func evaluate(_ unit: Int, at z: [Double], _ theta: [Double], into result: inout ScalarCurve) {
    let row = patterns.row(unit)
    var lines = LogisticLines(
      intercepts: Array(theta[..<items]),
      slopes: kind == .rasch ? Array(repeating: theta[items], count: items) : Array(theta[items...]))
    var (constant, slope) = (0.0, 0.0)
    for (j, answer) in row.enumerated() where answer == 1 {
      constant += lines.intercepts[j]
      slope += lines.slopes[j]
    }
    let mask = patterns.masks[patterns.maskOfPattern[unit]]
    if mask.contains(false) {
      lines.intercepts = zip(mask, lines.intercepts).compactMap { $0 ? $1 : nil }
      lines.slopes = zip(mask, lines.slopes).compactMap { $0 ? $1 : nil }
    }
    lines.evaluate(at: z, constant: constant, slope: slope, into: &result)
  }

  /// A probability is at most 1.
  public func ceiling(ofUnit unit: Int, _ theta: [Double]) -> Double { 0 }
  /// log(1 + e^η) has its first singularity at η = iπ.
  public func analyticWidth(ofUnit unit: Int, _ theta: [Double]) -> Double {
    var steepest = 0.0
    for a in theta[items...] { steepest = max(steepest, abs(a)) }
    return steepest > 0 ? Double.pi / steepest : .infinity
  }
  /// A sum of concave functions.
  public var isLogConcave: Bool { true }

  /// ∂g/∂c_j = y_j − σ(η_j) and ∂g/∂a_j = (y_j − σ(η_j)) z.
  public func addGradient(
    _ unit: Int, _ nodes: WeightedNodes, _ theta: [Double], to gradient: inout [Double]
  ) {
    let total = nodes.weights.reduce(0, +)
    let mean = nodes.expectation { $0 }
    for (j, answer) in patterns.row(unit).enumerated() where answer != ItemPatterns.missing {
      let sums = LogisticSums(nodes, intercept: theta[j], slope: slope(j, theta))
      gradient[j] += Double(answer) * total - sums.share
      gradient[kind == .rasch ? items : items + j] += Double(answer) * mean - sums.shareZ
    }
  }
}
