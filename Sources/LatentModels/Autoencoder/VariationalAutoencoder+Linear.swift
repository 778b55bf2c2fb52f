import Neural
import NumericCore
import RealModule

/// What is known exactly of an autoencoder with linear nets: its log-likelihood, and the greatest there is, which is that of
/// probabilistic principal components (Tipping & Bishop, 1999; Lucas et al., 2019).
///
/// With the eigenvalues λ of the covariance as columns and σ² as the level of the water, a latent stands above it at its best by
/// a divergence of ½ log(λ/σ²): water-filling in reverse.
public struct WaterTank: Hashable, Sendable {
  /// λ, the greatest first, D: of the covariance of the training rows (denominator n).
  public let eigenvalues: [Double]
  /// σ² as it stands.
  public let level: Double
  /// The σ² under which the log-likelihood is greatest, with β = 1.
  public let bestLevel: Double
  /// The σ² that training goes to under its β.
  public let trainedLevel: Double
  /// ½ log(λ/σ²) of each latent at `bestLevel`, 0 where it stands under water, k.
  public let bestRates: [Double]
  /// The log-likelihood as it stands, a total over the training rows in the data's own units.
  public let logLikelihood: Double
  /// The bound as it stands, with β = 1, a total over the training rows in the data's own units; nil where there are too many
  /// numbers to look at them all for a picture.
  public let bound: Double?
  /// The greatest log-likelihood.
  public let bestLogLikelihood: Double
  /// The angle, in degrees, from the first column of W to the nearest principal axis of W, of two latents.
  public let rotation: Double?
}

extension VariationalAutoencoder {
  /// The exact answer beside linear nets; nil for others, and where values are missing.
  public var waterTank: WaterTank? {
    guard settings.isLinear, let double, let moments = data.trainingMoments,
      let logLikelihood = linearLogLikelihood(double.parameters, moments)
    else { return nil }
    let (n, d, k) = (Double(data.training.count), layout.columns, layout.latents)
    let level = Double.exp(layout.logVariance(settings, double.parameters))
    let isLearned = layout.logVariance != nil
    let best = isLearned ? Self.level(moments.eigenvalues, latents: k, beta: 1) : level
    let trained = isLearned ? Self.level(moments.eigenvalues, latents: k, beta: settings.beta) : level
    let rates = (0..<k).map { j in
      j < d && moments.eigenvalues[j] > best ? 0.5 * Double.log(moments.eigenvalues[j] / best) : 0
    }
    // −(n/2) [D log 2π + Σ_active log λ + (D − a) log σ² + a + Σ_rest λ / σ²].
    var sum = Double(d) * Double.log(2 * Double.pi)
    for (j, value) in moments.eigenvalues.enumerated() {
      let isActive = j < k && value > best
      sum += isActive ? Double.log(value) + 1 : Double.log(best) + value / best
    }
    return WaterTank(
      eigenvalues: moments.eigenvalues, level: level, bestLevel: best, trainedLevel: trained,
      bestRates: rates,
      logLikelihood: logLikelihood - n * logScale,
      bound: trainingBound(double.parameters).map { $0 - n * logScale },
      bestLogLikelihood: -0.5 * n * sum - n * logScale,
      rotation: k == 2 ? rotation(of: double.parameters) : nil)
  }

  /// The bound of the training rows with β = 1, in the units of the fit; nil where these are too many.
  private func trainingBound(_ parameters: [Double]) -> Double? {
    guard data.training.count * layout.columns <= 200_000 else { return nil }
    var plain = settings
    (plain.beta, plain.warmup, plain.freeNats) = (1, 0, 0)
    return ReferenceAutoencoder(settings: plain, layout: layout, parameters: parameters)
      .closedFormGradient(data.batch(data.training, classes: layout.classes), weight: 1).terms.bound
  }

  /// σ² at the optimum of the bound under β: Σ_{j > a} λ_j / (D − β a), with a the number of latents above the water,
  /// λ_a > β σ² ≥ λ_{a+1} (after Lucas et al., 2019).
  public static func level(_ eigenvalues: [Double], latents k: Int, beta: Double) -> Double {
    let d = eigenvalues.count
    for active in stride(from: min(k, d - 1), through: 0, by: -1) {
      let room = Double(d) - beta * Double(active)
      guard room > 0 else { continue }
      let level = eigenvalues[active...].reduce(0, +) / room
      if active == 0 || eigenvalues[active - 1] > beta * level { return level }
    }
    return eigenvalues.reduce(0, +) / Double(d)
  }

  /// W, D × k, and the constant, D.
  private func decoder(_ parameters: [Double]) -> (matrix: Matrix<Double>, constant: [Double]) {
    let (d, k) = (layout.columns, layout.latents)
    let start = layout.decoder.parameters.lowerBound
    return (
      Matrix(rows: d, columns: k, storage: Array(parameters[start..<(start + d * k)])),
      Array(parameters[(start + d * k)..<(start + d * k + d)])
    )
  }

  /// Σ log N(x; c, W Wᵀ + σ² I) over the training rows, in the units of the fit; nil if the covariance is singular.
  private func linearLogLikelihood(_ parameters: [Double], _ moments: TrainingMoments) -> Double? {
    let (d, k) = (layout.columns, layout.latents)
    let (w, c) = decoder(parameters)
    var covariance = Matrix<Double>(
      diagonal: [Double](
        repeating: Double.exp(layout.logVariance(settings, parameters)), count: d))
    for i in 0..<d { for l in 0..<d { for j in 0..<k { covariance[i, l] += w[i, j] * w[l, j] } } }
    guard let factor = Cholesky(covariance) else { return nil }
    var trace = 0.0
    for column in 0..<d {
      let shift = (0..<d).map { i in
        moments.covariance[i, column] + (moments.mean[i] - c[i]) * (moments.mean[column] - c[column])
      }
      trace += factor.solve(shift)[column]
    }
    let n = Double(data.training.count)
    return -0.5 * n * (Double(d) * Double.log(2 * Double.pi) + factor.logDeterminant + trace)
  }

  /// The angle between the columns of W and its principal axes, in degrees within ±45: 0 where WᵀW is diagonal.
  private func rotation(of parameters: [Double]) -> Double {
    let w = decoder(parameters).matrix
    var (aa, ab, bb) = (0.0, 0.0, 0.0)
    for i in 0..<w.rows {
      aa += w[i, 0] * w[i, 0]
      ab += w[i, 0] * w[i, 1]
      bb += w[i, 1] * w[i, 1]
    }
    guard ab != 0 else { return 0 }
    return 0.5 * Double.atan2(y: 2 * ab, x: abs(aa - bb)) * 180 / Double.pi
  }

  /// Turns the first two latents: W → W R, under which the likelihood stays as it is, and brings q to its best under the new W:
  /// V = M⁻¹ Wᵀ, s² = σ² / M_jj with M = Wᵀ W + σ² I.
  mutating func rotate(by degrees: Double) throws(FittingError) {
    guard settings.isLinear, layout.latents >= 2, degrees.isFinite, var training = double else {
      throw .invalidSetting(
        name: "rotation", found: "\(degrees) degrees", expected: "of two latents or more between linear nets")
    }
    let (d, k) = (layout.columns, layout.latents)
    var (w, c) = decoder(training.parameters)
    let (cosine, sine) = (Double.cos(degrees * Double.pi / 180), Double.sin(degrees * Double.pi / 180))
    for i in 0..<d {
      let (a, b) = (w[i, 0], w[i, 1])
      w[i, 0] = cosine * a + sine * b
      w[i, 1] = cosine * b - sine * a
    }
    let start = layout.decoder.parameters.lowerBound
    training.parameters.replaceSubrange(start..<(start + d * k), with: w.storage)
    let variance = Double.exp(layout.logVariance(settings, training.parameters))
    var m = Matrix<Double>(diagonal: [Double](repeating: variance, count: k))
    for j in 0..<k { for l in 0..<k { for i in 0..<d { m[j, l] += w[i, j] * w[i, l] } } }
    guard let factor = Cholesky(m) else { throw .singularCovariance }
    // Rows 0 ..< k of the encoder are the means, the next k the log variances; then come the biases.
    let bias = 2 * k * d
    for index in 0..<(2 * k * d + 2 * k) { training.parameters[index] = 0 }
    for i in 0..<d {
      let column = factor.solve((0..<k).map { w[i, $0] })
      for j in 0..<k {
        training.parameters[j * d + i] = column[j]
        training.parameters[bias + j] -= column[j] * c[i]
      }
    }
    for j in 0..<k { training.parameters[bias + k + j] = Double.log(variance / m[j, j]) }
    double = training
  }
}

/// The mean and covariance (denominator n) of the training rows, and its eigenvalues, the greatest first.
struct TrainingMoments: Hashable, Sendable {
  let mean: [Double]
  let covariance: Matrix<Double>
  let eigenvalues: [Double]
}
