import NumericCore
import RealModule

/// Draws from a Gaussian of each unit, weighted by importance: w ∝ p_θ(x, z)/q(z). They are named, not kept: the proposals, θ and
/// the names of the random numbers give the same draws whenever they are asked for.
public struct ImportanceDraws: Hashable, Sendable {
  /// q of each unit.
  public let proposals: [GaussianLaw]
  /// θ that the weights belong to.
  public let theta: [Double]
  /// Draws of each unit.
  public let count: Int
  /// Names the random numbers.
  let seed: UInt64
  /// The half-step, which names them too.
  let step: Int

  /// The draws of one unit with their weights at some θ.
  struct OfUnit {
    /// The draws, with weights of sum 1.
    var nodes: WeightedNodes
    /// log of the mean weight: the estimate of log p_θ(x), in nats.
    var logMeanWeight: Double
    /// (Σw)²/Σw²: as many draws from the exact law would say as much (Kong, 1992).
    var effectiveDraws: Double
    /// The variance of the estimate, by the delta method: 1/effective − 1/count.
    var variance: Double { max(0, 1 / effectiveDraws - 1 / Double(nodes.z.count)) }
  }

  /// The draws of a unit, with weights at `theta`, or at the θ that they were made at.
  func draws(
    ofUnit unit: Int, _ decoder: some ScalarDecoder, at theta: [Double]? = nil, _ curve: inout ScalarCurve
  ) -> OfUnit {
    let law = proposals[unit]
    var random = RandomStream(
      seed: seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
      row: UInt32(truncatingIfNeeded: unit))
    let z = (0..<count).map { _ in law.mean + law.deviation * random.normal() }
    decoder.evaluate(unit, at: z, theta ?? self.theta, into: &curve)
    let logs = z.indices.map { k in
      curve.value[k] - 0.5 * (z[k] * z[k] + log2Pi) - law.logDensity(at: z[k])
    }
    let total = logSumExp(logs)
    let weights = logs.map { Double.exp($0 - total) }
    return OfUnit(
      nodes: WeightedNodes(z: z, weights: weights), logMeanWeight: total - Double.log(Double(count)),
      effectiveDraws: 1 / weights.reduce(0) { $0 + $1 * $1 })
  }

  /// Σ w_i log p̂_θ(x_i) with its standard error, in nats, in the units of the fit.
  func estimate(
    _ decoder: some ScalarDecoder, at theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> BankValue {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var sum = (nats: 0.0, variance: 0.0)
      for unit in units {
        let draws = draws(ofUnit: unit, decoder, at: theta, &curve)
        let weight = decoder.weight(ofUnit: unit)
        sum.nats += weight * draws.logMeanWeight
        sum.variance += weight * weight * draws.variance
      }
      return sum
    }
    return BankValue(
      nats: parts.reduce(0) { $0 + $1.nats },
      standardError: parts.reduce(0) { $0 + $1.variance }.squareRoot())
  }
}
