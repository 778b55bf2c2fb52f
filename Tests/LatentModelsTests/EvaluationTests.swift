import LatentModels
import NumericCore
import Testing

@Suite("Evaluations")
struct EvaluationTests {
  private func score(_ mixture: GaussianMixture, on data: DataTable) throws -> Score {
    var evaluation = try mixture.evaluation(on: data)
    try evaluation.finish(in: workspace())
    #expect(evaluation.nextPhase == nil)
    return try #require(evaluation.scores.first)
  }

  @Test("On the data of the fit it is the fit's own ℓ, in the data's own units")
  func ownData() throws {
    for data in [OldFaithful.raw, OldFaithful.standardized, Tables.iris, Tables.penguins] {
      var mixture = try GaussianMixture(data: data, settings: MixtureSettings(components: 3))
      try mixture.run(8)
      let score = try score(mixture, on: data)
      let event = try mixture.run(1)[0]
      #expect(score.objective == event.objective && score.rows == data.rows)
      #expect(score.name == "log-likelihood" && score.objective.kind == .exact)
      #expect(abs(score.natsPerRow - event.objective.nats / Double(data.rows)) < 1e-12)
    }
  }

  @Test("On rows held out it is the sum of their log-densities, whatever the units of the fit")
  func heldOut() throws {
    let (fitted, held) = (Array(0..<200), Array(200..<272))
    let data = OldFaithful.standardized
    func part(_ rows: [Int]) -> DataTable {
      DataTable(name: "part", values: data.values.selectingRows(rows), transform: data.transform)
    }
    var mixture = try GaussianMixture(data: part(fitted), settings: MixtureSettings())
    try mixture.run(40)
    let found = try score(mixture, on: part(held))
    let own = try MixtureDensity(mixture.parameters.inOwnUnits(data.transform))
    let expected = held.reduce(0) { $0 + own.logDensity(OldFaithful.raw.values.row($1)) }
    #expect(found.rows == 72)
    #expect(abs(found.objective.nats - expected) < 1e-9)
    // A constant column is no obstacle to an evaluation.
    let single = try score(mixture, on: part([5]))
    #expect(abs(single.objective.nats - own.logDensity(OldFaithful.raw.values.row(5))) < 1e-10)
  }

  @Test("More than a million rows take two steps and add up")
  func blocks() throws {
    var random = RandomStream(seed: 1, purpose: .dataGeneration)
    let rows = 256 * 4096 + 10_000
    let data = DataTable(
      name: "long", values: Matrix(rows: rows, columns: 1, storage: (0..<rows).map { _ in random.normal() }))
    let law = MixtureParameters(weights: [1], means: Matrix([[0.5]]), covariances: [Matrix([[4]])])
    let mixture = try GaussianMixture(
      data: OldFaithfulColumn.eruptions, settings: MixtureSettings(components: 1, start: .given(law)))
    var evaluation = try mixture.evaluation(on: data)
    #expect(evaluation.scores[0].rows == 0 && evaluation.scores[0].objective.nats == 0)
    let space = workspace()
    _ = try evaluation.step(in: space)
    #expect(evaluation.scores[0].rows == 256 * 4096 && evaluation.nextPhase == .expectation)
    _ = try evaluation.step(in: space)
    #expect(evaluation.scores[0].rows == rows && evaluation.nextPhase == nil && evaluation.stepsTaken == 2)
    let squares = data.values.storage.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
    let expected = -0.5 * (Double(rows) * (log2Pi + 1.3862943611198906) + squares / 4)
    #expect(abs(evaluation.scores[0].objective.nats - expected) < 1e-9 * abs(expected))
  }

  @Test("A stopped evaluation has changed nothing")
  func cancelled() throws {
    let mixture = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings())
    var evaluation = try mixture.evaluation(on: OldFaithful.raw)
    let space = workspace()
    space.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try evaluation.step(in: space) }
    #expect(evaluation.scores[0].rows == 0 && evaluation.stepsTaken == 0)
    space.cancellation.reset()
    try evaluation.finish(in: space)
    #expect(evaluation.scores[0].rows == 272)
  }

  @Test("Other columns, missing values and values out of range are refused; no rows score 0")
  func refusals() throws {
    let mixture = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings())
    func refused(_ rows: [[Double]], as error: FittingError) {
      #expect(throws: error) { try mixture.evaluation(on: DataTable(name: "t", values: Matrix(rows))) }
    }
    refused([[1, 2, 3]], as: .invalidSetting(name: "number of columns", found: "3", expected: "2"))
    refused([[1]], as: .invalidSetting(name: "number of columns", found: "1", expected: "2"))
    refused([[1, 2], [3, .infinity]], as: .valueOutOfRange(row: 1, column: "x2", value: .infinity))
    let none = try score(mixture, on: DataTable(name: "none", values: Matrix(rows: 0, columns: 2)))
    #expect(none.objective.nats == 0 && none.rows == 0 && none.natsPerRow == 0)
  }
}

/// Old Faithful's eruptions alone.
private enum OldFaithfulColumn {
  static let eruptions = DataTable(name: "eruptions", values: OldFaithful.raw.values.selectingColumns([0]))
}
