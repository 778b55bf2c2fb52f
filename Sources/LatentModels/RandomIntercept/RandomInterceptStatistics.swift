import NumericCore

/// What an E half-step of a random-intercept model keeps: sums over groups, with r = y − c for the mean c in the E half-step.
public struct RandomInterceptStatistics: ExpectedStatistics {
  /// c.
  public private(set) var centre: Double
  /// G, how many groups.
  public internal(set) var groups = 0.0
  /// N = Σ n, how much the rows count.
  public internal(set) var count = 0.0
  /// Σ r over the rows.
  public internal(set) var residuals = 0.0
  /// Σ r².
  public internal(set) var squares = 0.0
  /// Σ n E b over the groups.
  public internal(set) var intercepts = 0.0
  /// Σ n E b².
  public internal(set) var weightedSquares = 0.0
  /// Σ E b².
  public internal(set) var interceptSquares = 0.0
  /// Σ (E b) Σ r.
  public internal(set) var crossProducts = 0.0
  /// ℓ, in nats, in the units of the fit.
  public internal(set) var logLikelihood = 0.0
  /// Of ℓ, where it was estimated from some of the groups.
  public internal(set) var standardError: Double?
  /// H(q) in nats; nil where q is a point or a few draws, which have none.
  public internal(set) var entropy: Double? = 0

  /// The statistics of no groups, centred at `centre`.
  init(centre: Double) { self.centre = centre }

  /// ℓ at the parameter of the law.
  public var objective: Objective {
    Objective(standardError.map(Objective.Kind.estimate) ?? .exact, nats: logLikelihood)
  }

  /// The sums, in a fixed order.
  private static var sums: [WritableKeyPath<RandomInterceptStatistics, Double>] {
    [
      \.groups, \.count, \.residuals, \.squares, \.intercepts, \.weightedSquares, \.interceptSquares,
      \.crossProducts,
    ]
  }

  /// Counts every group `factor` times.
  mutating func scale(by factor: Double) {
    for sum in Self.sums + [\.logLikelihood] { self[keyPath: sum] *= factor }
    entropy = entropy.map { factor * $0 }
  }

  /// Moves the statistics by the share `rate` of the way to `newest`, both centred at the mean of `newest`.
  public mutating func move(towards newest: RandomInterceptStatistics, rate: Double) {
    recentre(at: newest.centre)
    for sum in Self.sums { self[keyPath: sum] += rate * (newest[keyPath: sum] - self[keyPath: sum]) }
    if let ours = entropy, let theirs = newest.entropy {
      entropy = ours + rate * (theirs - ours)
    } else {
      entropy = nil
    }
    logLikelihood = newest.logLikelihood
    standardError = newest.standardError
  }

  /// The same statistics about another centre: with δ = new − old, Σ(r − δ)², Σ(r − δ) and Σ (E b) Σ(r − δ).
  private mutating func recentre(at new: Double) {
    let delta = new - centre
    squares += delta * (delta * count - 2 * residuals)
    residuals -= delta * count
    crossProducts -= delta * intercepts
    centre = new
  }

  /// The statistics as named tensors.
  public var tensors: [String: ModelArchive.Tensor] {
    var tensors: [String: ModelArchive.Tensor] = [
      "centre": .init([centre]), "sums": .init(Self.sums.map { self[keyPath: $0] }),
      "log_likelihood": .init([logLikelihood]),
    ]
    if let entropy { tensors["entropy"] = .init([entropy]) }
    if let standardError { tensors["standard_error"] = .init([standardError]) }
    return tensors
  }

  /// The statistics that stand in an archive behind `prefix`.
  init(_ reader: ArchiveReader, _ prefix: String) throws(FittingError) {
    self.init(centre: try reader.values(prefix + "centre", shape: [1])[0])
    let values = try reader.values(prefix + "sums", shape: [Self.sums.count])
    for (sum, value) in zip(Self.sums, values) { self[keyPath: sum] = value }
    logLikelihood = try reader.values(prefix + "log_likelihood", shape: [1])[0]
    guard groups > 0, count > 0 else {
      throw .invalidArchive(reason: "the counts of its statistics are not positive")
    }
    (entropy, standardError) = try reader.entropyAndError(prefix)
  }
}

extension ArchiveReader {
  /// The entropy of a law and the standard error of an estimate, where they were kept.
  func entropyAndError(_ prefix: String) throws(FittingError) -> (entropy: Double?, error: Double?) {
    func number(_ name: String) throws(FittingError) -> Double? {
      has(prefix + name) ? try values(prefix + name, shape: [1])[0] : nil
    }
    let error = try number("standard_error")
    guard error ?? 0 >= 0 else { throw .invalidArchive(reason: "a standard error is negative") }
    return (try number("entropy"), error)
  }
}
