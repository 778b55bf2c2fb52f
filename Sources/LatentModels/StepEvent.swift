/// What one step did: everything that is kept of it for ever, even where the model itself is not.
public struct StepEvent: Hashable, Sendable {
  /// How the fit stands after a step.
  public enum Status: Hashable, Sendable {
    /// There is more to gain.
    case running
    /// The mean log-likelihood per row changed by less than the tolerance over the last iteration.
    case converged
  }

  /// Steps taken, this one included.
  public let step: Int
  /// Whole iterations done, this step included: for EM, the number of M half-steps.
  public let iteration: Int
  /// What the step did.
  public let phase: Phase
  /// What is known of the log-likelihood after the step: after E it is exact; after M the bound F(θ, q) is.
  public let objective: Objective
  /// The exact log-likelihood after the step, in nats, in the data's own units, where the objective is a bound of it and it was
  /// computed beside.
  public let logLikelihood: Double?
  /// By how much the objective grew: after E, since the E half-step before, in log-likelihood; after M, by ΔQ.
  /// Nil where there is nothing to compare with.
  public let gain: Double?
  /// How the fit stands.
  public let status: Status
  /// What a person should know about this step, in words.
  public let findings: [Finding]

  /// An event with all that it says.
  public init(
    step: Int, iteration: Int, phase: Phase, objective: Objective,
    logLikelihood: Double? = nil, gain: Double?, status: Status = .running, findings: [Finding] = []
  ) {
    self.step = step
    self.iteration = iteration
    self.phase = phase
    self.objective = objective
    self.logLikelihood = logLikelihood
    self.gain = gain
    self.status = status
    self.findings = findings
  }
}

/// Something that a fit noticed about itself and a person should know.
public enum Finding: Hashable, Sendable {
  /// A component is held up by the ridge, not by rows: the likelihood would be unbounded without it.
  /// `smallestDeviation` is in units of the data's own standard deviation.
  case restsOnRidge(component: Int, rows: Double, smallestDeviation: Double)
  /// A component narrows towards a point or a line, and no ridge holds it.
  case collapsing(component: Int, rows: Double, smallestDeviation: Double)
  /// The ridge is not small beside the variance of a column, by `ratio`: it shapes every component.
  case ridgeDominates(column: Int, ratio: Double)
  /// A component has almost no rows left.
  case starving(component: Int, rows: Double)
  /// A component has few rows, which in some direction lie closer together than those of the others by `ratio`, in standard
  /// deviations: the maximum is likely to be a spurious one.
  case spurious(component: Int, rows: Double, ratio: Double)
  /// The log-likelihood fell by so many nats over an iteration, which a ridge can cause.
  case fell(nats: Double)
  /// The noise of a column is next to nothing, so many times the column's variance: only the floor holds it up.
  case noiseless(column: Int, share: Double)
  /// The variance of the intercepts goes to 0, its lower end; now it is so many times the variance of the response.
  case vanishingIntercepts(share: Double)
  /// The variance within groups goes to 0; now it is so many times the variance of the response.
  case vanishingResiduals(share: Double)
  /// A probability goes to this end of its range, 0 or 1.
  case shareAtItsEnd(Int)
  /// The slope of a column on the latent has grown so large that the latent all but says the answer.
  case steepSlope(column: Int, slope: Double)
  /// The deviation of the intercepts of groups has grown so large that the group all but says the response.
  case unboundedIntercepts(deviation: Double)
  /// An extrapolated step would have lowered the log-likelihood by so many nats and was taken back.
  case extrapolationTakenBack(nats: Double)
  /// So many direct steps in θ and the laws together gained so many nats, where alternation had met its tolerance.
  case climbed(steps: Int, nats: Double)
}

extension Finding {
  /// Whether it says that a maximum is none: a component that only a ridge or nothing holds up, or that has no rows.
  var isDegeneracy: Bool {
    switch self {
    case .restsOnRidge, .collapsing, .starving, .noiseless, .spurious, .vanishingResiduals: true
    case .climbed, .ridgeDominates, .fell, .extrapolationTakenBack, .vanishingIntercepts, .shareAtItsEnd,
      .steepSlope,
      .unboundedIntercepts:
      false
    }
  }
}
