import NumericCore

/// What an E half-step of a multivariate normal law keeps: sums of the expected values, centred at the means they were computed
/// with. For a missing value the conditional variance is part of the products.
public struct NormalStatistics: SummedStatistics {
  /// c: D, the means in the E half-step.
  public private(set) var centres: [Double]
  /// Σ_i w_i E(x_i − c): D.
  public internal(set) var shifts: [Double]
  /// Σ_i w_i E(x_i − c)(x_i − c)ᵀ: D × D.
  public internal(set) var products: Matrix<Double>
  /// Σ_i w_i.
  public internal(set) var weight = 0.0
  /// Σ_i w_i log p(x_i), of what was observed, in nats, in the units of the fit.
  public internal(set) var logLikelihood = 0.0
  /// Of ℓ, where it was estimated from some of the rows.
  public internal(set) var standardError: Double?
  /// H(q) in nats; nil where q is a point or a few draws, which have none.
  public internal(set) var entropy: Double? = 0

  /// The statistics of no rows, centred at `centres`.
  init(centres: [Double]) {
    self.centres = centres
    shifts = Array(repeating: 0, count: centres.count)
    products = Matrix(rows: centres.count, columns: centres.count)
  }

  /// ℓ at the parameter of the law.
  public var objective: Objective {
    Objective(standardError.map(Objective.Kind.estimate) ?? .exact, nats: logLikelihood)
  }

  /// Σ_i w_i E(x_i − m)(x_i − m)ᵀ about other means m: with η = m − c, P − s ηᵀ − η sᵀ + W η ηᵀ.
  func scatter(about mean: [Double]) -> Matrix<Double> {
    let eta = zip(mean, centres).map { $0 - $1 }
    var result = products
    for i in eta.indices {
      for j in eta.indices {
        result[i, j] += weight * eta[i] * eta[j] - (shifts[i] * eta[j] + shifts[j] * eta[i])
      }
    }
    return result
  }

  mutating func combine(_ other: NormalStatistics, _ join: (Double, Double) -> Double) {
    for j in shifts.indices { shifts[j] = join(shifts[j], other.shifts[j]) }
    for index in products.storage.indices {
      products.storage[index] = join(products.storage[index], other.products.storage[index])
    }
    weight = join(weight, other.weight)
  }

  /// The same statistics about other means: with δ = new − old, Σ(x − c − δ) and the scatter about them.
  mutating func recentre(as newest: NormalStatistics) {
    products = scatter(about: newest.centres)
    for j in shifts.indices { shifts[j] -= weight * (newest.centres[j] - centres[j]) }
    centres = newest.centres
  }

  /// The statistics as named tensors.
  public var tensors: [String: ModelArchive.Tensor] {
    var tensors: [String: ModelArchive.Tensor] = [
      "centres": .init(centres), "shifts": .init(shifts), "products": .init(products),
      "sums": .init([weight, logLikelihood]),
    ]
    if let entropy { tensors["entropy"] = .init([entropy]) }
    if let standardError { tensors["standard_error"] = .init([standardError]) }
    return tensors
  }

  /// The statistics that stand in an archive behind `prefix`.
  init(_ reader: ArchiveReader, _ prefix: String, dimensions d: Int) throws(FittingError) {
    self.init(centres: try reader.values(prefix + "centres", shape: [d]))
    shifts = try reader.values(prefix + "shifts", shape: [d])
    products = Matrix(
      rows: d, columns: d, storage: try reader.values(prefix + "products", shape: [d, d]))
    let sums = try reader.values(prefix + "sums", shape: [2])
    (weight, logLikelihood) = (sums[0], sums[1])
    guard weight > 0 else { throw .invalidArchive(reason: "the weight of its statistics is not positive") }
    (entropy, standardError) = try reader.entropyAndError(prefix)
  }
}
