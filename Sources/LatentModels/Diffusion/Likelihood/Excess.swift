import NumericCore
import RealModule

/// E‖ε̂ − ε*‖² per dimension, with the same noise for both: what a learned denoiser has yet to learn.
///
/// It is what its ε-loss lies above the floor, but never computed as the difference of the two, whose noise would drown it.
public struct Excess: Hashable, Sendable {
  /// The estimate.
  public let perDimension: Double
  /// What the draws leave open of it; 0 by quadrature.
  public let standardError: Double

  /// An excess with its standard error.
  public init(perDimension: Double, standardError: Double) {
    self.perDimension = perDimension
    self.standardError = standardError
  }

  /// The excess of `denoiser` over `reference` on `rows`, in the mean over `levels`, all of which have noise.
  /// - Throws: `.invalidSetting` where the parts do not go together; `.cancelled`.
  public static func measured(
    of denoiser: any Denoiser, over reference: any Denoiser, rows: DiffusionRows, levels: [NoiseLevel],
    average: NoiseAverage, in workspace: Workspace
  ) throws(FittingError) -> Excess {
    try rows.validate(for: denoiser)
    try rows.validate(for: reference)
    try average.validate(dimensions: rows.dimensions)
    guard !levels.isEmpty, levels.allSatisfy({ $0 != .none }) else {
      throw .invalidSetting(
        name: "levels", found: "none, or one without noise", expected: "levels with noise")
    }
    let integral = NoiseIntegral(average, dimensions: rows.dimensions)
    var (sum, variance) = (0.0, 0.0)
    for (step, level) in levels.enumerated() {
      let found = integral.means(of: rows, at: level, step: step, width: 1, in: workspace) { points in
        let ours = denoiser.denoised(points.noisy, at: level, labels: points.labels, in: workspace)
        let exact = reference.denoised(points.noisy, at: level, labels: points.labels, in: workspace)
        return [squaredDistances(ours, exact)]
      }
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      // ε̂ − ε* = −(α/σ)(x̂₀ − x̂₀*).
      let scale = level.signalToNoise / Double(rows.dimensions * rows.count * levels.count)
      sum += scale * found.means[0].reduce(0, +)
      variance += scale * scale * found.variances[0].reduce(0, +)
    }
    return Excess(perDimension: sum, standardError: variance.squareRoot())
  }
}
