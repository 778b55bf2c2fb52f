import NumericCore

/// What the rungs of a ladder stand on: its rows, and what was fitted so far.
struct LadderGround: Sendable {
  let settings: LadderSettings
  let training: DataTable
  let heldOut: DataTable?

  var normal: MultivariateNormal?
  var ppca: PPCA?
  var mixture: FittedMixture?
  var encoders: [MixtureEncoder: FittedEncoder] = [:]
  var kernel: FittedKernel?
  var linearAutoencoder: VariationalAutoencoder?
  var autoencoder: VariationalAutoencoder?
  var network: DiffusionModel?
  /// What quadrature says of the curved autoencoder.
  var autoencoderScores: LadderScores?
  /// How far the denoisers are from the rows, level by level.
  var exactErrors: ChainErrors?
  var learnedErrors: ChainErrors?

  init(rows: LadderRows, settings: LadderSettings) {
    self.settings = settings
    training = rows.training
    heldOut = rows.heldOut
  }

  /// Keeps of a rung that is done what later ones stand on; what is not kept is made again, to the same bits.
  mutating func keep(_ result: RungResult) {
    switch (result.rung, result.fit) {
    case (.normal, .em(let model)): normal = model.base as? MultivariateNormal
    case (.ppca, .em(let model)): ppca = model.base as? PPCA
    case (.mixture, .em(let model)):
      mixture = (model.base as? GaussianMixture).map {
        FittedMixture(model: $0, isChosen: settings.components == nil, notes: result.notes)
      }
    case (.autoencoder, .autoencoder(let model)):
      autoencoder = model
      var scores = LadderScores()
      (scores.inSample, scores.heldOut) = (result.inSample, result.heldOut)
      autoencoderScores = scores
    case (_, .diffusion(let model)): network = model
    default: break
    }
  }

  /// The rows of both kinds, training first.
  var tables: [(evaluation: RungEvaluation, table: DataTable)] {
    [(.inSample, training)] + (heldOut.map { [(.heldOut, $0)] } ?? [])
  }
}

/// What a rung says of the fitted rows and of those held out.
struct LadderScores: Sendable {
  var inSample = RungScores()
  var heldOut: RungScores?

  /// The scores that `score` makes of each of the tables.
  init(
    _ ground: LadderGround,
    _ score: (RungEvaluation, DataTable) throws(FittingError) -> RungScores
  ) throws(FittingError) {
    inSample = try score(.inSample, ground.training)
    if let table = ground.heldOut { heldOut = try score(.heldOut, table) }
  }

  init() {}

  /// The scores of rows of that kind, to be changed.
  subscript(_ evaluation: RungEvaluation) -> RungScores {
    get { evaluation == .heldOut ? heldOut ?? RungScores() : inSample }
    set { if evaluation == .heldOut { heldOut = newValue } else { inSample = newValue } }
  }
}

/// Something that is done in slices and leaves what it found on the ground.
protocol LadderWork: Sendable {
  /// What is done, in a few words.
  var stage: String { get }
  /// How far it is, from 0 to 1.
  var share: Double { get }
  /// Whether nothing is left to do.
  var isFinished: Bool { get }
  /// Does the next slice.
  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError)
}

/// What is done once, for all rungs that ask for it.
enum LadderPart: Hashable, Sendable {
  case normal
  case ppca
  case mixture
  case encoder(MixtureEncoder)
  case kernel
  case linearAutoencoder
  case autoencoder
  case autoencoderScores
  case network
  case exactErrors
  case learnedErrors

  /// Whether its time is that of a fit, and not of a score.
  var isFit: Bool {
    switch self {
    case .autoencoderScores, .exactErrors, .learnedErrors: false
    default: true
    }
  }

  /// Whether it stands on the ground.
  func stands(on ground: LadderGround) -> Bool {
    switch self {
    case .normal: ground.normal != nil
    case .ppca: ground.ppca != nil
    case .mixture: ground.mixture != nil
    case .encoder(let encoder): ground.encoders[encoder] != nil
    case .kernel: ground.kernel != nil
    case .linearAutoencoder: ground.linearAutoencoder != nil
    case .autoencoder: ground.autoencoder != nil
    case .autoencoderScores: ground.autoencoderScores != nil
    case .network: ground.network != nil
    case .exactErrors: ground.exactErrors != nil
    case .learnedErrors: ground.learnedErrors != nil
    }
  }

  /// The work that brings it there.
  func work(on ground: LadderGround) throws(FittingError) -> any LadderWork {
    switch self {
    case .normal: NormalWork()
    case .ppca: FactorWork()
    case .mixture: try MixtureWork(ground)
    case .encoder(let encoder): try EncoderWork(encoder, ground)
    case .kernel: try KernelWork(ground)
    case .linearAutoencoder: try LinearAutoencoderWork(ground)
    case .autoencoder: try AutoencoderWork(ground)
    case .autoencoderScores: try QuadratureWork(ground)
    case .network: try NetworkWork(ground)
    case .exactErrors: try ChainErrorsWork(exact: ground)
    case .learnedErrors: try ChainErrorsWork(learned: ground)
    }
  }
}

extension Rung {
  /// What it stands on, in the order in which that is made.
  var parts: [LadderPart] {
    switch self {
    case .normal: [.normal]
    case .ppca: [.ppca]
    case .mixture: [.mixture]
    case .hard: [.mixture, .encoder(.hard)]
    case .constantEncoder: [.mixture, .encoder(.constant)]
    case .linearEncoder: [.mixture, .encoder(.linear)]
    case .quadraticEncoder: [.mixture, .encoder(.quadratic)]
    case .kernel: [.kernel]
    case .linearAutoencoder: [.linearAutoencoder]
    case .autoencoder, .importance: [.autoencoder, .autoencoderScores]
    case .exactLower, .exactUpper, .exactOptimal: [.mixture, .exactErrors]
    case .exactFlow: [.mixture]
    case .learnedLower, .learnedUpper, .learnedOptimal: [.network, .learnedErrors]
    case .learnedFlow: [.network]
    }
  }
}
