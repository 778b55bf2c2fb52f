import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The variational bound of diffusion")
struct DiffusionBoundTests {
  static let entropyOfLine = -1.6369028795

  /// T, then the bound with β̃, β, the best variance, and that of each x_t.
  static let vp: [(levels: Int, lower: Double, upper: Double, optimal: Double, exact: Double)] = [
    (1, -1.859374, -1.859374, -1.859374, -1.859370),
    (2, -1.867226, -1.860694, -1.857792, -1.846353),
    (8, -2.582986, -1.764803, -1.732213, -1.676324),
    (32, -2.627561, -1.671537, -1.664855, -1.641142),
    (128, -2.451466, -1.645679, -1.644086, -1.637222),
  ]

  private func bounds(_ schedule: NoiseSchedule, _ space: Workspace) throws -> [Double] {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    return try ReverseVariance.allCases.map { variance in
      try denoiser.expectedBound(grid: NoiseGrid(schedule), variance: variance, in: space).nats
    }
  }

  @Test("Exact denoiser, variance-preserving schedule: the table of the page, and its theorems")
  func variancePreserving() throws {
    let space = workspace()
    var before: [Double] = [-.infinity, -.infinity]
    for row in Self.vp {
      let found = try bounds(NoiseSchedule(.variancePreserving, levels: row.levels), space)
      for (value, expected) in zip(found, [row.lower, row.upper, row.optimal, row.exact]) {
        #expect(abs(value - expected) < 1e-5, "T = \(row.levels): \(value), not \(expected)")
        #expect(value < Self.entropyOfLine)
      }
      // The best variances gain with every level; the one for each x_t is the best of all.
      #expect(found[2] > before[0] && found[3] > before[1])
      #expect(found[3] >= found[2] && found[2] >= found[1] - 1e-12)
      before = [found[2], found[3]]
    }
  }

  @Test("A thousand levels come near to the log-likelihood, with both schedules")
  func thousand() throws {
    let space = workspace()
    let vp = try bounds(NoiseSchedule(.variancePreserving, levels: 1000), space)
    for (value, expected) in zip(vp, [-2.088692, -1.638030, -1.637829, -1.636909]) {
      #expect(abs(value - expected) < 1e-5)
    }
    let cosine = try bounds(NoiseSchedule(.cosine, levels: 1000), space)
    for (value, expected) in zip(cosine, [-2.043801, -1.637577, -1.637427, -1.636905]) {
      #expect(abs(value - expected) < 1e-5)
    }
  }

  @Test("Data N(0, 1): with v = β the bound is the log-likelihood at every T")
  func noGap() throws {
    let whole = -1.4189385332046727
    for levels in [1, 2, 10, 100, 1000, 10_000] {
      let schedule = try NoiseSchedule(.linear, levels: levels)
      let bound = VariationalBound(
        grid: try NoiseGrid(schedule), dimensions: 1, secondMoment: 1, variance: .upper,
        errors: { $0.noiseVariance })
      #expect(abs(bound.nats - whole) < 1e-10, "T = \(levels): \(bound.nats)")
    }
  }

  @Test("Data N(0, 1): with v = β̃ and ever more levels the gap goes to γ/2, not to 0")
  func eulersConstant() throws {
    func gap(_ schedule: NoiseSchedule) throws -> Double {
      let bound = VariationalBound(
        grid: try NoiseGrid(schedule), dimensions: 1, secondMoment: 1, variance: .lower,
        errors: { $0.noiseVariance })
      return -1.4189385332046727 - bound.nats
    }
    let table = [
      (100, 0.2030317), (1000, 0.2743819), (10_000, 0.2866113), (100_000, 0.2883506), (1_000_000, 0.2885764),
    ]
    for (levels, expected) in table {
      let betas = Array(repeating: 10 / Double(levels), count: levels)
      #expect(abs(try gap(NoiseSchedule(.given(betas), levels: levels)) - expected) < 1e-7)
    }
    #expect(abs(try gap(DiffusionOracles.ddpm()) - 0.4648923187) < 1e-9)
  }

  @Test("The parts of every term add up to it, and an error beyond the least is the network's")
  func parts() throws {
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 50))
    let least = { (level: NoiseLevel) in level.noiseVariance }
    for variance in [ReverseVariance.lower, .upper, .optimal] {
      let bound = VariationalBound(
        grid: grid, dimensions: 1, secondMoment: 1, variance: variance,
        errors: { 1.2 * least($0) }, leastErrors: least)
      let exact = VariationalBound(
        grid: grid, dimensions: 1, secondMoment: 1, variance: variance, errors: least)
      for (term, exact) in zip(bound.terms, exact.terms) {
        let excess = try #require(term.networkExcess)
        #expect(excess > 0 && term.varianceChoice > -1e-12)
        #expect(abs(term.irreducible + term.varianceChoice + excess - term.cost) < 1e-12)
        #expect(abs(term.cost - excess - exact.cost) < 1e-12)
      }
    }
  }

  @Test("Old Faithful: the bound with the mixture's denoiser, at 10, 100 and 1000 levels")
  func faithful() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let rows = try DiffusionRows(OldFaithful.standardUnits)
    var study = try ErrorStudy(
      denoiser, rows: rows, average: .quadrature(nodes: 28), logRatios: ErrorStudy.evenPlaces(count: 131))
    try study.finish(in: space)
    let curve = try #require(study.findings)
    let errors = [
      (-4.0, 1.92874), (-2, 1.59434), (0, 0.62452), (2, 0.13961), (4, 0.03156), (6, 0.00485),
    ]
    for (place, error) in errors { #expect(abs(curve.value(logSignalToNoise: place) - error) < 1e-5) }

    let table: [(levels: Int, variance: ReverseVariance, total: Double)] = [
      (10, .lower, -3077.89), (100, .lower, -1030.71), (1000, .lower, -629.76),
      (10, .upper, -561.68), (100, .upper, -402.72), (1000, .upper, -386.31),
      (10, .optimal, -510.60), (100, .optimal, -393.32), (1000, .optimal, -385.32),
    ]
    let second = OldFaithful.standardUnits.values.storage.reduce(0) { $0 + $1 * $1 } / 272
    for row in table {
      let bound = VariationalBound(
        grid: try NoiseGrid(NoiseSchedule(.linear, levels: row.levels)), dimensions: 2, secondMoment: second,
        variance: row.variance, errors: { curve.value(at: $0) })
      #expect(abs(272 * bound.nats - row.total) < 0.05, "\(row): \(272 * bound.nats)")
      #expect(272 * bound.nats < DiffusionOracles.faithfulLogLikelihood)
    }
    // The same curve gives the log-likelihood itself, as the integral over all ratios.
    let total = study.scores[0].objective
    #expect(total.kind == .estimate(standardError: 0))
    #expect(abs(total.nats + 384.46400) < 0.01)
    #expect(abs(total.nats - DiffusionOracles.faithfulLogLikelihood) < 0.01)
  }

  @Test("Measured level by level the bound is that of the curve, and draws say how far they can be trusted")
  func measured() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let rows = try DiffusionRows(OldFaithful.standardUnits)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 10))
    func total(_ average: NoiseAverage, _ variance: ReverseVariance) throws -> Objective {
      var study = try VariationalBoundStudy(
        denoiser, rows: rows, grid: grid, variance: variance, average: average, reference: denoiser)
      #expect(study.scores.isEmpty)
      try study.finish(in: space)
      #expect(study.findings.terms.allSatisfy { ($0.networkExcess ?? 1) == 0 })
      #expect(study.excesses.allSatisfy { $0.perDimension == 0 })
      return study.scores[0].objective
    }
    for (variance, expected) in [(ReverseVariance.lower, -3077.89), (.upper, -561.68), (.optimal, -510.60)] {
      let exact = try total(.quadrature(nodes: 28), variance)
      #expect(exact.kind == .bound)
      #expect(abs(exact.nats - expected) < 0.05)
      let drawn = try total(.draws(8, seed: 3), variance)
      guard case .estimatedBound(let error) = drawn.kind else {
        Issue.record("draws are no \(drawn.kind)")
        continue
      }
      #expect(error > 0 && abs(drawn.nats - exact.nats) < 4 * error)
    }
    let own = try total(.quadrature(nodes: 28), .exact).nats
    #expect(own > -510.60 && own < DiffusionOracles.faithfulLogLikelihood)
  }

  @Test("The ε-loss of the exact denoiser on Old Faithful is the floor that no net goes below")
  func floor() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let schedule = try DiffusionOracles.ddpm()
    // ‖ε − ε̂‖² = SNR ‖x₀ − x̂₀‖².
    let drawn = [
      (1, 0.999053), (10, 0.982439), (100, 0.544639), (300, 0.279557), (500, 0.073521), (1000, 0.0000402),
    ]
    for (t, expected) in drawn {
      let loss = 0.5 * schedule[t].signalToNoise * denoiser.leastError(at: schedule[t], in: space)
      #expect(abs(loss - expected) < 2e-6, "t = \(t): \(loss)")
    }
    let rows = try DiffusionRows(OldFaithful.standardUnits)
    var study = try ErrorStudy(
      denoiser, rows: rows, average: .quadrature(nodes: 20),
      logRatios: ErrorStudy.evenPlaces(from: -10.5, to: 9.5, count: 81))
    try study.finish(in: space)
    let curve = try #require(study.findings)
    let onData = [
      (1, 0.999065), (10, 0.982662), (100, 0.548444), (300, 0.277549), (500, 0.073513), (1000, 0.0000402),
    ]
    func loss(_ t: Int) -> Double { 0.5 * schedule[t].signalToNoise * curve.value(at: schedule[t]) }
    for (t, expected) in onData { #expect(abs(loss(t) - expected) < 1e-5, "t = \(t): \(loss(t))") }
    let mean = (1...1000).reduce(0) { $0 + loss($1) } / 1000
    #expect(abs(mean - 0.192639) < 1e-6)
    let mixture = (1...50).reduce(0) { sum, index in
      let t = index * 20 - 10
      return sum + 0.5 * schedule[t].signalToNoise * denoiser.leastError(at: schedule[t], in: space)
    }
    // A fiftieth of the levels, from the middle of each twenty.
    #expect(abs(mixture / 50 - 0.193335) < 1e-3)
  }
}
