import NumericCore
import RealModule

/// A Gaussian mixture fitted by expectation–maximisation (Dempster, Laird & Rubin, 1977), one half-step at a time.
///
/// The E half-step computes the conditional law of the component given each row and keeps its sufficient statistics; the
/// M half-step maximises Q(θ; θ_t) in closed form. The log-likelihood never falls (with a ridge of 0), and
///
///     ℓ(θ_{t+1}) − ℓ(θ_t) = [Q(θ_{t+1}; θ_t) − Q(θ_t; θ_t)] + KL(p_{θ_t}(·|x) ‖ p_{θ_{t+1}}(·|x)).
///
/// All arithmetic is in Double, in the units of the table; what leaves the model (objectives, portraits) is in the data's
/// own units.
public struct GaussianMixture: ExpectationMaximization {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "gmm", title: "Gaussian mixture")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: MixtureSettings
  /// The parameter θ, in the units of the fit.
  public var parameters: MixtureParameters
  /// Where the fit is between its half-steps.
  public var course = EMCourse<MixtureParameters, MixtureStatistics>()
  /// The column standard deviations (n in the denominator; 1 where a column is constant), in the units of the fit.
  let units: [Double]
  /// Whether any value is missing.
  let hasMissing: Bool
  /// Σ log of the scale of every value there is.
  public let unitOffset: Double

  /// A mixture at its start.
  /// - Throws: a `FittingError` that says what about the data, the settings or the given start cannot be used.
  public init(data: DataTable, settings: MixtureSettings) throws(FittingError) {
    try DataLimits.validate(data)
    try settings.validate(rows: data.rows, dimensions: data.dimensions)
    let moments = Moments(of: data)
    self.data = data
    self.settings = settings
    units = moments.units
    hasMissing = data.hasMissing
    unitOffset = data.totalLogScale
    parameters = try settings.start.parameters(
      for: data, moments: moments, settings: settings)
  }

  init(
    data: DataTable, settings: MixtureSettings, parameters: MixtureParameters
  ) throws(FittingError) {
    try DataLimits.validate(data)
    try settings.validate(rows: data.rows, dimensions: data.dimensions)
    self.data = data
    self.settings = settings
    self.parameters = parameters
    hasMissing = data.hasMissing
    units = Moments(of: data).units
    unitOffset = data.totalLogScale
  }

  /// The model and its settings.
  public var plan: EMPlan { .mixture(settings) }

  /// Free parameters.
  public var degreesOfFreedom: Int {
    settings.family.degreesOfFreedom(
      components: parameters.components, dimensions: parameters.dimensions)
      + (parameters.noise == nil ? 0 : 1)
  }

  /// The bytes of two parameters and one set of statistics.
  public var footprint: Int {
    let k = parameters.components
    let d = parameters.dimensions
    return 3 * 8 * k * (1 + d + d * d) + 512
  }
}
