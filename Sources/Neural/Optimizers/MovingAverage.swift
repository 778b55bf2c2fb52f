/// The exponential moving average of parameters over the steps of a training.
///
///     a ← β a + (1 − β) θ        average = a / (1 − βᵗ)
///
/// a starts at 0, and the division makes the average of one set of parameters these parameters themselves.
public struct MovingAverage: Hashable, Sendable {
  /// How much of the average is kept from step to step, β, from 0 to below 1.
  public let decay: Double
  /// a, one per parameter.
  public private(set) var sums: [Double]
  /// t: how many sets of parameters it is the average of.
  public private(set) var count: Int

  /// The average over nothing yet, of `parameterCount` parameters.
  public init(parameterCount: Int, decay: Double) {
    precondition(parameterCount >= 0, "an average of \(parameterCount) parameters")
    self.init(decay: decay, sums: [Double](repeating: 0, count: parameterCount), count: 0)
  }

  /// The average as it was over `count` sets of parameters.
  public init(decay: Double, sums: [Double], count: Int) {
    precondition((0..<1).contains(decay), "a decay of \(decay): it is from 0 to below 1")
    precondition(count >= 0, "an average over \(count)")
    self.decay = decay
    self.sums = sums
    self.count = count
  }

  /// Takes in one more set of parameters.
  public mutating func add(_ parameters: [Double]) {
    precondition(
      parameters.count == sums.count, "\(parameters.count) parameters for an average of \(sums.count)")
    count += 1
    for i in sums.indices { sums[i] = decay * sums[i] + (1 - decay) * parameters[i] }
  }

  /// The average; nil before the first set.
  public var average: [Double]? {
    guard count > 0 else { return nil }
    let weight = weightOfAverage(decay: decay, count: count)
    return sums.map { $0 / weight }
  }
}
