import NumericCore
import RealModule

extension VariationalFit {
  /// The laws of one unit, the account of all, and θ.
  public func portrait(_ request: VariationalPortraitRequest, in workspace: Workspace) -> VariationalPortrait
  {
    let unit = min(max(0, request.unit), max(0, decoder.unitCount - 1))
    let accounts = decoder.isLikelihoodCheap ? unitAccounts(in: workspace) : nil
    let account = accounts.map(total(of:))
    return VariationalPortrait(
      plan: plan, nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken,
      unitCount: decoder.unitCount, observations: decoder.observations, coordinates: theta,
      coordinateNames: decoder.coordinateNames, tables: decoder.tables(of: theta),
      account: account,
      lost: lost(account, in: workspace),
      picture: .scalar(picture(of: unit, places: request.places)),
      unitGaps: request.wantsUnitGaps ? accounts?.map(\.divergence) : nil)
  }

  /// Where the nats went at the present θ: what the family of q costs, and what q is short of the best in it. Where q is
  /// Gaussian, the best is looked for from its law.
  private func lost(_ account: LawAccount?, in workspace: Workspace) -> NatsLost {
    guard let account else { return NatsLost() }
    switch laws {
    case .conditional: return NatsLost(approximation: 0, amortisation: hasLaws ? 0 : account.divergence)
    case .twoPart, .histograms:
      return NatsLost(approximation: account.divergence, amortisation: hasLaws ? 0 : nil)
    case .weighted: return NatsLost()
    case .prior, .gaussian, .encoded:
      guard decoder.work * 4000 < 1e6, let shortfall = try? shortfall(in: workspace) else {
        // The sum of both is known, but how it is divided only where each unit has its own best law.
        guard hasLaws, case .gaussian = laws, settings.method == .gaussian(.coordinate) else {
          return NatsLost()
        }
        return NatsLost(approximation: account.divergence, amortisation: 0)
      }
      return NatsLost(approximation: account.divergence - shortfall, amortisation: shortfall)
    }
  }

  /// Σ w (max F over Gaussian laws − F) at the present θ, in nats.
  func shortfall(in workspace: Workspace) throws(FittingError) -> Double {
    let laws = laws
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var sum = 0.0
      for unit in units {
        let law = laws.gaussian(ofUnit: unit)
        let here = GaussianBound(of: decoder, unit: unit, theta, law, &curve).value
        sum += decoder.weight(ofUnit: unit) * (law.best(decoder, unit: unit, theta, &curve).bound - here)
      }
      return sum
    }
    return max(0, parts.reduce(0, +))
  }

  /// The account of each unit under the present laws, in the units of the fit; nil where a law has no density.
  func unitAccounts(in workspace: Workspace) -> [LawAccount]? {
    let parts: [[LawAccount]?]? = try? decoder.mapUnits(in: workspace) { units in
      var accounts: [LawAccount] = []
      for unit in units {
        guard let account = LawAccount(of: decoder, unit: unit, theta, under: law(ofUnit: unit)) else {
          return nil
        }
        accounts.append(account)
      }
      return accounts
    }
    guard let parts, !parts.contains(where: { $0 == nil }) else { return nil }
    return parts.flatMap { $0 ?? [] }
  }

  /// Σ w_i of the accounts, in the data's own units: log p(x, z) and log p(x) are those of a density of x.
  private func total(of accounts: [LawAccount]) -> LawAccount {
    var total = accounts.indices.reduce(LawAccount.zero) {
      $0 + decoder.weight(ofUnit: $1) * accounts[$1]
    }
    total.expectedLogJoint -= decoder.unitOffset
    total.logLikelihood -= decoder.unitOffset
    return total
  }

  private func picture(of unit: Int, places count: Int) -> ScalarPicture {
    let exact = ConditionalLaw(of: decoder, unit: unit, theta)
    let law = law(ofUnit: unit)
    let z = Self.places(for: exact, law, count: max(2, count))
    var curve = ScalarCurve()
    decoder.evaluate(unit, at: z, theta, into: &curve)
    let densities = z.indices.map { index -> Double in
      Double.exp(curve.value[index] - 0.5 * (z[index] * z[index] + log2Pi) - exact.logLikelihood)
    }
    let hasDensity = law.entropy != nil
    return ScalarPicture(
      unit: unit, name: decoder.name(ofUnit: unit), reading: decoder.reading(ofUnit: unit), places: z,
      exact: densities, law: hasDensity ? z.map { Double.exp(law.logDensity(at: $0) ?? -.infinity) } : nil,
      draws: { if case .draws(let nodes) = law { nodes } else { nil } }(),
      effectiveDraws: effectiveDraws(ofUnit: unit),
      gaussian: { if case .gaussian(let gaussian) = law { gaussian } else { nil } }(),
      account: LawAccount(of: decoder, unit: unit, theta, under: law, exact: exact), modes: exact.modes)
  }

  private func effectiveDraws(ofUnit unit: Int) -> Double? {
    guard case .weighted(let draws) = laws else { return nil }
    var curve = ScalarCurve()
    return draws.draws(ofUnit: unit, decoder, &curve).effectiveDraws
  }

  /// Equally spaced places that show both laws, where their densities are more than a thousandth of their peaks.
  private static func places(for exact: ConditionalLaw, _ law: ScalarLaw, count: Int) -> [Double] {
    let height = exact.logJoint.max() ?? 0
    let seen = exact.logJoint.indices.filter { exact.logJoint[$0] > height - 7 }
    var low = exact.lower + Double(seen.first ?? 0) * exact.step
    var high = exact.lower + Double(seen.last ?? 0) * exact.step
    let parts: [GaussianLaw] =
      switch law {
      case .gaussian(let gaussian): [gaussian]
      case .twoPart(let mixture): [mixture.first, mixture.second]
      case .histogram, .conditional, .draws: []
      }
    for part in parts {
      low = min(low, part.mean - 3.5 * part.deviation)
      high = max(high, part.mean + 3.5 * part.deviation)
    }
    if high - low < 1e-6 { (low, high) = (low - 1, high + 1) }
    return (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  }
}
