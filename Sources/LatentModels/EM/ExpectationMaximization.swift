import NumericCore

/// A latent-variable model whose likelihood EM climbs, one half-step at a time (Dempster, Laird & Rubin, 1977).
///
/// What a model has to know of itself is short: the expected statistics under a law of the latent, the parameter that
/// maximises Q for given statistics, and Q. The half-steps and their cousins follow from these, the same for all models
/// (`ExpectationMaximization+Steps.swift`); so do standard errors, bootstraps and pictures of Q below ℓ.
public protocol ExpectationMaximization: LatentModel
where Portrait == EMPortrait, PortraitRequest == EMPortraitRequest, Change == EMChange {
  /// The parameter θ, in the units of the fit.
  associatedtype Parameters: Hashable & Sendable
  /// The expected sufficient statistics.
  associatedtype Statistics: ExpectedStatistics

  /// The data, shared between all copies.
  var data: DataTable { get }
  /// What a person chose.
  var plan: EMPlan { get }
  /// θ.
  var parameters: Parameters { get set }
  /// Where the fit is between its half-steps.
  var course: EMCourse<Parameters, Statistics> { get set }

  /// The statistics of the data under the law of kind `law` at `parameters`.
  /// - Parameter step: names the random draws, with the seed of the plan.
  func expectation(
    _ law: ExpectationKind, at parameters: Parameters, step: Int, in workspace: Workspace
  ) throws(FittingError) -> Statistics
  /// argmax Q(θ; q) for the law q that `statistics` were collected under.
  func maximizer(of statistics: Statistics) throws(FittingError) -> Parameters
  /// Q(θ; q) = Σ_i E_q[log p_θ(x_i, Z_i)], in nats, in the units of the fit. For continuous latents that are a point or
  /// draws, up to a constant in θ.
  func expectedLogJoint(
    _ statistics: Statistics, at parameters: Parameters
  ) throws(FittingError) -> Double

  /// θ as numbers without constraints, in which a straight line stays inside the parameter space.
  func coordinates(of parameters: Parameters) -> [Double]
  /// The parameter at such coordinates; nil where one cannot be computed with.
  func parameters(atCoordinates coordinates: [Double]) -> Parameters?

  /// The same fit under another tolerance and another method.
  /// - Throws: `.invalidSetting`.
  func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> Self
  /// The model after a change that not every model has. Where the fit is, the caller forgets.
  func changed(inOwnWayBy change: EMChange) throws(FittingError) -> Self

  /// Free parameters.
  var degreesOfFreedom: Int { get }
  /// The free parameters of θ by name, in the data's own units: what standard errors are for.
  func freeParameters(of parameters: Parameters) -> FreeParameters
  /// The parameter whose free parameters have these values; nil outside the parameter space.
  func parameters(free values: [Double]) -> Parameters?
  /// log p_θ of each independent unit (a row, or a group of rows), in nats, in the data's own units.
  func unitLogLikelihoods(
    at parameters: Parameters, in workspace: Workspace
  ) throws(FittingError) -> [Double]

  /// What a person should know after an E half-step.
  func findings(on statistics: Statistics) -> [Finding]
  /// The share of nats between the units of the fit and the data's own: ℓ in own units is ℓ in units of the fit minus this.
  var unitOffset: Double { get }
  /// How many observations the data are, for the criteria and the tolerance.
  var observations: Double { get }
  /// What the log-likelihood is worth; nil unless the newest step was an exact E half-step.
  var informationCriteria: InformationCriteria? { get }

  /// The same parameter on other data of the same shape, with the fit to be begun anew.
  func refitting(_ data: DataTable) throws(FittingError) -> Self
  /// As many observations as the data stand for, with the same gaps, drawn from the model at its present parameter, named
  /// by seed and replicate.
  /// - Throws: `.weightsAreNotCounts` or `.tooManyObservations` where a row of the data is not a number of observations that
  ///   can be drawn.
  func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable
  /// Units of the data drawn with replacement, named by seed and replicate (Efron, 1979).
  func resampledData(seed: UInt64, replicate: UInt32) -> DataTable
  /// What the data say about each free parameter at the present parameter, and what is missing of it.
  /// - Throws: `.cancelled`, or what cannot be computed with.
  func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation
  /// Refuses, before anything is fitted, what `information(in:)` could not be computed for: too many free parameters, by
  /// themselves or for so many rows.
  /// - Throws: `.invalidSetting`.
  func validateInformation() throws(FittingError)
  /// What speaks against the present parameter as a maximum to be believed.
  var suspicions: [Finding] { get }
  /// `parameters` with interchangeable parts in the order in which they match those of `reference` best.
  func matched(_ parameters: Parameters, to reference: Parameters) -> Parameters
}

extension ExpectationMaximization {
  /// E and M in turn, for ever.
  public var nextPhase: Phase? { course.statistics == nil ? .expectation : .maximization }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// M half-steps taken.
  public var iteration: Int { course.iteration }
  /// The parameter under which the newest E half-step was taken; nil before the first.
  public var lawParameters: Parameters? { course.lawParameters }
  /// H(q) of the newest E half-step, in nats; nil once an M half-step has used it, or where q has none.
  public var entropyOfLaw: Double? { course.statistics?.entropy }

  /// Nothing in the model is interchangeable.
  public func matched(_ parameters: Parameters, to reference: Parameters) -> Parameters { parameters }

  /// Nothing to say.
  public func findings(on statistics: Statistics) -> [Finding] { [] }

  /// Σ log of the scale of every value there is.
  public var unitOffset: Double { data.totalLogScale }

  /// Each row as often as it counts.
  public var observations: Double { data.totalWeight }

  /// AIC and BIC from the log-likelihood of the newest E half-step.
  public var informationCriteria: InformationCriteria? {
    guard let statistics = course.statistics, case .exact = statistics.objective.kind else { return nil }
    return InformationCriteria(
      logLikelihood: statistics.objective.nats - unitOffset, degreesOfFreedom: degreesOfFreedom,
      observations: observations)
  }

  /// Observations drawn with replacement: rows, or, where rows have weights, as many observations as these stand for, so
  /// that a row of weight 3 is drawn as three rows are.
  public func resampledData(seed: UInt64, replicate: UInt32) -> DataTable {
    var random = RandomStream(seed: seed, purpose: .bootstrap, step: replicate)
    guard data.weights == nil else { return data.weighted(by: data.drawnWeights(&random)) }
    return data.selectingRows((0..<data.rows).map { _ in random.index(below: data.rows) })
  }
}
