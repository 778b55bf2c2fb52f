import NumericCore

/// The laws q of all units, as the newest E half-step left them.
public enum LawBank: Hashable, Sendable {
  /// N(0, 1) for every unit: before the first E half-step.
  case prior
  /// A Gaussian for each unit.
  case gaussian([GaussianLaw])
  /// A mixture of two Gaussians for each unit.
  case twoPart([TwoPartLaw])
  /// The best histogram at some θ on the cells of each unit; computed again where it is wanted.
  case histograms(cells: [LawCells], at: [Double])
  /// A Gaussian for each unit as an encoder has it, or refined from there.
  case encoded(EncodedLaws)
  /// Draws with weights for each unit.
  case weighted(ImportanceDraws)
  /// The exact conditional laws at some θ; computed again where they are wanted.
  case conditional(at: [Double])

  /// Whether the bound under these laws is the likelihood.
  public var isExact: Bool { if case .conditional = self { true } else { false } }

  /// The bytes of a copy.
  var footprint: Int {
    switch self {
    case .prior: 0
    case .gaussian(let laws): 16 * laws.count
    case .twoPart(let laws): 40 * laws.count
    case .histograms(let cells, let theta): 16 * cells.count + 8 * theta.count
    case .encoded(let encoded): 16 * encoded.laws.count + encoded.encoder.footprint
    case .weighted(let draws): 16 * draws.proposals.count + 8 * draws.theta.count
    case .conditional(let theta): 8 * theta.count
    }
  }

  /// q of a unit.
  public func law(ofUnit unit: Int, _ decoder: some ScalarDecoder) -> ScalarLaw {
    switch self {
    case .prior: return .gaussian(GaussianLaw())
    case .gaussian(let laws): return .gaussian(laws[unit])
    case .twoPart(let laws): return .twoPart(laws[unit])
    case .histograms(let cells, let theta):
      var curve = ScalarCurve()
      var bound = 0.0
      return .histogram(
        HistogramLaw(best: cells[unit], for: decoder, unit: unit, theta, &curve, bound: &bound))
    case .encoded(let encoded): return .gaussian(encoded.laws[unit])
    case .weighted(let draws):
      var curve = ScalarCurve()
      return .draws(draws.draws(ofUnit: unit, decoder, &curve).nodes)
    case .conditional(let theta): return .conditional(ConditionalLaw(of: decoder, unit: unit, theta))
    }
  }

  /// The Gaussian of a unit, or what is nearest to one: where an ascent begins.
  func gaussian(ofUnit unit: Int) -> GaussianLaw {
    switch self {
    case .gaussian(let laws): laws[unit]
    case .twoPart(let laws): laws[unit].share < 0.5 ? laws[unit].second : laws[unit].first
    case .encoded(let encoded): encoded.laws[unit]
    case .weighted(let draws): draws.proposals[unit]
    case .prior, .histograms, .conditional: GaussianLaw()
    }
  }

  /// The laws that `method` finds at θ from these on, and what is maximised under them, in the units of the fit.
  func updated(
    _ method: VariationalMethod, _ decoder: some ScalarDecoder, _ theta: [Double],
    encoderDraws: Int? = nil, seed: UInt64, step: Int, in workspace: Workspace
  ) throws(FittingError) -> (laws: LawBank, value: BankValue) {
    switch method {
    case .exact:
      let nats = try decoder.logLikelihood(at: theta, in: workspace)
      return (.conditional(at: theta), BankValue(nats: nats))
    case .gaussian(.coordinate):
      let updated = try ascended(decoder, theta, in: workspace)
      return (.gaussian(updated.laws), BankValue(nats: updated.bound))
    case .gaussian(.reparameterised(let draws)), .gaussian(.scoreFunction(let draws)):
      var isReparameterised = false
      if case .gaussian(.reparameterised) = method { isReparameterised = true }
      let ascent = StochasticAscent(
        isReparameterised: isReparameterised, draws: max(1, draws), seed: seed, step: step)
      let updated = try climbed(ascent, decoder, theta, in: workspace)
      return (.gaussian(updated.laws), BankValue(nats: updated.bound))
    case .twoPart:
      let updated = try parted(decoder, theta, in: workspace)
      return (.twoPart(updated.laws), BankValue(nats: updated.bound))
    case .grid:
      let updated = try histograms(decoder, theta, in: workspace)
      return (.histograms(cells: updated.cells, at: theta), BankValue(nats: updated.bound))
    case .encoder(let kind):
      let laws = LawBank.encoded(
        try encoded(
          kind, decoder, theta, draws: encoderDraws, seed: seed, step: step, in: workspace))
      return (laws, try laws.value(decoder, theta, in: workspace))
    case .laplace:
      let modes = try decoder.laplace(at: theta, from: self, in: workspace)
      return (.gaussian(modes.laws), BankValue(nats: modes.value, standardError: 0))
    case .importance(let draws):
      let proposals = try ascended(decoder, theta, in: workspace).laws
      let weighted = ImportanceDraws(
        proposals: proposals, theta: theta, count: max(1, draws), seed: seed, step: step)
      return (.weighted(weighted), try weighted.estimate(decoder, at: theta, in: workspace))
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
        let best = gaussian(ofUnit: unit).best(decoder, unit: unit, theta, &curve)
        laws.append(best.law)
        bound += decoder.weight(ofUnit: unit) * best.bound
      }
      return (laws: laws, bound: bound)
    }
    return (parts.flatMap(\.laws), parts.reduce(0) { $0 + $1.bound })
  }

  /// What is maximised over θ under these laws: Σ_i w_i F_i, or the estimate of ℓ that the draws give; in nats, in the units of
  /// the fit.
  func value(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> BankValue {
    if case .weighted(let draws) = self { return try draws.estimate(decoder, at: theta, in: workspace) }
    if case .encoded(let encoded) = self, let sampled = try encoded.sampled(decoder, theta, in: workspace) {
      return sampled
    }
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      return units.reduce(0) {
        $0 + decoder.weight(ofUnit: $1) * bound(ofUnit: $1, decoder, theta, &curve)
      }
    }
    return BankValue(nats: parts.reduce(0, +))
  }

  /// F of one unit under its law at θ, in nats per observation, in the units of the fit; −∞ where its law has no density.
  func bound(
    ofUnit unit: Int, _ decoder: some ScalarDecoder, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> Double {
    let law = law(ofUnit: unit, decoder)
    guard let entropy = law.entropy else { return -.infinity }
    let nodes = law.nodes(width: decoder.analyticWidth(ofUnit: unit, theta))
    return decoder.expectedLogJoint(unit, theta, under: nodes, &curve) + entropy
  }
}

/// What is maximised under the laws of a bank, in nats, in the units of the fit.
struct BankValue: Hashable, Sendable {
  /// The bound, the likelihood, or an estimate.
  var nats: Double
  /// The standard error of an estimate; nil where the value is computed.
  var standardError: Double?
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
