import Neural
import NumericCore
import RealModule

extension Rung {
  static func linearAutoencoderDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let model = ground.linearAutoencoder, let law = model.linearLaw else { throw .noData }
    let scores = try LadderScores(ground) { (evaluation, table) throws(FittingError) in
      let rows = try AutoencoderData(table, heldOut: 0, seed: model.settings.seed, frame: model.data.frame)
      let scored = model.on(rows)
      let bounds = workspace.pool.map(shards: rows.rows) { row in
        scored.terms(of: [row], in: Workspace(pool: .onCaller())).bound - scored.logScale
      }
      return RungScores(
        likelihood: RungScore(evaluation, try law.logDensities(table, in: workspace)),
        bound: RungScore(evaluation, bounds, isBound: true))
    }
    return RungDraft(
      name: "linear VAE k=\(model.layout.latents)", parametersCount: model.layout.count, scores: scores,
      state: "Adam, BFGS", fit: .autoencoder(model),
      sampler: .rows(model.samples(count: ground.settings.samples, seed: ground.settings.seed)))
  }

  static func autoencoderDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let model = ground.autoencoder, let scores = ground.autoencoderScores else { throw .noData }
    return RungDraft(
      name: model.netName, parametersCount: model.layout.count, scores: scores,
      state: "epoch \(model.iteration)", fit: .autoencoder(model),
      sampler: .rows(model.samples(count: ground.settings.samples, seed: ground.settings.seed)))
  }

  /// A chain: the bound by the errors level by level, and for the exact denoiser the likelihood that it goes to.
  func chainDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    let isExact = parts.contains(.exactErrors)
    guard let errors = isExact ? ground.exactErrors : ground.learnedErrors, let variance = reverseVariance
    else { throw .noData }
    let law = isExact ? ground.mixture?.model.parameters : nil
    let scores = try LadderScores(ground) { (evaluation, table) throws(FittingError) in
      guard let rows = evaluation == .heldOut ? errors.heldOut : errors.training else { throw .noData }
      var found = RungScores(bound: errors.score(variance, rows))
      found.likelihoodReason =
        "the likelihood of a chain of \(errors.grid.steps) steps is an integral over all of them: its bound is what is known"
      if let law { found.limit = RungScore(evaluation, try law.logDensities(table, in: workspace)) }
      return found
    }
    let method = SamplingMethod.ancestral(variance)
    let (count, seed, grid) = (ground.settings.samples, ground.settings.seed, errors.grid)
    let name = plainTitle + ", T=\(grid.steps)"
    let curve = variance == .optimal ? errors.training.curve : nil
    if let mixture = ground.mixture?.model, isExact {
      let sampler = try DiffusionSampler(
        GaussianMixtureDenoiser(mixture.parameters), count: count, grid: grid, method: method, seed: seed,
        errors: curve)
      return RungDraft(
        name: name, parametersCount: mixture.degreesOfFreedom, scores: scores,
        state: "linear schedule", fit: .exactDiffusion(mixture, levels: grid.steps),
        sampler: .chain(sampler, frame: nil))
    }
    guard let model = ground.network else { throw .noData }
    let sampler = try DiffusionSampler(
      model.denoiser, count: count, grid: grid, method: method, seed: seed, errors: curve)
    return RungDraft(
      name: name, parametersCount: model.plan.count, scores: scores, state: "step \(model.stepsTaken)",
      fit: .diffusion(model), sampler: .chain(sampler, frame: model.data))
  }
}

extension VariationalAutoencoder {
  /// The law of rows under linear nets, in the units of the fit: N(c, W Wᵀ + σ² I); nil for other nets.
  var linearLaw: MixtureParameters? {
    guard settings.isLinear, let deviation else { return nil }
    let (d, k, unit) = (layout.columns, layout.latents, layout.unit)
    let start = layout.decoder.parameters.lowerBound
    let numbers = parameters
    var covariance = Matrix<Double>(diagonal: [Double](repeating: deviation * deviation, count: d))
    for i in 0..<d {
      for l in 0..<d {
        for j in 0..<k {
          covariance[i, l] += unit * unit * numbers[start + i * k + j] * numbers[start + l * k + j]
        }
      }
    }
    let centre = (0..<d).map { numbers[start + d * k + $0] }
    return MixtureParameters(mean: data.outside(centre), covariance: covariance)
  }

  /// The widths of both nets, such as "VAE 2-32-1-32-2".
  fileprivate var netName: String {
    let widths = [layout.columns] + settings.encoder + [layout.latents] + settings.decoder + [layout.columns]
    return "VAE \(widths.map(String.init).joined(separator: "-"))"
  }
}

/// The bound of many weighted draws, beside the likelihood that it goes to as their number grows.
struct ImportanceScoring: RungScoring {
  private var parts:
    [(evaluation: RungEvaluation, model: VariationalAutoencoder, bounds: [Double], variance: Double)]
  private(set) var draft: RungDraft?

  private static let drawsPerSlice = 16_384

  init(_ ground: LadderGround) throws(FittingError) {
    guard let model = ground.autoencoder else { throw .noData }
    parts = []
    for (evaluation, table) in ground.tables {
      let rows = try AutoencoderData(table, heldOut: 0, seed: model.settings.seed, frame: model.data.frame)
      parts.append((evaluation, model.on(rows), [], 0))
    }
  }

  var share: Double {
    Double(parts.reduce(0) { $0 + $1.bounds.count }) / Double(parts.reduce(0) { $0 + $1.model.data.rows })
  }

  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError) {
    guard let trained = ground.autoencoder, let known = ground.autoencoderScores else { throw .noData }
    let draws = ground.settings.importanceDraws
    if let index = parts.firstIndex(where: { $0.bounds.count < $0.model.data.rows }) {
      let (model, first) = (parts[index].model, parts[index].bounds.count)
      let last = min(model.data.rows, first + max(64, Self.drawsPerSlice / draws))
      let found = model.scores(of: Array(first..<last), draws: draws, in: workspace)
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      parts[index].bounds += found.map { $0.importanceBound - model.logScale }
      parts[index].variance += found.reduce(0) { $0 + ($1.importanceVariance ?? 0) }
    }
    guard parts.allSatisfy({ $0.bounds.count == $0.model.data.rows }) else { return }
    var scores = LadderScores()
    for part in parts {
      var found = known[part.evaluation]
      found.bound = RungScore(part.evaluation, part.bounds, isBound: true, variance: part.variance)
      scores[part.evaluation] = found
    }
    draft = RungDraft(
      name: "the same VAE, \(draws) draws (IWAE)", parametersCount: trained.layout.count,
      scores: scores, state: "epoch \(trained.iteration)", fit: .autoencoder(trained),
      sampler: .rows(trained.samples(count: ground.settings.samples, seed: ground.settings.seed)))
  }
}

/// The likelihood by the probability flow, a step of all rows a slice.
struct FlowScoring: RungScoring {
  private let rung: Rung
  private var parts: [(evaluation: RungEvaluation, count: Int, places: [Int], flow: FlowLikelihood)] = []
  private let steps: Int
  private(set) var draft: RungDraft?

  private static let (mostRows, learnedSteps) = (4000, 100)

  init(_ rung: Rung, _ ground: LadderGround) throws(FittingError) {
    self.rung = rung
    if rung == .exactFlow {
      guard let mixture = ground.mixture?.model else { throw .noData }
      let denoiser = try GaussianMixtureDenoiser(mixture.parameters)
      guard denoiser.hasScoreWithoutNoise else { throw .singularCovariance }
      let work = min(ground.training.rows, Self.mostRows) * mixture.parameters.components
      steps = min(400, max(200, 1_000_000 / work))
      for (evaluation, table) in ground.tables {
        let places = evenPlaces(among: table.rows, atMost: Self.mostRows)
        let flow = try FlowLikelihood(
          denoiser, rows: DiffusionRows(table.selectingRows(places)),
          grid: NoiseGrid(continuousSteps: steps), solver: .rungeKutta, divergence: .exact, end: .own)
        parts.append((evaluation, table.rows, places, flow))
      }
    } else {
      guard let model = ground.network else { throw .noData }
      steps = Self.learnedSteps
      for (evaluation, table) in ground.tables {
        let places = evenPlaces(among: table.rows, atMost: Self.mostRows)
        let flow = try model.flowLikelihood(on: table.selectingRows(places), steps: steps)
        parts.append((evaluation, table.rows, places, flow))
      }
    }
  }

  var share: Double {
    Double(parts.reduce(0) { $0 + $1.flow.done }) / Double(parts.reduce(0) { $0 + $1.flow.planned })
  }

  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError) {
    if let index = parts.firstIndex(where: { !$0.flow.isFinished }) {
      try parts[index].flow.advance(in: workspace)
    }
    guard parts.allSatisfy({ $0.flow.isFinished }) else { return }
    var scores = LadderScores()
    for part in parts {
      let open = part.flow.standardErrors.reduce(0) { $0 + $1 * $1 }
      scores[part.evaluation] = RungScores(
        likelihood: RungScore(
          part.evaluation, part.flow.findings, places: part.places, of: part.count, isEstimate: true,
          variance: open),
        boundReason: "what a flow adds up may err to either side")
    }
    let (count, seed) = (ground.settings.samples, ground.settings.seed)
    if rung == .exactFlow, let mixture = ground.mixture?.model {
      let sampler = try DiffusionSampler(
        GaussianMixtureDenoiser(mixture.parameters), count: count, grid: NoiseGrid(continuousSteps: 100),
        method: .flow(.heun), seed: seed)
      draft = RungDraft(
        name: rung.plainTitle, parametersCount: mixture.degreesOfFreedom, scores: scores,
        state: "RK4, \(steps) steps",
        fit: .exactDiffusion(mixture, levels: ground.settings.levels), sampler: .chain(sampler, frame: nil))
    } else if let model = ground.network {
      let sampler = try DiffusionSampler(
        model.denoiser, count: count,
        grid: NoiseGrid(model.levels.schedule, steps: min(100, model.levels.schedule.levels)),
        method: .flow(.heun), seed: seed)
      draft = RungDraft(
        name: rung.plainTitle, parametersCount: model.plan.count, scores: scores,
        state: "Heun, \(steps) steps",
        fit: .diffusion(model), sampler: .chain(sampler, frame: model.data))
    }
  }
}
