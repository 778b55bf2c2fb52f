import NumericCore
import RealModule

/// The linkage multinomial of Dempster, Laird & Rubin (1977), after Rao (1965): individuals in four cells of probabilities
/// ½ + θ/4, (1 − θ)/4, (1 − θ)/4 and θ/4, the first of which is a cell of probability ½ and one of θ/4 that were not told
/// apart.
///
/// Which of the two an individual of the first cell belongs to is what is latent: it is the second with probability
/// θ/(2 + θ). A unit is an individual. The table has a row for each cell, with its count.
public struct LinkageMultinomial: ExpectationMaximization {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "linkage", title: "Linkage multinomial")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: LinkageSettings
  /// θ.
  public var parameters: Double
  /// Where the fit is between its half-steps.
  public var course = EMCourse<Double, LinkageStatistics>()
  /// The four counts.
  let cells: LinkageCounts

  /// A model at its start.
  /// - Throws: a `FittingError` that says what about the counts or the settings cannot be used.
  public init(data: DataTable, settings: LinkageSettings) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    try settings.validate(data.dimensions)
    self.data = data
    self.settings = settings
    cells = try LinkageCounts(of: data, column: settings.column)
    parameters = settings.start
  }

  /// The model and its settings.
  public var plan: EMPlan { .linkage(settings) }
  /// θ alone.
  public var degreesOfFreedom: Int { 1 }
  /// The bytes of a few numbers.
  public var footprint: Int { 512 }
  /// Individuals.
  public var observations: Double { Double(cells.total) }
  /// Counts have no units.
  public var unitOffset: Double { 0 }
  /// y, the four counts.
  public var counts: [Int] { cells.counts }
  /// The exact maximiser; 0 or 1 where the likelihood is highest at the end.
  public var closedForm: Double { cells.closedForm }
  /// ℓ at the closed form, in nats.
  public var closedFormLogLikelihood: Double { logLikelihood(at: closedForm) }

  /// Σ y log p over the cells that are not empty.
  private func logLikelihood(at theta: Double) -> Double {
    zip(cells.counts, LinkageCounts.probabilities(theta)).reduce(0) {
      $1.0 == 0 ? $0 : $0 + Double($1.0) * .log($1.1)
    }
  }

  /// Whether θ can be computed with.
  static func isUsable(_ theta: Double) -> Bool {
    theta >= LinkageSettings.margin && theta <= 1 - LinkageSettings.margin
  }

  /// The five counts under the law of kind `law` at `parameters`. Hard EM puts everyone of the first cell where ½ is.
  public func expectation(
    _ law: ExpectationKind, at parameters: Double, step: Int, in workspace: Workspace
  ) throws(FittingError) -> LinkageStatistics {
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    let hidden = parameters / (2 + parameters)
    if case .minibatch(let size) = law, size < cells.total {
      return batch(of: size, hidden: hidden, at: parameters, step: step)
    }
    var result = LinkageStatistics()
    result.logLikelihood = logLikelihood(at: parameters)
    let first = Double(cells.counts[0])
    var inSecond = 0.0
    switch law {
    case .exact, .minibatch:
      inSecond = first * hidden
      result.entropySum = first * (entropyTerm(hidden) + entropyTerm(1 - hidden))
    case .hard: break
    case .stochastic, .monteCarlo, .averaged:
      for individual in 0..<cells.counts[0] {
        var random = RandomStream(
          seed: settings.seed, purpose: .latent, step: UInt32(truncatingIfNeeded: step),
          row: UInt32(truncatingIfNeeded: individual))
        let share = law.law(from: [1 - hidden, hidden], &random)[1]
        inSecond += share
        result.entropySum += entropyTerm(share) + entropyTerm(1 - share)
      }
    }
    result.counts = [first - inSecond, inSecond] + cells.counts.dropFirst().map(Double.init)
    return result
  }

  /// The exact law of so many individuals drawn with replacement, counted as if all were like them.
  private func batch(
    of size: Int, hidden: Double, at theta: Double, step: Int
  ) -> LinkageStatistics {
    var random = RandomStream(
      seed: settings.seed, purpose: .minibatch, step: UInt32(truncatingIfNeeded: step))
    let shares = cells.counts.map(Double.init)
    let logs = LinkageCounts.probabilities(theta).map { Double.log($0) }
    let drawn = (0..<size).map { _ in random.categorical(shares) }
    let counts = (0..<4).map { cell in Double(drawn.count { $0 == cell }) }
    var result = LinkageStatistics()
    result.counts = [counts[0] * (1 - hidden), counts[0] * hidden] + counts.dropFirst()
    result.entropySum = counts[0] * (entropyTerm(hidden) + entropyTerm(1 - hidden))
    result.logLikelihood = drawn.reduce(0) { $0 + logs[$1] }
    result.scale(by: observations / Double(size))
    result.standardError = observations * drawn.map { logs[$0] }.standardErrorOfMean
    return result
  }

  /// θ is the share of the cells of θ/4 among all that depend on θ; where nobody is in these, it stays.
  public func maximizer(of statistics: LinkageStatistics) throws(FittingError) -> Double {
    let chosen = statistics.counts[1] + statistics.counts[4]
    let all = chosen + statistics.counts[2] + statistics.counts[3]
    guard all > 0 else { return parameters }
    return min(max(chosen / all, LinkageSettings.margin), 1 - LinkageSettings.margin)
  }

  /// Q(θ; q) = Σ over the five cells of expected count × log probability.
  public func expectedLogJoint(
    _ statistics: LinkageStatistics, at parameters: Double
  ) throws(FittingError) -> Double {
    let rest = 1 - parameters
    let probabilities = [0.5, parameters / 4, rest / 4, rest / 4, parameters / 4]
    return zip(statistics.counts, probabilities).reduce(0) {
      $1.0 == 0 ? $0 : $0 + $1.0 * .log($1.1)
    }
  }

  /// Whether θ has come to an end of its range.
  public func findings(on statistics: LinkageStatistics) -> [Finding] {
    let margin = 2 * LinkageSettings.margin
    guard parameters < margin || parameters > 1 - margin else { return [] }
    return [.shareAtItsEnd(parameters < 0.5 ? 0 : 1)]
  }
}
