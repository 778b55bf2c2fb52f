import NumericCore

/// By how many nats a rung is better than another on the same rows, with a paired bootstrap interval.
public struct RungDifference: Hashable, Sendable {
  /// The rung, and the one it is compared with.
  public let rung: Rung
  /// The one it is compared with.
  public let reference: Rung
  /// What rows both are scored on.
  public let evaluation: RungEvaluation
  /// What the number of the rung is: a bound against a likelihood says that the rung is at least so much better.
  public let kind: Objective.Kind
  /// What that of the other is.
  public let referenceKind: Objective.Kind
  /// The mean difference, in nats per row.
  public let perRow: Double
  /// Where the mean lies with a probability of 95 % as rows are drawn anew, by the percentiles of the bootstrap.
  public let interval: ClosedRange<Double>
  /// How many rows both looked at.
  public let rows: Int
}

/// Why two rungs cannot be compared.
public struct IncomparableRungs: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, in a sentence.
  public let description: String
}

extension LadderFindings {
  /// How much better `rung` is than `reference` on rows of that kind, row by row: with the bootstrap that draws rows, of which each
  /// brings both of its values (Efron, 1979).
  ///
  ///     replicates   how often rows are drawn anew
  /// - Throws: why there is nothing to compare.
  public func difference(
    of rung: Rung, from reference: Rung, evaluation: RungEvaluation, value: RungValue = .best,
    replicates: Int = 2000
  ) throws(IncomparableRungs) -> RungDifference {
    let ours = try score(rung, evaluation, value)
    let theirs = try score(reference, evaluation, value)
    let other = Dictionary(uniqueKeysWithValues: zip(theirs.places, theirs.perRow))
    let differences = zip(ours.places, ours.perRow).compactMap { place, nats in
      other[place].map { nats - $0 }
    }
    guard differences.count >= 2, differences.allSatisfy(\.isFinite) else {
      throw IncomparableRungs(
        description: differences.count < 2
          ? "\(rung.plainTitle) and \(reference.plainTitle) have no two rows in common"
          : "some rows have no density under \(rung.plainTitle) or \(reference.plainTitle)")
    }
    let means = bootstrapMeans(differences, replicates: max(replicates, 40), seed: settings.seed).sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(means.count - 1)
      let low = Int(place)
      let high = min(low + 1, means.count - 1)
      return means[low] + (place - Double(low)) * (means[high] - means[low])
    }
    return RungDifference(
      rung: rung, reference: reference, evaluation: evaluation, kind: ours.objective.kind,
      referenceKind: theirs.objective.kind,
      perRow: differences.reduce(0, +) / Double(differences.count),
      interval: quantile(0.025)...quantile(0.975), rows: differences.count)
  }

  private func score(
    _ rung: Rung, _ evaluation: RungEvaluation, _ value: RungValue
  ) throws(IncomparableRungs) -> RungScore {
    guard let result = result(rung) else {
      throw IncomparableRungs(description: "\(rung.plainTitle) is not fitted")
    }
    guard let found = result.scores(evaluation)?.value(value) else {
      let what = value == .best ? "value" : value.rawValue
      throw IncomparableRungs(description: "\(rung.plainTitle) has no \(evaluation.rawValue) \(what)")
    }
    return found
  }
}

/// The means of `values` drawn with replacement, as many as there are, so many times over.
func bootstrapMeans(_ values: [Double], replicates: Int, seed: UInt64) -> [Double] {
  (0..<replicates).map { replicate in
    var random = RandomStream(
      seed: seed, purpose: .bootstrap, step: UInt32(truncatingIfNeeded: replicate))
    var sum = 0.0
    for _ in values.indices { sum += values[random.index(below: values.count)] }
    return sum / Double(values.count)
  }
}
