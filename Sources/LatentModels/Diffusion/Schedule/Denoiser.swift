import NumericCore

/// Something that says what a noisy row was before the noise: x̂₀(x_t) for E[x₀ | x_t].
///
/// Exact (`GaussianMixtureDenoiser`, `EmpiricalDenoiser`) or learned. All that diffusion does follows from it: the noise
/// ε̂ = (x_t − √ᾱ x̂₀)/√(1 − ᾱ), the score −ε̂/√(1 − ᾱ) (Tweedie's formula), v̂ = √ᾱ ε̂ − √(1 − ᾱ) x̂₀. A value may give any of
/// them more exactly by a way of its own.
public protocol Denoiser: Sendable {
  /// D, the columns of a row.
  var dimensions: Int { get }
  /// x̂₀ (rows × D) for the noisy `rows` (rows × D), which all stand at `level`; each row's answer depends on that row alone.
  ///
  ///     labels   the class of each row, for a model that was taught classes; nil for none
  func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double>
  /// The score ∇ log p_t(x_t) (rows × D) of the noisy `rows`.
  func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double>
  /// Whether there is a score at level 0, where there is no noise: only where the data's law has a density that is known.
  var hasScoreWithoutNoise: Bool { get }
  /// Whether what it says belongs to a law; a guided one does not, and then there is no likelihood.
  var hasLikelihood: Bool { get }
  /// The relative rounding of its answers, from which the step of a finite difference follows.
  var rounding: Double { get }
}

extension Denoiser {
  /// No.
  public var hasScoreWithoutNoise: Bool { false }
  /// Yes.
  public var hasLikelihood: Bool { true }
  /// That of a Double.
  public var rounding: Double { .ulpOfOne }
  /// x̂₀ without any labels.
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> Matrix<Double> {
    denoised(rows, at: level, labels: nil, in: workspace)
  }
  /// The score without any labels.
  public func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> Matrix<Double> {
    scores(rows, at: level, labels: nil, in: workspace)
  }
  /// By Tweedie's formula, (√ᾱ x̂₀ − x_t)/(1 − ᾱ), which loses the digits that a small 1 − ᾱ takes.
  public func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    var result = denoised(rows, at: level, labels: labels, in: workspace)
    let (signal, variance) = (level.signal, level.noiseVariance)
    for index in result.storage.indices {
      result.storage[index] = (signal * result.storage[index] - rows.storage[index]) / variance
    }
    return result
  }
}

/// A denoiser whose score has a divergence in closed form.
public protocol DivergenceDenoiser: Denoiser {
  /// The scores (rows × D) and their divergences, one per row.
  func scoresAndDivergences(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> (scores: Matrix<Double>, divergences: [Double])
}

/// A denoiser that follows from a law of the data by mathematics alone, so that all of the law of x_t is known.
public protocol ExactDenoiser: DivergenceDenoiser {
  /// log p_t of the noisy `rows`, one per row, in nats.
  func logDensities(_ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace) -> [Double]
  /// tr Cov(x₀ | x_t) of the noisy `rows`, one per row: how far x₀ is from x̂₀, squared, on average.
  func conditionalVariances(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> [Double]
}
