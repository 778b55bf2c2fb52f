import NumericCore
import RealModule

/// The multivariate normal law fitted by EM to rows with missing values (Orchard & Woodbury, 1972; Dempster, Laird & Rubin,
/// 1977). What is missing is what is latent; a unit is a row.
///
/// The likelihood may have several maxima, and saddles between them where EM stays for ever, such as that of Murray (1977).
public struct MultivariateNormal: ExpectationMaximization {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "normal", title: "Multivariate normal")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: NormalSettings
  /// θ, in the units of the fit.
  public var parameters: NormalParameters
  /// Where the fit is between its half-steps.
  public var course = EMCourse<NormalParameters, NormalStatistics>()
  /// Means and covariance of the values there are.
  let moments: Moments
  /// Whether any value is missing.
  let hasMissing: Bool
  /// Σ log of the scale of every value there is.
  public let unitOffset: Double
  /// The law of the complete rows alone, where there are missing values and enough of the others.
  let completeRows: NormalParameters?

  /// A model at its start.
  /// - Throws: a `FittingError` that says what about the data, the settings or the given start cannot be used.
  public init(data: DataTable, settings: NormalSettings) throws(FittingError) {
    try self.init(data: data, settings: settings, parameters: nil)
  }

  init(
    data: DataTable, settings: NormalSettings, parameters: NormalParameters?
  ) throws(FittingError) {
    try DataLimits.validate(data)
    try settings.validateMethod()
    self.data = data
    self.settings = settings
    moments = Moments(of: data)
    hasMissing = data.hasMissing
    unitOffset = data.totalLogScale
    let known = settings.isMeanZero ? data.transform.origin : nil
    completeRows = data.hasMissing ? NormalParameters(ofCompleteRowsOf: data, about: known) : nil
    if let parameters {
      self.parameters = parameters
    } else {
      self.parameters = try settings.start.parameters(moments: moments, mean: known)
    }
  }

  /// The same model and parameter on other rows of the same kind, which are not looked at anew.
  init(on data: DataTable, from model: MultivariateNormal) {
    self.data = data
    settings = model.settings
    moments = model.moments
    hasMissing = data.hasMissing
    unitOffset = data.totalLogScale
    completeRows = nil
    parameters = model.parameters
  }

  /// The model and its settings.
  public var plan: EMPlan { .normal(settings) }

  /// Free parameters: D(D + 1)/2 of the covariance, and D means if they are estimated.
  public var degreesOfFreedom: Int {
    let d = parameters.dimensions
    return d * (d + 1) / 2 + (settings.isMeanZero ? 0 : d)
  }

  /// The bytes of a few parameters and one set of statistics.
  public var footprint: Int { 8 * 6 * parameters.dimensions * (parameters.dimensions + 1) + 512 }

  /// The mean that is known, in the units of the fit; nil if it is estimated.
  var knownMean: [Double]? { settings.isMeanZero ? data.transform.origin : nil }

  /// The exact maximum on complete data: the moments. Nil where something is missing.
  public var closedForm: NormalParameters? {
    hasMissing ? nil : NormalParameters(moments, about: knownMean)
  }

  /// ℓ = −(n/2) [d log 2π + log det S + d] at the closed form, in nats, in the data's own units.
  public var closedFormLogLikelihood: Double? {
    guard let closed = closedForm, let factor = Cholesky(closed.covariance) else { return nil }
    let perRow = Double(closed.dimensions) * (log2Pi + 1) + factor.logDeterminant
    return -0.5 * data.totalWeight * perRow - unitOffset
  }
}

extension UnitTransform {
  /// Zero in the data's own units, in the units of the fit.
  fileprivate var origin: [Double] { zip(shift, scale).map { -$0 / $1 } }
}

extension NormalParameters {
  /// The law of the rows without missing values; nil if they are too few for a covariance.
  fileprivate init?(ofCompleteRowsOf data: DataTable, about known: [Double]?) {
    let rows = data.completeRows()
    guard rows.rows > data.dimensions else { return nil }
    self.init(Moments(of: rows), about: known)
    guard isUsable else { return nil }
  }
}
