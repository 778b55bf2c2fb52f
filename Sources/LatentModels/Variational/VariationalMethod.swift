import NumericCore

/// Where the law q of each latent comes from in an E half-step.
public enum VariationalMethod: Hashable, Sendable {
  /// The exact conditional law, by quadrature: this is EM.
  case exact
  /// A Gaussian of its own for each unit.
  case gaussian(LawUpdate)
  /// A mixture of two Gaussians of its own for each unit.
  case twoPart
  /// A histogram of its own for each unit, free in each cell: EM again, to within the width of a cell.
  case grid
  /// A Gaussian read off the unit's data by one function for all: amortised.
  case encoder(EncoderKind)
  /// A Gaussian at the peak of the joint density, as wide as that bends there: Laplace's approximation, which θ then maximises
  /// instead of a bound (Breslow & Clayton, 1993; Bates et al., 2015).
  case laplace
  /// So many draws from a Gaussian, weighted by importance: Monte Carlo EM (Wei & Tanner, 1990).
  case importance(draws: Int)

  /// How the m and s of a unit's own Gaussian are found.
  public enum LawUpdate: Hashable, Sendable {
    /// By Newton steps on the bound, to its maximum.
    case coordinate
    /// By ascents along gradients from so many reparameterised draws (Kingma & Welling, 2014).
    case reparameterised(draws: Int)
    /// By ascents along score-function gradients from so many draws (Williams, 1992).
    case scoreFunction(draws: Int)
  }

  /// What maps a unit's data to m and log s.
  public enum EncoderKind: String, Hashable, Sendable, CaseIterable {
    /// The same law for all units: collapse in its smallest form.
    case constant
    /// m linear in the data, log s constant.
    case linear
    /// m and log s linear in the data.
    case logLinear = "log-linear"
    /// m and log s quadratic in the data.
    case quadratic
    /// A multilayer perceptron.
    case mlp
  }

  /// The method in a few words.
  public var name: String {
    switch self {
    case .exact: "exact (EM)"
    case .gaussian(.coordinate): "Gaussian, own (m,s) per unit"
    case .gaussian(.reparameterised(let draws)): "Gaussian by gradients, \(draws) draws"
    case .gaussian(.scoreFunction(let draws)): "Gaussian by score function, \(draws) draws"
    case .twoPart: "two Gaussians per unit"
    case .grid: "free on a grid"
    case .encoder(let kind): "\(kind.rawValue) encoder"
    case .laplace: "Laplace: mode and curvature"
    case .importance(let draws): "importance sampling, \(draws) draws"
    }
  }

  /// How many draws it makes for a unit; nil where it makes none, and then it cannot be set.
  public var draws: Int? {
    get {
      switch self {
      case .gaussian(.reparameterised(let draws)), .gaussian(.scoreFunction(let draws)),
        .importance(let draws):
        draws
      case .exact, .gaussian(.coordinate), .twoPart, .grid, .encoder, .laplace: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .gaussian(.reparameterised): self = .gaussian(.reparameterised(draws: newValue))
      case .gaussian(.scoreFunction): self = .gaussian(.scoreFunction(draws: newValue))
      case .importance: self = .importance(draws: newValue)
      case .exact, .gaussian(.coordinate), .twoPart, .grid, .encoder, .laplace: break
      }
    }
  }

  /// Whether its laws are those of draws or of minibatches.
  var isStochastic: Bool {
    switch self {
    case .gaussian(.reparameterised), .gaussian(.scoreFunction), .encoder(.mlp), .importance: true
    case .exact, .gaussian(.coordinate), .twoPart, .grid, .encoder, .laplace: false
    }
  }
}

/// What a person chose about a variational fit of a scalar latent.
public struct VariationalSettings: Hashable, Sendable {
  /// Where q comes from.
  public var method: VariationalMethod
  /// The fit has converged when the bound per observation changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// Names the random numbers of the fit.
  public var seed: UInt64
  /// θ to begin with; nil for the model's own start.
  public var start: [Double]?
  /// From so many reparameterised draws the gradients of an encoder are estimated; nil for exact expectations.
  public var encoderDraws: Int?

  /// Settings, the usual ones where nothing is said.
  public init(
    method: VariationalMethod = .gaussian(.coordinate), tolerance: Double = 1e-8, seed: UInt64 = 42,
    start: [Double]? = nil, encoderDraws: Int? = nil
  ) {
    self.method = method
    self.tolerance = tolerance
    self.seed = seed
    self.start = start
    self.encoderDraws = encoderDraws
  }
}

extension VariationalSettings {
  /// Whether an E half-step draws random numbers, so that a small gain does not mean that there is little to gain.
  var isStochastic: Bool {
    if case .encoder = method { encoderDraws != nil || method.isStochastic } else { method.isStochastic }
  }

  /// - Throws: `.invalidSetting` for a number of draws that cannot be made.
  func validateDraws() throws(FittingError) {
    for draws in [method.draws, encoderDraws].compactMap({ $0 }) {
      guard (1...VariationalMethod.mostDraws).contains(draws) else {
        throw .invalidSetting(
          name: "number of draws", found: String(draws),
          expected: "from 1 to \(VariationalMethod.mostDraws)")
      }
    }
  }
}
