import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// Linear nets trained by gradients, against probabilistic principal components in closed form (O15–O17).
struct LinearAutoencoderTests {
  private let workspace = Workspace(pool: WorkerPool(threads: 1))

  private func trained(
    _ table: DataTable, latents: Int, deviation: Double? = nil, beta: Double = 1, steps: Int = 6000
  ) throws -> VariationalAutoencoder {
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (latents, [], [])
    settings.law = .gaussian(deviation: deviation ?? 1, isLearned: deviation == nil)
    (settings.beta, settings.batch, settings.epochs) = (beta, table.rows, steps)
    (settings.rate, settings.isRateFalling) = (0.02, true)
    var model = try VariationalAutoencoder(data: table, settings: settings)
    #expect(model.settings.isLinear && model.double != nil)
    try model.finish(in: workspace)
    return model
  }

  /// The bound in the data's own units.
  private func own(_ terms: AutoencoderTerms, _ model: VariationalAutoencoder) -> Double {
    terms.bound - Double(terms.rows) * model.logScale
  }

  @Test(
    "The bound that training reaches is the greatest log-likelihood of PPCA, and the water stands where it should (O15)",
    arguments: [
      (1, 0.1141390796, -470.6694583210, 270.4076118165), (2, 0.0506821479, -404.9627801561, 448.2541232868),
    ])
  func closedForm(_ latents: Int, _ level: Double, _ logLikelihood: Double, _ divergence: Double) throws {
    let model = try trained(Irises.table, latents: latents)
    let tank = try #require(model.waterTank)
    #expect(abs(tank.bestLevel - level) < 1e-9)
    #expect(abs(tank.bestLogLikelihood - logLikelihood) < 1e-7)
    #expect(abs(150 * tank.bestRates.reduce(0, +) - divergence) < 1e-6)
    #expect(tank.logLikelihood <= tank.bestLogLikelihood + 1e-9)
    let terms = model.terms(of: model.data.training, in: workspace)
    let bound = own(terms, model)
    #expect(bound <= tank.logLikelihood + 1e-8)
    #expect(bound > logLikelihood - 1)
    #expect(abs(tank.level - level) < 0.02 * level)
    #expect(abs(terms.divergence - divergence) < 2)
  }

  @Test("On Old Faithful one latent is the whole Gaussian (O15)")
  func geyser() throws {
    let model = try trained(StandardizedGeyser.table, latents: 1)
    let tank = try #require(model.waterTank)
    let scale = Double(model.data.rows) * StandardizedGeyser.table.transform.logScale
    #expect(abs(tank.bestLogLikelihood + scale + 543.9916377444) < 1e-6)
    let bound = own(model.terms(of: model.data.training, in: workspace), model) + scale
    #expect(bound > -544.9916377444 && bound <= tank.logLikelihood + scale + 1e-8)
  }

  @Test("Turning the latents costs the bound what it should and the likelihood nothing (O16)")
  func rotation() throws {
    let model = try trained(Irises.table, latents: 2, steps: 12000)
    // Training has turned the loadings to the axes; at its end they are turned by hand.
    let straight = try model.changed(by: .rotation(degrees: -(model.waterTank?.rotation ?? 0)))
    let turned = try straight.changed(by: .rotation(degrees: 45))
    let (before, after) = (try #require(straight.waterTank), try #require(turned.waterTank))
    #expect(abs(before.logLikelihood - after.logLikelihood) < 1e-8)
    let bound = own(turned.terms(of: turned.data.training, in: workspace), turned)
    #expect(abs(bound + 523.6993405191) < 1)
    #expect(abs(after.logLikelihood - bound - 118.7365603630) < 0.5)
  }

  @Test(
    "At a fixed level a latent is active where its eigenvalue stands above it (O17)",
    arguments: [
      (0.02, 3, -381.0450219, 4.596687), (0.05, 3, -396.4953940, 3.222251), (0.1, 2, -432.9254695, 2.308764),
      (0.3, 1, -548.7058421, 1.319535), (1, 1, -759.6767063, 0.717549), (5, 0, -1102.3315537, 0),
    ])
  func collapse(_ variance: Double, _ active: Int, _ logLikelihood: Double, _ rate: Double) throws {
    let model = try trained(Irises.table, latents: 3, deviation: variance.squareRoot(), steps: 6000)
    let tank = try #require(model.waterTank)
    #expect(abs(tank.bestLogLikelihood - logLikelihood) < 1e-6)
    #expect(tank.bestRates.count { $0 > 0 } == active)
    #expect(abs(tank.bestRates.reduce(0, +) - rate) < 1e-5)
    let terms = model.terms(of: model.data.training, in: workspace)
    let bound = own(terms, model)
    #expect(bound > logLikelihood - 1.5 && bound <= logLikelihood + 1e-6)
    let portrait = model.portrait(.init(), in: workspace)
    if variance != 0.02, variance != 0.05 { #expect(portrait.activeUnits == active) }
  }

  @Test(
    "Under beta the learned level is that of the closed form, and latents collapse (O17)",
    arguments: [
      (1.0, 0.0506821479, 2), (1.2, 0.0633526848, 2), (1.5, 0.1013642957, 2), (2, 0.1712086193, 1),
      (5, 1.1356176667, 0),
    ])
  func underBeta(_ beta: Double, _ level: Double, _ active: Int) throws {
    let eigenvalues = try #require(
      AutoencoderData(Irises.table, heldOut: 0, seed: 1).trainingMoments?.eigenvalues)
    #expect(abs(VariationalAutoencoder.level(eigenvalues, latents: 2, beta: beta) - level) < 1e-9)
    let model = try trained(Irises.table, latents: 2, beta: beta)
    #expect(abs((model.waterTank?.level ?? 0) - level) < 0.03 * level)
    #expect(model.portrait(.init(), in: workspace).activeUnits == active)
  }
}
