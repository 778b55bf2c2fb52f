import NumericCore
import RealModule

/// Probabilistic principal components (Tipping & Bishop, 1999): x = μ + W z + e with z ~ N(0, I), e ~ N(0, σ²I).
public typealias PPCA = FactorModel<IsotropicNoise>

/// Factor analysis by EM (Rubin & Thayer, 1982): x = μ + W z + e with z ~ N(0, I), e ~ N(0, Ψ), Ψ diagonal.
public typealias FactorAnalysis = FactorModel<DiagonalNoise>

/// Which noise a `FactorModel` has, as a type, so that each kind has a name of its own.
public protocol NoiseKind: Sendable {
  /// The noise.
  static var noise: FactorNoise { get }
  /// The model's names.
  static var summary: ModelSummary { get }
}

/// Ψ = σ²I.
public enum IsotropicNoise: NoiseKind {
  /// σ²I.
  public static let noise = FactorNoise.isotropic
  /// PPCA.
  public static let summary = ModelSummary(name: "ppca", title: "Probabilistic PCA")
}

/// Ψ diagonal.
public enum DiagonalNoise: NoiseKind {
  /// Diagonal.
  public static let noise = FactorNoise.diagonal
  /// Factor analysis.
  public static let summary = ModelSummary(name: "factor", title: "Factor analysis")
}

/// A linear Gaussian latent-variable model fitted by EM, with missing values.
///
/// Given what was observed of a row, o, the latent has the law N(m, V) with V⁻¹ = I + W_oᵀΨ_o⁻¹W_o and
/// m = V W_oᵀΨ_o⁻¹(x_o − μ_o). The M half-step is the regression of each column on (1, z), over the rows in which the column
/// was observed, with the moments of that law in the place of z: so nothing missing is ever filled in.
public struct FactorModel<Kind: NoiseKind>: ExpectationMaximization {
  /// The short and the long name.
  public static var summary: ModelSummary { Kind.summary }

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: FactorSettings
  /// θ, in the units of the fit.
  public var parameters: FactorParameters
  /// Where the fit is between its half-steps.
  public var course = EMCourse<FactorParameters, FactorStatistics>()
  /// Means and covariance of the values there are.
  let moments: Moments
  /// Whether any value is missing.
  let hasMissing: Bool
  /// Σ log of the scale of every value there is.
  public let unitOffset: Double

  /// A model at its start.
  /// - Throws: a `FittingError` that says what about the data, the settings or the given start cannot be used.
  public init(data: DataTable, settings: FactorSettings) throws(FittingError) {
    try self.init(data: data, settings: settings, parameters: nil)
  }

  init(
    data: DataTable, settings: FactorSettings, parameters: FactorParameters?
  ) throws(FittingError) {
    precondition(settings.noise == Kind.noise, "settings for another kind of noise")
    try DataLimits.validate(data)
    try settings.validate(data)
    self.data = data
    self.settings = settings
    moments = Moments(of: data)
    hasMissing = data.hasMissing
    unitOffset = data.totalLogScale
    if let parameters {
      self.parameters = parameters
    } else {
      self.parameters = try settings.start.parameters(for: data, moments: moments, settings: settings)
    }
  }

  /// The same model and parameter on other rows of the same kind, which are not looked at anew.
  init(on data: DataTable, from model: FactorModel) {
    self.data = data
    settings = model.settings
    moments = model.moments
    hasMissing = data.hasMissing
    unitOffset = data.totalLogScale
    parameters = model.parameters
  }

  /// The model and its settings.
  public var plan: EMPlan { settings.plan }

  /// Free parameters: D means, Dk loadings less the k(k − 1)/2 of a rotation, and the noise.
  public var degreesOfFreedom: Int {
    let (d, k) = (parameters.dimensions, parameters.latentDimensions)
    return d + d * k - k * (k - 1) / 2 + (settings.noise == .isotropic ? 1 : d)
  }

  /// The bytes of two parameters and one set of statistics.
  public var footprint: Int {
    let (d, k) = (parameters.dimensions, parameters.latentDimensions)
    return 8 * d * (3 * (k + 2) + (k + 2) * (k + 2)) + 512
  }

  /// The exact maximum on complete data, for PPCA: the closed form. Nil where there is none.
  public var closedForm: FactorParameters? {
    guard settings.noise == .isotropic, !hasMissing else { return nil }
    return FactorParameters.principalComponents(of: moments, count: settings.latentDimensions)
  }

  /// ℓ = −(n/2) [d log 2π + log det C + tr(C⁻¹ S)] at the closed form, in nats, in the data's own units.
  public var closedFormLogLikelihood: Double? {
    guard let closed = closedForm, let factor = Cholesky(closed.covariance) else { return nil }
    let d = closed.dimensions
    let trace = (0..<d).reduce(0) { sum, j in sum + factor.solve(moments.covariance.column(j))[j] }
    let perRow = Double(d) * log2Pi + factor.logDeterminant + trace
    return -0.5 * data.totalWeight * perRow - unitOffset
  }
}
