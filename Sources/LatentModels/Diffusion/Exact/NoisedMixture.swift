import NumericCore
import RealModule

/// The law of a noisy row x where the data follow a Gaussian mixture: at each level of noise a Gaussian mixture again.
///
/// With α = √ᾱ, σ² = 1 − ᾱ and the axes of each component, Σ_k = U_k diag(λ_k) U_kᵀ, which are the same at every level,
///
///     V_k = α² Σ_k + σ² I                                  of the component, with axes U_k and variances v = α² λ + σ²
///     y_k = U_kᵀ (x − α μ_k)                               the offset along the axes
///     r_k ∝ π_k N(x; α μ_k, V_k)                           responsibilities
///     m_k = μ_k + α Σ_k V_k⁻¹ (x − α μ_k)                  E[x₀ | x, k]
///     C_k = σ² Σ_k V_k⁻¹                                   Cov(x₀ | x, k)
///     s_k = −V_k⁻¹ (x − α μ_k)                             the score of component k
///     E[x₀ | x] = Σ r_k m_k,  ∇ log p = Σ r_k s_k,  div ∇ log p = Σ r_k (‖s_k − s‖² − tr V_k⁻¹)
///     Cov(x₀ | x) = Σ r_k (C_k + (m_k − m)(m_k − m)ᵀ)
///
/// Nothing is divided by σ², so that every digit stays at the smallest noise.
public struct NoisedMixture: Sendable {
  /// How much noise there is.
  public let level: NoiseLevel
  /// K.
  public let components: Int
  /// D.
  public let dimensions: Int
  /// log π_k − ½ Σ log 2π v: K.
  let constants: [Double]
  /// μ_k: K × D.
  let means: [Double]
  /// U_kᵀ, an axis in each row: K × D × D.
  let axes: [Double]
  /// 1/v: K × D.
  let precisions: [Double]
  /// α λ/v: K × D.
  let gains: [Double]
  /// σ² λ/v: K × D.
  let remainders: [Double]
  /// tr V_k⁻¹: K.
  let precisionSums: [Double]
  /// tr C_k: K.
  let remainderSums: [Double]

  init(_ denoiser: GaussianMixtureDenoiser, at level: NoiseLevel) {
    self.level = level
    let parameters = denoiser.parameters
    (components, dimensions) = (parameters.components, parameters.dimensions)
    means = parameters.means.storage
    axes = denoiser.axes
    let (alpha, alphaSquared, sigmaSquared) = (level.signal, level.signalVariance, level.noiseVariance)
    let lambdas = denoiser.variances
    let variances = lambdas.map { alphaSquared * $0 + sigmaSquared }
    precisions = variances.map { 1 / $0 }
    gains = zip(lambdas, variances).map { alpha * $0 / $1 }
    remainders = zip(lambdas, variances).map { sigmaSquared * $0 / $1 }
    let d = dimensions
    func sums(_ values: [Double]) -> [Double] {
      (0..<parameters.components).map { k in values[(k * d)..<((k + 1) * d)].reduce(0, +) }
    }
    precisionSums = sums(precisions)
    remainderSums = sums(remainders)
    constants = zip(parameters.weights, sums(variances.map { log2Pi + .log($0) })).map { weight, logs in
      Double.log(weight) - 0.5 * logs
    }
  }

  /// Cov(x₀ | x) of one noisy row (D × D), which by the second-order formula of Tweedie is also (σ²/α²)(I + σ² ∇ score).
  public func conditionalCovariance(of row: [Double]) -> Matrix<Double> {
    var kernel = NoisedMixtureKernel(self)
    kernel.take(Matrix([row]).storage.span, row: 0, label: nil)
    let d = dimensions
    var mean = [Double](repeating: 0, count: d)
    var result = Matrix<Double>(rows: d, columns: d)
    kernel.findMeans()
    kernel.average(into: &mean)
    for k in 0..<components {
      let r = kernel.responsibilities[k]
      for i in 0..<d {
        for j in 0..<d {
          var sum = (kernel.vectors[k * d + i] - mean[i]) * (kernel.vectors[k * d + j] - mean[j])
          for axis in 0..<d {
            let place = (k * d + axis) * d
            sum += remainders[k * d + axis] * axes[place + i] * axes[place + j]
          }
          result[i, j] += r * sum
        }
      }
    }
    return result
  }

  /// For each noisy row (rows × D), K responsibilities r_k (rows × K): the conditional law of the component given x.
  public func responsibilities(_ rows: Matrix<Double>, in workspace: Workspace) -> Matrix<Double> {
    Matrix(
      rows: rows.rows, columns: components,
      storage: mapped(rows, labels: nil, in: workspace) { kernel, found in found += kernel.responsibilities })
  }

  /// What `body` appends for each of the rows, in their order; it gets the kernel with the row taken in.
  func mapped(
    _ rows: Matrix<Double>, labels: [Int?]?, in workspace: Workspace,
    _ body: @escaping @Sendable (inout NoisedMixtureKernel, inout [Double]) -> Void
  ) -> [Double] {
    precondition(
      rows.columns == dimensions, "rows of \(rows.columns) columns for a mixture in \(dimensions)")
    let perShard = 256
    let parts = workspace.pool.map(shards: (rows.rows + perShard - 1) / perShard) { [self] shard in
      var kernel = NoisedMixtureKernel(self)
      var found: [Double] = []
      let values = rows.storage.span
      for row in (shard * perShard)..<min((shard + 1) * perShard, rows.rows) {
        kernel.take(values, row: row, label: labels?[row])
        body(&kernel, &found)
      }
      return found
    }
    return parts.flatMap { $0 }
  }
}
