import NumericCore

/// What a person chose about a fit: which model, and its settings.
public enum EMPlan: Hashable, Sendable {
  /// A Gaussian mixture.
  case mixture(MixtureSettings)
  /// Probabilistic principal components.
  case ppca(FactorSettings)
  /// Factor analysis.
  case factor(FactorSettings)
  /// A multivariate normal law, with missing values.
  case normal(NormalSettings)
  /// An intercept for each group.
  case randomIntercept(RandomInterceptSettings)
  /// The linkage multinomial.
  case linkage(LinkageSettings)

  /// How the half-steps are carried out.
  public var method: EMMethod { settings.method }
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  public var tolerance: Double { settings.tolerance }
  /// Names the random numbers of the fit.
  public var seed: UInt64 {
    get { settings.seed }
    set {
      var new = settings
      new.seed = newValue
      self = new.plan
    }
  }

  /// The name and the title of the model.
  public var summary: ModelSummary {
    switch self {
    case .mixture: GaussianMixture.summary
    case .ppca: PPCA.summary
    case .factor: FactorAnalysis.summary
    case .normal: MultivariateNormal.summary
    case .randomIntercept: RandomIntercept.summary
    case .linkage: LinkageMultinomial.summary
    }
  }

  /// The settings, as far as all models have them.
  public var settings: any EMSettings {
    switch self {
    case .mixture(let settings): settings
    case .ppca(let settings), .factor(let settings): settings
    case .normal(let settings): settings
    case .randomIntercept(let settings): settings
    case .linkage(let settings): settings
    }
  }

  /// The model on `data`, at its start.
  /// - Throws: a `FittingError` that says what about the data or the settings cannot be used.
  public func model(on data: DataTable) throws(FittingError) -> AnyEMModel {
    switch self {
    case .mixture(let settings): AnyEMModel(try GaussianMixture(data: data, settings: settings))
    case .ppca(let settings): AnyEMModel(try PPCA(data: data, settings: settings))
    case .factor(let settings): AnyEMModel(try FactorAnalysis(data: data, settings: settings))
    case .normal(let settings): AnyEMModel(try MultivariateNormal(data: data, settings: settings))
    case .randomIntercept(let settings): AnyEMModel(try RandomIntercept(data: data, settings: settings))
    case .linkage(let settings): AnyEMModel(try LinkageMultinomial(data: data, settings: settings))
    }
  }

  /// The model that `data` are an example of, as it opens: the three classics among the built-in data, and a mixture for
  /// everything else.
  public static func suited(to data: DataTable, seed: UInt64) -> EMPlan {
    switch data.source.location {
    case "dyestuff": .randomIntercept(RandomInterceptSettings(seed: seed))
    // From a correlation of 0 it would stay at its saddle.
    case "murray": .normal(NormalSettings(isMeanZero: true, start: .correlation(0.1), seed: seed))
    case "linkage": .linkage(LinkageSettings(seed: seed))
    default: .mixture(MixtureSettings(components: 2, seed: seed))
    }
  }
}

/// The settings of a model that EM fits.
public protocol EMSettings: Hashable, Sendable {
  /// How the half-steps are carried out.
  var method: EMMethod { get set }
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  var tolerance: Double { get set }
  /// Names the random numbers of the fit.
  var seed: UInt64 { get set }
  /// The model and these settings.
  var plan: EMPlan { get }
}

extension EMSettings {
  /// Refuses what no fit of any model can use.
  func validateMethod() throws(FittingError) {
    try method.validate()
    guard tolerance.isFinite, tolerance >= 0 else {
      throw .invalidSetting(
        name: "tolerance", found: String(tolerance), expected: "0 or a positive number")
    }
  }
}
