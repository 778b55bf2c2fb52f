import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The cousins of EM")
struct CousinTests {
  private func golden(_ method: EMMethod, seed: UInt64 = 42) throws -> GaussianMixture {
    try GaussianMixture(
      data: OldFaithful.standardUnits,
      settings: MixtureSettings(
        components: 2, start: .given(OldFaithful.goldenStart), ridge: 0, tolerance: 0, method: method,
        seed: seed))
  }

  private func logLikelihood(of mixture: GaussianMixture) throws -> Double {
    try mixture.unitLogLikelihoods(at: mixture.parameters, in: workspace()).reduce(0, +)
  }

  /// ℓ of Old Faithful, standardised, at its maximum for two components.
  private let maximum = -384.4588528765

  @Test(
    "One step of Monte Carlo EM scatters the weight by √(Σ r(1 − r) / m) / n around EM's", arguments: [1, 4])
  func monteCarloNoise(draws: Int) throws {
    let space = workspace(threads: 1)
    let weights = try (UInt64(1)...400).map { seed in
      var mixture = try golden(EMMethod(expectation: .monteCarlo(draws: draws)), seed: seed)
      try mixture.run(2, in: space)
      return mixture.parameters.weights[0]
    }
    let mean = weights.reduce(0, +) / 400
    let deviation = (weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
    let predicted = 0.0139177786 / Double(draws).squareRoot()
    #expect(abs(deviation / predicted - 1) < 0.12)
    #expect(abs(mean - 0.4202712455) < 4 * predicted / 20)
  }

  @Test("What is uncertain of the components, at the start and at the maximum")
  func ambiguity() throws {
    func spread(_ parameters: MixtureParameters) throws -> (variance: Double, least: Int) {
      let density = try MixtureDensity(parameters)
      let certain = (0..<272).map { density.responsibilities(OldFaithful.standardUnits.values.row($0))[0] }
      let products = certain.map { $0 * (1 - $0) }
      return (products.reduce(0, +), products.indices.max { products[$0] < products[$1] } ?? -1)
    }
    #expect(abs(try spread(OldFaithful.goldenStart).variance - 14.3310381872) < 1e-9)
    var mixture = try golden(.em)
    try mixture.run(401)
    let (variance, least) = try spread(mixture.parameters)
    #expect(abs(variance - 0.1927373911) < 1e-8)
    #expect(least == 243)
    #expect(abs((mixture.entropyOfLaw ?? 0) - 0.6947381277) < 1e-8)
  }

  @Test("Hard EM settles where the classification likelihood is largest, below EM's maximum")
  func hard() throws {
    var best = (-Double.infinity, -Double.infinity)
    for seed in UInt64(1)...60 {
      var mixture = try GaussianMixture(
        data: OldFaithful.raw,
        settings: MixtureSettings(
          components: 2, start: seed.isMultiple(of: 2) ? .random : .kMeansPlusPlus, ridge: 0,
          tolerance: 1e-13, method: EMMethod(expectation: .hard), seed: seed))
      var last: (bound: Double, exact: Double) = (0, 0)
      while mixture.iteration < 200, let event = try? mixture.step(in: workspace()) {
        if event.phase == .maximization { last.bound = event.objective.nats }
        if event.phase == .expectation { last.exact = event.objective.nats }
        if event.status == .converged { break }
      }
      let counts = mixture.parameters.weights.map { $0 * 272 }
      if counts.allSatisfy({ $0 > 4 }), last.bound > best.0 { best = (last.bound, last.exact) }
    }
    #expect(abs(best.0 - -1130.4955006556) < 1e-7)
    #expect(abs(best.1 - -1130.2831827928) < 1e-7)
  }

  @Test(
    "After E the log-likelihood is exact; after M the bound lies below it, for every law of the component",
    arguments: [
      ExpectationKind.exact, .hard, .stochastic, .monteCarlo(draws: 3), .averaged(draws: 1),
    ])
  func bounds(kind: ExpectationKind) throws {
    var mixture = try golden(EMMethod(expectation: kind))
    for _ in 0..<60 {
      let event = try mixture.step(in: workspace())
      let exact = try logLikelihood(of: mixture)
      if event.phase == .expectation {
        #expect(event.objective.kind == .exact && abs(event.objective.nats - exact) < 1e-9)
      } else {
        #expect(event.objective.kind == .bound && event.objective.nats <= exact + 1e-9)
      }
    }
  }

  @Test("SAEM settles at the maximum that EM finds; stochastic EM keeps wandering about it")
  func averaging() throws {
    var averaged = try golden(EMMethod(expectation: .averaged(draws: 1)))
    try averaged.run(800)
    var wandering = try golden(EMMethod(expectation: .stochastic))
    try wandering.run(800)
    let (near, far) = (try logLikelihood(of: averaged), try logLikelihood(of: wandering))
    #expect(near <= maximum && near > maximum - 0.01)
    #expect(far <= maximum && far > maximum - 2)
    // The steps of the average die out, those of the wanderer do not.
    func moves(_ mixture: GaussianMixture) throws -> Double {
      var next = mixture
      try next.run(2)
      return abs(next.parameters.means[0, 0] - mixture.parameters.means[0, 0])
    }
    #expect(try moves(averaged) < 1e-4)
    #expect(
      try (0..<10).contains { offset in
        var later = wandering
        try later.run(2 * offset)
        return try moves(later) > 1e-4
      })
  }

  @Test("Minibatch EM estimates the log-likelihood with an honest error, and comes close to the maximum")
  func minibatch() throws {
    var mixture = try golden(EMMethod(expectation: .minibatch(rows: 64)))
    var scores: [Double] = []
    for _ in 0..<600 {
      let exact = try logLikelihood(of: mixture)
      let event = try mixture.step(in: workspace())
      guard case .estimate(let standardError) = event.objective.kind else {
        Issue.record("a number from some of the rows is an estimate")
        return
      }
      #expect(event.status == .running)
      if event.phase == .expectation { scores.append((event.objective.nats - exact) / standardError) }
    }
    let mean = scores.reduce(0, +) / Double(scores.count)
    let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
    #expect(abs(mean) < 0.25 && variance > 0.6 && variance < 1.6)
    #expect(try logLikelihood(of: mixture) > maximum - 2)
  }

  @Test(
    "A damped or an over-relaxed M half-step never lowers the log-likelihood and ends at the same maximum",
    arguments: [0.5, 0.8, 1.3, 1.9])
  func relaxed(factor: Double) throws {
    var mixture = try golden(EMMethod(maximization: .relaxed(factor)))
    var last = -Double.infinity
    for event in try mixture.run(301) where event.phase == .expectation {
      #expect(event.objective.nats >= last - 1e-9)
      last = event.objective.nats
    }
    #expect(abs(last - maximum) < 1e-8)
  }

  @Test(
    "SQUAREM never lowers the log-likelihood and needs fewer steps to the same maximum, in every family",
    arguments: CovarianceFamily.allCases)
  func squarem(family: CovarianceFamily) throws {
    func iterations(_ maximization: MaximizationKind) throws -> (count: Int, nats: Double) {
      var mixture = try GaussianMixture(
        data: Tables.iris,
        settings: MixtureSettings(
          components: 3, family: family, ridge: 0, tolerance: 1e-10,
          method: EMMethod(maximization: maximization), seed: 8))
      var last = -Double.infinity
      while true {
        let event = try mixture.step(in: workspace())
        guard event.phase == .expectation else { continue }
        #expect(event.objective.nats >= last - 1e-8)
        last = event.objective.nats
        if event.status == .converged || mixture.iteration > 5000 { return (mixture.iteration, last) }
      }
    }
    let plain = try iterations(.full)
    let fast = try iterations(.squarem)
    #expect(abs(plain.nats - fast.nats) < 1e-5)
    #expect(fast.count <= plain.count)
  }

  @Test("An extrapolation that would lose is taken back, with a word about it")
  func safeguard() throws {
    var takenBack = 0
    for seed in UInt64(1)...10 {
      var mixture = try GaussianMixture(
        data: Tables.iris,
        settings: MixtureSettings(
          components: 3, start: .random, ridge: 0, tolerance: 0,
          method: EMMethod(maximization: .squarem), seed: seed))
      var last = -Double.infinity
      for event in (try? mixture.run(120)) ?? [] where event.phase == .expectation {
        #expect(event.objective.nats >= last - 1e-9 * abs(last))
        last = event.objective.nats
        takenBack += event.findings.count { if case .extrapolationTakenBack = $0 { true } else { false } }
      }
    }
    #expect(takenBack > 0)
  }

  @Test(
    "The same bits at any thread count, and a copy goes on as the original does",
    arguments: [
      EMMethod(expectation: .hard), EMMethod(expectation: .stochastic),
      EMMethod(expectation: .monteCarlo(draws: 3)), EMMethod(expectation: .averaged(draws: 2)),
      EMMethod(expectation: .minibatch(rows: 5000)), EMMethod(maximization: .squarem),
    ])
  func sameBits(method: EMMethod) throws {
    let rows = (0..<40).flatMap { _ in 0..<272 }
    let data = OldFaithful.standardUnits.selectingRows(rows)
    let settings = MixtureSettings(components: 3, method: method, seed: 7)
    var first = try GaussianMixture(data: data, settings: settings)
    var second = first
    let alone = try first.run(9, in: workspace(threads: 1))
    let together = try second.run(9, in: workspace(threads: 3))
    #expect(alone == together && first.state == second.state)
  }

  @Test("The weights of a running average add up without end, their squares do not")
  func rates() {
    for kind in [ExpectationKind.averaged(draws: 1), .minibatch(rows: 10)] {
      let rates = (0..<20_000).map { kind.rate(atIteration: $0) }
      #expect(rates[0] == 1 && rates.allSatisfy { $0 > 0 && $0 <= 1 })
      let tail = rates[10_000...]
      #expect(tail.reduce(0, +) > 0.6)
      #expect(tail.reduce(0) { $0 + $1 * $1 } < 0.01)
    }
  }

  @Test("A method is named as it was, and what is none has no name")
  func names() {
    for kind in [
      ExpectationKind.exact, .hard, .stochastic, .monteCarlo(draws: 7), .averaged(draws: 2),
      .minibatch(rows: 30),
    ] {
      #expect(ExpectationKind(name: kind.name) == kind)
    }
    for kind in [MaximizationKind.full, .squarem, .relaxed(1.25)] {
      #expect(MaximizationKind(name: kind.name) == kind)
    }
    for text in ["", "soft", "hard:3", "monte-carlo:", "monte-carlo:x", "saem:1:2", ":4"] {
      #expect(ExpectationKind(name: text) == nil)
    }
    for text in ["", "relaxed", "relaxed:", "squarem:2", "full "] {
      #expect(MaximizationKind(name: text) == nil)
    }
  }

  @Test(
    "A method that makes no sense is refused",
    arguments: [
      EMMethod(expectation: .monteCarlo(draws: 0)), EMMethod(expectation: .averaged(draws: -1)),
      EMMethod(expectation: .minibatch(rows: 0)), EMMethod(maximization: .relaxed(0)),
      EMMethod(maximization: .relaxed(.nan)), EMMethod(maximization: .relaxed(9)),
    ])
  func refusals(method: EMMethod) throws {
    #expect(throws: FittingError.self) { try golden(method) }
    #expect(throws: FittingError.self) { try golden(.em).changed(by: .method(method)) }
  }
}
