import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Observed and missing information")
struct InformationTests {
  /// Old Faithful's maximum, without a ridge, in the order short, long.
  static let maximum: GaussianMixture = {
    guard var mixture = try? GaussianMixture(
      data: OldFaithful.raw,
      settings: MixtureSettings(
        components: 2,
        start: .given(
          MixtureParameters(
            weights: [0.36, 0.64], means: Matrix([[2.04, 54.5], [4.29, 80]]),
            covariances: [Matrix([[0.07, 0.4], [0.4, 34]]), Matrix([[0.17, 0.9], [0.9, 36]])])),
        ridge: 0, tolerance: 0))
    else { preconditionFailure("Old Faithful cannot be fitted") }
    let space = workspace()
    for _ in 0..<121 { _ = try? mixture.step(in: space) }
    return mixture
  }()

  private func expect(_ found: [Double], _ expected: [Double], _ tolerance: Double) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) <= tolerance, "\(found) \(expected)") }
  }

  @Test("Standard errors of Old Faithful by Louis's formula and by the sandwich, to the digits printed")
  func standardErrors() throws {
    let information = try Self.maximum.information(in: workspace())
    #expect(information.obstacle == nil)
    #expect((information.distance ?? 1) < 1e-8)
    expect(
      try #require(information.standardErrors(.louis)),
      [0.02909, 0.02711, 0.59187, 0.01057, 0.16600, 4.85472, 0.03140, 0.45619, 0.01887, 0.21042, 3.92514], 5.01e-6)
    expect(
      try #require(information.standardErrors(.sandwich)),
      [0.02910, 0.02843, 0.59665, 0.01390, 0.16818, 4.31475, 0.03194, 0.46085, 0.01885, 0.25299, 4.11083], 5.01e-6)
    expect(
      try #require(information.missingFractions),
      [0.004, 0.028, 0.006, 0.116, 0.055, 0.005, 0.016, 0.011, 0.074, 0.096, 0.037], 5.01e-4)
    #expect(abs(try #require(information.rate) - 0.2407658975) < 5.1e-10)
    let wald = StandardErrors(information, kind: .louis, confidence: 0.95).entries[0]
    #expect(wald.name == "pi1")
    #expect(abs((wald.interval?.lower ?? 0) - 0.298859) < 5.1e-7)
    #expect(abs((wald.interval?.upper ?? 0) - 0.412886) < 5.1e-7)
  }

  @Test("Differences of Q give the same as Louis's formula")
  func differences() throws {
    let exact = try Self.maximum.information(in: workspace())
    let differences = try Self.maximum.informationByDifferences(in: workspace())
    for (name, a, b) in [
      ("complete", exact.complete, differences.complete), ("observed", exact.observed, differences.observed),
      ("scores", exact.scoreProducts, differences.scoreProducts),
    ] {
      for i in 0..<a.rows {
        for j in 0..<a.rows {
          #expect(abs(a[i, j] - b[i, j]) < 1e-6 * (a[i, i] * a[j, j]).squareRoot(), "\(name) \(i) \(j) \(a[i,j]) \(b[i,j])")
        }
      }
    }
  }
}
