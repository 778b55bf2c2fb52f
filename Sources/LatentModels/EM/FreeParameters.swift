/// Free parameters with their names, in the data's own units.
public struct FreeParameters: Hashable, Sendable {
  /// What each is called, such as "pi1", "mu2 waiting" or "tau2".
  public let names: [String]
  /// Their values, in the same order.
  public var values: [Double]
  /// Between which ends each can lie whatever the others are, in the same order.
  public let ranges: [ClosedRange<Double>]
  /// What is to be known of them as a whole, in a sentence; nil where there is nothing.
  public let note: String?

  /// Parameters by name; without `ranges` each can be any number.
  public init(
    names: [String], values: [Double], ranges: [ClosedRange<Double>]? = nil, note: String? = nil
  ) {
    precondition(names.count == values.count, "\(names.count) names for \(values.count) values")
    let ranges = ranges ?? Array(repeating: .anyNumber, count: names.count)
    precondition(names.count == ranges.count, "\(names.count) names for \(ranges.count) ranges")
    self.names = names
    self.values = values
    self.ranges = ranges
    self.note = note
  }
}

extension ClosedRange<Double> {
  /// Where a mean, a loading or a covariance lies.
  static let anyNumber = -Double.infinity...Double.infinity
  /// Where a variance lies.
  static let variance = 0...Double.infinity
  /// Where a weight or a probability lies.
  static let share = 0.0...1.0
}
