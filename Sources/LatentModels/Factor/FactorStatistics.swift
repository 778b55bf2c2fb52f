import NumericCore

/// What an E half-step of PPCA or factor analysis keeps: the sums that the regression of each column on (1, z) needs, over
/// the rows in which the column was observed. Values are centred at the means they were computed with.
public struct FactorStatistics: SummedStatistics {
  /// c: D, the means in the E half-step.
  public private(set) var centres: [Double]
  /// n_j = Σ_i w_i over the rows where column j was observed: D.
  public internal(set) var counts: [Double]
  /// Σ_i w_i (x_ij − c_j)²: D.
  public internal(set) var squares: [Double]
  /// Σ_i w_i (x_ij − c_j) E[(1, z_i)]: D × (k + 1).
  public internal(set) var crossProducts: Matrix<Double>
  /// Σ_i w_i E[(1, z_i)(1, z_i)ᵀ] over the rows where column j was observed: D × (k + 1)².
  public internal(set) var gramMatrices: Matrix<Double>
  /// Σ_i w_i E[z_i z_iᵀ] over all rows: k × k.
  public internal(set) var latentProducts: Matrix<Double>
  /// Σ_i w_i.
  public internal(set) var weight = 0.0
  /// Σ_i w_i log p(x_i), of what was observed, in nats, in the units of the fit.
  public internal(set) var logLikelihood = 0.0
  /// Of ℓ, where it was estimated from some of the rows.
  public internal(set) var standardError: Double?
  /// H(q) in nats; nil where q is a point or a few draws, which have none.
  public internal(set) var entropy: Double? = 0

  /// The statistics of no rows, centred at `centres`, with `latentDimensions` latents.
  init(centres: [Double], latentDimensions k: Int) {
    let d = centres.count
    self.centres = centres
    counts = Array(repeating: 0, count: d)
    squares = counts
    crossProducts = Matrix(rows: d, columns: k + 1)
    gramMatrices = Matrix(rows: d, columns: (k + 1) * (k + 1))
    latentProducts = Matrix(rows: k, columns: k)
  }

  /// k.
  var latentDimensions: Int { latentProducts.rows }

  /// ℓ at the parameter of the law.
  public var objective: Objective {
    Objective(standardError.map(Objective.Kind.estimate) ?? .exact, nats: logLikelihood)
  }

  /// Σ E[(1, z)(1, z)ᵀ] of column j.
  func gram(of j: Int) -> Matrix<Double> {
    let order = latentDimensions + 1
    return Matrix(rows: order, columns: order, storage: gramMatrices.row(j))
  }

  mutating func combine(_ other: FactorStatistics, _ join: (Double, Double) -> Double) {
    for j in counts.indices {
      counts[j] = join(counts[j], other.counts[j])
      squares[j] = join(squares[j], other.squares[j])
    }
    for index in crossProducts.storage.indices {
      crossProducts.storage[index] = join(crossProducts.storage[index], other.crossProducts.storage[index])
    }
    for index in gramMatrices.storage.indices {
      gramMatrices.storage[index] = join(gramMatrices.storage[index], other.gramMatrices.storage[index])
    }
    for index in latentProducts.storage.indices {
      latentProducts.storage[index] = join(latentProducts.storage[index], other.latentProducts.storage[index])
    }
    weight = join(weight, other.weight)
  }

  /// The same statistics about other centres: with δ = new − old, Σ(x − c − δ)² and Σ(x − c − δ)(1, z).
  mutating func recentre(as newest: FactorStatistics) {
    for j in centres.indices {
      let delta = newest.centres[j] - centres[j]
      squares[j] += delta * (delta * counts[j] - 2 * crossProducts[j, 0])
      for l in 0...latentDimensions { crossProducts[j, l] -= delta * gramMatrices[j, l] }
    }
    centres = newest.centres
  }

  /// The statistics as named tensors.
  public var tensors: [String: ModelArchive.Tensor] {
    var tensors: [String: ModelArchive.Tensor] = [
      "centres": .init(centres), "counts": .init(counts), "squares": .init(squares),
      "cross_products": .init(crossProducts), "gram_matrices": .init(gramMatrices),
      "latent_products": .init(latentProducts), "sums": .init([weight, logLikelihood]),
    ]
    if let entropy { tensors["entropy"] = .init([entropy]) }
    if let standardError { tensors["standard_error"] = .init([standardError]) }
    return tensors
  }
}
