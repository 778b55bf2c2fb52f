import NumericCore
import RealModule

/// What a maximised log-likelihood is worth once its free parameters are paid for; lower is better in all three.
public struct InformationCriteria: Hashable, Sendable {
  /// −2ℓ + 2 df (Akaike, 1974).
  public let aic: Double
  /// −2ℓ + df log n (Schwarz, 1978).
  public let bic: Double
  /// BIC − 2 Σ_i log max_k r_ik (Biernacki, Celeux & Govaert, 2000); nil where there are no classes.
  public let icl: Double?

  /// The criteria of a fit from its log-likelihood and classification loss −Σ log max r, both in nats.
  public init(
    logLikelihood: Double, classificationLoss: Double? = nil, degreesOfFreedom: Int, observations: Double
  ) {
    let df = Double(degreesOfFreedom)
    aic = -2 * logLikelihood + 2 * df
    bic = -2 * logLikelihood + df * Double.log(observations)
    icl = classificationLoss.map { [bic] in bic + 2 * $0 }
  }
}

extension GaussianMixture {
  /// The criteria at the present parameter; nil unless the newest step was an E half-step.
  public var informationCriteria: InformationCriteria? {
    guard let statistics = course.statistics, case .exact = statistics.objective.kind else { return nil }
    return InformationCriteria(
      logLikelihood: inOwnUnits(statistics.logLikelihood),
      classificationLoss: statistics.classificationLoss, degreesOfFreedom: degreesOfFreedom,
      observations: data.totalWeight)
  }
}
