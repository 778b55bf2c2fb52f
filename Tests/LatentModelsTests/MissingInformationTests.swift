import LatentModels
import NumericCore
import Testing

@Suite("Missing information and the speed of EM")
struct MissingInformationTests {
  private func study(
    _ model: AnyEMModel, steps: Int, atMost iterations: Int = 50_000, in space: Workspace
  ) throws -> (found: MissingInformation, entries: [HistoryEntry]) {
    var timeline = Timeline(start: model)
    for _ in 0..<steps { _ = try timeline.advance(in: space) }
    var study = try MissingInformationStudy(
      of: timeline.model, iterates: timeline.iterates(atMost: 400), atMost: iterations)
    try study.finish(in: space)
    return (study.findings, timeline.entries)
  }

  @Test("On the golden run the observed contraction is the predicted rate, the golden number")
  func goldenRate() throws {
    let space = workspace()
    let (found, _) = try study(AnyEMModel(try OldFaithful.goldenMixture()), steps: 31, in: space)
    #expect(found.hasConverged)
    let rate = try #require(found.information?.rate)
    #expect(abs(rate - 0.2407658975) < 1e-7)
    let path = try #require(found.path)
    #expect(path.points.map(\.iteration) == Array(0...15))
    #expect(path.points.map(\.position) == [0] + (1...15).map { 2 * $0 })
    // Distances in standard errors, which fall from the start on and at the end by the rate.
    #expect(zip(path.points, path.points.dropFirst()).allSatisfy { $0.distance > $1.distance })
    #expect(abs((path.observedRate ?? .nan) - rate) < 2e-4)
    let last = path.points.suffix(2)
    #expect(abs(last.last!.distance / last.first!.distance - 0.2407658) < 5e-5)
    // The predicted line goes through the newest point, and near the maximum through the others too.
    let line = try #require(path.predicted(rate: rate, from: 10, to: 15))
    #expect(line[1].distance == path.points[15].distance)
    #expect(abs(line[0].distance / path.points[10].distance - 1) < 0.01)
  }

  @Test("A noise component whose share comes to nothing does not stop the search")
  func vanishingNoise() throws {
    let settings = MixtureSettings(components: 2, hasNoise: true)
    let model = AnyEMModel(try GaussianMixture(data: OldFaithful.raw, settings: settings))
    let (found, _) = try study(model, steps: 6, atMost: 2000, in: workspace())
    #expect(found.maximum.names.contains("pi0"))
    #expect(found.maximum.values.allSatisfy { $0.isFinite })
  }

  @Test("½ d² is what is left of the log-likelihood, near the maximum")
  func distanceAndLikelihood() throws {
    let space = workspace()
    let (found, entries) = try study(AnyEMModel(try OldFaithful.goldenMixture()), steps: 19, in: space)
    let maximum = -384.4588528765
    let path = try #require(found.path)
    for point in path.points where (6...8).contains(point.iteration) {
      guard case .step(let event) = entries[point.position] else { continue }
      let left = maximum - event.objective.nats
      #expect(abs(0.5 * point.distance * point.distance / left - 1) < 0.05)
    }
  }

  @Test("Every model has a maximum, an information there and a path", arguments: EveryModel.cases)
  func everyModel(_ example: EveryModel.Case) throws {
    let space = workspace()
    let model = try example.model(iterations: 0, in: space)
    let (found, _) = try study(model, steps: 60, atMost: 500, in: space)
    let information = try #require(found.information)
    let rate = try #require(information.rate)
    #expect(rate >= -1e-6)
    guard let path = found.path, information.obstacle == nil else { return }
    #expect(rate < 1 && path.points.count > 5)
    // What the last iterations contract by is never more than the slowest direction allows.
    if let observed = path.observedRate, let last = path.points.last, last.distance < 0.01 {
      #expect(observed < rate + 0.02)
    }
  }

  @Test("The search does not depend on the method of the fit, and a long history gives a thinned path")
  func methods() throws {
    let space = workspace()
    let golden = AnyEMModel(try OldFaithful.goldenMixture())
    let (exact, _) = try study(golden, steps: 20, in: space)
    let damped = try golden.changed(by: .method(EMMethod(maximization: .relaxed(0.5))))
    let (slow, _) = try study(damped, steps: 44, in: space)
    for (a, b) in zip(exact.maximum.values, slow.maximum.values) { #expect(abs(a - b) < 1e-9) }
    // Halving the step leaves 1 − ½(1 − rate) of the error: 0.62038.
    let contraction = try #require(slow.path?.observedRate)
    #expect(abs(contraction - 0.6203829) < 0.01)
    var timeline = Timeline(start: golden)
    for _ in 0..<100 { _ = try timeline.advance(in: space) }
    let thinned = timeline.iterates(atMost: 10)
    #expect(thinned.count <= 12 && thinned.last?.iteration == 50 && thinned.first?.iteration == 0)
  }
}
