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
    // A standard deviation of 200 draws has a relative error of 1/√400, those known one of 1/√1000; four of both.
    let tolerance = 4 * (1.0 / 400 + 1.0 / 1000).squareRoot()
    for (found, expected) in zip(try #require(findings.standardErrors), expected) {
      #expect(abs(found / expected - 1) < tolerance)
    }
    let interval = try #require(findings.intervals(confidence: 0.95)).first
    #expect(abs((interval?.lower ?? 0) - 0.299) < 0.02 && abs((interval?.upper ?? 0) - 0.413) < 0.02)
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
