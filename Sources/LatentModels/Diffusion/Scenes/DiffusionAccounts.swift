import NumericCore
import RealModule

/// What every way to a likelihood says of the same rows: EM's mixture, the variational bound and the probability flow, each by the
/// exact denoiser of the mixture and by what was learned. Totals over the rows in nats, in the data's own units.
public struct DiffusionAccounts: Sendable {
  /// How many rows all totals are over.
  public let rows: Int
  /// How many rows training draws from: more, where there are too many for all to be asked.
  public let trainingRows: Int
  /// D.
  public let dimensions: Int
  /// Minibatches that the network had seen.
  public let stepsTaken: Int
  /// The chain that the bounds are of, from noise to data.
  public let grid: NoiseGrid
  /// What a log-density of a row in the frame exceeds that in the data's own units by.
  public let logScale: Double
  /// K of EM's mixture; nil where none could be fitted.
  public let components: Int?
  /// The mean of ‖x₀‖² in the frame.
  let secondMoment: Double
  /// The eigenvalues of the covariance of the rows in the frame.
  let eigenvalues: [Double]

  /// EM's log-likelihood: exact.
  public internal(set) var mixture: Double?
  /// By the probability flow of the mixture's exact score, with the mixture's own law at its end.
  public internal(set) var exactFlow: Objective?
  /// By the probability flow of the learned score, with N(0, I) at its end.
  public internal(set) var learnedFlow: Objective?
  /// E‖x₀ − x̂₀‖² of the mixture's exact denoiser over log SNR, whole; nil before.
  public internal(set) var errors: ErrorCurve?
  /// The same nats by the integral of that curve.
  public internal(set) var integral: Objective?
  /// The bound of what was learned, the terms measured so far from noise to data, each beside the exact denoiser with the same noise.
  public internal(set) var learned: VariationalBound

  /// The log-likelihood of the Gaussian with the mean and the covariance of the rows: exact. Nil where the covariance is singular.
  public var gaussian: Double? {
    guard eigenvalues.allSatisfy({ $0 > 1e-12 }) else { return nil }
    let logs = eigenvalues.reduce(0) { $0 + Double.log($1) }
    return Double(rows) * (-0.5 * (Double(dimensions) * (log2Pi + 1) + logs) - logScale)
  }

  /// E‖x₀ − x̂₀‖² of the best linear denoiser, which is the exact one of that Gaussian: Σ λ/(1 + s λ).
  public func gaussianError(logSignalToNoise: Double) -> Double {
    let ratio = Double.exp(logSignalToNoise)
    return eigenvalues.reduce(0) { $0 + $1 / (1 + ratio * $1) }
  }

  /// Whether every term of the bound of what was learned is measured.
  public var isLearnedBoundKnown: Bool { learned.terms.count == grid.steps }

  /// The bound of what was learned with another reverse variance, the terms so far.
  public func learned(_ variance: ReverseVariance) -> VariationalBound {
    learned.choosing(variance, along: grid)
  }

  /// The total of a bound, whose whole is known.
  public func total(_ bound: VariationalBound) -> Objective {
    let n = Double(rows)
    let open = n * bound.standardError
    return Objective(
      open > 0 ? .estimatedBound(standardError: open) : .bound, nats: n * (bound.nats - logScale))
  }

  /// The bound of the chain whose denoiser is the mixture's exact one; nil before it is known.
  public func exact(_ variance: ReverseVariance) -> VariationalBound? {
    errors.map { errors in
      VariationalBound(
        grid: grid, dimensions: dimensions, secondMoment: secondMoment, variance: variance,
        errors: { errors.value(at: $0) })
    }
  }

  /// The area between ½ SNR E‖x₀ − x̂₀‖² and that of data N(0, I), which is ½ D SNR/(1 + SNR), over log SNR: so many nats per row
  /// a law is better than N(0, I) in the frame (Guo, Shamai & Verdú, 2005; Kong, Brekelmans & Ver Steeg, 2023).
  public func area(of points: [(logRatio: Double, error: Double)]) -> Double {
    func height(_ point: (logRatio: Double, error: Double)) -> Double {
      let ratio = Double.exp(point.logRatio)
      return 0.5 * (Double(dimensions) * ratio / (1 + ratio) - ratio * point.error)
    }
    return zip(points, points.dropFirst()).reduce(0) {
      $0 + 0.5 * ($1.1.logRatio - $1.0.logRatio) * (height($1.0) + height($1.1))
    }
  }

  /// The measured errors of what was learned, ascending in log SNR.
  public var learnedErrors: [(logRatio: Double, error: Double)] {
    learned.terms.map { ($0.level.logSignalToNoise, $0.error) }
  }
}
