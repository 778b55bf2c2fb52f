/// What a person chooses about the fit of a Gaussian mixture.
public struct MixtureSettings: EMSettings {
  /// Number of components K.
  public var components: Int
  /// The shape of the covariances.
  public var family: CovarianceFamily
  /// Whether there is a uniform noise component beside the others.
  public var hasNoise: Bool
  /// Where the fit starts.
  public var start: MixtureStart
  /// Added to every variance in each M half-step, in squared units of the fit; it bounds the likelihood and changes the
  /// objective.
  public var ridge: Double
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// How the half-steps are carried out.
  public var method: EMMethod
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings; the defaults are those of the command line.
  public init(
    components: Int = 2, family: CovarianceFamily = .full,
    hasNoise: Bool = false, start: MixtureStart = .kMeansPlusPlus,
    ridge: Double = 1e-6, tolerance: Double = 1e-6, method: EMMethod = .em, seed: UInt64 = 42
  ) {
    self.components = components
    self.family = family
    self.hasNoise = hasNoise
    self.start = start
    self.ridge = ridge
    self.tolerance = tolerance
    self.method = method
    self.seed = seed
  }

  /// A mixture with these settings.
  public var plan: EMPlan { .mixture(self) }

  /// More components than this are refused.
  public static let mostComponents = 512

  /// Refuses what no fit can use.
  func validate(rows: Int, dimensions: Int) throws(FittingError) {
    guard rows > 0, dimensions > 0 else { throw .noData }
    guard (1...Self.mostComponents).contains(components) else {
      throw .invalidSetting(
        name: "components", found: String(components), expected: "from 1 to \(Self.mostComponents)")
    }
    guard components <= rows else { throw .tooFewRows(rows: rows, components: components) }
    guard ridge.isFinite, ridge >= 0 else {
      throw .invalidSetting(name: "ridge", found: String(ridge), expected: "0 or a positive number")
    }
    try validateMethod()
  }
}

/// Where a mixture starts.
public enum MixtureStart: Hashable, Sendable {
  /// Means at rows drawn far from each other (Arthur & Vassilvitskii, 2007), one shared covariance within their cells.
  case kMeansPlusPlus
  /// Means at different rows drawn evenly, the covariance of the data for each.
  case random
  /// A given parameter, in the units of the fit.
  case given(MixtureParameters)

  /// The name that commands, files and the settings use.
  public var name: String {
    switch self {
    case .kMeansPlusPlus: "kmeans++"
    case .random: "random"
    case .given: "given"
    }
  }
}
