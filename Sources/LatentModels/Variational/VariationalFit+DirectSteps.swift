import NumericCore

extension VariationalFit {
  /// Whether an alternation that has met its tolerance is followed by direct steps: it is slow where θ and the laws depend on each
  /// other, and then stops far from the maximum. Not where the laws are drawn or come from an encoder, where it takes long, or
  /// for Laplace's, whose ascent is direct already.
  var hasDirectSteps: Bool {
    switch settings.method {
    case .exact, .gaussian(.coordinate), .twoPart: decoder.isLikelihoodCheap
    default: false
    }
  }

  /// An M half-step that moves θ and the laws together to the maximum of what the alternation maximises, by direct ascent; nil
  /// where that gains nothing, or does not settle.
  mutating func climb(in workspace: Workspace) throws(FittingError) -> StepEvent? {
    guard let before = course.lastBound, let ascent = try nearestMaximum(settings.method, in: workspace),
      ascent.value > before + Self.leastGain
    else { return nil }
    let exact = try logLikelihood(at: ascent.theta, ifCheapIn: workspace, unless: false)
    (theta, laws) = (ascent.theta, ascent.profile.laws)
    return course.maximization(
      shown: Objective(.bound, nats: ascent.value - decoder.unitOffset), logLikelihood: exact,
      gain: ascent.value - before, findings: [.climbed(steps: ascent.steps, nats: ascent.value - before)])
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
