import RealModule

/// How noise grows from level 0, the data, to level T: ᾱ_0 = 1 > ᾱ_1 > … > ᾱ_T.
///
/// Everything is computed from log ᾱ, summed by log1p, so that neither end loses digits.
public struct NoiseSchedule: Hashable, Sendable {
  /// How the levels are laid out.
  public enum Kind: Hashable, Sendable {
    /// β_t in equal steps from .1/T to 20/T, at most .999 (Ho, Jain & Abbeel, 2020, with T = 1000).
    case linear
    /// ᾱ(t) = cos²((t/T + s)/(1 + s) π/2), s = .008, β at most .999 (Nichol & Dhariwal, 2021).
    case cosine
    /// ᾱ(t) a falling sigmoid between ±3, brought to 1 at level 0 (Jabri, Fleet & Chen, 2022), β at most .999.
    case sigmoid
    /// log ᾱ(t) = −.1 u − 9.95 u², u = t/T: the variance-preserving process (Song et al., 2021) at T equal steps of time.
    case variancePreserving
    /// β_1 … β_T as given.
    case given([Double])
  }

  /// How the levels are laid out.
  public let kind: Kind
  /// log ᾱ_0 = 0, log ᾱ_1, …, log ᾱ_T.
  private let logSignals: [Double]

  /// The schedule of that kind with `levels` levels, T.
  /// - Throws: `.invalidSetting` where T is not between 1 and 1,000,000, or a given β is not strictly between 0 and 1.
  public init(_ kind: Kind, levels: Int) throws(FittingError) {
    guard (1...1_000_000).contains(levels) else {
      throw .invalidSetting(name: "number of levels", found: "\(levels)", expected: "between 1 and 1000000")
    }
    let count = Double(levels)
    self.kind = kind
    switch kind {
    case .linear:
      logSignals = Self.summed(
        (0..<levels).map { index in
          let share = levels > 1 ? Double(index) / (count - 1) : 0
          return min((0.1 + 19.9 * share) / count, 0.999)
        })
    case .cosine:
      logSignals = Self.clipped(
        (0...levels).map { t in
          let angle = (Double(t) / count + 0.008) / 1.008 * Double.pi / 2
          return 2 * (.log(max(Double.cos(angle), 1e-300)) - .log(Double.cos(0.008 / 1.008 * Double.pi / 2)))
        })
    case .sigmoid:
      // (g(u) − g(1))/(g(0) − g(1)) with g(u) = sigmoid(3 − 6 u).
      func g(_ u: Double) -> Double { 1 / (1 + .exp(6 * u - 3)) }
      logSignals = Self.clipped(
        (0...levels).map { t in .log(max((g(Double(t) / count) - g(1)) / (g(0) - g(1)), 1e-300)) })
    case .variancePreserving:
      logSignals = (0...levels).map { ContinuousNoise.logSignal(at: Double($0) / count) }
    case .given(let betas):
      guard betas.count == levels else {
        throw .invalidSetting(
          name: "schedule", found: "\(betas.count) values of beta",
          expected: "one for each of \(levels) levels")
      }
      for (index, beta) in betas.enumerated() where !(beta > 0 && beta < 1) {
        throw .invalidSetting(
          name: "beta of level \(index + 1)", found: "\(beta)", expected: "strictly between 0 and 1")
      }
      logSignals = Self.summed(betas)
    }
  }

  /// T.
  public var levels: Int { logSignals.count - 1 }

  /// The noise of level `t`, from 0, the data, to T.
  public subscript(t: Int) -> NoiseLevel { NoiseLevel(logSignal: logSignals[t]) }

  /// β_t = 1 − ᾱ_t/ᾱ_{t−1}, for t from 1 to T.
  public func beta(_ t: Int) -> Double { -Double.expMinusOne(logSignals[t] - logSignals[t - 1]) }

  /// β̃_t = β_t (1 − ᾱ_{t−1})/(1 − ᾱ_t), the variance of q(x_{t−1} | x_t, x₀); 0 at t = 1.
  public func betaTilde(_ t: Int) -> Double {
    beta(t) * self[t - 1].noiseVariance / self[t].noiseVariance
  }

  /// SNR_{t−1} − SNR_t, for t from 2 to T.
  ///
  /// Written as SNR_t (SNR_{t−1}/SNR_t − 1), so that two large numbers are never subtracted.
  public func ratioStep(_ t: Int) -> Double {
    self[t].signalToNoise * .expMinusOne(self[t - 1].logSignalToNoise - self[t].logSignalToNoise)
  }

  /// log ᾱ from the βs.
  private static func summed(_ betas: [Double]) -> [Double] {
    var sums = [0.0]
    for beta in betas { sums.append(sums[sums.count - 1] + .log(onePlus: -beta)) }
    return sums
  }

  /// The same curve with no β above .999.
  private static func clipped(_ logs: [Double]) -> [Double] {
    var result = [0.0]
    for t in 1..<logs.count {
      result.append(result[t - 1] + max(logs[t] - logs[t - 1], .log(onePlus: -0.999)))
    }
    return result
  }
}

/// The variance-preserving process in continuous time, β(t) = .1 + 19.9 t for t from 0 to 1 (Song et al., 2021).
public enum ContinuousNoise {
  /// β(t), how fast signal is lost.
  public static func beta(at time: Double) -> Double { 0.1 + 19.9 * time }
  /// log ᾱ(t) = −∫₀ᵗ β.
  public static func logSignal(at time: Double) -> Double { -0.1 * time - 9.95 * time * time }
  /// The noise at `time`, from 0 to 1.
  public static func level(at time: Double) -> NoiseLevel { NoiseLevel(logSignal: logSignal(at: time)) }
  /// The time at which log ᾱ is `logSignal`.
  public static func time(logSignal: Double) -> Double {
    // The root of 9.95 t² + .1 t + log ᾱ in the form that does not cancel.
    -2 * logSignal / (0.1 + (0.01 - 39.8 * logSignal).squareRoot())
  }
}
