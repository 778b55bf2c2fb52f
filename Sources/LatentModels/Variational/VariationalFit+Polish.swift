import NumericCore

/// Where direct steps lead a fit whose alternation has met its tolerance and may still be far from the maximum.
public struct PolishedPoint: Hashable, Sendable {
  /// θ.
  public let coordinates: [Double]
  /// By how many nats what is maximised is higher there.
  public let gain: Double
  /// Direct steps taken.
  public let steps: Int
}

extension VariationalFit {
  /// The maximum of what the alternation maximises, by direct ascent from θ; nil where that gains nothing, does not settle, takes
  /// too long, or where the laws are drawn, come from an encoder, or are Laplace's, whose ascent is direct already.
  /// - Throws: `.cancelled`.
  public func polished(in workspace: Workspace) throws(FittingError) -> PolishedPoint? {
    switch settings.method {
    case .exact, .gaussian(.coordinate), .twoPart: break
    default: return nil
    }
    guard hasLaws, let before = course.lastBound, decoder.isLikelihoodCheap,
      let ascent = try nearestMaximum(settings.method, in: workspace)
    else { return nil }
    // With the laws that the next E half-step will find there.
    let reached = try laws.updated(
      settings.method, decoder, ascent.theta, seed: settings.seed, step: stepsTaken, in: workspace
    ).value.nats
    guard reached > before + Self.leastGain else { return nil }
    return PolishedPoint(coordinates: ascent.theta, gain: reached - before, steps: ascent.steps)
  }

  /// A direct ascent from θ that has settled within so many steps; nil where it has not, or where there is no bound at θ.
  func nearestMaximum(
    _ method: VariationalMethod, steps: Int = 100, in workspace: Workspace
  ) throws(FittingError) -> DirectAscent<Decoder>? {
    guard !decoder.isDegenerate(at: theta) else { return nil }
    var ascent = try DirectAscent(
      of: ProfiledBound(of: decoder, method, from: laws), at: theta, in: workspace)
    while !ascent.isFinished {
      guard ascent.steps < steps else { return nil }
      try ascent.step(in: workspace)
    }
    return ascent.hasSettled ? ascent : nil
  }

  /// Fewer nats are not worth a step.
  private static var leastGain: Double { 1e-7 }
}
