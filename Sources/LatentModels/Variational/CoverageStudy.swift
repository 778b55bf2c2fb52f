import NumericCore

/// A simulation: data drawn from the model at its maximum-likelihood estimate, the method refitted to each, and how often 95 %
/// intervals cover.
///
/// Replicate b of a seed is the same at any number of threads and of replicates.
struct CoverageStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  /// How many replicates.
  let planned: Int
  private var truth: MaximumLikelihoodStudy<Decoder>
  private var open: [Replicate] = []
  private var begun = 0
  private var ended: [Int: Estimate?] = [:]

  /// A replicate on its way.
  private struct Replicate: Sendable {
    let index: Int
    var sandwich: SandwichAscent<Decoder>
  }

  /// What a refit says.
  private struct Estimate: Sendable {
    var values: [Double]
    var naive: [Double]
    var sandwich: [Double]
  }

  /// So many are open at once, whatever the threads.
  private static var width: Int { 4 }
  /// The half-width of an interval, in standard errors.
  private static var reach: Double { 1.959_963_984_540_054 }

  init(of fit: VariationalFit<Decoder>, replicates: Int) {
    self.fit = fit
    planned = max(0, replicates)
    truth = MaximumLikelihoodStudy(of: fit)
  }

  /// Replicates refitted, or given up.
  var done: Int { ended.count }

  /// θ that data are drawn from.
  private var theta: [Double] {
    guard case .maximumLikelihood(let theta, _, _) = truth.findings else { return fit.theta }
    return theta
  }

  /// The counts so far.
  var findings: VariationalFinding {
    let known = fit.decoder.freeParameters(of: theta).parameters
    let estimates = ended.sorted { $0.key < $1.key }.compactMap(\.value)
    func covering(_ centre: [Double], _ errors: (Estimate) -> [Double]) -> [Int] {
      known.values.indices.map { j in
        estimates.count { abs($0.values[j] - centre[j]) <= Self.reach * errors($0)[j] }
      }
    }
    let count = Double(max(estimates.count, 1))
    let limit = known.values.indices.map { j in estimates.reduce(0) { $0 + $1.values[j] } / count }
    return .coverage(
      Coverage(
        names: known.names, truth: known.values, replicates: ended.count,
        failures: ended.count - estimates.count,
        naive: covering(known.values, \.naive), sandwich: covering(known.values, \.sandwich),
        sandwichOfLimit: covering(limit, \.sandwich)))
  }

  /// A step of the ascent to the truth, then one of each open replicate.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    guard truth.isFinished else { return try truth.advance(in: workspace) }
    let (fit, theta, cancellation) = (fit, theta, workspace.cancellation)
    let fresh = begun..<min(planned, begun + Self.width - open.count)
    let slots: [(index: Int, replicate: Replicate?)] =
      open.map { ($0.index, $0) } + fresh.map { ($0, nil) }
    let outcomes: [Result<Replicate, FittingError>] = workspace.pool.map(shards: slots.count) { shard in
      let space = Workspace(pool: .onCaller(), cancellation: cancellation)
      do throws(FittingError) {
        guard var replicate = slots[shard].replicate else {
          let index = slots[shard].index
          return .success(try Self.begin(index, fit, theta, in: space))
        }
        try replicate.sandwich.advance(in: space)
        return .success(replicate)
      } catch {
        return .failure(error)
      }
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    open = []
    begun = fresh.upperBound
    for (slot, outcome) in zip(slots, outcomes) {
      switch outcome {
      case .success(let replicate) where replicate.sandwich.isFinished:
        ended[slot.index] = .some(Self.estimate(replicate.sandwich, theta))
      case .success(let replicate): open.append(replicate)
      case .failure: ended[slot.index] = .some(nil)
      }
    }
  }

  private static func begin(
    _ index: Int, _ fit: VariationalFit<Decoder>, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> Replicate {
    let decoder = try fit.decoder.simulated(
      at: theta, seed: fit.settings.seed, replicate: UInt32(truncatingIfNeeded: index))
    return Replicate(
      index: index,
      sandwich: try SandwichAscent(
        of: decoder, fit.settings.method, from: .prior, at: theta, in: workspace))
  }

  /// The estimate of a refit, turned the way of the truth; nil where it has not settled or has no errors.
  private static func estimate(_ sandwich: SandwichAscent<Decoder>, _ truth: [Double]) -> Estimate? {
    let errors = sandwich.errors
    guard sandwich.ascent.hasSettled, (errors.naive + errors.sandwich).allSatisfy(\.isFinite) else {
      return nil
    }
    let decoder = sandwich.ascent.profile.decoder
    let turned = decoder.aligned(sandwich.ascent.theta, with: truth)
    return Estimate(
      values: decoder.freeParameters(of: turned).parameters.values, naive: errors.naive,
      sandwich: errors.sandwich)
  }
}
