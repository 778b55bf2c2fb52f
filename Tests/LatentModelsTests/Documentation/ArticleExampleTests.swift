import LatentModels
import NumericCore
import TestSupport
import Testing

/// The examples of the documentation, line by line as they stand there, and what they come to.
@Suite("The examples of the documentation")
struct ArticleExampleTests {
  @Test("EM: the two clumps are found, their likelihood is the known one, and the beginning comes again")
  func expectationMaximisation() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let data = DataTable(name: "two clumps", values: Matrix([[1], [2], [3], [11], [12], [13]]))
    let settings = MixtureSettings(components: 2, ridge: 0, tolerance: 1e-10)
    var fit = Timeline(start: try GaussianMixture(data: data, settings: settings))
    while fit.lastEvent?.status != .converged { _ = try fit.advance(in: workspace) }

    let end = fit.lastEvent?.objective  // = -11.4561, exact
    let means = fit.model.parameters.means.column(0)  // 2 and 12

    try fit.seek(to: 1, in: workspace)
    let begin = fit.lastEvent?.objective  // the first E half-step again, bit for bit

    // 6 (log ½ − ½ log(2π ⅔) − ½): the clumps do not touch.
    #expect(try #require(end).kind == .exact)
    #expect(try abs(#require(end).nats + 11.45611896) < 1e-7)
    for (mean, known) in zip(means.sorted(), [2.0, 12]) { #expect(abs(mean - known) < 1e-6) }
    var again = try GaussianMixture(data: data, settings: settings)
    #expect(try again.step(in: workspace).objective == begin)
  }

  @Test(
    "Variational inference: bound and divergence are the known ones (O18), and add up to the log-likelihood")
  func variationalInference() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let data = DataTable(name: "bent", values: Matrix([[-1], [0.5], [4]]))
    let curve = try CurveDecoder(data: data)
    // x = a + bz + cz² + sigma e, with log sigma as the last coordinate.
    let settings = VariationalSettings(method: .gaussian(.coordinate), start: [0, 0, 1, -0.693147180559945])
    var fit = try VariationalFit(decoder: curve, settings: settings)
    _ = try fit.step(in: workspace)  // E: the best Gaussian for each row

    let q = fit.law(ofUnit: 1)
    let account = LawAccount(of: curve, unit: 1, fit.theta, under: q)
    let bound = account?.evidenceLowerBound  // ≥ -0.9125
    let lost = account?.divergence  // KL = 0.1423
    let logLikelihood = account?.logLikelihood  // = -0.7703

    let known = (logLikelihood: -0.77025473, gap: 0.14226982)
    #expect(try abs(#require(logLikelihood) - known.logLikelihood) < 1e-8)
    #expect(try abs(#require(lost) - known.gap) < 1e-7)
    #expect(try abs(#require(bound) - known.logLikelihood + known.gap) < 1e-7)
  }

  @Test("Amortised inference: with tied covariances a linear encoder loses nothing, a constant one does")
  func amortisedInference() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let data = DataTable(name: "overlapping", values: Matrix([[1], [2], [3], [4], [5], [6], [7]]))
    var gaps: [MixtureEncoder: Double] = [:]
    for encoder in [MixtureEncoder.constant, .linear] {
      let settings = MixtureEncoderSettings(components: 2, family: .tied, encoder: encoder, ridge: 0)
      var model = try MixtureEncoderModel(data: data, settings: settings)
      let event = try model.step(in: workspace)  // E: the best encoder of its kind
      gaps[encoder] = event.logLikelihood.map { $0 - event.objective.nats }
    }
    // gaps[.linear] is 0, gaps[.constant] is not

    #expect(try abs(#require(gaps[.linear])) < 1e-8)
    #expect(try #require(gaps[.constant]) > 1)
  }

  @Test("Variational autoencoders: the bound of linear nets goes to the likelihood of PPCA in closed form")
  func variationalAutoencoders() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let rows = [
      [2.5, 2.4], [0.5, 0.7], [2.2, 2.9], [1.9, 2.2], [3.1, 3.0],
      [2.3, 2.7], [2.0, 1.6], [1.0, 1.1], [1.5, 1.6], [1.1, 0.9],
    ]
    var settings = AutoencoderSettings()
    (settings.latents, settings.encoder, settings.decoder) = (1, [], [])  // linear nets
    (settings.batch, settings.epochs) = (10, 3000)
    (settings.rate, settings.isRateFalling) = (0.02, true)
    var model = try VariationalAutoencoder(
      data: DataTable(name: "line", values: Matrix(rows)), settings: settings)
    try model.finish(in: workspace)

    let best = model.waterTank?.bestLogLikelihood  // = -13.504, of PPCA
    let bound = model.waterTank?.bound  // ≥, and close to it

    // With one latent in the plane it is the whole Gaussian: −n/2 (2 log 2π + log |S| + 2).
    #expect(try abs(#require(best) + 13.504) < 1e-3)
    #expect(try #require(bound) <= #require(best))
    #expect(try #require(bound) > #require(best) - 0.1)
  }

  @Test("Diffusion: the flow under the exact denoiser comes to the log density of the mixture")
  func diffusion() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let mixture = MixtureParameters(
      weights: [0.3, 0.7], means: Matrix([[-2], [1]]), covariances: [Matrix([[0.25]]), Matrix([[0.64]])])
    let denoiser = try GaussianMixtureDenoiser(mixture)
    let rows = Matrix([[-2.0], [0.0], [1.0]])
    var flow = try FlowLikelihood(
      denoiser, rows: DiffusionRows(rows), grid: NoiseGrid(continuousSteps: 100), solver: .rungeKutta,
      divergence: .exact, end: .own)
    try flow.finish(in: workspace)

    let byTheFlow = flow.findings  // -1.4285, -1.8332, -1.0525
    let exact = denoiser.logDensities(rows, at: .none, in: workspace)

    for (value, known) in zip(exact, [-1.42847607354, -1.83321761698, -1.05246991539]) {
      #expect(abs(value - known) < 1e-9)
    }
    for (value, known) in zip(byTheFlow, exact) { #expect(abs(value - known) < 1e-4) }
    #expect(byTheFlow.count == 3 && exact.count == 3)
  }

  @Test("The ladder: one Gaussian and the mixture have their known likelihoods, in the data's own units")
  func ladder() throws {
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)

    let data = DataTable(name: "two clumps", values: Matrix([[1], [2], [3], [11], [12], [13]]))
    var settings = LadderSettings()
    settings.components = 2
    var ladder = try LadderStudy(data: data, plan: LadderPlan([.normal, .mixture]), settings: settings)
    try ladder.finish(in: workspace)

    let normal = ladder.findings.result(.normal)?.inSample.likelihood?.objective  // = -18.249
    let mixture = ladder.findings.result(.mixture)?.inSample.likelihood?.objective  // = -11.456

    #expect(try #require(normal).kind == .exact)
    #expect(try abs(#require(normal).nats + 18.2492106) < 1e-5)
    // The ridge of the ladder keeps the mixture from its maximum by a little.
    #expect(try #require(mixture).kind == .exact)
    #expect(try abs(#require(mixture).nats + 11.456119) < 1e-3)
  }
}
