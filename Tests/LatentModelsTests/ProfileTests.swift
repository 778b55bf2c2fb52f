import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Profile likelihood")
struct ProfileTests {
  /// The maximum of one normal law on `rows` numbers.
  private func normal(_ rows: Int) throws -> GaussianMixture {
    var random = RandomStream(seed: 8, purpose: .dataGeneration)
    var model = try GaussianMixture(
      data: DataTable(
        name: "few", values: Matrix(rows: rows, columns: 1, storage: (0..<rows).map { _ in random.normal() })),
      settings: MixtureSettings(components: 1, ridge: 0, tolerance: 0))
    try model.run(4)
    return model
  }

  /// Where ½ n (log s + 1/s − 1) = ½ χ²₁ between two values of s.
  private func end(_ rows: Int, between low: Double, and high: Double) -> Double {
    let z = twoSidedNormalQuantile(0.95)
    func excess(_ s: Double) -> Double { Double(rows) * (Double.log(s) + 1 / s - 1) - z * z }
    var (low, high) = (low, high)
    let isBelow = excess(low) > 0
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if (excess(middle) > 0) == isBelow { low = middle } else { high = middle }
    }
    return low
  }

  @Test(
    "The interval of the variance of few rows is the exact one, though the first step goes far below the level",
    arguments: 5...12)
  func variance(rows: Int) throws {
    let model = try normal(rows)
    var study = ProfileLikelihood(of: 1, in: model)
    try study.finish(in: workspace())
    let found = study.findings
    #expect(found.note == nil)
    let lower = try #require(found.lower) / found.estimate
    let upper = try #require(found.upper) / found.estimate
    #expect(abs(lower / end(rows, between: 1e-3, and: 1) - 1) < 1e-7, "\(lower)")
    #expect(abs(upper / end(rows, between: 1, and: 1e3) - 1) < 1e-7, "\(upper)")
  }

  @Test("Several intervals around one maximum are those that each would have alone, in the order asked for")
  func several() throws {
    let model = InformationTests.maximum
    let space = workspace()
    var all = ProfileLikelihoods(of: [0, 6], in: model)
    #expect(all.planned == 6 && all.done == 0 && !all.isFinished)
    try all.finish(in: space)
    #expect(all.findings.count == 2 && all.done == 6)
    for (found, parameter) in zip(all.findings, [0, 6]) {
      var alone = ProfileLikelihood(of: parameter, in: model)
      try alone.finish(in: space)
      #expect(found == alone.findings)
    }
    let weight = try #require(all.findings.first?.interval)
    #expect(abs(weight.lower - 0.300398) < 1e-6 && abs(weight.upper - 0.414039) < 1e-6)
  }
}
