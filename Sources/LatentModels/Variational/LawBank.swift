import NumericCore

/// The laws q of all units, as the newest E half-step left them.
public enum LawBank: Hashable, Sendable {
  /// N(0, 1) for every unit: before the first E half-step.
  case prior
  /// A Gaussian for each unit.
  case gaussian([GaussianLaw])
  /// The exact conditional laws at some θ; computed again where they are wanted.
  case conditional(at: [Double])

  /// Whether the bound under these laws is the likelihood.
  public var isExact: Bool { if case .conditional = self { true } else { false } }

  /// The bytes of a copy.
  var footprint: Int {
    switch self {
    case .prior: 0
    case .gaussian(let laws): 16 * laws.count
    case .conditional(let theta): 8 * theta.count
    }
  }

  /// q of a unit.
  public func law(ofUnit unit: Int, _ decoder: some ScalarDecoder) -> ScalarLaw {
    switch self {
    case .prior: .gaussian(GaussianLaw())
    case .gaussian(let laws): .gaussian(laws[unit])
    case .conditional(let theta): .conditional(ConditionalLaw(of: decoder, unit: unit, theta))
    }
  }

  /// The laws that `method` finds at θ from these on, and Σ_i w_i F_i under them, in the units of the fit.
  func updated(
    _ method: VariationalMethod, _ decoder: some ScalarDecoder, _ theta: [Double], seed: UInt64, step: Int,
    in workspace: Workspace
  ) throws(FittingError) -> (laws: LawBank, bound: Double) {
    switch method {
    case .exact:
      let bound = try decoder.logLikelihood(at: theta, in: workspace)
      return (.conditional(at: theta), bound)
    case .gaussian(.coordinate):
      let updated = try ascended(decoder, theta, in: workspace)
      return (.gaussian(updated.laws), updated.bound)
    case .laplace:
      let modes = try decoder.laplace(at: theta, from: self, in: workspace)
      return (.gaussian(modes.laws), modes.value)
    default:
      preconditionFailure("not yet")
    }
  }

  /// Each unit's own Gaussian at the maximum of its bound.
  private func ascended(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (laws: [GaussianLaw], bound: Double) {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var laws: [GaussianLaw] = []
      var bound = 0.0
      for unit in units {
        let start: GaussianLaw
        if case .gaussian(let own) = law(ofUnit: unit, decoder) { start = own } else { start = GaussianLaw() }
        let best = start.best(decoder, unit: unit, theta, &curve)
        laws.append(best.law)
        bound += decoder.weight(ofUnit: unit) * best.bound
      }
      return (laws: laws, bound: bound)
    }
    return (parts.flatMap(\.laws), parts.reduce(0) { $0 + $1.bound })
  }

  /// Σ_i w_i F_i under these laws at θ, in the units of the fit; nil where a law has no density.
  func bound(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> Double? {
    let parts: [Double?] = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var sum = 0.0
      for unit in units {
        let law = law(ofUnit: unit, decoder)
        guard let entropy = law.entropy else { return nil }
        let nodes = law.nodes(width: decoder.analyticWidth(ofUnit: unit, theta))
        sum +=
          decoder.weight(ofUnit: unit)
          * (decoder.expectedLogJoint(unit, theta, under: nodes, &curve) + entropy)
      }
      return sum
    }
    return parts.reduce(0) { total, part in total.flatMap { total in part.map { total + $0 } } }
  }
}

/// The laws of a bank as an M half-step asks for them.
struct BankedLaws<Decoder: ScalarDecoder>: LawSource {
  let bank: LawBank
  let decoder: Decoder
  /// θ that the analytic width is that of.
  let theta: [Double]

  func fill(_ nodes: inout WeightedNodes, forUnit unit: Int) {
    nodes = bank.law(ofUnit: unit, decoder).nodes(width: decoder.analyticWidth(ofUnit: unit, theta))
  }
}
