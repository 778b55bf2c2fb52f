import NumericCore
import RealModule

/// The linear autoencoder: some steps of Adam, each by the exact gradient of all rows, and then BFGS to the maximum, which is that of
/// probabilistic principal components (Lucas et al., 2019).
struct LinearAutoencoderWork: LadderWork {
  private var model: VariationalAutoencoder
  private var ascent: QuasiNewton?
  private var ascentSteps = 0
  private let batch: ReferenceAutoencoder.Batch
  private(set) var isFinished = false

  let stage = "training"
  private static let (stepsPerSlice, mostAscentSteps, mostParameters) = (10, 600, 1500)

  init(_ ground: LadderGround) throws(FittingError) {
    let table = ground.training
    try DataLimits.validate(table)
    model = try VariationalAutoencoder(data: table, settings: ground.settings.linearAutoencoder(of: table))
    batch = model.data.batch(model.data.training, classes: 0)
  }

  var share: Double {
    let steps = Double(model.settings.epochs * model.stepsOfEpoch)
    let adam = Double(model.stepsTaken) / steps
    return ascent == nil ? 0.7 * adam : 0.7 + 0.3 * Double(ascentSteps) / Double(Self.mostAscentSteps)
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    if model.nextPhase != nil {
      for _ in 0..<Self.stepsPerSlice where model.nextPhase != nil { _ = try model.step(in: workspace) }
      return
    }
    guard model.layout.count <= Self.mostParameters else { return finish(&ground) }
    let (settings, layout, batch) = (model.settings, model.layout, batch)
    let objective: QuasiNewton.Objective = { (parameters) throws(FittingError) in
      let reference = ReferenceAutoencoder(settings: settings, layout: layout, parameters: parameters)
      let found = reference.closedFormGradient(batch, weight: 1)
      return (found.terms.bound / Double(found.terms.rows), found.gradient.map { -$0 })
    }
    var climbing: QuasiNewton
    if let ascent { climbing = ascent } else { climbing = try QuasiNewton(at: model.parameters, objective) }
    for _ in 0..<Self.stepsPerSlice where !climbing.hasSettled {
      try climbing.step(tolerance: 1e-15, objective)
      ascentSteps += 1
    }
    ascent = climbing
    guard climbing.hasSettled || ascentSteps >= Self.mostAscentSteps else { return }
    // With σ² going to 0 the likelihood has no maximum.
    guard climbing.value.isFinite, climbing.value < 1e6 else { throw .singularCovariance }
    model.place(climbing.point)
    finish(&ground)
  }

  private mutating func finish(_ ground: inout LadderGround) {
    ground.linearAutoencoder = model
    isFinished = true
  }
}

extension VariationalAutoencoder {
  /// Puts the parameters of a model in Double at a place that another ascent found.
  fileprivate mutating func place(_ parameters: [Double]) { double?.parameters = parameters }
}

/// The curved autoencoder.
struct AutoencoderWork: LadderWork {
  private var model: VariationalAutoencoder
  private(set) var isFinished = false

  let stage = "training"
  private static let stepsPerSlice = 40

  init(_ ground: LadderGround) throws(FittingError) {
    try DataLimits.validate(ground.training)
    model = try VariationalAutoencoder(
      data: ground.training, settings: ground.settings.autoencoder(of: ground.training))
  }

  var share: Double { Double(model.stepsTaken) / Double(model.settings.epochs * model.stepsOfEpoch) }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    for _ in 0..<Self.stepsPerSlice where model.nextPhase != nil { _ = try model.step(in: workspace) }
    guard model.nextPhase == nil else { return }
    ground.autoencoder = model
    isFinished = true
  }
}

/// The denoising net.
struct NetworkWork: LadderWork {
  private var model: DiffusionModel
  private(set) var isFinished = false

  let stage = "training"
  private static let stepsPerSlice = 5

  init(_ ground: LadderGround) throws(FittingError) {
    try DataLimits.validate(ground.training)
    model = try DiffusionModel(
      data: ground.training, settings: ground.settings.network(of: ground.training))
  }

  var share: Double { Double(model.stepsTaken) / Double(model.settings.steps) }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    for _ in 0..<Self.stepsPerSlice where model.nextPhase != nil { _ = try model.step(in: workspace) }
    guard model.nextPhase == nil else { return }
    ground.network = model
    isFinished = true
  }
}

/// The bound and the likelihood of the curved autoencoder, row by row: both by quadrature over one or two latents; over more, the bound
/// by draws and no likelihood.
struct QuadratureWork: LadderWork {
  /// Rows that are looked at, and what was found of them.
  private struct Rows: Sendable {
    let evaluation: RungEvaluation
    let model: VariationalAutoencoder
    let count: Int
    let places: [Int]
    var likelihoods: [Double] = []
    var bounds: [Double] = []
    var variance = 0.0
  }

  private var parts: [Rows] = []
  private let latents: Int
  private(set) var isFinished = false

  let stage = "quadrature"
  private static let rowsPerSlice = 32
  private static let draws = 64

  init(_ ground: LadderGround) throws(FittingError) {
    guard let model = ground.autoencoder else { throw .noData }
    latents = model.layout.latents
    for (evaluation, table) in ground.tables {
      let rows = try AutoencoderData(table, heldOut: 0, seed: model.settings.seed, frame: model.data.frame)
      parts.append(
        Rows(
          evaluation: evaluation, model: model.on(rows), count: rows.rows,
          places: evenPlaces(among: rows.rows, atMost: latents == 2 ? 400 : 4000)))
    }
  }

  var share: Double {
    Double(parts.reduce(0) { $0 + $1.bounds.count }) / Double(parts.reduce(0) { $0 + $1.places.count })
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    if let index = parts.firstIndex(where: { $0.bounds.count < $0.places.count }) {
      let first = parts[index].bounds.count
      let some = Array(parts[index].places[first..<min(first + Self.rowsPerSlice, parts[index].places.count)])
      let found = try Self.scores(of: some, parts[index].model, in: workspace)
      parts[index].bounds += found.bounds
      parts[index].likelihoods += found.likelihoods
      parts[index].variance += found.variance
    }
    guard parts.allSatisfy({ $0.bounds.count == $0.places.count }) else { return }
    var scores = LadderScores()
    for part in parts {
      var found = RungScores()
      found.bound = RungScore(
        part.evaluation, part.bounds, places: part.places, of: part.count, isBound: true,
        variance: part.variance)
      if part.likelihoods.isEmpty {
        found.likelihoodReason =
          "over \(latents) latents there is no quadrature: the bounds are all that is known"
      } else {
        found.likelihood = RungScore(
          part.evaluation, part.likelihoods, places: part.places, of: part.count)
      }
      scores[part.evaluation] = found
    }
    ground.autoencoderScores = scores
    isFinished = true
  }

  private static func scores(
    of rows: [Int], _ model: VariationalAutoencoder, in workspace: Workspace
  ) throws(FittingError) -> (likelihoods: [Double], bounds: [Double], variance: Double) {
    let (scale, stop) = (model.logScale, workspace.cancellation)
    guard let quadrature = LatentQuadrature(model) else {
      let found = model.scores(of: rows, draws: draws, in: workspace)
      guard !stop.isCancelled else { throw .cancelled }
      return (
        [], found.map { $0.bound - scale }, found.reduce(0) { $0 + ($1.boundVariance ?? 0) }
      )
    }
    let laws = model.laws(of: rows, in: workspace)
    let found = workspace.pool.map(shards: rows.count) { shard -> (exact: Double, bound: Double) in
      let law = laws.row(shard)
      let exact = quadrature.logLikelihood(ofRow: rows[shard], law: law, stop).logLikelihood
      return (
        exact - scale, RowBound(model, row: rows[shard]).value(law, rule: GaussianRule(step: 0.25)) - scale
      )
    }
    guard !stop.isCancelled else { throw .cancelled }
    return (found.map(\.exact), found.map(\.bound), 0)
  }
}

/// At most so many rows among `count`, spread evenly, ascending.
func evenPlaces(among count: Int, atMost most: Int) -> [Int] {
  count <= most ? Array(0..<count) : (0..<most).map { $0 * count / most }
}
