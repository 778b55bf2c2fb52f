import Glibc
import LatentModels
import NumericCore
import Testing

@Suite("The log-likelihood never falls")
struct MonotonicityTests {
  @Test(
    "From any start, in every family, neither half-step loses anything", arguments: CovarianceFamily.allCases)
  func monotone(family: CovarianceFamily) throws {
    let space = workspace()
    var iterations = 0
    for data in [OldFaithful.raw, OldFaithful.standardized, Tables.iris] {
      for components in 1...4 {
        for seed in UInt64(1)...6 {
          var mixture = try GaussianMixture(
            data: data,
            settings: MixtureSettings(
              components: components, family: family,
              start: seed.isMultiple(of: 2) ? .random : .kMeansPlusPlus,
              ridge: 0, tolerance: 0, seed: seed))
          var last: StepEvent?
          // Where the likelihood has no maximum the fit says so and stops.
          while mixture.iteration < 30, let event = try? mixture.step(in: space) {
            let slack = 1e-9 * max(1, abs(event.objective.nats))
            #expect(event.objective.nats.isFinite)
            if let gain = event.gain { #expect(gain >= -slack) }
            // E raises the bound that M left to ℓ; M raises ℓ's own value to a larger bound.
            if let last { #expect(event.objective.nats >= last.objective.nats - slack) }
            last = event
            iterations += 1
          }
        }
      }
    }
    #expect(iterations > 3000)
  }

  @Test("40 of 40 random starts on Old Faithful reach the same maximum")
  func oneMaximum() throws {
    let space = workspace()
    for seed in UInt64(1)...40 {
      var mixture = try GaussianMixture(
        data: OldFaithful.raw,
        settings: MixtureSettings(components: 2, start: .random, ridge: 0, tolerance: 1e-14, seed: seed))
      var event = try mixture.step(in: space)
      while event.status == .running, mixture.iteration < 2000 { event = try mixture.step(in: space) }
      #expect(event.status == .converged)
      #expect(abs(event.objective.nats - -1130.2639601847) < 1e-8)
    }
  }

  @Test("The fit converges when ℓ per row changes by less than the tolerance, not before, and 0 is never")
  func convergence() throws {
    for tolerance in [1e-2, 1e-6] {
      var mixture = try GaussianMixture(
        data: OldFaithful.raw, settings: MixtureSettings(components: 2, ridge: 0, tolerance: tolerance))
      let events = try mixture.run(81)
      for event in events {
        let isSmall = event.gain.map { abs($0) < tolerance * 272 } ?? false
        #expect((event.status == .converged) == (event.phase == .expectation && isSmall))
      }
      #expect(events.contains { $0.status == .converged })
    }
    var patient = try OldFaithful.goldenMixture()
    #expect(try patient.run(200).allSatisfy { $0.status == .running })
  }
}

@Suite("Where the likelihood has no maximum")
struct UnboundedLikelihoodTests {
  @Test("A component on one point gains d log 10 per decade of its standard deviation")
  func point() throws {
    let data = OldFaithful.raw
    let moments = Moments(data.values)
    let n = Double(data.rows)
    func value(_ s: Double) throws -> Double {
      let parameters = MixtureParameters(
        weights: [1 / n, 1 - 1 / n], means: Matrix([data.values.row(0), moments.mean]),
        covariances: [s * s * Matrix.identity(2), (n / (n - 1)) * moments.covariance])
      return logLikelihood(try MixtureDensity(parameters), data)
    }
    for s in [1e-5, 1e-6] {
      #expect(abs(try value(1e-3 * s) - value(s) - 13.8155105580) < 1e-7)
    }
  }

  @Test("A component on the line waiting = 78 gains 15 log 10 per decade: so many eruptions lie on it")
  func line() throws {
    let data = OldFaithful.raw
    let moments = Moments(data.values)
    let n = Double(data.rows)
    let onLine = data.values.column(1).indices.filter { data.values[$0, 1] == 78 }
    #expect(onLine.count == 15)
    let along = Moments(data.values.selectingRows(onLine).selectingColumns([0]))
    func value(_ s: Double) throws -> Double {
      let parameters = MixtureParameters(
        weights: [15 / n, 1 - 15 / n], means: Matrix([[along.mean[0], 78], moments.mean]),
        covariances: [
          Matrix([[along.covariance[0, 0], 0], [0, s * s]]), (n / (n - 1)) * moments.covariance,
        ])
      return logLikelihood(try MixtureDensity(parameters), data)
    }
    #expect(abs(try value(1e-9) - value(1e-8) - 34.5387763949) < 1e-5)
    #expect(abs(try value(1e-12) - value(1e-9) - 3 * 34.5387763949) < 1e-5)
  }
}
