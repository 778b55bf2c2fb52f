import RealModule

/// How the two half-steps of an EM-like fit are carried out: EM itself, or one of its cousins.
public struct EMMethod: Hashable, Sendable {
  /// How the law q of the latent given the data is obtained.
  public var expectation: ExpectationKind
  /// How far the parameter moves towards the maximiser of Q.
  public var maximization: MaximizationKind

  /// A method; the default is EM itself.
  public init(
    expectation: ExpectationKind = .exact, maximization: MaximizationKind = .full
  ) {
    self.expectation = expectation
    self.maximization = maximization
  }

  /// EM: the exact conditional law, the full maximiser.
  public static let em = EMMethod()

  /// Whether the log-likelihood settles, so that a small change of it means convergence.
  public var settles: Bool {
    switch expectation {
    case .exact, .hard: true
    case .monteCarlo, .stochastic, .averaged, .minibatch: false
    }
  }

  /// Whether theory promises that the log-likelihood never falls.
  public var isMonotone: Bool { expectation == .exact }

  /// Refuses what no fit can use.
  func validate() throws(FittingError) {
    switch expectation {
    case .monteCarlo(let draws), .averaged(let draws):
      guard (1...Self.mostDraws).contains(draws) else {
        throw .invalidSetting(
          name: "draws", found: String(draws), expected: "from 1 to \(Self.mostDraws)")
      }
    case .minibatch(let rows):
      guard rows >= 1 else {
        throw .invalidSetting(name: "batch", found: String(rows), expected: "at least 1 row")
      }
    case .exact, .hard, .stochastic: break
    }
    if case .relaxed(let factor) = maximization {
      guard factor > 0, factor <= Self.mostRelaxation else {
        throw .invalidSetting(
          name: "relaxation", found: String(factor), expected: "above 0 and at most \(Self.mostRelaxation)")
      }
    }
  }

  /// More draws than this are refused.
  public static let mostDraws = 100_000
  /// Larger factors than this are refused.
  public static let mostRelaxation = 4.0
}

/// How the law q of the latent given the data is obtained in an E half-step.
public enum ExpectationKind: Hashable, Sendable {
  /// The conditional law itself: EM (Dempster, Laird & Rubin, 1977).
  case exact
  /// All mass on the most probable latent: hard EM, or classification EM (Celeux & Govaert, 1992).
  case hard
  /// The empirical law of so many draws: Monte Carlo EM (Wei & Tanner, 1990).
  case monteCarlo(draws: Int)
  /// The empirical law of one draw: stochastic EM (Celeux & Diebolt, 1985).
  case stochastic
  /// A running average of the statistics of so many draws each: SAEM (Delyon, Lavielle & Moulines, 1999).
  case averaged(draws: Int)
  /// A running average of the exact statistics of so many random rows each: online EM (Cappé & Moulines, 2009).
  case minibatch(rows: Int)

  /// The weight γ of the newest statistics in the running average, at iteration `iteration` counted from 0; 1 where
  /// nothing is averaged. Σγ = ∞ and Σγ² < ∞, as Robbins & Monro (1951) ask.
  public func rate(atIteration iteration: Int) -> Double {
    switch self {
    case .exact, .hard, .monteCarlo, .stochastic: 1
    case .averaged:
      iteration < Self.burnIn ? 1 : 1 / Double(iteration - Self.burnIn + 1)
    case .minibatch:
      Double.pow(Double(iteration) + 1, -0.75)
    }
  }

  /// Iterations of SAEM that forget all before them, so that the average begins where the iterates have settled.
  static let burnIn = 20
}

/// How far the parameter moves towards the maximiser of Q in an M half-step.
public enum MaximizationKind: Hashable, Sendable {
  /// All the way.
  case full
  /// This many times the way, along a line in unconstrained coordinates: below 1 damped, above 1 over-relaxed. A step
  /// that would lower Q is shortened until it does not.
  case relaxed(Double)
  /// Two full steps, then an extrapolation through them that is taken back where the log-likelihood fell: SQUAREM
  /// (Varadhan & Roland, 2008).
  case squarem
}

extension EMMethod: CustomStringConvertible {
  /// The method in a few words.
  public var description: String {
    let name =
      switch expectation {
      case .exact: "EM"
      case .hard: "hard EM"
      case .monteCarlo(let draws): "MCEM, \(draws) draws"
      case .stochastic: "stochastic EM"
      case .averaged(let draws): "SAEM, \(draws) draw\(draws == 1 ? "" : "s")"
      case .minibatch(let rows): "minibatch EM, \(rows) row\(rows == 1 ? "" : "s")"
      }
    switch maximization {
    case .full: return name
    case .relaxed(let factor): return "\(name), M-step x\(factor)"
    case .squarem: return "\(name), SQUAREM"
    }
  }
}
