import CKernels

/// Losses of one row in Float, in nats, with their slopes: what `BernoulliLoss`, `ContinuousBernoulliLoss`, `GaussianLoss`,
/// `StandardNormalDivergence` and `ReparameterizedDraw` are in Double. They work on memory that the caller holds, such as a
/// row of a `FloatPass`; slopes are those of the row's loss times `scale`. A missing x (NaN) costs nothing.
public enum FloatLoss {
  /// What the numbers of a row are given by log odds.
  public enum LogitLaw: Hashable, Sendable { case bernoulli, continuousBernoulli }

  /// −log p(x) under log odds.
  ///
  ///     observed, logits, slopes   count
  public static func logits(
    _ law: LogitLaw, observed: UnsafePointer<Float>, logits: UnsafePointer<Float>, scale: Float,
    slopes: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    switch law {
    case .bernoulli: elbow_bernoulli_loss(observed, logits, scale, slopes, count)
    case .continuousBernoulli: elbow_continuous_bernoulli_loss(observed, logits, scale, slopes, count)
    }
  }

  /// −log N(x; m, e^v), where a network gives means and log variances.
  ///
  ///     observed         count
  ///     output, slopes   2 count: means, then log variances
  public static func gaussian(
    observed: UnsafePointer<Float>, output: UnsafePointer<Float>, scale: Float,
    slopes: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    elbow_gaussian_loss(observed, output, output + count, scale, slopes, slopes + count, count)
  }

  /// The same where the log variances stand apart, as parameters of a model and not of its network.
  ///
  ///     observed, means, logVariances       count
  ///     meanSlopes, logVarianceSlopes       count
  public static func gaussian(
    observed: UnsafePointer<Float>, means: UnsafePointer<Float>, logVariances: UnsafePointer<Float>,
    scale: Float, meanSlopes: UnsafeMutablePointer<Float>, logVarianceSlopes: UnsafeMutablePointer<Float>,
    count: Int
  ) -> Double {
    elbow_gaussian_loss(observed, means, logVariances, scale, meanSlopes, logVarianceSlopes, count)
  }

  /// KL(N(m, e^v) ‖ N(0, I)); its slopes are **added** to those that stand there.
  ///
  ///     output, slopes   2 count: means, then log variances
  public static func divergence(
    output: UnsafePointer<Float>, scale: Float, addingTo slopes: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    elbow_normal_divergence(output, output + count, scale, slopes, slopes + count, count)
  }

  /// Draws z = m + e^{v/2} ε at fixed noise.
  ///
  ///     output         2 count: means, then log variances
  ///     noise, draws   count
  public static func draw(
    output: UnsafePointer<Float>, noise: UnsafePointer<Float>, into draws: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    elbow_draw(output, output + count, noise, draws, count)
  }

  /// From the slopes in the draws, those in the means and log variances.
  ///
  ///     output, slopes       2 count: means, then log variances
  ///     noise, drawSlopes    count
  public static func drawBackward(
    output: UnsafePointer<Float>, noise: UnsafePointer<Float>, drawSlopes: UnsafePointer<Float>,
    slopes: UnsafeMutablePointer<Float>, count: Int
  ) {
    elbow_draw_slopes(output + count, noise, drawSlopes, slopes, slopes + count, count)
  }
}
