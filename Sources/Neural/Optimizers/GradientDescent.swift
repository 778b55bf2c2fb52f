/// Gradient descent with momentum (Polyak, 1964).
///
///     v ← μ v − α g        θ ← θ + v
///
/// With μ = 0 it is plain gradient descent.
public struct GradientDescent: Optimizer {
  /// The length of a step per unit of gradient, α; may change between steps.
  public var rate: Double
  /// How much of the last move is made again, μ, from 0 to below 1.
  public var momentum: Double
  /// v, one per parameter: the last move.
  public private(set) var velocity: [Double]
  /// How many steps it has taken.
  public private(set) var stepsTaken: Int

  /// The rule for `count` parameters, before its first step.
  public init(count: Int, rate: Double, momentum: Double = 0) {
    precondition(count >= 0, "an optimiser of \(count) parameters")
    self.init(
      rate: rate, momentum: momentum, velocity: [Double](repeating: 0, count: count), stepsTaken: 0)
  }

  /// The rule as it was after `stepsTaken` steps; the velocity has one element per parameter.
  public init(rate: Double, momentum: Double, velocity: [Double], stepsTaken: Int) {
    precondition(stepsTaken >= 0, "an optimiser after \(stepsTaken) steps")
    self.rate = rate
    self.momentum = momentum
    self.velocity = velocity
    self.stepsTaken = stepsTaken
  }

  /// Takes `parameters` one step down `gradient`; both have one element per parameter.
  public mutating func step(_ parameters: inout [Double], gradient: [Double]) {
    requireCounts("gradient descent", velocity.count, parameters: parameters, gradient: gradient)
    stepsTaken += 1
    for i in gradient.indices {
      velocity[i] = momentum * velocity[i] - rate * gradient[i]
      parameters[i] += velocity[i]
    }
  }
}
