import NumericCore

/// p_θ(x | z) of independent units with one latent z ~ N(0, 1) each: all that the variational rung asks of a model.
///
/// A unit is whatever shares a latent: a row, a pattern of answers that many rows gave, a group of rows. θ is a list of
/// numbers without constraints, so that a straight line stays inside the parameter space. Everything else (the exact
/// likelihood, every law q and every bound) follows from g(z) = log p_θ(x | z) and its derivatives, the same for all.
public protocol ScalarDecoder: Sendable {
  /// The short and the long name.
  static var summary: ModelSummary { get }
  /// The data, shared between all copies.
  var data: DataTable { get }
  /// How many units.
  var unitCount: Int { get }
  /// How often a unit counts.
  func weight(ofUnit unit: Int) -> Double
  /// What a unit is called, such as "row 37" or "herd 4".
  func name(ofUnit unit: Int) -> String
  /// The data of a unit in a few words, such as "x = 2.00".
  func reading(ofUnit unit: Int) -> String
  /// How many rows of the data stand for one observation each: for the criteria and the tolerance.
  var observations: Double { get }
  /// The share of nats between the units of the fit and the data's own: ℓ in own units is ℓ in units of the fit minus this.
  var unitOffset: Double { get }

  /// What the numbers of θ are called.
  var coordinateNames: [String] { get }
  /// θ to begin with.
  var start: [Double] { get }
  /// What an encoder reads of a unit: a list of numbers of one length for all units, about standardised.
  func features(ofUnit unit: Int) -> [Double]
  /// About how many elementary functions one evaluation of g at one place takes, summed over the units.
  var work: Double { get }
  /// θ as a person reads it, in the data's own units.
  func tables(of theta: [Double]) -> [ParameterTable]
  /// The free parameters by name, in the data's own units, and their derivatives in the numbers of θ (free × coordinates).
  func freeParameters(of theta: [Double]) -> (parameters: FreeParameters, jacobian: Matrix<Double>)
  /// The numbers of θ whose free parameters have these values; nil outside the parameter space.
  func coordinates(free values: [Double]) -> [Double]?

  /// g, g′ and g″ of a unit at each of `z`.
  func evaluate(_ unit: Int, at z: [Double], _ theta: [Double], into result: inout ScalarCurve)
  /// What g of a unit never exceeds.
  func ceiling(ofUnit unit: Int, _ theta: [Double]) -> Double
  /// The half-width of the strip about the real axis in which g of a unit is analytic; ∞ where it is a polynomial of degree 4
  /// at most. The error of a trapezoidal rule is of the order e^(−2π width / step) (Trefethen & Weideman, 2014).
  func analyticWidth(ofUnit unit: Int, _ theta: [Double]) -> Double
  /// Where g − z²/2 of a unit has its maxima.
  func peaks(ofUnit unit: Int, _ theta: [Double]) -> [Double]
  /// Whether g − z²/2 is concave whatever the data, so that no conditional law has two modes.
  var isLogConcave: Bool { get }

  /// Adds Σ_k w_k ∂g(z_k)/∂θ of a unit to `gradient`.
  func addGradient(_ unit: Int, _ nodes: WeightedNodes, _ theta: [Double], to gradient: inout [Double])
  /// argmax over θ of Σ_i E_{q_i} g_i(Z; θ), or a θ on the way to it that is better than `theta`.
  /// - Throws: what about the data keeps θ from having one, with a remedy; `.cancelled`.
  func maximizer(
    from theta: [Double], under laws: some LawSource, in workspace: Workspace
  ) throws(FittingError) -> [Double]

  /// θ of the same law of the data with the latent turned round, z ↦ −z.
  func mirrored(_ theta: [Double]) -> [Double]

  /// What speaks against θ, such as a separation of the responses.
  func findings(at theta: [Double]) -> [Finding]
  /// The model and these settings.
  func plan(_ settings: VariationalSettings) -> VariationalPlan
  /// What the archive of a fit has to keep of it beside θ and the laws.
  func archive(in archive: inout ModelArchive)
  /// The decoder that `archive` was made from, on the same data.
  init(reading archive: ModelArchive, data: DataTable) throws(FittingError)
  /// The same model on other data.
  func refitting(_ data: DataTable) throws(FittingError) -> Self
  /// As many units as there are, drawn from the model at θ.
  func simulated(at theta: [Double], seed: UInt64, replicate: UInt32) throws(FittingError) -> Self
}

extension ScalarDecoder {
  /// θ itself, where nothing is said of a mirror image.
  public func mirrored(_ theta: [Double]) -> [Double] { theta }

  /// Those of the exact law by quadrature, where nothing better is known.
  public func peaks(ofUnit unit: Int, _ theta: [Double]) -> [Double] {
    ConditionalLaw(of: self, unit: unit, theta).modes
  }
}

/// g = log p_θ(x | z) and its first two derivatives in z at a list of places. Kept and filled again, to save allocations.
public struct ScalarCurve: Sendable {
  /// g.
  public var value: [Double] = []
  /// g′.
  public var slope: [Double] = []
  /// g″.
  public var curvature: [Double] = []

  /// Nothing yet.
  public init() {}

  /// Makes room for so many places, all 0.
  public mutating func reset(count: Int) {
    for path in [\ScalarCurve.value, \.slope, \.curvature] {
      self[keyPath: path].removeAll(keepingCapacity: true)
      self[keyPath: path].append(contentsOf: repeatElement(0, count: count))
    }
  }
}

/// Places z and weights w that stand for a law: E f(Z) = Σ w f(z).
public struct WeightedNodes: Hashable, Sendable {
  /// The places.
  public var z: [Double]
  /// Their weights, with sum 1.
  public var weights: [Double]

  /// Nodes with their weights.
  public init(z: [Double] = [], weights: [Double] = []) {
    self.z = z
    self.weights = weights
  }

  /// Σ w f(z).
  public func expectation(_ f: (Double) -> Double) -> Double {
    zip(z, weights).reduce(0) { $0 + $1.1 * f($1.0) }
  }
}

/// Where an M half-step has its laws q_i from, unit by unit.
public protocol LawSource: Sendable {
  /// Nodes that stand for the law of a unit.
  func fill(_ nodes: inout WeightedNodes, forUnit unit: Int)
}
