import LatentModels
import NumericCore
import Testing

@Suite("Bootstrap and profile intervals")
struct BootstrapTests {
  @Test(
    "Bootstrap standard errors of Old Faithful lie within their Monte Carlo error of the known ones",
    arguments: [
      (
        BootstrapKind.nonparametric,
        [0.0298, 0.0293, 0.604, 0.0143, 0.167, 4.32, 0.0322, 0.448, 0.0198, 0.260, 4.39]
      ),
      (.parametric, [0.0298, 0.0269, 0.601, 0.0097, 0.162, 5.08, 0.0317, 0.461, 0.0186, 0.192, 3.67]),
    ])
  func standardErrors(kind: BootstrapKind, expected: [Double]) throws {
    var study = Bootstrap(of: InformationTests.maximum, kind: kind, count: 200, seed: 7)
    try study.finish(in: workspace())
    let findings = study.findings
    #expect(findings.replicates.count == 200 && findings.failures == 0 && findings.unconverged == 0)
    #expect(findings.degenerate == 0 && findings.notes.isEmpty)
    // A standard deviation of 200 draws has a relative error of 1/√400, those known one of 1/√1000; four of both.
    let tolerance = 4 * (1.0 / 400 + 1.0 / 1000).squareRoot()
    for (found, expected) in zip(try #require(findings.standardErrors), expected) {
      #expect(abs(found / expected - 1) < tolerance)
    }
    let interval = try #require(findings.intervals(confidence: 0.95)).first
    #expect(abs((interval?.lower ?? 0) - 0.299) < 0.02 && abs((interval?.upper ?? 0) - 0.413) < 0.02)
  }

  @Test("Refits that only the ridge holds up are counted and told, and stay in the standard errors")
  func degenerateRefits() throws {
    // Six rows in two pairs and a pair far away: drawn with replacement, a component often gets one row alone.
    let table = DataTable(name: "pairs", values: Matrix([[0.0], [0.5], [4], [4.5], [9], [9.5]]))
    let start = MixtureParameters(
      weights: [1.0 / 3, 1.0 / 3, 1.0 / 3], means: Matrix([[0.25], [4.25], [9.25]]),
      covariances: Array(repeating: Matrix([[0.0625]]), count: 3))
    let (fit, _) = try converged(
      try GaussianMixture(data: table, settings: MixtureSettings(components: 3, start: .given(start))),
      in: workspace())
    var study = Bootstrap(of: fit, kind: .nonparametric, count: 60, seed: 1)
    try study.finish(in: workspace())
    let findings = study.findings
    let collapsed = findings.replicates.count { values in
      zip(findings.estimates.names, values).contains { $0.hasPrefix("S") && $1 < 1e-5 }
    }
    #expect(collapsed > 0 && findings.degenerate >= collapsed)
    #expect(findings.replicates.count == 60 - findings.failures)
    #expect(findings.notes.contains { $0.hasPrefix("\(findings.degenerate) of 60 refits are degenerate") })
  }

  @Test("A replicate is the same at any number of threads, and of replicates")
  func reproducible() throws {
    var few = Bootstrap(of: InformationTests.maximum, kind: .nonparametric, count: 5, seed: 3)
    var many = Bootstrap(of: InformationTests.maximum, kind: .nonparametric, count: 12, seed: 3)
    try few.finish(in: workspace(threads: 1))
    try many.finish(in: workspace(threads: 2))
    #expect(few.findings.replicates == Array(many.findings.replicates.prefix(5)))
    #expect(Set(many.findings.replicates).count == 12)
  }

  /// The standard errors by a bootstrap of `count` replicates over those by formula, which are the same in the limit; at
  /// five parts in a hundred of their own and four standard deviations of those of the replicates.
  private func expectAgreement<Model: ExpectationMaximization>(
    _ model: Model, _ kind: BootstrapKind, _ formula: StandardErrorKind, count: Int, slack: Double = 0.05
  ) throws {
    let space = workspace()
    let known = try #require(try model.information(in: space).standardErrors(formula))
    var study = Bootstrap(of: model, kind: kind, count: count, seed: 11)
    try study.finish(in: space)
    let findings = study.findings
    #expect(findings.failures == 0 && findings.unconverged == 0)
    let errors = try #require(findings.standardErrors)
    for (index, name) in findings.estimates.names.enumerated() {
      let ratio = errors[index] / known[index]
      #expect(abs(ratio - 1) < slack + 4 / (2 * Double(count)).squareRoot(), "\(name): \(ratio)")
    }
  }

  @Test("Two components around one centre keep their labels in a bootstrap")
  func sameCentre() throws {
    var random = RandomStream(seed: 2, purpose: .dataGeneration)
    let values = (0..<1000).map { _ in [random.uniform() < 0.8 ? random.normal() : 5 * random.normal()] }
    let start = MixtureParameters(
      weights: [0.8, 0.2], means: Matrix([[0.0], [0]]), covariances: [Matrix([[1.0]]), Matrix([[25.0]])])
    let (fit, _) = try converged(
      try GaussianMixture(
        data: DataTable(name: "scales", values: Matrix(values)),
        settings: MixtureSettings(components: 2, start: .given(start), ridge: 0, tolerance: 1e-12)),
      in: workspace())
    try expectAgreement(fit, .nonparametric, .sandwich, count: 200)
  }

  @Test("Components in another order are put back by centre, by spread, or by weight")
  func matching() throws {
    func mixture(_ parts: [(weight: Double, mean: Double, variance: Double)]) -> MixtureParameters {
      MixtureParameters(
        weights: parts.map(\.weight), means: Matrix(parts.map { [$0.mean] }),
        covariances: parts.map { Matrix([[$0.variance]]) })
    }
    let reference = [(0.5, 0.0, 1.0), (0.1, 0, 1), (0.2, 0, 25), (0.2, 7, 1)]
    let refit = [(0.48, 0.1, 1.1), (0.12, 0.05, 0.9), (0.21, 0.5, 27.0), (0.19, 6.8, 0.9)]
    let model = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings(components: 2))
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 2, 3], [2, 3, 0, 1], [1, 2, 3, 0]] {
      let found = model.matched(mixture(order.map { refit[$0] }), to: mixture(reference))
      #expect(found == mixture(refit), "\(order)")
    }
    // Two that are all but the same stay as the refit left them.
    let near = [(0.5, 0.01, 1.0), (0.5, 0.0, 1.0)]
    #expect(model.matched(mixture(near), to: mixture([(0.5, 0.0, 1.02), (0.5, 0.004, 1)])) == mixture(near))
  }

  @Test("Loadings whose diagonal is near 0 keep their signs in a bootstrap")
  func signs() throws {
    let petalsFirst = DataTable(
      name: "iris", values: Matrix((0..<150).map { row in [2, 3, 0, 1].map { Tables.iris.values[row, $0] } }))
    try expectAgreement(ofComponentsOf: petalsFirst, count: 2)
  }

  /// The standard errors of PPCA from 200 draws of the model, each with the closed form for its refit, over Louis's.
  private func expectAgreement(ofComponentsOf data: DataTable, count: Int) throws {
    var fit = try PPCA(data: data, settings: FactorSettings(.isotropic, latentDimensions: count))
    fit.parameters = try #require(fit.closedForm)
    let known = try #require(try fit.information(in: workspace()).standardErrors(.louis))
    let estimates = fit.freeParameters(of: fit.parameters)
    let replicates = try (0..<200).map { (replicate: UInt32) in
      let refit = try fit.refitting(fit.simulatedData(seed: 11, replicate: replicate))
      return fit.freeParameters(of: fit.matched(try #require(refit.closedForm), to: fit.parameters)).values
    }
    let findings = BootstrapFindings(
      kind: .parametric, planned: 200, estimates: estimates, replicates: replicates, failures: 0,
      unconverged: 0)
    for (index, error) in try #require(findings.standardErrors).enumerated() {
      let ratio = error / known[index]
      #expect(abs(ratio - 1) < 0.1 + 4 / 400.0.squareRoot(), "\(estimates.names[index]): \(ratio)")
    }
  }

  @Test("A row that counts three times is drawn from the model as three observations")
  func weightsInModel() throws {
    let threefold = OldFaithful.raw.weighted(by: Array(repeating: 3, count: 272))
    let fit = try InformationTests.maximum.refitting(threefold)
    #expect(try fit.simulatedData(seed: 1, replicate: 0).rows == 816)
    try expectAgreement(fit, .parametric, .louis, count: 100, slack: 0.1)
    try expectAgreement(
      ofComponentsOf: Tables.iris.weighted(by: Array(repeating: 3, count: 150)), count: 1)
  }

  @Test("Weights that are no counts, or too many, or that sum to 1 are refused in words")
  func refusedWeights() throws {
    func failure(_ weights: [Double], _ kind: BootstrapKind) throws -> FittingError? {
      let model = try GaussianMixture(
        data: DataTable(name: "few", values: Matrix([[0.0], [1], [3], [4]]), weights: weights),
        settings: MixtureSettings(components: 1))
      var study = Bootstrap(of: model, kind: kind, count: 3, seed: 1)
      do throws(FittingError) { try study.finish(in: workspace(threads: 1)) } catch { return error }
      return nil
    }
    #expect(try failure([1, 2.5, 1, 1], .parametric) == .weightsAreNotCounts(row: 2, weight: 2.5))
    #expect(try failure([1, 2.5, 1, 1], .nonparametric) == nil)
    #expect(
      try failure([1, 1e8, 1, 1], .parametric) == .tooManyObservations(count: 100_000_003, limit: 4_194_304))
    for kind in BootstrapKind.allCases {
      #expect(
        try failure([0.25, 0.5, 0.25, 0], kind) == .weightsBelowRows(total: 1, rows: 3))
    }
    #expect(try failure([1, 1, 0, 0], .parametric) == nil)
    #expect(
      FittingError.weightsBelowRows(total: 1, rows: 3).description
        == "the weights of 3 rows sum to 1, which cannot be the number of observations: bring them to the number of rows, "
        + "or of observations")
  }

  @Test("A row that counts three times is drawn as three rows are")
  func weights() throws {
    let values = Matrix((0..<40).map { [Double($0 * $0 % 17), Double($0)] })
    let weighted = DataTable(name: "weighted", values: values, weights: (0..<40).map { Double($0 % 4) })
    let model = try GaussianMixture(data: weighted, settings: MixtureSettings(components: 1))
    let totals = (0..<50).map { model.resampledData(seed: 1, replicate: $0).totalWeight }
    #expect(totals.allSatisfy { $0 == 60 })
    let drawn = model.resampledData(seed: 1, replicate: 0)
    #expect(drawn.weights?.allSatisfy { $0 >= 0 && $0 == $0.rounded() } ?? false)
    // Rows of weight 0 are never drawn.
    let none = (0..<40).filter { $0 % 4 == 0 }
    #expect(none.allSatisfy { drawn.weights?[$0] == 0 })
  }

  @Test("The profile-likelihood interval of a weight of Old Faithful")
  func profile() throws {
    var study = ProfileLikelihood(of: 0, in: InformationTests.maximum)
    try study.finish(in: workspace())
    let interval = try #require(study.findings.interval)
    #expect(abs(interval.lower - 0.300398) < 5.1e-7)
    #expect(abs(interval.upper - 0.414039) < 5.1e-7)
    #expect(abs((study.findings.logLikelihood ?? 0) - -1130.2639601847) < 1e-8)
  }

  @Test("The profile of a normal mean is Student's: the interval is x̄ ± s √(e^{χ²/n} − 1)")
  func normalMean() throws {
    let values = [2.0, 3.5, 1, 4, 7, 2.5, 3]
    let table = DataTable(name: "seven", values: Matrix(values.map { [$0] }))
    var model = try GaussianMixture(data: table, settings: MixtureSettings(components: 1, ridge: 0))
    try model.run(3)
    var study = ProfileLikelihood(of: 0, in: model)
    try study.finish(in: workspace())
    let interval = try #require(study.findings.interval)
    let mean = values.reduce(0, +) / 7
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
    // −(n/2) log(1 + (x̄ − μ)²/s²) = −½ χ²₁(.95).
    let cut = 3.841458820694124
    let reach = (variance * (exponential(cut / 7) - 1)).squareRoot()
    #expect(abs(interval.lower - (mean - reach)) < 1e-7 && abs(interval.upper - (mean + reach)) < 1e-7)
  }

  private func exponential(_ x: Double) -> Double {
    (1...40).reversed().reduce(1) { 1 + x / Double($1) * $0 }
  }
}
