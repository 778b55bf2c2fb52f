import CKernels
import NumericCore
import RealModule
import Synchronization

/// The patterns of missing values that an E half-step has met: each is prepared once, as long as there is room to keep it.
///
/// Rows of one pattern are a table of its observed columns without gaps, so one kernel serves them all.
final class MissingPatterns: Sendable {
  /// Bytes of patterns that are kept; what does not fit is prepared again where it is met again.
  private static let budget = 32 << 20

  private struct Kept {
    var patterns: [[UInt64]: MissingPattern] = [:]
    var bytes = 0
  }

  private let density: MixtureDensity
  private let kept = Mutex(Kept())

  /// No patterns yet, of `density`.
  init(_ density: MixtureDensity) { self.density = density }

  /// The statistics of one slice of a table: by the kernel itself where no value is missing, by patterns else.
  /// - Throws: `.degenerateComponent` if the covariance of what was observed is not positive definite.
  func statistics(
    ofRows rows: Range<Int>, of values: Matrix<Double>, weights: [Double]?, isComplete: Bool,
    wanted: MixtureSums
  ) throws(FittingError) -> MixtureStatistics {
    let d = values.columns
    let isComplete =
      isComplete
      || values.storage.withUnsafeBufferPointer { numbers in
        let slice = UnsafeBufferPointer(rebasing: numbers[(rows.lowerBound * d)..<(rows.upperBound * d)])
        return !elbow_has_nan(slice.baseAddress, slice.count)
      }
    guard isComplete else {
      return try statisticsByPattern(ofRows: rows, of: values, weights: weights, wanted: wanted)
    }
    return values.storage.withUnsafeBufferPointer { numbers in
      let slice = UnsafeBufferPointer(rebasing: numbers[(rows.lowerBound * d)..<(rows.upperBound * d)])
      guard let weights else { return density.statistics(ofRows: slice, weights: nil, wanted: wanted) }
      return weights.withUnsafeBufferPointer {
        density.statistics(ofRows: slice, weights: UnsafeBufferPointer(rebasing: $0[rows]), wanted: wanted)
      }
    }
  }

  /// The same for rows of any pattern: those of one pattern are gathered, and what the kernel finds is expanded. On complete
  /// rows it gives the same bits.
  /// - Parameter collect: what finds the statistics of gathered rows (row after row) with these indices under the mixture
  ///   of the observed columns; nil for the kernel.
  func statisticsByPattern(
    ofRows rows: some Sequence<Int>, of values: Matrix<Double>, weights: [Double]?, wanted: MixtureSums,
    _ collect: ((MixtureDensity, _ gathered: [Double], _ members: [Int]) -> MixtureStatistics)? = nil
  ) throws(FittingError) -> MixtureStatistics {
    var total = MixtureStatistics(centres: density.parameters.means, shape: wanted.shape)
    for (key, members) in Self.groups(of: rows, in: values) {
      let pattern = try pattern(key)
      guard !pattern.observed.isEmpty || collect != nil else {
        let weight = members.reduce(0) { $0 + (weights?[$1] ?? 1) }
        pattern.expand(
          unobserved(pattern.marginal, weight: weight, shape: wanted.shape), into: &total, wanted: wanted)
        continue
      }
      var gathered: [Double] = []
      gathered.reserveCapacity(members.count * pattern.observed.count)
      for row in members {
        for j in pattern.observed { gathered.append(values[row, j]) }
      }
      if let collect {
        pattern.expand(collect(pattern.marginal, gathered, members), into: &total, wanted: wanted)
        continue
      }
      let own = weights.map { weights in members.map { weights[$0] } }
      let found = gathered.withUnsafeBufferPointer { numbers in
        guard let own else {
          return pattern.marginal.statistics(ofRows: numbers, weights: nil, wanted: wanted)
        }
        return own.withUnsafeBufferPointer {
          pattern.marginal.statistics(ofRows: numbers, weights: $0, wanted: wanted)
        }
      }
      pattern.expand(found, into: &total, wanted: wanted)
    }
    return total
  }

  /// Rows of which nothing was observed say nothing: log 1, and the responsibilities are the weights.
  private func unobserved(_ marginal: MixtureDensity, weight: Double, shape: ProductShape)
    -> MixtureStatistics
  {
    var result = MixtureStatistics(centres: marginal.parameters.means, shape: shape)
    let noise = marginal.noise?.weight ?? 0
    let shares = marginal.parameters.weights
    result.counts = shares.map { weight * $0 }
    result.noiseCount = weight * noise
    result.weight = weight
    result.entropySum = weight * shares.reduce(entropyTerm(noise)) { $0 + entropyTerm($1) }
    result.classificationLoss = -weight * Double.log(shares.reduce(noise, max))
    return result
  }

  private func pattern(_ key: [UInt64]) throws(FittingError) -> MissingPattern {
    if let known = kept.withLock({ $0.patterns[key] }) { return known }
    let observed = (0..<density.parameters.dimensions).filter { key[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
    let pattern = try MissingPattern(density, observed: observed)
    kept.withLock { kept in
      guard kept.bytes + pattern.footprint <= Self.budget else { return }
      if kept.patterns.updateValue(pattern, forKey: key) == nil { kept.bytes += pattern.footprint }
    }
    return pattern
  }

  /// The rows by which columns were observed (a bit for each), in the order in which the patterns first appear.
  private static func groups(
    of rows: some Sequence<Int>, in values: Matrix<Double>
  ) -> [(key: [UInt64], members: [Int])] {
    var groups: [(key: [UInt64], members: [Int])] = []
    var places: [[UInt64]: Int] = [:]
    var key = [UInt64](repeating: 0, count: (values.columns + 63) / 64)
    for row in rows {
      for word in key.indices { key[word] = 0 }
      for j in 0..<values.columns where !values[row, j].isNaN { key[j / 64] |= 1 << UInt64(j % 64) }
      if let place = places[key] {
        groups[place].members.append(row)
      } else {
        places[key] = groups.count
        groups.append((key, [row]))
      }
    }
    return groups
  }
}
