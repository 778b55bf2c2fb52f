import NumericCore

/// A bootstrap of any model that EM fits: data drawn again and again, and the model refitted to each from θ̂, with labels
/// matched.
///
/// Refits take SQUAREM's steps: where much is missing, EM itself would stop short of their maxima.
///
/// Replicate b of seed s is the same whatever the number of threads, and whatever the number of replicates.
public struct Bootstrap<Model: ExpectationMaximization>: Study {
  /// The fit whose estimates are judged.
  public let model: Model
  /// What is drawn.
  public let kind: BootstrapKind
  /// How many replicates.
  public let planned: Int
  /// Names the random numbers.
  public let seed: UInt64
  private let iterations: Int
  private let tolerance: Double
  private var ascents: Ascents<Model>
  private var replicates: [Int: [Double]?] = [:]
  private var unconverged = 0
  private var degenerate = 0

  /// A bootstrap of `model` at its present parameter with `count` replicates. A refit converges when the mean
  /// log-likelihood per row changes by less than `tolerance`, and is given up after so many iterations, as it then stands.
  public init(
    of model: Model, kind: BootstrapKind, count: Int, seed: UInt64, iterations: Int = 2000,
    tolerance: Double = 1e-9
  ) {
    self.model = model
    self.kind = kind
    planned = max(0, count)
    self.seed = seed
    self.iterations = iterations
    self.tolerance = tolerance
    ascents = Ascents(planned: max(0, count), rows: model.data.rows)
  }

  /// Replicates refitted, or given up.
  public var done: Int { replicates.count }

  /// The replicates so far, in their order.
  public var findings: BootstrapFindings {
    let inOrder = replicates.sorted { $0.key < $1.key }.map(\.value)
    return BootstrapFindings(
      kind: kind, planned: planned, estimates: model.freeParameters(of: model.parameters),
      replicates: inOrder.compactMap { $0 }, failures: inOrder.count { $0 == nil },
      unconverged: unconverged, degenerate: degenerate)
  }

  /// Takes some refits a few iterations further.
  /// - Throws: also what the weights of the rows do not allow to be drawn at all.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    try model.data.validateWeights()
    if kind == .parametric { try model.data.validateCounts() }
    var next = ascents
    let (model, kind, seed, iterations, tolerance) = (model, kind, seed, iterations, tolerance)
    let finished = try next.advance(in: workspace) { index throws(FittingError) in
      let replicate = UInt32(truncatingIfNeeded: index)
      let data =
        kind == .parametric
        ? try model.simulatedData(seed: seed, replicate: replicate)
        : model.resampledData(seed: seed, replicate: replicate)
      let refit = try model.refitting(data).changed(by: .method(EMMethod(maximization: .squarem)))
        .changed(by: .tolerance(tolerance))
      return Ascent(refit, iterations: iterations, work: refit.plan.work(on: data))
    }
    for (index, outcome) in finished {
      if case .success(let ascent) = outcome {
        let parameters = model.matched(ascent.model.parameters, to: model.parameters)
        replicates[index] = model.freeParameters(of: parameters).values
        if !ascent.hasConverged { unconverged += 1 }
        if ascent.findings.contains(where: \.isDegeneracy) { degenerate += 1 }
      } else {
        replicates[index] = .some(nil)
      }
    }
    ascents = next
  }
}

/// What a bootstrap found so far.
public struct BootstrapFindings: Hashable, Sendable {
  /// What was drawn.
  public let kind: BootstrapKind
  /// How many replicates there will be.
  public let planned: Int
  /// The estimates that are judged, in the data's own units.
  public let estimates: FreeParameters
  /// The free parameters of each refit that succeeded, in the order of `estimates`.
  public let replicates: [[Double]]
  /// Refits that failed.
  public let failures: Int
  /// Refits that were given up before they converged, as they then stood.
  public let unconverged: Int
  /// Refits that ended where only the ridge or the floor of a variance holds them, or where a component has no rows. They
  /// count among the replicates: the estimator gives them on such data, and what is left without them would vary too little.
  public let degenerate: Int

  /// Findings from their parts.
  public init(
    kind: BootstrapKind, planned: Int, estimates: FreeParameters, replicates: [[Double]], failures: Int,
    unconverged: Int, degenerate: Int = 0
  ) {
    self.kind = kind
    self.planned = planned
    self.estimates = estimates
    self.replicates = replicates
    self.failures = failures
    self.unconverged = unconverged
    self.degenerate = degenerate
  }

  /// The standard deviation of each parameter over the replicates, with one less in the denominator; nil with fewer than
  /// two of them.
  public var standardErrors: [Double]? {
    let count = Double(replicates.count)
    guard count > 1 else { return nil }
    return estimates.values.indices.map { j in
      let mean = replicates.reduce(0) { $0 + $1[j] } / count
      let squares = replicates.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) }
      return (squares / (count - 1)).squareRoot()
    }
  }

  /// The mean of each parameter over the replicates, less its estimate; nil without replicates.
  public var biases: [Double]? {
    guard !replicates.isEmpty else { return nil }
    return estimates.values.indices.map { j in
      replicates.reduce(0) { $0 + $1[j] } / Double(replicates.count) - estimates.values[j]
    }
  }

  /// From the α/2 to the 1 − α/2 quantile of the replicates (Efron, 1981), between which it is interpolated linearly; nil
  /// with fewer than two of them.
  public func intervals(confidence: Double) -> [ConfidenceInterval]? {
    guard replicates.count > 1 else { return nil }
    let tail = (1 - confidence) / 2
    return estimates.values.indices.map { j in
      let sorted = replicates.map { $0[j] }.sorted()
      return ConfidenceInterval(
        lower: sorted.quantile(tail), upper: sorted.quantile(1 - tail), confidence: confidence)
    }
  }

  /// Sentences on failures, and on refits that did not converge or are degenerate.
  public var notes: [String] {
    let done = replicates.count + failures
    var notes: [String] = []
    if failures > 0 { notes.append("\(failures) of \(done) refits failed and are left out") }
    if unconverged > 0 { notes.append("\(unconverged) of \(done) refits did not converge") }
    if degenerate > 0 {
      notes.append(
        "\(degenerate) of \(done) refits are degenerate, held up by the ridge or the floor of a variance; they count here, "
          + "since errors without them would be too small")
    }
    return notes
  }
}

extension [Double] {
  /// The quantile at `share` of these ascending numbers, interpolated linearly.
  fileprivate func quantile(_ share: Double) -> Double {
    let place = share * Double(count - 1)
    let below = Swift.min(Swift.max(0, Int(place)), count - 1)
    let above = Swift.min(below + 1, count - 1)
    return self[below] + (place - Double(below)) * (self[above] - self[below])
  }
}
