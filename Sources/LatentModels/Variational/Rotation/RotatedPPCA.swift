import NumericCore
import RealModule

/// What a person chose about PPCA under a diagonal law of the latents.
public struct RotatedPPCASettings: Hashable, Sendable {
  /// By how many degrees the loadings of the maximum-likelihood fit are turned at the start: the dial.
  public var angle: Double
  /// The fit has converged when the bound per observation changes by less than this over an iteration; 0 never.
  public var tolerance: Double

  /// Settings, the usual ones where nothing is said.
  public init(angle: Double = 30, tolerance: Double = 1e-8) {
    self.angle = angle
    self.tolerance = tolerance
  }
}

/// Probabilistic principal components with two latents, x = μ + W z + σ e, under q(z | x) = N(V (x − μ), D) with D diagonal:
/// the linear variational autoencoder (Lucas, Tucker, Grosse & Norouzi, 2019).
///
/// The likelihood does not know W from W R for a rotation R. The bound does: with the best V and D it lies below by
/// n/2 (Σ log M_jj − log |M|), M = WᵀW + σ²I, which is 0 only where the columns of W are orthogonal. From a maximum of the
/// likelihood turned by hand, E half-steps (the best V and D) and M half-steps (the best W and σ² under them) turn W back to the
/// principal axes.
public struct RotatedPPCA: VariationalInference {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "rotated-ppca", title: "PPCA under a diagonal law")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: RotatedPPCASettings
  /// W and σ², in the units of the fit; μ is the mean of the data.
  public internal(set) var parameters: FactorParameters
  /// V and D.
  public internal(set) var law: DiagonalLaw
  var course = VariationalCourse()
  /// What the data come down to.
  let moments: CompleteMoments
  /// The maximum-likelihood fit, its loadings along the principal axes.
  let closedForm: FactorParameters

  /// How many latents there are.
  static let latentDimensions = 2

  /// A fit at its start: the maximum-likelihood fit, turned.
  /// - Throws: a `FittingError` that says what about the data or the settings cannot be used.
  public init(data: DataTable, settings: RotatedPPCASettings) throws(FittingError) {
    let k = Self.latentDimensions
    try DataLimits.validate(data)
    try FittingError.validate(tolerance: settings.tolerance)
    try Self.validate(angle: settings.angle)
    guard data.dimensions > k else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: "at least \(k + 1)")
    }
    moments = try CompleteMoments(of: data, atLeast: data.dimensions + 1)
    guard let closed = FactorParameters.principalComponents(of: moments.moments, count: k),
      closed.noiseVariances[0] > 1e-14 * moments.moments.covariance.trace
    else { throw .singularCovariance }
    self.data = data
    self.settings = settings
    closedForm = closed
    parameters = closed.rotated(by: settings.angle)
    law = DiagonalLaw(best: parameters)
  }

  static func validate(angle: Double) throws(FittingError) {
    try FittingError.validate("angle", angle, "from -360 to 360 degrees") { abs($0) <= 360 }
  }

  /// The model and what a person chose about it.
  public var plan: VariationalPlan { .rotatedPPCA(settings) }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// M half-steps taken.
  public var iteration: Int { course.iteration }
  /// E and M in turn, for ever.
  public var nextPhase: Phase? { course.hasLaw ? .maximization : .expectation }
  /// The bytes of W, V and the moments.
  public var footprint: Int { 512 + 8 * parameters.dimensions * (8 + 2 * parameters.dimensions) }

  /// E: V = M⁻¹Wᵀ and D = σ² / diag M. M: W and σ² that maximise the bound under them.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    if course.hasLaw {
      let moved = try law.maximizer(from: parameters, moments.moments.covariance)
      parameters = moved
      let account = account
      return course.maximization(
        bound: account.evidenceLowerBound, exact: account.logLikelihood, unitOffset: moments.unitOffset)
    }
    law = DiagonalLaw(best: parameters)
    let account = account
    return course.expectation(
      bound: account.evidenceLowerBound, exact: account.logLikelihood, unitOffset: moments.unitOffset,
      threshold: settings.tolerance * moments.weight)
  }

  /// The account of all rows, in nats, in the units of the fit.
  var account: LawAccount {
    moments.weight * law.account(parameters, moments.moments.covariance)
  }

  /// ℓ and the bound under the best V and D, on other data in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    guard data.dimensions == parameters.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(parameters.dimensions))
    }
    try DataLimits.validateValues(of: data)
    let other = try CompleteMoments(of: data, atLeast: 1)
    let account =
      other.weight
      * DiagonalLaw(best: parameters).account(parameters, other.scatter(about: parameters.mean))
    return KnownEvaluation(
      logLikelihood: account.logLikelihood - other.unitOffset,
      bound: account.evidenceLowerBound - other.unitOffset, rows: other.rows.count, weight: other.weight)
  }
}

/// The moments of the rows of a table in which nothing is missing, with what else a total over them needs.
struct CompleteMoments: Sendable {
  /// The rows without a missing value that count, by index.
  let rows: [Int]
  /// Their mean and covariance.
  let moments: Moments
  /// Σ of their weights.
  let weight: Double
  /// What takes their nats from the units of the fit to the data's own.
  let unitOffset: Double

  /// - Throws: `.invalidSetting` where there are fewer rows than `fewest`.
  init(of data: DataTable, atLeast fewest: Int) throws(FittingError) {
    rows = (0..<data.rows).filter { row in
      data.weights?[row] ?? 1 > 0 && !(0..<data.dimensions).contains { data.values[row, $0].isNaN }
    }
    guard rows.count >= fewest else {
      throw .invalidSetting(
        name: "number of complete rows", found: String(rows.count), expected: "at least \(fewest)")
    }
    let complete = rows.count == data.rows ? data : data.selectingRows(rows)
    moments = Moments(of: complete)
    weight = complete.totalWeight
    unitOffset = complete.totalLogScale
  }

  /// The mean of (x − m)(x − m)ᵀ.
  func scatter(about m: [Double]) -> Matrix<Double> {
    var result = moments.covariance
    let shift = zip(moments.mean, m).map { $0 - $1 }
    for i in shift.indices { for j in shift.indices { result[i, j] += shift[i] * shift[j] } }
    return result
  }
}

extension FactorParameters {
  /// The same law of x with the two columns of W turned by so many degrees: W R with R = (cos, −sin; sin, cos).
  func rotated(by degrees: Double) -> FactorParameters {
    var result = self
    let (c, s) = (Double.cos(degrees * Double.pi / 180), Double.sin(degrees * Double.pi / 180))
    for j in 0..<dimensions {
      let (a, b) = (loadings[j, 0], loadings[j, 1])
      result.loadings[j, 0] = c * a + s * b
      result.loadings[j, 1] = c * b - s * a
    }
    return result
  }

  /// By how many degrees, from −45 to 45, the columns of W are turned away from the nearest pair of orthogonal ones:
  /// ½ atan2(−2 w₁·w₂, ‖w₁‖² − ‖w₂‖²), by quarter turns.
  var rotation: Double {
    let gram = loadings.transposed * loadings
    guard abs(gram[0, 1]) > 0 else { return 0 }
    let angle = 90 / Double.pi * Double.atan2(y: -2 * gram[0, 1], x: gram[0, 0] - gram[1, 1])
    return angle > 45 ? angle - 90 : angle <= -45 ? angle + 90 : angle
  }
}
