import NumericCore

/// The direct ascent of a profiled bound by BFGS, one step at a time: some dozens of steps, where alternation takes thousands.
struct DirectAscent<Decoder: ScalarDecoder>: Sendable {
  /// What is climbed, with the laws at the present point.
  private(set) var profile: ProfiledBound<Decoder>
  /// Where the ascent stands.
  private(set) var ascent: QuasiNewton
  /// Steps taken.
  private(set) var steps = 0

  /// More steps are not taken.
  static var mostSteps: Int { 150 }
  /// So often at most the measure of length is taken afresh.
  private static var mostRenewals: Int { 4 }
  /// Settled when a step promises less than so many nats.
  private static var tolerance: Double { 1e-10 }

  /// How far a step goes at most in each coordinate: as far as the data of one unit tell values apart.
  private var reach: [Double] = []
  /// How often the measure of length was taken afresh.
  private var renewals = 0
  /// Steps in a row that gained nothing, as at the edge of where there is a bound.
  private var idleSteps = 0
  /// After so many the measure of length is taken afresh.
  private static var mostIdleSteps: Int { 4 }
  /// Whether a fresh measure of length says so too.
  private(set) var hasSettled = false

  /// An ascent that begins at θ. Its first measure of length is Σ w s sᵀ with the gradients s of the units (Berndt, Hall, Hall &
  /// Hausman, 1974), which no change of units alters.
  init(
    of profile: ProfiledBound<Decoder>, at theta: [Double], in workspace: Workspace
  ) throws(FittingError) {
    var profile = profile
    let point = try profile.point(at: theta, in: workspace)
    let here = try profile.value(at: point, in: workspace)
    profile.laws = here.laws
    self.profile = profile
    ascent = QuasiNewton(
      point: point, value: here.nats, gradient: here.gradient, inverseCurvature: .identity(point.count),
      hasLearnt: false, hasSettled: false)
    ascent = try renewed(in: workspace)
  }

  /// The ascent where it stands, with a fresh measure of length.
  private mutating func renewed(in workspace: Workspace) throws(FittingError) -> QuasiNewton {
    var products = try profile.scoreProducts(at: point, in: workspace)
    let observations = profile.decoder.observations
    reach = products.diagonal.map { (observations / max($0, 1e-6 * observations)).squareRoot() }
    for index in point.indices { products[index, index] += 1e-6 * products[index, index] + 1e-6 }
    return QuasiNewton(
      point: point, value: value, gradient: ascent.gradient,
      inverseCurvature: Cholesky(products)?.inverse ?? .identity(point.count), hasLearnt: true,
      hasSettled: false)
  }

  /// Whether no step is left to take.
  var isFinished: Bool { hasSettled || steps >= Self.mostSteps }
  /// θ, and the free parameters of the encoder behind it.
  var point: [Double] { ascent.point }
  /// θ.
  var theta: [Double] { Array(ascent.point.prefix(profile.coordinates)) }
  /// The bound, in the units of the fit.
  var value: Double { ascent.value }

  /// One step.
  mutating func step(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    var seen: [(point: [Double], laws: LawBank)] = []
    let (profile, here, reach, before) = (profile, ascent.point, reach, value)
    try ascent.step(tolerance: Self.tolerance) { point throws(FittingError) in
      // What lies farther off is not looked at first: it would be slow, and it could be on another hill.
      for index in point.indices where seen.isEmpty && abs(point[index] - here[index]) > reach[index] {
        return (-.infinity, [Double](repeating: 0, count: point.count))
      }
      let found = try profile.value(at: point, in: workspace)
      seen.append((point, found.laws))
      return (found.nats, found.gradient)
    }
    if let accepted = seen.last(where: { $0.point == ascent.point }) { self.profile.laws = accepted.laws }
    steps += 1
    idleSteps = value > before + Self.tolerance ? 0 : idleSteps + 1
    guard ascent.hasSettled || idleSteps == Self.mostIdleSteps else { return }
    idleSteps = 0
    // What was learnt on the way may be wrong here.
    let fresh = try renewed(in: workspace)
    let isLast = renewals == Self.mostRenewals
    hasSettled = fresh.promise < (isLast ? 1e-6 : 10 * Self.tolerance)
    ascent = fresh
    renewals += 1
    if isLast { steps = Self.mostSteps }
  }

  /// Every step there is.
  mutating func finish(in workspace: Workspace) throws(FittingError) {
    while !isFinished { try step(in: workspace) }
  }
}

/// Where a direct ascent ended.
public struct DirectOptimum<Decoder: ScalarDecoder>: Sendable {
  /// The fit there: θ with the laws that belong to it.
  public let fit: VariationalFit<Decoder>
  /// What was maximised, in nats, in the data's own units.
  public let bound: Double
  /// ℓ there, exact, in nats, in the data's own units.
  public let logLikelihood: Double
  /// Whether it settled.
  public let hasSettled: Bool
}

extension VariationalFit {
  /// The maximum over θ of the bound with the best laws of the method, by direct ascent from θ as it now is; of the exact
  /// likelihood, if another method is asked for.
  /// - Throws: `.cancelled`.
  public func directlyOptimised(
    _ method: VariationalMethod? = nil, in workspace: Workspace
  ) throws(FittingError) -> DirectOptimum<Decoder> {
    let method = method ?? settings.method
    var ascent = try DirectAscent(
      of: ProfiledBound(of: decoder, method, from: laws), at: theta, in: workspace)
    try ascent.finish(in: workspace)
    return DirectOptimum(
      fit: try placed(ascent, method, in: workspace), bound: ascent.value - decoder.unitOffset,
      logLikelihood: try decoder.logLikelihood(at: ascent.theta, in: workspace) - decoder.unitOffset,
      hasSettled: ascent.hasSettled)
  }

  /// This fit where an ascent ended, with its laws where they are of the kind that the method asks for.
  private func placed(
    _ ascent: DirectAscent<Decoder>, _ method: VariationalMethod, in workspace: Workspace
  ) throws(FittingError) -> VariationalFit {
    var result = self
    result.settings.method = method
    result.theta = ascent.theta
    result.course.restart()
    switch method {
    case .exact, .gaussian, .twoPart, .laplace:
      result.laws = ascent.profile.laws
      (result.course.hasLaw, result.course.lastBound) = (true, ascent.value)
    case .encoder:
      guard let encoder = ascent.profile.encoder(at: ascent.point) else { break }
      result.laws = .encoded(
        EncodedLaws(encoder: encoder, laws: try encoder.laws(decoder, in: workspace)))
      (result.course.hasLaw, result.course.lastBound) = (true, ascent.value)
    case .grid, .importance: break
    }
    return result
  }
}
