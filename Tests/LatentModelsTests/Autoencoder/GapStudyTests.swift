import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// The account of the nats over many rows, and the best laws that it finds.
struct GapStudyTests {
  private let workspace = Workspace(pool: WorkerPool(threads: 2))

  private func linear(epochs: Int) throws -> VariationalAutoencoder {
    let table = DataTable(name: "irises", values: Irises.table.values.selectingRows(Array(0..<30)))
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (2, [], [])
    (settings.batch, settings.epochs, settings.rate) = (30, epochs, 0.05)
    var model = try VariationalAutoencoder(data: table, settings: settings)
    try model.finish(in: workspace)
    return model
  }

  @Test(
    "Over all rows of linear nets, bias, approximation and amortisation add up from the bound to the best likelihood"
  )
  func account() throws {
    let model = try linear(epochs: 60)
    let tank = try #require(model.waterTank)
    var study = try #require(GapStudy(model, rows: 1000))
    #expect(study.planned == 30 && study.findings.mean(\.bound) == nil)
    try study.finish(in: workspace)
    let found = study.findings
    #expect(Set(found.gaps.map(\.row)) == Set(0..<30))
    let likelihood = try #require(found.mean(\.logLikelihood))
    #expect(abs(likelihood.value - tank.logLikelihood / 30) < 1e-4)
    let (bias, approximation) = (try #require(found.bias), try #require(found.mean(\.approximation)))
    let (amortisation, bound) = (
      try #require(found.mean(\.amortisation)), try #require(found.mean(\.bound))
    )
    #expect(bias > 0 && approximation.value > 0 && amortisation.value > 0)
    let sum = bound.value + amortisation.value + approximation.value + bias
    #expect(abs(sum - tank.bestLogLikelihood / 30) < 1e-4)
    #expect(abs(bound.value - (tank.bound ?? 0) / 30) < 1e-4)
    #expect(bound.standardError == 0, "these are all the rows")
  }

  @Test(
    "A sample has no row twice, is the same every time, and covers the mean of all rows by its standard error"
  )
  func sample() throws {
    let model = try linear(epochs: 20)
    var (study, again) = (
      try #require(GapStudy(model, rows: 12)), try #require(GapStudy(model, rows: 12))
    )
    try study.finish(in: workspace)
    for _ in 0..<5 { try again.advance(in: workspace) }
    #expect(again.findings.gaps == Array(study.findings.gaps.prefix(5)))
    #expect(Set(study.findings.gaps.map(\.row)).count == 12 && study.findings.population == 30)
    let mean = try #require(study.findings.mean(\.logLikelihood))
    let whole = try #require(model.waterTank).logLikelihood / 30
    #expect(mean.standardError > 0 && abs(mean.value - whole) < 3 * mean.standardError)
    // s/√m alone would be that of draws with replacement, which is wider.
    let values = study.findings.gaps.map(\.logLikelihood)
    let squares = values.reduce(0) { $0 + ($1 - mean.value) * ($1 - mean.value) }
    #expect(abs(mean.standardError - ((squares / 11 / 12) * (1 - 12.0 / 30)).squareRoot()) < 1e-12)
  }

  @Test("A word to stop ends a row, leaves what was found, and three latents have no quadrature")
  func stopping() throws {
    let model = try linear(epochs: 5)
    var study = try #require(GapStudy(model, rows: 10))
    try study.advance(in: workspace)
    let word = Cancellation()
    word.cancel()
    let stopped = Workspace(pool: .onCaller(), cancellation: word)
    #expect(throws: FittingError.cancelled) { try study.advance(in: stopped) }
    #expect(study.done == 1)
    let wide = try VariationalAutoencoder(
      data: unitRows(20, columns: 6), settings: smallSettings { $0.latents = 3 })
    #expect(GapStudy(wide, rows: 10) == nil)
  }

  @Test("A refined row is reconstructed from the best law, whose bound no other of its family exceeds")
  func refined() throws {
    var model = try VariationalAutoencoder(
      data: unitRows(60, columns: 8),
      settings: smallSettings { ($0.law, $0.epochs, $0.rate) = (.continuousBernoulli, 20, 0.01) })
    try model.finish(in: workspace)
    var request = AutoencoderPortraitRequest(row: 7, wantsGaps: true)
    let plain = model.portrait(request, in: workspace)
    request.isRefined = true
    let refined = model.portrait(request, in: workspace)
    let gaps = try #require(refined.gaps)
    #expect(gaps == plain.gaps, "the account does not change, whichever law is looked at")
    #expect(!plain.reconstruction.isRefined && refined.reconstruction.isRefined)
    #expect(refined.reconstruction.mean == gaps.bestMean)
    #expect(refined.reconstruction.decoded != plain.reconstruction.decoded)
    let bound = RowBound(model, row: 7)
    let best = gaps.bestMean + gaps.bestDeviations.map { 2 * Double.log($0) }
    let rule = GaussianRule(step: 0.25)
    let value = bound.value(best, rule: rule)
    #expect(abs(value - model.logScale - gaps.bestBound) < 1e-9)
    for coordinate in best.indices {
      for step in [-0.2, 0.2] {
        var other = best
        other[coordinate] += step
        #expect(bound.value(other, rule: rule) < value)
      }
    }
  }
}
