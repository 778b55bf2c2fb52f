/// What gives the law of the component of a row in a mixture that is fitted by its bound.
public enum MixtureEncoder: String, Hashable, Sendable, CaseIterable {
  /// The exact conditional law: this is EM.
  case exact
  /// All weight on the most probable component: classification EM (Celeux & Govaert, 1992).
  case hard
  /// The same law for all rows: the mixture collapses to one Gaussian.
  case constant
  /// A softmax linear in the columns, as in linear discriminant analysis: exact where the covariances are tied.
  case linear
  /// A softmax quadratic in the columns, as in quadratic discriminant analysis: always exact at its best.
  case quadratic
  /// A softmax over a multilayer perceptron, trained by Adam.
  case mlp

  /// The encoder in a few words.
  public var name: String {
    switch self {
    case .exact: "exact law (EM)"
    case .hard: "hard assignment"
    case .constant, .linear, .quadratic: "\(rawValue) softmax encoder"
    case .mlp: "MLP softmax encoder"
    }
  }

  /// The encoder of a mixture that a kind of encoder stands for; nil where there is none.
  public init?(_ kind: VariationalMethod.EncoderKind) { self.init(rawValue: kind.rawValue) }
}

/// What a person chose about a mixture under an encoder.
public struct MixtureEncoderSettings: Hashable, Sendable {
  /// Number of components K.
  public var components: Int
  /// The shape of the covariances.
  public var family: CovarianceFamily
  /// What gives q.
  public var encoder: MixtureEncoder
  /// Where the mixture starts.
  public var start: MixtureStart
  /// Added to every variance in each M half-step, in squared units of the fit.
  public var ridge: Double
  /// The fit has converged when the bound per observation changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings, the usual ones where nothing is said.
  public init(
    components: Int = 2, family: CovarianceFamily = .full, encoder: MixtureEncoder = .linear,
    start: MixtureStart = .kMeansPlusPlus, ridge: Double = 1e-6, tolerance: Double = 1e-8, seed: UInt64 = 42
  ) {
    self.components = components
    self.family = family
    self.encoder = encoder
    self.start = start
    self.ridge = ridge
    self.tolerance = tolerance
    self.seed = seed
  }

  /// The settings of the mixture alone.
  var mixture: MixtureSettings {
    MixtureSettings(
      components: components, family: family, start: start, ridge: ridge, tolerance: tolerance, seed: seed)
  }
}
