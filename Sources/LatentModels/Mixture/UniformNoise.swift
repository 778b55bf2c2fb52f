import RealModule

/// A component that takes in rows far from all others: the uniform law on a box (Banfield & Raftery, 1993).
///
/// Its weight π_0 and the weights of the Gaussian components together add up to 1.
public struct UniformNoise: Hashable, Sendable {
  /// π_0, from 0 to below 1; 0 is no noise at all.
  public var weight: Double
  /// The log of the length of the box along each column, in the units of the fit: D of them.
  public var logLengths: [Double]

  /// Noise of weight `weight` in a box of these log-lengths.
  public init(weight: Double, logLengths: [Double]) {
    self.weight = weight
    self.logLengths = logLengths
  }

  /// log V, of the whole box.
  public var logVolume: Double { logLengths.reduce(0, +) }

  /// log π_0 − log V: what the noise has in place of log π_k + log N(x; μ_k, Σ_k). −∞ at weight 0.
  var logJoint: Double { Double.log(weight) - logVolume }

  /// The law of some of the columns: uniform again.
  func marginal(on columns: [Int]) -> UniformNoise {
    UniformNoise(weight: weight, logLengths: columns.map { logLengths[$0] })
  }
}
