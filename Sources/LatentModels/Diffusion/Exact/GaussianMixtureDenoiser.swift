import NumericCore
import RealModule

/// The exact denoiser of data that follow a Gaussian mixture: E[x₀ | x_t] in closed form, at every level of noise.
///
/// The oracle of diffusion: what a net would learn from fresh draws of the mixture for ever. One component makes it that of a
/// Gaussian law, and covariances of 0 make it that of points. A label names a component, counted from 0, and leaves that one alone.
/// The formulas stand with `NoisedMixture`.
public struct GaussianMixtureDenoiser: ExactDenoiser {
  /// The mixture that the data follow.
  public let parameters: MixtureParameters
  /// The eigenvalues of each Σ_k: K × D.
  let variances: [Double]
  /// Their eigenvectors, one in each row: K × D × D.
  let axes: [Double]

  /// The denoiser of data that follow the mixture of `parameters`, which has no uniform noise.
  /// - Throws: `.invalidSetting` for uniform noise; `.degenerateComponent` where a covariance is not finite or has a negative
  ///   eigenvalue. Eigenvalues of 0 are allowed: beside the noise they do no harm.
  public init(_ parameters: MixtureParameters) throws(FittingError) {
    guard (parameters.noise?.weight ?? 0) == 0 else {
      throw .invalidSetting(
        name: "mixture", found: "with uniform noise", expected: "one of Gaussian components alone")
    }
    self.parameters = parameters
    var (variances, axes): ([Double], [Double]) = ([], [])
    for (k, covariance) in parameters.covariances.enumerated() {
      guard let eigen = SymmetricEigen(covariance), let largest = eigen.values.first,
        let smallest = eigen.values.last, smallest >= -1e-12 * max(largest, 0)
      else { throw .degenerateComponent(k, rows: .nan, ridge: 0) }
      variances += eigen.values.map { max($0, 0) }
      axes += eigen.vectors.transposed.storage
    }
    (self.variances, self.axes) = (variances, axes)
  }

  /// D.
  public var dimensions: Int { parameters.dimensions }

  /// Whether the mixture has a density.
  public var hasScoreWithoutNoise: Bool { variances.allSatisfy { $0 > 0 } }

  /// The law of a row at `level`, made ready once for whatever is asked of it.
  public func law(at level: NoiseLevel) -> NoisedMixture { NoisedMixture(self, at: level) }

  /// Σ r_k m_k.
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    averaged(rows, at: level, labels, in: workspace) { kernel in kernel.findMeans() }
  }

  /// Σ r_k s_k.
  public func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    averaged(rows, at: level, labels, in: workspace) { kernel in kernel.findScores() }
  }

  /// Σ r_k s_k, and Σ r_k (‖s_k − s‖² − tr V_k⁻¹).
  public func scoresAndDivergences(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> (scores: Matrix<Double>, divergences: [Double]) {
    let (law, d) = (law(at: level), dimensions)
    // Each row gives its score and, behind it, its divergence.
    let found = law.mapped(rows, labels: nil, in: workspace) { kernel, found in
      kernel.findScores()
      var score = [Double](repeating: 0, count: d)
      kernel.average(into: &score)
      found += score
      found.append(kernel.spread(about: score) - kernel.average(law.precisionSums))
    }
    var scores = Matrix<Double>(rows: rows.rows, columns: d)
    for row in 0..<rows.rows {
      for i in 0..<d { scores[row, i] = found[row * (d + 1) + i] }
    }
    return (scores, (0..<rows.rows).map { found[$0 * (d + 1) + d] })
  }

  /// log p_t of the noisy `rows`.
  public func logDensities(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> [Double] {
    law(at: level).mapped(rows, labels: nil, in: workspace) { kernel, found in
      found.append(kernel.logDensity)
    }
  }

  /// Σ r_k (tr C_k + ‖m_k − m‖²) of the noisy `rows`.
  public func conditionalVariances(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> [Double] {
    let (law, d) = (law(at: level), dimensions)
    return law.mapped(rows, labels: nil, in: workspace) { kernel, found in
      kernel.findMeans()
      var mean = [Double](repeating: 0, count: d)
      kernel.average(into: &mean)
      found.append(kernel.spread(about: mean) + kernel.average(law.remainderSums))
    }
  }

  /// Σ r_k times the vector that `find` finds for each k.
  private func averaged(
    _ rows: Matrix<Double>, at level: NoiseLevel, _ labels: [Int?]?, in workspace: Workspace,
    _ find: @escaping @Sendable (inout NoisedMixtureKernel) -> Void
  ) -> Matrix<Double> {
    let d = dimensions
    let found = law(at: level).mapped(rows, labels: labels, in: workspace) { kernel, found in
      find(&kernel)
      var sum = [Double](repeating: 0, count: d)
      kernel.average(into: &sum)
      found += sum
    }
    return Matrix(rows: rows.rows, columns: d, storage: found)
  }
}
