import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// Every way to a law q of a scalar latent, on the curve.
struct LawsTests {
  static let bimodal = [0.0, 0.0, 1.0, Double.log(0.5)]
  static let bent = [-0.5, 1.0, 0.5, Double.log(0.5)]

  static func decoder(_ x: [Double]) throws -> CurveDecoder {
    try CurveDecoder(data: DataTable(name: "x", values: Matrix(rows: x.count, columns: 1, storage: x)))
  }

  /// Every method, by its kind.
  static let methods: [VariationalMethod] =
    [
      .exact, .gaussian(.coordinate), .gaussian(.reparameterised(draws: 4)),
      .gaussian(.scoreFunction(draws: 4)), .gaussian(.scoreFunction(draws: 1)), .twoPart, .grid,
      .importance(draws: 20),
    ] + VariationalMethod.EncoderKind.allCases.map { .encoder($0) }

  @Test("Both gradient estimators are right on average, and one varies 21.75 times as much (O21)")
  func estimators() {
    let law = GaussianLaw(mean: 1, deviation: 0.5)
    func pathwise(_ t: Double) -> Double {
      GradientEstimator.reparameterised(law, noise: t, slope: 2 * (1 + 0.5 * t)).mean
    }
    func score(_ t: Double) -> Double {
      let z = 1 + 0.5 * t
      return GradientEstimator.scoreFunction(law, noise: t, value: z * z).mean
    }
    let rule = GaussianRule(step: 0.25)
    for (estimator, variance) in [(pathwise, 1.0), (score, 21.75)] {
      let nodes = WeightedNodes(z: rule.t, weights: rule.weights)
      let mean = nodes.expectation(estimator)
      #expect(abs(mean - 2) < 1e-12)
      #expect(abs(nodes.expectation { estimator($0) * estimator($0) } - mean * mean - variance) < 1e-10)
      // And by seeded draws: the variance of a mean of n is variance/n; that of the sample variance, about (μ₄ − σ⁴)/n.
      var random = RandomStream(seed: 7, purpose: .latent)
      let n = 100_000
      let draws = (0..<n).map { _ in estimator(random.normal()) }
      let average = draws.reduce(0, +) / Double(n)
      #expect(abs(average - 2) < 4 * (variance / Double(n)).squareRoot())
      let spread = draws.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(n - 1)
      let fourth = nodes.expectation { Double.pow(estimator($0) - 2, 4) }
      #expect(abs(spread - variance) < 4 * ((fourth - variance * variance) / Double(n)).squareRoot())
    }
    // In log s: E z² has the slope 2s² = ½.
    let slopes = [
      WeightedNodes(z: rule.t, weights: rule.weights).expectation {
        GradientEstimator.reparameterised(law, noise: $0, slope: 2 * (1 + 0.5 * $0)).log
      },
      WeightedNodes(z: rule.t, weights: rule.weights).expectation {
        GradientEstimator.scoreFunction(law, noise: $0, value: (1 + 0.5 * $0) * (1 + 0.5 * $0), baseline: 3)
          .log
      },
    ]
    for slope in slopes { #expect(abs(slope - 0.5) < 1e-12) }
  }

  @Test("Estimated gradients lead to the neighbourhood of the best Gaussian")
  func stochasticAscents() throws {
    let decoder = try Self.decoder([-1, 0, 1, 2])
    let workspace = Workspace(pool: .onCaller())
    let best = try LawBank.prior.updated(
      .gaussian(.coordinate), decoder, Self.bent, seed: 1, step: 0, in: workspace
    ).value.nats
    for method in [
      VariationalMethod.gaussian(.reparameterised(draws: 8)), .gaussian(.scoreFunction(draws: 16)),
    ] {
      var laws = LawBank.prior
      var value = -Double.infinity
      for step in 0..<100 {
        let updated = try laws.updated(
          method, decoder, Self.bent, seed: 1, step: 2 * step, in: workspace)
        (laws, value) = (updated.laws, updated.value.nats)
      }
      #expect(value <= best + 1e-9)
      #expect(value > best - 0.1, "\(method.name): \(value) of \(best)")
    }
  }

  @Test("Two parts carry two modes: their gap is next to nothing where that of one Gaussian is ln 2")
  func twoParts() throws {
    let x: [Double] = [-1, 0, 0.5, 1, 2, 4, 9]
    let decoder = try Self.decoder(x)
    var curve = ScalarCurve()
    for unit in x.indices {
      let exact = ConditionalLaw(of: decoder, unit: unit, Self.bimodal).logLikelihood
      let one = GaussianLaw().best(decoder, unit: unit, Self.bimodal, &curve).bound
      let two = TwoPartLaw.best(
        from: nil, or: GaussianLaw(), decoder, unit: unit, Self.bimodal, &curve)
      #expect(two.bound <= exact + 1e-9)
      #expect(two.bound >= one - 1e-9)
      if x[unit] >= 1 {
        #expect(exact - two.bound < 0.05 * (exact - one), "x \(x[unit]): \(exact - two.bound)")
      }
      let account = try #require(
        LawAccount(of: decoder, unit: unit, Self.bimodal, under: .twoPart(two.law)))
      #expect(abs(account.residual) < 1e-7 && abs(account.evidenceLowerBound - two.bound) < 1e-7)
    }
  }

  @Test("A histogram is EM again, to within the width of its cells")
  func histogram() throws {
    let decoder = try Self.decoder([-1, 0, 1, 4])
    let workspace = Workspace(pool: .onCaller())
    for theta in [Self.bimodal, Self.bent] {
      let updated = try LawBank.prior.updated(.grid, decoder, theta, seed: 1, step: 0, in: workspace)
      for unit in 0..<4 {
        let law = updated.laws.law(ofUnit: unit, decoder)
        let account = try #require(LawAccount(of: decoder, unit: unit, theta, under: law))
        #expect(account.divergence > 0 && account.divergence < 2e-3, "\(account)")
        #expect(abs(account.residual) < 1e-6)
      }
    }
  }

  @Test("Weighted draws estimate the likelihood within their standard error")
  func importance() throws {
    let decoder = try Self.decoder([-1, 0, 1, 2])
    let workspace = Workspace(pool: .onCaller())
    let exact = try decoder.logLikelihood(at: Self.bent, in: workspace)
    let updated = try LawBank.prior.updated(
      .importance(draws: 4000), decoder, Self.bent, seed: 5, step: 0, in: workspace)
    let error = try #require(updated.value.standardError)
    #expect(error > 0 && error < 0.1)
    #expect(abs(updated.value.nats - exact) < 4 * error)
    var curve = ScalarCurve()
    guard case .weighted(let weighted) = updated.laws else { return #expect(Bool(false)) }
    let draws = weighted.draws(ofUnit: 0, decoder, &curve)
    #expect(draws.effectiveDraws > 2000 && draws.effectiveDraws <= 4000)
    #expect(abs(draws.nodes.weights.reduce(0, +) - 1) < 1e-12)
  }

  @Test(
    "The bound never falls under laws at their best, nor under an encoder trained further",
    arguments: [
      VariationalMethod.exact, .gaussian(.coordinate), .twoPart, .grid, .encoder(.constant),
      .encoder(.linear),
      .encoder(.logLinear), .encoder(.quadratic),
    ])
  func monotone(method: VariationalMethod) throws {
    let x = stride(from: 2, to: 200, by: 8).map { CurveTests.quantiles[$0] }
    var fit = try VariationalFit(
      decoder: try Self.decoder(x), settings: VariationalSettings(method: method))
    let workspace = Workspace(pool: .onCaller())
    for _ in 0..<8 {
      let event = try fit.step(in: workspace)
      if let gain = event.gain { #expect(gain > -1e-7, "\(event)") }
      if let exact = event.logLikelihood { #expect(event.objective.nats < exact + 1e-8) }
      #expect(event.objective.kind == (fit.laws.isExact && fit.hasLaws ? .exact : .bound))
    }
  }

  @Test("A fit goes on from an archive to the last bit, whatever its method", arguments: methods)
  func archives(method: VariationalMethod) throws {
    #expect(VariationalMethod(code: method.code) == method)
    let x = stride(from: 4, to: 200, by: 16).map { CurveTests.quantiles[$0] }
    let workspace = Workspace(pool: .onCaller())
    var fit = try VariationalFit(
      decoder: try Self.decoder(x), settings: VariationalSettings(method: method))
    for steps in [0, 1, 2] {
      for _ in 0..<steps { _ = try fit.step(in: workspace) }
      var copy = try VariationalFit<CurveDecoder>(archive: fit.archived(), data: fit.data)
      #expect(copy.laws == fit.laws)
      var original = fit
      for _ in 0..<2 {
        let (one, two) = (try original.step(in: workspace), try copy.step(in: workspace))
        #expect(one == two)
      }
      #expect(copy.theta == original.theta)
    }
  }

  @Test("An archive whose laws do not fit is refused in words")
  func brokenArchives() throws {
    let workspace = Workspace(pool: .onCaller())
    func archive(_ method: VariationalMethod) throws -> (ModelArchive, DataTable) {
      var fit = try VariationalFit(
        decoder: try Self.decoder([-1, 0, 1, 2]), settings: VariationalSettings(method: method))
      _ = try fit.step(in: workspace)
      return (fit.archived(), fit.data)
    }
    func expectRefusal(
      _ method: VariationalMethod, _ change: (inout ModelArchive) -> Void
    ) throws {
      var (archive, data) = try archive(method)
      change(&archive)
      #expect(throws: FittingError.self) { try VariationalFit<CurveDecoder>(archive: archive, data: data) }
    }
    try expectRefusal(.gaussian(.coordinate)) {
      $0.tensors["laws"] = .init(shape: [4, 2], values: [0, 1, 0, -1, 0, 1, 0, 1])
    }
    try expectRefusal(.twoPart) {
      $0.tensors["laws.two"] = .init(shape: [3, 5], values: .init(repeating: 0.5, count: 15))
    }
    try expectRefusal(.twoPart) {
      $0.tensors["laws.two"] = .init(shape: [4, 5], values: .init(repeating: 1, count: 20))
    }
    try expectRefusal(.grid) {
      $0.tensors["laws.cells"] = .init(shape: [4, 2], values: .init(repeating: 0, count: 8))
    }
    try expectRefusal(.importance(draws: 5)) { $0.metadata["laws.draws"] = "900000000" }
    try expectRefusal(.encoder(.mlp)) { $0.metadata["encoder.kind"] = "quadratic" }
    try expectRefusal(.encoder(.mlp)) { $0.tensors["encoder.adam"] = .init([1, 2, 3]) }
    try expectRefusal(.encoder(.linear)) { $0.tensors["encoder.0.weights"] = nil }
    try expectRefusal(.exact) { $0.metadata["law"] = "importance:0" }
  }

  @Test("Draws and minibatches are the same at any number of threads")
  func threads() throws {
    let workspaces = [Workspace(pool: .onCaller()), Workspace(pool: WorkerPool(threads: 3))]
    for method in Self.methods where method != .exact {
      let fits = try workspaces.map { workspace in
        var fit = try VariationalFit(
          decoder: try Self.decoder(CurveTests.quantiles), settings: VariationalSettings(method: method))
        for _ in 0..<2 { _ = try fit.step(in: workspace) }
        return fit
      }
      #expect(fits[0].laws == fits[1].laws && fits[0].theta == fits[1].theta, "\(method.name)")
    }
  }

  @Test("A number of draws that cannot be made is refused")
  func draws() throws {
    let decoder = try Self.decoder([0, 1])
    for draws in [0, -3, 1 << 40] {
      #expect(throws: FittingError.self) {
        try VariationalFit(
          decoder: decoder, settings: VariationalSettings(method: .importance(draws: draws)))
      }
      #expect(throws: FittingError.self) {
        try VariationalFit(decoder: decoder, settings: VariationalSettings())
          .changed(by: .method(.gaussian(.scoreFunction(draws: draws))))
      }
    }
  }

  @Test("Refining brings laws to their best: the amortisation gap goes, the approximation gap stays")
  func refinement() throws {
    let workspace = Workspace(pool: .onCaller())
    let x = stride(from: 4, to: 200, by: 16).map { CurveTests.quantiles[$0] }
    var fit = try VariationalFit(
      decoder: try Self.decoder(x), settings: VariationalSettings(method: .encoder(.linear), start: Self.bent)
    )
    _ = try fit.step(in: workspace)
    let before = fit.portrait(VariationalPortraitRequest(), in: workspace).lost
    let one = try fit.changed(by: .refine(unit: 3)).portrait(VariationalPortraitRequest(), in: workspace).lost
    let refined = try fit.changed(by: .refineAll)
    let all = refined.portrait(VariationalPortraitRequest(), in: workspace).lost
    let gaps = try [before, one, all].map { try #require($0.amortisation) }
    #expect(gaps[0] > gaps[1] && gaps[1] > gaps[2] && gaps[2] < 1e-8 && gaps[0] > 1)
    for lost in [one, all] {
      #expect(abs(try #require(lost.approximation) - (try #require(before.approximation))) < 1e-7)
    }
    // The encoder itself is as it was, and is read again.
    guard case .encoded(let encoded) = refined.laws, case .encoded(let original) = fit.laws else {
      return #expect(Bool(false))
    }
    #expect(encoded.encoder == original.encoder)
    #expect(throws: FittingError.self) { try fit.changed(by: .refine(unit: 99)) }
    let copy = try VariationalFit<CurveDecoder>(archive: refined.archived(), data: refined.data)
    #expect(copy.laws == refined.laws)
  }

  @Test("Another method begins where the last one stood")
  func changes() throws {
    let workspace = Workspace(pool: .onCaller())
    var fit = try VariationalFit(
      decoder: try Self.decoder([-1, 0, 1, 2, 3]), settings: VariationalSettings(start: Self.bent))
    for method in Self.methods + Self.methods.reversed() {
      fit = try fit.changed(by: .method(method))
      let theta = fit.theta
      let event = try fit.step(in: workspace)
      #expect(fit.theta == theta && event.gain == nil && event.objective.nats.isFinite)
      let portrait = fit.portrait(VariationalPortraitRequest(wantsUnitGaps: true), in: workspace)
      #expect(portrait.unitGaps?.allSatisfy { $0 > -1e-9 } ?? true)
      _ = try fit.step(in: workspace)
    }
  }
}
