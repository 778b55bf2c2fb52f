import NumericCore
import RealModule

/// What an E half-step of the linkage multinomial keeps: the counts of five cells, the first of which divides in two.
public struct LinkageStatistics: ExpectedStatistics {
  /// The expected number of individuals in each of the five cells, of probabilities ½, θ/4, (1 − θ)/4, (1 − θ)/4 and θ/4.
  public internal(set) var counts = [Double](repeating: 0, count: 5)
  /// ℓ in nats.
  public internal(set) var logLikelihood = 0.0
  /// Of ℓ, where it was estimated from some of the individuals.
  public internal(set) var standardError: Double?
  /// H(q) in nats.
  public internal(set) var entropySum = 0.0

  /// The statistics of nobody.
  init() {}

  /// ℓ at the parameter of the law.
  public var objective: Objective {
    Objective(standardError.map(Objective.Kind.estimate) ?? .exact, nats: logLikelihood)
  }

  /// H(q).
  public var entropy: Double? { entropySum }

  /// Moves the statistics by the share `rate` of the way to `newest`.
  public mutating func move(towards newest: LinkageStatistics, rate: Double) {
    for cell in counts.indices { counts[cell] += rate * (newest.counts[cell] - counts[cell]) }
    entropySum += rate * (newest.entropySum - entropySum)
    logLikelihood = newest.logLikelihood
    standardError = newest.standardError
  }

  /// Counts everyone `factor` times.
  mutating func scale(by factor: Double) {
    for cell in counts.indices { counts[cell] *= factor }
    logLikelihood *= factor
    entropySum *= factor
  }

  /// The statistics as named tensors.
  public var tensors: [String: ModelArchive.Tensor] {
    var tensors: [String: ModelArchive.Tensor] = [
      "counts": .init(counts), "sums": .init([logLikelihood, entropySum]),
    ]
    if let standardError { tensors["standard_error"] = .init([standardError]) }
    return tensors
  }

  /// The statistics that stand in an archive behind `prefix`.
  init(_ reader: ArchiveReader, _ prefix: String) throws(FittingError) {
    counts = try reader.values(prefix + "counts", shape: [5])
    let sums = try reader.values(prefix + "sums", shape: [2])
    (logLikelihood, entropySum) = (sums[0], sums[1])
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw .invalidArchive(reason: "a count of its statistics is negative")
    }
    standardError = try reader.entropyAndError(prefix).error
  }
}
