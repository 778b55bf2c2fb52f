import Neural
import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// Bounds of rows, against each other and against the exact answer of linear nets.
struct AutoencoderScoreTests {
  private let workspace = Workspace(pool: WorkerPool(threads: 2))

  @Test("More draws bring the bound of linear nets to their exact log-likelihood")
  func importance() throws {
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (2, [], [])
    (settings.batch, settings.epochs, settings.rate) = (150, 400, 0.02)
    var model = try VariationalAutoencoder(data: Irises.table, settings: settings)
    try model.finish(in: workspace)
    let exact = try #require(model.waterTank?.logLikelihood)
    let scale = 150 * model.logScale
    let bound = model.terms(of: model.data.training, in: workspace).bound - scale
    #expect(bound < exact)
    var last = bound - 1
    for draws in [4, 64, 1024] {
      let scores = model.scores(of: model.data.training, draws: draws, in: workspace)
      let total = scores.reduce(0) { $0 + $1.importanceBound } - scale
      #expect(total > last - 1)
      #expect(scores.allSatisfy { $0.draws == draws && $0.effectiveDraws <= Double(draws) * (1 + 1e-9) })
      last = total
    }
    #expect(abs(last - exact) < 0.5)
  }

  @Test("On Old Faithful curved nets reach the bound that is known of them (O32)")
  func curved() throws {
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (1, [16, 16], [16, 16])
    (settings.activation, settings.batch, settings.epochs) = (.tanh, 272, 4000)
    (settings.rate, settings.isRateFalling) = (5e-3, true)
    var model = try VariationalAutoencoder(data: StandardizedGeyser.table, settings: settings)
    try model.finish(in: workspace)
    let scores = model.scores(of: model.data.training, draws: 400, in: workspace)
    // As the oracle has them, for standard deviations of 1.
    let scale = 272 * (model.logScale - StandardizedGeyser.table.transform.logScale)
    let bound = scores.reduce(0) { $0 + $1.bound } - scale
    let likelihood = scores.reduce(0) { $0 + $1.importanceBound } - scale
    #expect(bound > -432 && bound < -405)
    #expect(likelihood > bound + 5 && likelihood < -365)
  }

  @Test(
    "Quadrature over one and two latents gives the exact log-likelihood of linear nets, and their known gap",
    arguments: [1, 2])
  func quadrature(_ latents: Int) throws {
    let table = DataTable(name: "irises", values: Irises.table.values.selectingRows(Array(0..<30)))
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (latents, [], [])
    (settings.batch, settings.epochs, settings.rate) = (30, 150, 0.05)
    var model = try VariationalAutoencoder(data: table, settings: settings)
    try model.finish(in: workspace)
    let exact = try #require(model.waterTank?.logLikelihood)
    let gaps = try (0..<30).map { try #require(model.gaps(ofRow: $0, in: workspace)) }
    #expect(abs(gaps.reduce(0) { $0 + $1.logLikelihood } - exact) < 1e-3)
    for gap in gaps {
      #expect(gap.bound <= gap.bestBound && gap.bestBound <= gap.logLikelihood + 1e-4)
      // The best law of every row loses the same: ½ (Σ log M_jj − log |M|).
      #expect(abs(gap.approximation - gaps[0].approximation) < 1e-3)
    }
    if latents == 1 { #expect(abs(gaps[0].approximation) < 1e-4) }
    let closed = model.terms(of: model.data.training, in: workspace).bound - 30 * model.logScale
    #expect(abs(gaps.reduce(0) { $0 + $1.bound } - closed) < 1e-3)
  }

  @Test("Of curved nets quadrature lies above the best bound, and near the bound of many draws")
  func curvedGaps() throws {
    let table = unitRows(60, columns: 8)
    var model = try VariationalAutoencoder(
      data: table,
      settings: smallSettings {
        ($0.law, $0.epochs, $0.rate) = (.continuousBernoulli, 60, 0.01)
      })
    try model.finish(in: workspace)
    let scores = model.scores(of: [0, 1, 2], draws: 20_000, in: workspace)
    for row in 0..<3 {
      let gaps = try #require(model.gaps(ofRow: row, in: workspace))
      #expect(gaps.change < 2e-5)
      #expect(gaps.bound <= gaps.bestBound && gaps.bestBound < gaps.logLikelihood + 1e-6)
      #expect(abs(scores[row].importanceBound - model.logScale - gaps.logLikelihood) < 0.02)
      #expect(abs(scores[row].bound - model.logScale - gaps.bound) < 0.05)
    }
    let wide = try VariationalAutoencoder(data: table, settings: smallSettings { $0.latents = 3 })
    #expect(wide.gaps(ofRow: 0, in: workspace) == nil)
  }

  @Test("An evaluation says the same whatever its blocks, and refuses other columns")
  func evaluations() throws {
    let table = unitRows(90, columns: 5)
    var model = try VariationalAutoencoder(data: table, settings: smallSettings { $0.epochs = 3 })
    try model.finish(in: workspace)
    var evaluation = try model.evaluation(on: table, draws: 20)
    try evaluation.finish(in: workspace)
    #expect(evaluation.scores.map(\.rows) == [90, 90])
    let direct = model.scores(of: Array(0..<90), draws: 20, in: workspace)
    let scale = 90 * model.logScale
    let bound = direct.reduce(0) { $0 + $1.bound } - scale
    #expect(abs(evaluation.scores[0].objective.nats - bound) < 1e-6)
    let weighted = direct.reduce(0) { $0 + $1.importanceBound } - scale
    #expect(abs(evaluation.scores[1].objective.nats - weighted) < 1e-6)
    #expect(throws: FittingError.self) { try model.evaluation(on: Irises.table) }
  }
}
