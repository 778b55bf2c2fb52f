import NumericCore

/// Which products of columns an M half-step needs.
public enum ProductShape: String, Hashable, Sendable {
  /// All of them: for covariances that are full or shared.
  case full
  /// The squares alone: for covariances that are diagonal.
  case diagonal
}

/// What an E half-step keeps of N×K responsibilities: their sums, centred at the means they were computed with.
///
/// Centring at the present means, not at the origin, keeps the digits: the M half-step only has to take away the square
/// of the step that the mean makes. With observation weights w_i, a row counts w_i times. Where values are missing, x_i
/// stands for its conditional mean given what was observed and the component, and the conditional covariance of what was
/// not is part of the products (Ghahramani & Jordan, 1994).
public struct MixtureStatistics: ExpectedStatistics {
  /// n_k = Σ_i w_i r_ik: K of them.
  public internal(set) var counts: [Double]
  /// Σ_i w_i r_ik (x_i − c_k): K × D, where c_k is the mean of component k in the E half-step.
  public internal(set) var shifts: Matrix<Double>
  /// Σ_i w_i r_ik (x_i − c_k)(x_i − c_k)ᵀ, lower triangle: K × D × D; off the diagonal 0 if `shape` is diagonal.
  public internal(set) var products: [Double]
  /// Which products were collected.
  public let shape: ProductShape
  /// c_k: K × D.
  public private(set) var centres: Matrix<Double>
  /// Σ_i w_i r_i0, of the uniform noise; 0 without one.
  public internal(set) var noiseCount: Double
  /// Σ_i w_i: N without weights.
  public internal(set) var weight: Double
  /// Σ_i w_i log p(x_i), of what was observed, in nats, in the units of the fit.
  public internal(set) var logLikelihood: Double
  /// Of ℓ, where it was estimated from some of the rows; nil where it is exact.
  public internal(set) var standardError: Double?
  /// −Σ_i w_i Σ_k r_ik log r_ik, in nats: the entropy of the component given the row.
  public internal(set) var entropySum: Double
  /// −Σ_i w_i log max_k r_ik, in nats: what the integrated completed likelihood adds to half the BIC.
  public internal(set) var classificationLoss: Double
  /// The differential entropy of what is missing, given what was observed and the component, summed under the weights and
  /// the responsibilities, in nats, in the units of the fit; 0 on complete data.
  public internal(set) var missingEntropy: Double

  /// H(q), of everything latent: the components and the missing values, in nats.
  public var entropy: Double? { entropySum + missingEntropy }

  /// The statistics of no rows, centred at `centres` (K × D).
  init(centres: Matrix<Double>, shape: ProductShape = .full) {
    self.init(
      centres: centres, counts: Array(repeating: 0, count: centres.rows),
      shifts: Matrix(rows: centres.rows, columns: centres.columns),
      products: Array(repeating: 0, count: centres.rows * centres.columns * centres.columns),
      logLikelihood: 0, entropy: 0, classificationLoss: 0, shape: shape)
  }

  init(
    centres: Matrix<Double>, counts: [Double], shifts: Matrix<Double>, products: [Double],
    logLikelihood: Double, entropy: Double, classificationLoss: Double, shape: ProductShape = .full,
    noiseCount: Double = 0, weight: Double? = nil, missingEntropy: Double = 0
  ) {
    self.centres = centres
    self.shape = shape
    self.counts = counts
    self.shifts = shifts
    self.products = products
    self.noiseCount = noiseCount
    self.weight = weight ?? counts.reduce(noiseCount, +)
    self.logLikelihood = logLikelihood
    entropySum = entropy
    self.classificationLoss = classificationLoss
    self.missingEntropy = missingEntropy
  }

  /// Adds the statistics of other rows.
  mutating func add(_ other: MixtureStatistics) {
    for k in counts.indices { counts[k] += other.counts[k] }
    for index in shifts.storage.indices { shifts.storage[index] += other.shifts.storage[index] }
    for index in products.indices { products[index] += other.products[index] }
    noiseCount += other.noiseCount
    weight += other.weight
    logLikelihood += other.logLikelihood
    entropySum += other.entropySum
    classificationLoss += other.classificationLoss
    missingEntropy += other.missingEntropy
  }

  /// Σ_i w_i r_ik (x_i − m)(x_i − m)ᵀ for any m: with δ = m − c, it is S − s δᵀ − δ sᵀ + n δ δᵀ. Off the diagonal it is 0 if
  /// `shape` is diagonal.
  package func scatter(of k: Int, about mean: [Double]) -> Matrix<Double> {
    let d = centres.columns
    let delta = (0..<d).map { mean[$0] - centres[k, $0] }
    var result = Matrix<Double>(rows: d, columns: d)
    for i in 0..<d {
      for j in (shape == .full ? 0 : i)...i {
        let value =
          products[(k * d + i) * d + j] - shifts[k, i] * delta[j] - delta[i] * shifts[k, j]
          + counts[k] * delta[i] * delta[j]
        result[i, j] = value
        result[j, i] = value
      }
    }
    return result
  }

  /// The mean of the rows of component k under the responsibilities: c_k + s_k / n_k.
  package func mean(of k: Int) -> [Double] {
    (0..<centres.columns).map { centres[k, $0] + shifts[k, $0] / counts[k] }
  }

  /// ℓ at the parameter of the law.
  public var objective: Objective {
    Objective(standardError.map(Objective.Kind.estimate) ?? .exact, nats: logLikelihood)
  }

  /// Moves the statistics by the share `rate` of the way to `newest`, both centred at the means of `newest`.
  public mutating func move(towards newest: MixtureStatistics, rate: Double) {
    recentre(at: newest.centres)
    func blend(_ old: Double, _ new: Double) -> Double { old + rate * (new - old) }
    for k in counts.indices { counts[k] = blend(counts[k], newest.counts[k]) }
    for i in shifts.storage.indices { shifts.storage[i] = blend(shifts.storage[i], newest.shifts.storage[i]) }
    for i in products.indices { products[i] = blend(products[i], newest.products[i]) }
    noiseCount = blend(noiseCount, newest.noiseCount)
    weight = blend(weight, newest.weight)
    entropySum = blend(entropySum, newest.entropySum)
    missingEntropy = blend(missingEntropy, newest.missingEntropy)
    logLikelihood = newest.logLikelihood
    standardError = newest.standardError
    classificationLoss = newest.classificationLoss
  }

  /// The same statistics about other centres: s − nδ and S − sδᵀ − δsᵀ + nδδᵀ with δ = new − old.
  private mutating func recentre(at new: Matrix<Double>) {
    let d = centres.columns
    for k in counts.indices {
      let scatter = scatter(of: k, about: new.row(k))
      for i in 0..<d {
        shifts[k, i] -= counts[k] * (new[k, i] - centres[k, i])
        for j in 0...i { products[(k * d + i) * d + j] = scatter[i, j] }
      }
    }
    centres = new
  }

  /// The statistics as named tensors.
  public var tensors: [String: ModelArchive.Tensor] {
    var tensors: [String: ModelArchive.Tensor] = [
      "counts": .init(counts), "shifts": .init(shifts), "products": .init(products),
      "centres": .init(centres), "sums": .init([logLikelihood, entropySum, classificationLoss]),
      "totals": .init([noiseCount, weight, missingEntropy]),
    ]
    if let standardError { tensors["standard_error"] = .init([standardError]) }
    return tensors
  }
}
