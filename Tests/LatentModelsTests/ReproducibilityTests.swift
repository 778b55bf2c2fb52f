import LatentModels
import NumericCore
import Testing

@Suite("The same bits")
struct ReproducibilityTests {
  @Test("20,000 rows give the same parameters and the same ℓ on 1, 2 and 5 threads")
  func threads() throws {
    let data = Tables.clouds(20_000)
    let settings = MixtureSettings(components: 3, ridge: 0, tolerance: 0, seed: 3)
    let runs = try [1, 2, 5].map { threads in
      var mixture = try GaussianMixture(data: data, settings: settings)
      let events = try mixture.run(9, in: workspace(threads: threads))
      return (events, mixture.state)
    }
    for run in runs.dropFirst() {
      #expect(run.0 == runs[0].0)
      #expect(run.1 == runs[0].1)
    }
    #expect(Set(runs[0].0.map(\.objective.nats)).count == 9)
  }

  @Test("A copy stepped gives what the original stepped gives, and leaves the original alone")
  func copies() throws {
    var original = try GaussianMixture(
      data: Tables.iris, settings: MixtureSettings(components: 3, start: .random))
    for _ in 0..<7 {
      let before = original.state
      var copy = original
      let events = try copy.run(4)
      #expect(original.state == before)
      var again = original
      #expect(try again.run(4) == events && again.state == copy.state)
      try original.run(1)
    }
  }

  @Test("A stopped step has changed nothing, and the next one goes on as if it had not been")
  func cancelled() throws {
    let space = workspace()
    var mixture = try GaussianMixture(data: Tables.clouds(9000), settings: MixtureSettings(components: 2))
    try mixture.run(4, in: space)
    var undisturbed = mixture
    let before = mixture.state
    space.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try mixture.step(in: space) }
    #expect(mixture.state == before)
    space.cancellation.reset()
    #expect(try mixture.run(3, in: space) == undisturbed.run(3, in: space))
    #expect(mixture.state == undisturbed.state)
  }
}
