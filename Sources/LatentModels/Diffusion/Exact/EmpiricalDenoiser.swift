import NumericCore
import RealModule

/// The exact denoiser of data that are the training rows themselves, each as likely: what a net without limits would learn.
///
///     E[x₀ | x] = Σ w_i x_i,   w_i ∝ exp(−‖x − α x_i‖²/2σ²)
///
/// Its law at a level, scaled by 1/α, is the kernel density estimate of bandwidth h = σ/α: to stop the reverse process early is to
/// choose a bandwidth, and not to stop is to learn the rows by heart. The softmax is summed up block of rows by block of rows about
/// the largest term so far, so that no matrix of rows by points is ever kept. A label leaves the rows of that class alone.
public struct EmpiricalDenoiser: ExactDenoiser {
  /// x_i: N × D.
  public let rows: Matrix<Double>
  /// The class of each row; nil where they have none.
  public let classes: [Int]?

  /// The denoiser of these rows.
  /// - Throws: `.noData` where there are none; `.invalidSetting` where a value is missing or infinite, or the classes are not one
  ///   for each row.
  public init(_ rows: Matrix<Double>, classes: [Int]? = nil) throws(FittingError) {
    let checked = try DiffusionRows(rows, labels: classes?.map { $0 })
    self.rows = checked.values
    self.classes = classes
  }

  /// D.
  public var dimensions: Int { rows.columns }

  /// The bandwidth of the kernel density estimate that the law at `level` is, on the scale of the data: h = σ/α.
  public static func bandwidth(at level: NoiseLevel) -> Double { level.deviation / level.signal }

  /// The level at which the law is the kernel density estimate of that bandwidth.
  public static func level(bandwidth: Double) -> NoiseLevel {
    // h² = 1/SNR.
    NoiseLevel(logSignalToNoise: -2 * .log(bandwidth))
  }

  /// x̂₀ of the noisy `rows`. Where a label names a class that no row has, all rows count.
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    sums(rows, signal: level.signal, deviation: level.deviation, labels: labels, in: workspace).means
  }

  /// x̂₀ of noisy versions of the rows themselves, each without the row that it came from, by their numbers.
  public func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, leavingOut origins: [Int], in workspace: Workspace
  ) -> Matrix<Double> {
    sums(rows, signal: level.signal, deviation: level.deviation, leavingOut: origins, in: workspace).means
  }

  /// The scores with their divergences, −D/σ² + (α²/σ⁴) tr Cov(x₀ | x).
  public func scoresAndDivergences(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> (scores: Matrix<Double>, divergences: [Double]) {
    let found = sums(
      rows, signal: level.signal, deviation: level.deviation, wantsSpread: true, in: workspace)
    let (signal, variance) = (level.signal, level.noiseVariance)
    let scores = (1 / variance) * ((signal * found.means) + (-1) * rows)
    let share = level.signalVariance / (variance * variance)
    return (scores, found.spreads.map { share * $0 - Double(dimensions) / variance })
  }

  /// log p_t of the noisy `rows`.
  public func logDensities(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> [Double] {
    sums(rows, signal: level.signal, deviation: level.deviation, wantsMeans: false, in: workspace)
      .logDensities
  }

  /// Σ w_i ‖x_i − x̂₀‖² of the noisy `rows`.
  public func conditionalVariances(
    _ rows: Matrix<Double>, at level: NoiseLevel, in workspace: Workspace
  ) -> [Double] {
    sums(rows, signal: level.signal, deviation: level.deviation, wantsSpread: true, in: workspace).spreads
  }

  /// The logarithm of the kernel density estimate of bandwidth `bandwidth` at `points`, in nats; with `origins`, each without the
  /// row of that number (leave-one-out).
  public func kernelLogDensities(
    _ points: Matrix<Double>, bandwidth: Double, leavingOut origins: [Int]? = nil, in workspace: Workspace
  ) -> [Double] {
    sums(points, signal: 1, deviation: bandwidth, leavingOut: origins, wantsMeans: false, in: workspace)
      .logDensities
  }
}
