import NumericCore

/// What a person chose about a fit: which model, and its settings.
public enum EMPlan: Hashable, Sendable {
  /// A Gaussian mixture.
  case mixture(MixtureSettings)
  /// Probabilistic principal components.
  case ppca(FactorSettings)
  /// Factor analysis.
  case factor(FactorSettings)

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
    }
  }

  /// The settings, as far as all models have them.
  public var settings: any EMSettings {
    switch self {
    case .mixture(let settings): settings
    case .ppca(let settings), .factor(let settings): settings
    }
  }

  /// The model on `data`, at its start.
  /// - Throws: a `FittingError` that says what about the data or the settings cannot be used.
  public func model(on data: DataTable) throws(FittingError) -> AnyEMModel {
    switch self {
    case .mixture(let settings): AnyEMModel(try GaussianMixture(data: data, settings: settings))
    case .ppca(let settings): AnyEMModel(try PPCA(data: data, settings: settings))
    case .factor(let settings): AnyEMModel(try FactorAnalysis(data: data, settings: settings))
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
