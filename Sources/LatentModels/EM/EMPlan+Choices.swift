import NumericCore

extension EMPlan {
  /// The short names of the models, in the order in which a person goes through them.
  public static var modelNames: [String] { AnyEMModel.kinds.map { $0.summary.name } }

  /// The model of that short name with its usual settings, such as a fit of `data` begins with; nil if there is none.
  public static func named(_ name: String, for data: DataTable, seed: UInt64) -> EMPlan? {
    // A table that is an example of a model begins as that example does.
    let suited = suited(to: data, seed: seed)
    if suited.summary.name == name { return suited }
    // As many latent dimensions as can be drawn, where there are columns enough.
    let latent = max(1, min(2, data.dimensions - 1))
    switch name {
    case GaussianMixture.summary.name: return .mixture(MixtureSettings(seed: seed))
    case PPCA.summary.name: return .ppca(FactorSettings(.isotropic, latentDimensions: latent, seed: seed))
    case FactorAnalysis.summary.name:
      return .factor(FactorSettings(.diagonal, latentDimensions: latent, seed: seed))
    case MultivariateNormal.summary.name: return .normal(NormalSettings(seed: seed))
    case RandomIntercept.summary.name: return .randomIntercept(RandomInterceptSettings(seed: seed))
    case LinkageMultinomial.summary.name: return .linkage(LinkageSettings(seed: seed))
    default: return nil
    }
  }

  /// Whether the shape of `data` allows the model at all.
  public func allows(_ data: DataTable) -> Bool {
    switch self {
    case .mixture, .normal: true
    case .ppca, .factor: data.dimensions > 1
    case .randomIntercept: (data.labels?.levels.count ?? 0) > 1
    case .linkage: data.rows == 4
    }
  }

  /// The models that `data` allow, each with its usual settings.
  public static func choices(for data: DataTable, seed: UInt64) -> [EMPlan] {
    modelNames.compactMap { named($0, for: data, seed: seed) }.filter { $0.allows(data) }
  }

  /// The plan with a change taken into its settings; a change of the parameter, or one that the model does not have,
  /// changes nothing.
  public func taking(_ change: EMChange) -> EMPlan {
    switch self {
    case .mixture(var settings):
      switch change {
      case .components(let count): settings.components = count
      case .family(let family): settings.family = family
      case .start(let start): settings.start = start
      case .ridge(let ridge): settings.ridge = ridge
      case .noise(let isOn): settings.hasNoise = isOn
      default: return takingCommon(change)
      }
      return .mixture(settings)
    case .ppca(var settings), .factor(var settings):
      guard case .latentDimensions(let count) = change else { return takingCommon(change) }
      settings.latentDimensions = count
      return settings.plan
    case .normal, .randomIntercept, .linkage: return takingCommon(change)
    }
  }

  /// The changes that all models have.
  private func takingCommon(_ change: EMChange) -> EMPlan {
    var settings = settings
    switch change {
    case .tolerance(let tolerance): settings.tolerance = tolerance
    case .method(let method): settings.method = method
    default: break
    }
    return settings.plan
  }
}
