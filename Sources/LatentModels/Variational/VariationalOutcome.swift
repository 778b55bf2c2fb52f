import NumericCore

/// What a variational fit comes to: the bound and the likelihood at the same θ, and where the nats between the greatest
/// likelihood and the bound went. Everything is in the data's own units.
public struct VariationalOutcome: Hashable, Sendable {
  /// The bound under the laws that the method finds at θ; the likelihood itself where these are exact.
  public let evidenceLowerBound: Objective
  /// ℓ(θ), exact.
  public let logLikelihood: Double
  /// ℓ(θ) − max F over the Gaussians; 0 where the laws are exact, nil where the bound is an estimate.
  public let approximationGap: Double?
  /// max F over the Gaussians − F; 0 where each unit has its own best law, nil where the bound is an estimate.
  public let amortisationGap: Double?
  /// ℓ(θ̂) − ℓ(θ) with θ̂ where an ascent of ℓ from θ settled; nil under an exact law, and
  /// where none settled soon.
  public let parameterBias: Double?
  /// Laplace's approximation of ℓ(θ), where that was maximised.
  public let laplace: Double?
  /// The free parameters.
  public let parameters: FreeParameters
  /// How many observations the likelihood is a total over.
  public let observations: Double
}

extension VariationalFit {
  /// What the fit comes to at its present θ, with the laws that the method finds there.
  /// - Throws: `.cancelled`.
  public func outcome(in workspace: Workspace) throws(FittingError) -> VariationalOutcome? {
    let found = hasLaws ? laws : try updatedLaws(settings.method, in: workspace)
    let exact = try decoder.logLikelihood(at: theta, in: workspace)
    let value = try found.value(decoder, theta, in: workspace)
    var gaps: (approximation: Double?, amortisation: Double?) = (nil, nil)
    if found.isExact {
      gaps = (0, 0)
    } else if value.standardError == nil {
      let best = try laws.updated(
        .gaussian(.coordinate), decoder, theta, seed: settings.seed, step: stepsTaken, in: workspace
      ).value.nats
      // Laws richer than one Gaussian may lie above the best of these.
      let highest = max(best, value.nats)
      gaps = (exact - highest, highest - value.nats)
    }
    var bias: Double?
    // A maximum of the likelihood itself has none: what EM stopped short of is no bias.
    if !found.isExact, decoder.isLikelihoodCheap {
      bias = try nearestMaximum(.exact, in: workspace).map { $0.value - exact }
    }
    let kind: Objective.Kind =
      value.standardError.map { .estimate(standardError: $0) } ?? (found.isExact ? .exact : .bound)
    return VariationalOutcome(
      evidenceLowerBound: Objective(kind, nats: value.nats - decoder.unitOffset),
      logLikelihood: exact - decoder.unitOffset, approximationGap: gaps.approximation,
      amortisationGap: gaps.amortisation, parameterBias: bias,
      laplace: settings.method == .laplace
        ? try decoder.laplace(at: theta, from: laws, in: workspace).value - decoder.unitOffset : nil,
      parameters: decoder.freeParameters(of: theta).parameters, observations: decoder.observations)
  }

  private func updatedLaws(
    _ method: VariationalMethod, in workspace: Workspace
  ) throws(FittingError) -> LawBank {
    try laws.updated(
      method, decoder, theta, encoderDraws: settings.encoderDraws, seed: settings.seed, step: stepsTaken,
      in: workspace
    ).laws
  }
}
