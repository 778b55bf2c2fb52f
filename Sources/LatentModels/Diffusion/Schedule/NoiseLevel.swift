import RealModule

/// How much noise a row carries: x_t = √ᾱ x₀ + √(1 − ᾱ) ε with ε ~ N(0, I).
///
/// Kept as log ᾱ, from which both parts follow to full precision however small one of them is. Level 0, the data themselves, has
/// ᾱ = 1.
public struct NoiseLevel: Hashable, Sendable {
  /// log ᾱ, from −∞ to 0.
  public let logSignal: Double

  /// No noise at all.
  public static let none = NoiseLevel(logSignal: 0)

  /// The level with that log ᾱ, at most 0.
  public init(logSignal: Double) {
    precondition(logSignal <= 0, "log ᾱ is \(logSignal), above 0")
    self.logSignal = logSignal
  }

  /// The level with that logarithm of the signal-to-noise ratio.
  public init(logSignalToNoise: Double) {
    // log ᾱ = log sigmoid(s) = −softplus(−s)
    self.init(
      logSignal: logSignalToNoise > 0
        ? -Double.log(onePlus: .exp(-logSignalToNoise))
        : logSignalToNoise - .log(onePlus: .exp(logSignalToNoise)))
  }

  /// ᾱ, the part of the variance that is signal.
  public var signalVariance: Double { .exp(logSignal) }
  /// 1 − ᾱ, the part of the variance that is noise.
  public var noiseVariance: Double { -Double.expMinusOne(logSignal) }
  /// √ᾱ, what the row is multiplied by.
  public var signal: Double { .exp(0.5 * logSignal) }
  /// √(1 − ᾱ), the standard deviation of the noise.
  public var deviation: Double { noiseVariance.squareRoot() }
  /// log of ᾱ / (1 − ᾱ); infinite at level 0.
  public var logSignalToNoise: Double { logSignal - .log(noiseVariance) }
  /// ᾱ / (1 − ᾱ).
  public var signalToNoise: Double { .exp(logSignalToNoise) }
}
