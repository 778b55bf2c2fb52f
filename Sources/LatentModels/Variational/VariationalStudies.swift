import NumericCore

/// What is found out about a variational fit in the background.
public enum VariationalStudyRequest: Hashable, Sendable {
  /// θ̂, the maximum-likelihood estimate, by direct ascent of the exact likelihood.
  case maximumLikelihood
  /// The fit again from so many starts.
  case starts(Int)
  /// ℓ and max_q F over two coordinates of θ, the others as they are: a grid of columns × rows about the path so far.
  case thetaPlane(ThetaPlaneRequest)
  /// Standard errors: the sandwich of the variational estimator, and the naive ones beside it.
  case errors
  /// Simulate, refit, count: how often intervals cover, over so many replicates.
  case coverage(replicates: Int)
  /// The importance-weighted bound L_k of one unit for k = 1 … largest.
  case importance(unit: Int, largest: Int)
}

/// Which part of the plane of θ is looked at.
public struct ThetaPlaneRequest: Hashable, Sendable {
  /// The coordinate along x, counted from 0.
  public var x: Int
  /// The coordinate upwards.
  public var y: Int
  /// Columns of the grid.
  public var columns: Int
  /// Rows of the grid.
  public var rows: Int
  /// The rectangle, in coordinates of θ.
  public var window: PlaneWindow

  /// A grid over a rectangle of two coordinates.
  public init(x: Int, y: Int, columns: Int, rows: Int, window: PlaneWindow) {
    self.x = x
    self.y = y
    self.columns = columns
    self.rows = rows
    self.window = window
  }
}

/// What a study of a variational fit found so far.
public enum VariationalFinding: Sendable {
  /// θ̂ as coordinates, ℓ(θ̂) in nats in the data's own units, and whether the ascent has settled.
  case maximumLikelihood(coordinates: [Double], logLikelihood: Double, hasSettled: Bool)
  /// Where the starts led.
  case starts([StartFinding])
  /// The plane, NaN where it is not computed yet.
  case thetaPlane(ThetaPlane)
  /// Standard errors.
  case errors(VariationalErrors)
  /// Coverage so far.
  case coverage(Coverage)
  /// L_k of one unit.
  case importance(ImportanceBounds)

  /// Where one start led.
  public struct StartFinding: Hashable, Sendable {
    /// The objective reached, in nats, in the data's own units.
    public let bound: Double
    /// ℓ there.
    public let logLikelihood: Double
    /// θ there.
    public let coordinates: [Double]
    /// Whether it settled.
    public let hasConverged: Bool

    package init(bound: Double, logLikelihood: Double, coordinates: [Double], hasConverged: Bool) {
      self.bound = bound
      self.logLikelihood = logLikelihood
      self.coordinates = coordinates
      self.hasConverged = hasConverged
    }
  }
}

/// ℓ and the best bound over two coordinates of θ, in nats, in the data's own units.
public struct ThetaPlane: Hashable, Sendable {
  /// What was asked for.
  public let request: ThetaPlaneRequest
  /// The name of the coordinate along x.
  public let xName: String
  /// The name of the upward one.
  public let yName: String
  /// ℓ at the middles of the cells, row after row from the lowest y; NaN where it is not computed yet.
  public var logLikelihood: [Double]
  /// max_q F there.
  public var bound: [Double]

  package init(
    request: ThetaPlaneRequest, xName: String, yName: String, logLikelihood: [Double], bound: [Double]
  ) {
    self.request = request
    self.xName = xName
    self.yName = yName
    self.logLikelihood = logLikelihood
    self.bound = bound
  }
}

/// Standard errors of a variational estimator, for the free parameters in the data's own units.
public struct VariationalErrors: Hashable, Sendable {
  /// The parameters.
  public let parameters: FreeParameters
  /// From the sandwich H⁻¹ G H⁻¹ of the profiled bound (White, 1982; Westling & McCormick, 2019).
  public let sandwich: [Double]
  /// From the curvature of the profiled bound alone.
  public let profiled: [Double]
  /// From −F_θθ with q held fixed: the naive ones.
  public let naive: [Double]

  package init(parameters: FreeParameters, sandwich: [Double], profiled: [Double], naive: [Double]) {
    self.parameters = parameters
    self.sandwich = sandwich
    self.profiled = profiled
    self.naive = naive
  }
}

/// How often 95 % intervals cover: of the truth that data were drawn from, and of the value that the estimator tends to.
public struct Coverage: Hashable, Sendable {
  /// The names of the parameters.
  public let names: [String]
  /// Their values that data are drawn from: the maximum-likelihood estimate, in the data's own units.
  public let truth: [Double]
  /// Replicates done.
  public var replicates: Int
  /// Replicates whose refit failed or did not settle; these are not counted below.
  public var failures: Int
  /// How often naive intervals covered the truth, by parameter.
  public var naive: [Int]
  /// How often sandwich intervals covered the truth.
  public var sandwich: [Int]
  /// How often sandwich intervals covered the mean of the estimates, which the estimator tends to.
  public var sandwichOfLimit: [Int]

  package init(
    names: [String], truth: [Double], replicates: Int, failures: Int, naive: [Int], sandwich: [Int],
    sandwichOfLimit: [Int]
  ) {
    self.names = names
    self.truth = truth
    self.replicates = replicates
    self.failures = failures
    self.naive = naive
    self.sandwich = sandwich
    self.sandwichOfLimit = sandwichOfLimit
  }

  /// Replicates that are counted.
  public var counted: Int { replicates - failures }

  /// The share of a count, with its Monte Carlo standard error √(p(1 − p)/n); nil where nothing is counted.
  public func share(_ count: Int) -> (value: Double, standardError: Double)? {
    guard counted > 0 else { return nil }
    let share = Double(count) / Double(counted)
    return (share, (share * (1 - share) / Double(counted)).squareRoot())
  }
}

/// The importance-weighted bounds L_k of one unit, by Monte Carlo, with the exact line (Burda, Grosse & Salakhutdinov, 2016).
public struct ImportanceBounds: Hashable, Sendable {
  /// The unit.
  public let unit: Int
  /// log p_θ(x), exact, in nats.
  public let logLikelihood: Double
  /// The points, by k.
  public var points: [Point]
  /// ½ Var_q(w) with w = p(z | x)/q(z): k (ℓ − L_k) tends to it; ∞ where the variance is infinite, not a number
  /// where it is not known.
  public let limit: Double

  /// L_k for one k.
  public struct Point: Hashable, Sendable {
    /// How many draws a bound averages over.
    public let k: Int
    /// L_k, in nats.
    public let bound: Double
    /// Its standard error, in nats.
    public let standardError: Double
    /// By quadrature, where it is known.
    public let exact: Double?

    package init(k: Int, bound: Double, standardError: Double, exact: Double?) {
      self.k = k
      self.bound = bound
      self.standardError = standardError
      self.exact = exact
    }
  }

  package init(unit: Int, logLikelihood: Double, points: [Point], limit: Double) {
    self.unit = unit
    self.logLikelihood = logLikelihood
    self.points = points
    self.limit = limit
  }
}
