/// A rule that takes parameters down a gradient, as a value: what it remembers of earlier steps is part of it, so a copy
/// goes on exactly as the original would have.
public protocol Optimizer: Hashable, Sendable {
  /// How many steps it has taken.
  var stepsTaken: Int { get }

  /// Takes `parameters` one step **down** `gradient`, the derivative of a loss; to climb, hand in the negative. Both have
  /// the number of elements that the rule was made for. What is not finite is passed on: the caller looks for it.
  mutating func step(_ parameters: inout [Double], gradient: [Double])
}

/// Stops the program, with the counts, where a step does not fit the parameters that a rule was made for.
func requireCounts(_ rule: String, _ expected: Int, parameters: [Double], gradient: [Double]) {
  precondition(
    parameters.count == expected && gradient.count == expected,
    "\(rule) for \(expected) parameters got \(parameters.count) and a gradient of \(gradient.count)")
}
