import LatentModels
import NumericCore
import Testing

@Suite("EM on Old Faithful from the golden start")
struct GoldenRunTests {
  /// ℓ, ΔQ to the next iteration, KL(old ‖ new), entropy of q, by iteration.
  static let table: [(logLikelihood: Double, gain: Double, divergence: Double, entropy: Double)] = [
    (-726.4452435623, 270.2110453309, 18.9506655709, 51.7903566676),
    (-437.2835326605, 14.9949554289, 8.1144763561, 20.2950241397),
    (-414.1741008755, 8.6485679064, 5.6721227538, 6.1156166962),
    (-399.8534102153, 6.1868663375, 4.6486930999, 3.2185390628),
    (-389.0178507780, 3.3805119581, 0.9111297170, 1.0506240611),
    (-384.7262091029, 0.2201355094, 0.0375308245, 0.5649057427),
    (-384.4685427689, 0.0074977360, 0.0016825871, 0.6550993534),
    (-384.4593624458, 0.0003885443, 0.0000921244, 0.6851213630),
  ]

  @Test("Every number of the golden run is met, and ΔQ + KL is the whole gain of each iteration")
  func goldenTable() throws {
    var mixture = try OldFaithful.goldenMixture()
    let space = workspace()
    for (iteration, row) in Self.table.enumerated() {
      let before = try MixtureDensity(mixture.parameters)
      let expectation = try mixture.step(in: space)
      #expect(expectation.objective.kind == .exact)
      #expect(expectation.iteration == iteration)
      #expect(abs(expectation.objective.nats - row.logLikelihood) < 1e-7)
      let entropy = try #require(mixture.entropyOfLaw)
      #expect(abs(entropy - row.entropy) < 1e-7)

      let maximization = try mixture.step(in: space)
      #expect(maximization.objective.kind == .bound)
      let gain = try #require(maximization.gain)
      #expect(abs(gain - row.gain) < 1e-7)
      let after = try MixtureDensity(mixture.parameters)
      let divergence = before.divergence(to: after, over: OldFaithful.standardUnits.values)
      #expect(abs(divergence - row.divergence) < 1e-7)

      // Identity (P), with ℓ computed by another path: the density of each row.
      let change =
        logLikelihood(after, OldFaithful.standardUnits) - logLikelihood(before, OldFaithful.standardUnits)
      #expect(abs(gain + divergence - change) < 1e-9)
      #expect(gain >= 0 && divergence >= 0)
      // After M and before E, the bound lies below ℓ by exactly the divergence (★).
      #expect(
        abs(maximization.objective.nats + divergence - logLikelihood(after, OldFaithful.standardUnits)) < 1e-9
      )
    }
  }

  @Test("The limit is the maximum-likelihood estimate, in standard and in raw units")
  func limit() throws {
    var mixture = try OldFaithful.goldenMixture()
    let space = workspace()
    for _ in 0..<200 { _ = try mixture.step(in: space) }
    let last = try mixture.step(in: space)
    #expect(abs(last.objective.nats - -384.4588528765) < 1e-8)

    var raw = try GaussianMixture(
      data: OldFaithful.standardized,
      settings: MixtureSettings(components: 2, start: .given(OldFaithful.goldenStart), ridge: 0, tolerance: 0)
    )
    for _ in 0..<200 { _ = try raw.step(in: space) }
    let lastRaw = try raw.step(in: space)
    #expect(abs(lastRaw.objective.nats - -1130.2639601847) < 1e-8)
    let own = raw.parameters.inOwnUnits(OldFaithful.standardized.transform)
    #expect(close(own.weights[0], 0.3558728571))
    #expect(close(own.means[0, 0], 2.0363884546) && close(own.means[0, 1], 54.478516377))
    #expect(close(own.means[1, 0], 4.2896619731) && close(own.means[1, 1], 79.9681151739))
    #expect(close(own.covariances[0][0, 0], 0.0691676726))
    #expect(close(own.covariances[0][0, 1], 0.4351676244))
    #expect(close(own.covariances[0][1, 1], 33.6972820723))
    #expect(close(own.covariances[1][0, 0], 0.1699684357))
    #expect(close(own.covariances[1][1, 0], 0.9406093193))
    #expect(close(own.covariances[1][1, 1], 36.0462113176))
  }

  @Test("After the first iteration the parameter and the first responsibility are the golden ones")
  func firstIteration() throws {
    var mixture = try OldFaithful.goldenMixture()
    let first = try MixtureDensity(mixture.parameters)
      .responsibilities(OldFaithful.standardUnits.values.row(0))
    #expect(abs(first[0] - 0.1996178042) < 1e-9)
    let space = workspace()
    _ = try mixture.step(in: space)
    _ = try mixture.step(in: space)
    let found = mixture.parameters
    #expect(abs(found.weights[0] * 272 - 114.3137787859) < 1e-8)
    #expect(abs(found.weights[0] - 0.4202712455) < 1e-9)
    #expect(abs(found.means[0, 0] - -1.0064052655) < 1e-9)
    #expect(abs(found.means[0, 1] - -0.9758710609) < 1e-9)
    #expect(abs(found.covariances[0][0, 0] - 0.4336900009) < 1e-9)
    #expect(abs(found.covariances[0][0, 1] - 0.3610743546) < 1e-9)
    #expect(abs(found.covariances[0][1, 1] - 0.4710726043) < 1e-9)
  }

  private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-7 * max(1, abs(b)) }
}

/// ℓ by the density of each row: another path than the fit's own sums.
func logLikelihood(_ density: MixtureDensity, _ data: DataTable) -> Double {
  (0..<data.rows).reduce(0) { $0 + density.logDensity(data.values.row($1)) }
}
