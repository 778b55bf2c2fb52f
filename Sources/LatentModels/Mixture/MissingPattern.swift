import NumericCore
import RealModule

/// What a mixture says of rows in which the same columns were observed: the law of those, and of the others given them.
///
/// With o for observed and m for missing, the rows follow the mixture of N(μ_o, Σ_oo), and given component k
///
///     x_m | x_o  ~  N(μ_m + B_k (x_o − μ_o), C_k),    B_k = Σ_mo Σ_oo⁻¹,    C_k = Σ_mm − Σ_mo Σ_oo⁻¹ Σ_om.
struct MissingPattern: Sendable {
  /// o and m, ascending.
  let observed: [Int]
  let missing: [Int]
  /// The mixture of all columns.
  private let all: MixtureParameters
  /// The mixture of the observed columns.
  let marginal: MixtureDensity
  /// B_k: |m| × |o|.
  let regressions: [Matrix<Double>]
  /// C_k: |m| × |m|.
  let residuals: [Matrix<Double>]
  /// ½ log det 2πe C_k.
  let entropies: [Double]
  /// log of the volume of the noise's box in the missing columns; 0 without noise.
  private let noiseEntropy: Double

  /// The pattern of `density` in which the columns `observed` were observed.
  /// - Throws: `.degenerateComponent` if their covariance is not positive definite to working precision.
  init(_ density: MixtureDensity, observed: [Int]) throws(FittingError) {
    let missing = (0..<density.parameters.dimensions).filter { !observed.contains($0) }
    let marginal = missing.isEmpty ? density : try density.marginal(on: observed)
    all = density.parameters
    self.observed = observed
    self.missing = missing
    self.marginal = marginal
    noiseEntropy = density.noise?.marginal(on: missing).logVolume ?? 0
    var regressions: [Matrix<Double>] = []
    var residuals: [Matrix<Double>] = []
    var entropies: [Double] = []
    for (k, covariance) in density.parameters.covariances.enumerated() {
      let factor = marginal.factors[k]
      // Column j of Σ_om, whitened to L⁻¹Σ_om: its products are Σ_mo Σ_oo⁻¹ Σ_om.
      let across = missing.map { j in observed.map { covariance[$0, j] } }
      let whitened = across.map(factor.whitened)
      regressions.append(
        Matrix(rows: missing.count, columns: observed.count, storage: across.flatMap(factor.solve)))
      var residual = Matrix<Double>(rows: missing.count, columns: missing.count)
      for (a, i) in missing.enumerated() {
        for (b, j) in missing.enumerated() {
          residual[a, b] = covariance[i, j] - zip(whitened[a], whitened[b]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      residuals.append(residual)
      // det Σ = det Σ_oo det C.
      let logDeterminant = density.factors[k].logDeterminant - factor.logDeterminant
      entropies.append(0.5 * (Double(missing.count) * (log2Pi + 1) + logDeterminant))
    }
    self.regressions = regressions
    self.residuals = residuals
    self.entropies = entropies
  }

  /// The bytes that it holds, about.
  var footprint: Int {
    let d = observed.count + missing.count
    return 16 * regressions.count * d * d + 32 * d + 1024
  }

  /// Adds to `total` what `found`, the statistics of the observed columns, means for all columns: with A_k = [I; B_k],
  ///
  ///     n += n_o,    s += A s_o,    S += A S_o Aᵀ + n_o C  (C in the missing rows and columns).
  func expand(_ found: MixtureStatistics, into total: inout MixtureStatistics, wanted: MixtureSums) {
    total.noiseCount += found.noiseCount
    total.weight += found.weight
    total.logLikelihood += found.logLikelihood
    total.entropySum += found.entropySum
    total.classificationLoss += found.classificationLoss
    guard wanted != .logLikelihood else { return }
    total.missingEntropy += found.noiseCount * noiseEntropy
    for k in found.counts.indices {
      total.counts[k] += found.counts[k]
      total.missingEntropy += found.counts[k] * entropies[k]
      expandSums(of: k, found, into: &total)
    }
  }

  /// What is missing of a row of this pattern, given what was observed, over the components by their responsibilities: with
  /// m_k = μ_m + B_k (x_o − μ_o), the mean is m = Σ r_k m_k and the variance Σ r_k (C_k + (m_k − m)²).
  func conditionals(of row: [Double], responsibilities r: [Double]) -> [ConditionalValue] {
    let total = r.reduce(0, +)
    let x = observed.map { row[$0] }
    let means = r.indices.map { k in
      let offset = zip(x, marginal.parameters.means.row(k)).map { $0 - $1 }
      return zip(regressions[k] * offset, missing).map { $0 + all.means[k, $1] }
    }
    return missing.indices.map { a in
      let shares = r.map { total > 0 ? $0 / total : 1 / Double(r.count) }
      let mean = r.indices.reduce(0) { $0 + shares[$1] * means[$1][a] }
      let variance = r.indices.reduce(0) { sum, k in
        let step = means[k][a] - mean
        return sum + shares[k] * (residuals[k][a, a] + step * step)
      }
      return ConditionalValue(column: missing[a], mean: mean, variance: max(0, variance))
    }
  }

  private func expandSums(of k: Int, _ found: MixtureStatistics, into total: inout MixtureStatistics) {
    let (o, d) = (observed.count, observed.count + missing.count)
    func add(_ value: Double, row: Int, column: Int) {
      total.products[(k * d + max(row, column)) * d + min(row, column)] += value
    }
    for (a, i) in observed.enumerated() {
      total.shifts[k, i] += found.shifts[k, a]
      for b in 0...a { add(found.products[(k * o + a) * o + b], row: i, column: observed[b]) }
    }
    guard !missing.isEmpty else { return }
    let shift = regressions[k] * found.shifts.row(k)
    var inner = Matrix<Double>(rows: o, columns: o)
    for a in 0..<o {
      for b in 0...a {
        inner[a, b] = found.products[(k * o + a) * o + b]
        inner[b, a] = inner[a, b]
      }
    }
    let across = regressions[k] * inner
    let outer = across * regressions[k].transposed
    for (a, i) in missing.enumerated() {
      total.shifts[k, i] += shift[a]
      if found.shape == .full {
        for (b, j) in observed.enumerated() { add(across[a, b], row: i, column: j) }
      }
      for b in (found.shape == .full ? 0 : a)...a {
        add(outer[a, b] + found.counts[k] * residuals[k][a, b], row: i, column: missing[b])
      }
    }
  }
}

/// The conditional law of a missing value given what was observed of its row, by its first two moments.
struct ConditionalValue: Hashable, Sendable {
  /// The column.
  let column: Int
  /// The mean, in the units of the fit.
  let mean: Double
  /// The variance.
  let variance: Double
}
