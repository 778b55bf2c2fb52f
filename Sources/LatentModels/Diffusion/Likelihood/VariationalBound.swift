import NumericCore
import RealModule

/// The variational bound of a diffusion chain per row, taken apart: log p(x₀) ≥ −(L_T + Σ L_{t−1} + L_0), in nats.
///
/// With s the level below t, Δ = SNR_s − SNR_t, D = E‖x₀ − x̂₀‖² at t, and the variance of the reverse kernel written v = β̃ (1 + g),
///
///     L_T     = ½ [ᾱ ‖x₀‖² + d (−ᾱ − log(1 − ᾱ))]                    nothing to learn
///     L_{t−1} = ½ [d log(1 + g) + (Δ D − d g)/(1 + g)]               g = 0 for β̃, SNR_s β for β, Δ D/d for the best
///     L_0     = ½ [d log 2πv + D/v]                                   v = D/d
///
/// (Ho, Jain & Abbeel, 2020; Bao et al., 2022). Levels may be left out between two that are stood at: it is the bound of that chain.
public struct VariationalBound: Hashable, Sendable {
  /// D, the columns of a row.
  public let dimensions: Int
  /// The reverse variance.
  public let variance: ReverseVariance
  /// L_T, in nats per row.
  public let prior: Double
  /// L_{t−1} and, at the last, L_0, from the noisiest level on: as many as were measured.
  public internal(set) var terms: [LevelTerm]

  /// −(L_T + Σ L) over the terms that there are, in nats per row.
  public var nats: Double { -terms.reduce(prior) { $0 + $1.cost } }
  /// What the draws leave open of it.
  public var standardError: Double {
    terms.reduce(0) { $0 + $1.standardError * $1.standardError }.squareRoot()
  }

  /// The bound of the chain of `grid` from a curve of errors.
  ///
  ///     secondMoment   E‖x₀‖²
  ///     errors         D at each level
  ///     leastErrors    D of the exact denoiser, to tell what is left to learn
  /// - Precondition: the variance is not `.exact`, which is more than a curve tells.
  public init(
    grid: NoiseGrid, dimensions: Int, secondMoment: Double, variance: ReverseVariance,
    errors: (NoiseLevel) -> Double, leastErrors: ((NoiseLevel) -> Double)? = nil
  ) {
    precondition(variance != .exact, "the variance of each x_t does not follow from a curve of errors")
    self.init(grid: grid, dimensions: dimensions, secondMoment: secondMoment, variance: variance)
    terms = (0..<grid.steps).map { index in
      let step = ChainStep(grid, index, dimensions: dimensions)
      let error = errors(grid.levels[index])
      return LevelTerm(
        step, variance, error: error, errorDeviation: 0, leastError: leastErrors?(grid.levels[index]),
        spread: error)
    }
  }

  /// The bound that the same measurements, along the same `grid`, give with another reverse variance. The best one is made for
  /// the errors that were measured.
  /// - Precondition: the variance is not `.exact`, which is more than errors tell.
  public func choosing(_ variance: ReverseVariance, along grid: NoiseGrid) -> VariationalBound {
    precondition(variance != .exact, "the variance of each x_t does not follow from errors")
    var result = VariationalBound(dimensions: dimensions, variance: variance, prior: prior)
    result.terms = terms.enumerated().map { index, term in
      LevelTerm(
        ChainStep(grid, index, dimensions: dimensions), variance, error: term.error,
        errorDeviation: term.errorDeviation, leastError: term.leastError, spread: term.error)
    }
    return result
  }

  private init(dimensions: Int, variance: ReverseVariance, prior: Double) {
    (self.dimensions, self.variance, self.prior, terms) = (dimensions, variance, prior, [])
  }

  /// The bound with no terms as yet.
  init(grid: NoiseGrid, dimensions: Int, secondMoment: Double, variance: ReverseVariance) {
    self.dimensions = dimensions
    self.variance = variance
    terms = []
    let (last, d) = (grid.levels[0], Double(dimensions))
    // (1 − ᾱ) − 1 − log(1 − ᾱ) = −ᾱ − log1p(−ᾱ).
    let alphaSquared = last.signalVariance
    prior = 0.5 * (alphaSquared * secondMoment + d * (-alphaSquared - Double.log(onePlus: -alphaSquared)))
  }
}

/// One step of a chain, from level t to the level s below it.
struct ChainStep: Sendable {
  let level: NoiseLevel
  /// The number of the level in the schedule, or of the step from the data.
  let number: Int
  let dimensions: Int
  /// SNR_s − SNR_t; nil where s is the data.
  let ratioStep: Double?
  /// g of v = β.
  let upperGain: Double

  init(_ grid: NoiseGrid, _ index: Int, dimensions: Int) {
    let (t, s) = (grid.levels[index], grid.levels[index + 1])
    level = t
    number = grid.numbers?[index] ?? grid.steps - index
    self.dimensions = dimensions
    if s == .none {
      (ratioStep, upperGain) = (nil, 0)
    } else {
      ratioStep = t.signalToNoise * .expMinusOne(s.logSignalToNoise - t.logSignalToNoise)
      upperGain = s.signalToNoise * -Double.expMinusOne(t.logSignal - s.logSignal)
    }
  }

  /// L of this step with E‖x₀ − x̂₀‖² = `error`, where the variance was made for `spread` (or, with a `gain`, is β̃ (1 + gain)).
  func cost(error: Double, gain: Double, spread: Double) -> Double {
    let d = Double(dimensions)
    guard let ratioStep else {
      let v = max(spread / d, .leastNormalMagnitude)
      return 0.5 * (d * (log2Pi + .log(v)) + error / v)
    }
    return 0.5 * (d * .log(onePlus: gain) + (ratioStep * error - d * gain) / (1 + gain))
  }

  /// g of that variance.
  func gain(_ variance: ReverseVariance, spread: Double) -> Double {
    switch variance {
    case .lower: 0
    case .upper: upperGain
    case .optimal, .exact: (ratioStep ?? 0) * spread / Double(dimensions)
    }
  }

  /// How fast the cost grows with the error.
  func slope(gain: Double, spread: Double) -> Double {
    guard let ratioStep else { return 0.5 * Double(dimensions) / max(spread, .leastNormalMagnitude) }
    return 0.5 * ratioStep / (1 + gain)
  }
}

/// One term of the bound, L_{t−1} or L_0, in nats per row, and what it is made of.
public struct LevelTerm: Hashable, Sendable {
  /// t.
  public let number: Int
  /// The noise of level t.
  public let level: NoiseLevel
  /// D = E‖x₀ − x̂₀‖².
  public let error: Double
  /// D of the exact denoiser; nil where it is not known.
  public let leastError: Double?
  /// The whole term.
  public let cost: Double
  /// What the draws leave open of it.
  public let standardError: Double
  /// What the draws leave open of D.
  public let errorDeviation: Double
  /// What the exact denoiser with the best variance that is the same for all rows would cost; with no exact denoiser, this one.
  public let irreducible: Double
  /// What another variance costs beyond that; below 0 where each row has its own.
  public let varianceChoice: Double
  /// What the error beyond the least costs; nil where that is not known, and then it is in `irreducible`.
  public let networkExcess: Double?

  /// The term of `step`.
  ///
  ///     spread   the D that the best variance was made for, and v of L_0
  init(
    _ step: ChainStep, _ variance: ReverseVariance, error: Double, errorDeviation: Double,
    leastError: Double?, spread: Double, measured: (cost: Double, standardError: Double)? = nil
  ) {
    number = step.number
    level = step.level
    self.error = error
    self.errorDeviation = errorDeviation
    self.leastError = leastError
    let gain = step.gain(variance, spread: spread)
    cost = measured?.cost ?? step.cost(error: error, gain: gain, spread: spread)
    standardError = measured?.standardError ?? errorDeviation * step.slope(gain: gain, spread: spread)
    let least = leastError ?? error
    irreducible = step.cost(error: least, gain: step.gain(.optimal, spread: least), spread: least)
    if let leastError {
      // With the error at its least the variance would be made for that.
      let made = spread == error ? leastError : spread
      let chosen = step.cost(
        error: leastError, gain: step.gain(variance, spread: made), spread: made)
      varianceChoice = variance == .exact ? cost - irreducible : chosen - irreducible
      networkExcess = variance == .exact ? 0 : cost - chosen
    } else {
      varianceChoice = cost - irreducible
      networkExcess = nil
    }
  }
}
