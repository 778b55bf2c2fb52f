import NumericCore
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

extension MixtureParameters {
  /// Puts noise beside the components, on the box that holds the data, with a twentieth of the weight.
  mutating func addNoise(over data: DataTable) {
    removeNoise()
    let share = 0.05
    weights = weights.map { $0 * (1 - share) }
    noise = UniformNoise(weight: share, logLengths: data.box.map { Double.log($0.upper - $0.lower) })
  }

  /// Takes the noise away and its weight to the components.
  mutating func removeNoise() {
    guard let share = noise?.weight else { return }
    noise = nil
    weights = weights.map { $0 / (1 - share) }
  }
}

extension DataTable {
  /// The least and the greatest value of each column, in the units of the fit; a constant one is given a unit of room.
  var box: [(lower: Double, upper: Double)] {
    (0..<dimensions).map { j in
      var (lower, upper) = (Double.infinity, -Double.infinity)
      for i in 0..<rows where !values[i, j].isNaN {
        lower = min(lower, values[i, j])
        upper = max(upper, values[i, j])
      }
      guard lower < upper else { return lower.isFinite ? (lower - 0.5, lower + 0.5) : (0, 1) }
      return (lower, upper)
    }
  }
}
