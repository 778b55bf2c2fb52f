import NumericCore

/// A denoiser that exaggerates what a class asks for: (1 + w) x̂₀(x_t | class) − w x̂₀(x_t) (Ho & Salimans, 2022).
///
/// What is drawn with it comes from no law that anybody stated, so that it has no likelihood. Rows without a class are left alone.
public struct GuidedDenoiser: Denoiser {
  /// The denoiser that knows classes and can do without.
  public let base: any Denoiser
  /// w; at 0 nothing is exaggerated, at −1 the class is not looked at.
  public let weight: Double

  /// Guidance of `base` with weight `weight`.
  public init(_ base: any Denoiser, weight: Double) {
    self.base = base
    self.weight = weight
  }

  /// D.
  public var dimensions: Int { base.dimensions }
  /// Whether the base has.
  public var hasScoreWithoutNoise: Bool { base.hasScoreWithoutNoise }
  /// Only with weight 0.
  public var hasLikelihood: Bool { weight == 0 && base.hasLikelihood }
  /// That of the base.
  public var rounding: Double { base.rounding }

  /// (1 + w) x̂₀(x_t | class) − w x̂₀(x_t).
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    guided(labels) { base.denoised(rows, at: level, labels: $0, in: workspace) }
  }

  /// The same of the scores.
  public func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    // The score is linear in x̂₀ with shares that add up to 1.
    guided(labels) { base.scores(rows, at: level, labels: $0, in: workspace) }
  }

  private func guided(_ labels: [Int?]?, _ asked: ([Int?]?) -> Matrix<Double>) -> Matrix<Double> {
    guard weight != 0, let labels, labels.contains(where: { $0 != nil }) else { return asked(labels) }
    return (1 + weight) * asked(labels) + (-weight) * asked(nil)
  }
}
