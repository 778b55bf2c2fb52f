/// Expected statistics that are sums over units, centred at the means that they were computed with: how to add, weigh and
/// average them follows from how two are joined, sum by sum.
protocol SummedStatistics: ExpectedStatistics {
  /// Σ w log p of the units, in nats, in the units of the fit.
  var logLikelihood: Double { get set }
  /// Of ℓ, where it was estimated from some of the units.
  var standardError: Double? { get set }
  /// H(q) in nats; nil where q is a point or a few draws, which have none.
  var entropy: Double? { get set }

  /// Every sum from ours and theirs, which have one centre.
  mutating func combine(_ other: Self, _ join: (Double, Double) -> Double)
  /// The same statistics about the centre of `newest`.
  mutating func recentre(as newest: Self)
}

extension SummedStatistics {
  /// Adds the statistics of other units.
  mutating func add(_ other: Self) {
    combine(other) { $0 + $1 }
    logLikelihood += other.logLikelihood
    if let ours = entropy, let theirs = other.entropy { entropy = ours + theirs } else { entropy = nil }
  }

  /// Counts every unit `factor` times.
  mutating func scale(by factor: Double) {
    combine(self) { ours, _ in factor * ours }
    logLikelihood *= factor
    entropy = entropy.map { factor * $0 }
  }

  /// Moves the statistics by the share `rate` of the way to `newest`, both centred as `newest` is.
  public mutating func move(towards newest: Self, rate: Double) {
    recentre(as: newest)
    combine(newest) { $0 + rate * ($1 - $0) }
    if let ours = entropy, let theirs = newest.entropy {
      entropy = ours + rate * (theirs - ours)
    } else {
      entropy = nil
    }
    logLikelihood = newest.logLikelihood
    standardError = newest.standardError
  }
}
