import NumericCore

/// A model with a scalar latent while it is being fitted by maximising Σ F(θ, q_i; x_i) in turn over the laws q (E) and over
/// θ (M).
///
/// With the exact law this is EM (Neal & Hinton, 1998); with any other, F never falls and the likelihood may.
public struct VariationalFit<Decoder: ScalarDecoder>: VariationalInference {
  /// The short and the long name.
  public static var summary: ModelSummary { Decoder.summary }

  /// p_θ(x | z).
  public let decoder: Decoder
  /// What a person chose.
  public internal(set) var settings: VariationalSettings
  /// θ.
  public var theta: [Double]
  /// q of every unit, as of the newest E half-step.
  public internal(set) var laws: LawBank
  /// Where the fit is between its half-steps.
  var course = VariationalCourse()
  /// Where the ascent of Laplace's approximation stands, where that is what is maximised.
  var ascent: QuasiNewton?

  /// A fit at its start.
  /// - Throws: a `FittingError` that says what about the settings or the given start cannot be used.
  public init(decoder: Decoder, settings: VariationalSettings) throws(FittingError) {
    try FittingError.validate(tolerance: settings.tolerance)
    try settings.validateDraws()
    self.decoder = decoder
    self.settings = settings
    let start = settings.start ?? decoder.start
    guard start.count == decoder.coordinateNames.count else {
      throw .invalidStart(
        reason: "it has \(start.count) numbers, where \(decoder.coordinateNames.count) are needed")
    }
    guard start.allSatisfy(\.isFinite) else {
      throw .invalidStart(reason: "it has a number that is not finite")
    }
    theta = start
    laws = .prior
  }

  /// The data, shared between all copies.
  public var data: DataTable { decoder.data }
  /// The model and what a person chose about it.
  public var plan: VariationalPlan { decoder.plan(settings) }
  /// Whether the laws belong to the present θ: an M half-step is next.
  public var hasLaws: Bool { course.hasLaw }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// M half-steps taken.
  public var iteration: Int { course.iteration }
  /// E and M in turn, for ever.
  public var nextPhase: Phase? { hasLaws ? .maximization : .expectation }
  /// The bytes of θ and of the laws.
  public var footprint: Int {
    512 + 8 * theta.count + laws.footprint
      + (ascent.map { 8 * ($0.inverseCurvature.storage.count + 2 * $0.point.count) } ?? 0)
  }

  /// q of a unit as it now is.
  public func law(ofUnit unit: Int) -> ScalarLaw { laws.law(ofUnit: unit, decoder) }

  /// The half-step that is next.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    guard hasLaws else { return try expect(in: workspace) }
    if course.directSteps == .due, let event = try climb(in: workspace) { return event }
    return settings.method == .laplace ? try ascend(in: workspace) : try maximize(in: workspace)
  }

  /// E: the laws at the present θ, and the bound under them.
  private mutating func expect(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let (laws, value) = try laws.updated(
      settings.method, decoder, theta, encoderDraws: settings.encoderDraws, seed: settings.seed,
      step: stepsTaken, in: workspace)
    let exact = try logLikelihood(at: theta, ifCheapIn: workspace, unless: laws.isExact)
    self.laws = laws
    return course.expectation(
      bound: value.nats, shown: objective(value, isExact: laws.isExact), logLikelihood: exact,
      threshold: threshold(value, laws), findings: decoder.findings(at: theta),
      hasDirectSteps: hasDirectSteps)
  }

  /// A gain of less than so many nats is convergence; 0 where no gain is. An encoder's bound over a sample of the units, the same
  /// at every iteration, moves far less by chance than its standard error says: a thousandth of it is not seen in the estimate.
  private func threshold(_ value: BankValue, _ laws: LawBank) -> Double {
    let exact = settings.tolerance * decoder.observations
    if case .encoded = laws, let error = value.standardError { return max(exact, error / 1000) }
    return settings.isStochastic || value.standardError ?? 0 > 0 ? 0 : exact
  }

  /// M: the θ that maximises the bound under the present laws.
  private mutating func maximize(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let source = BankedLaws(bank: laws, decoder: decoder, theta: theta)
    let moved = try decoder.maximizer(from: theta, under: source, in: workspace)
    let value = try laws.value(decoder, moved, in: workspace)
    let exact = try logLikelihood(at: moved, ifCheapIn: workspace, unless: false)
    theta = moved
    return course.maximization(
      shown: objective(value, isExact: false), logLikelihood: exact,
      gain: course.lastBound.map { value.nats - $0 })
  }

  /// A value of a bank as it is shown, in the data's own units.
  func objective(_ value: BankValue, isExact: Bool) -> Objective {
    let kind: Objective.Kind =
      value.standardError.map { .estimate(standardError: $0) } ?? (isExact ? .exact : .bound)
    return Objective(kind, nats: value.nats - decoder.unitOffset)
  }

  /// ℓ at θ, exact, in nats, in the data's own units, where that takes no longer than a blink.
  func logLikelihood(
    at theta: [Double], ifCheapIn workspace: Workspace, unless isKnown: Bool
  ) throws(FittingError) -> Double? {
    guard !isKnown, decoder.isLikelihoodCheap else { return nil }
    return try decoder.logLikelihood(at: theta, in: workspace) - decoder.unitOffset
  }
}
