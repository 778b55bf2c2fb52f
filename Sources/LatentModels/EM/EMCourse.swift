import NumericCore

/// Where an EM-like fit is between its half-steps: what the next one needs besides the parameter.
public struct EMCourse<Parameters: Hashable & Sendable, Statistics: ExpectedStatistics>: Hashable, Sendable {
  /// The statistics of the newest E half-step, until an M half-step uses them up.
  public var statistics: Statistics?
  /// The parameter under which the newest E half-step was taken; nil before the first.
  public var lawParameters: Parameters?
  /// The parameter of the E half-step before that one.
  public var previousLawParameters: Parameters?
  /// ℓ at the newest E half-step, in nats, in the units of the fit; nil after the model was changed by hand.
  public var lastLogLikelihood: Double?
  /// Half-steps taken.
  public var stepsTaken = 0
  /// M half-steps taken.
  public var iteration = 0
  /// M half-steps taken since the method or the model was last changed: what the rate of an average counts.
  public var iterationOfMethod = 0
  /// The running average of the statistics, where the method keeps one.
  public var average: Statistics?
  /// What the acceleration has seen: the coordinates θ₀ and θ₁ = M(θ₀), as far as its cycle has come.
  public var anchors: [[Double]] = []
  /// The parameter to fall back on, if the log-likelihood at the extrapolated one proves lower.
  public var fallback: Parameters?

  /// The course of a fit that has not begun.
  public init() {}

  /// Forgets what was computed for a parameter or a method that is no longer the present one. The counts go on.
  public mutating func restart() {
    statistics = nil
    lastLogLikelihood = nil
    average = nil
    anchors = []
    fallback = nil
    iterationOfMethod = 0
  }
}
