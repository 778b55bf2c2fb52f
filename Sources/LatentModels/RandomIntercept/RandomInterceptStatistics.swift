import NumericCore

/// What an E half-step of a random-intercept model keeps: sums over groups, with r = y − c for the mean c in the E half-step.
public struct RandomInterceptStatistics: SummedStatistics {
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

  mutating func combine(_ other: RandomInterceptStatistics, _ join: (Double, Double) -> Double) {
    for sum in Self.sums { self[keyPath: sum] = join(self[keyPath: sum], other[keyPath: sum]) }
  }

  /// The same statistics about another centre: with δ = new − old, Σ(r − δ)², Σ(r − δ) and Σ (E b) Σ(r − δ).
  mutating func recentre(as newest: RandomInterceptStatistics) {
    let delta = newest.centre - centre
    squares += delta * (delta * count - 2 * residuals)
    residuals -= delta * count
    crossProducts -= delta * intercepts
    centre = newest.centre
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
