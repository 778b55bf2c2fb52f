import Neural
import NumericCore

/// What a person chooses about a ladder: one seed, one split, and how long its rungs are trained.
public struct LadderSettings: Hashable, Sendable {
  /// Names all random numbers.
  public var seed: UInt64 = 42
  /// The part of the rows that no rung sees, from 0 to below 1.
  public var holdout = 0.0
  /// K of the mixtures; nil for the number that BIC chooses.
  public var components: Int?
  /// How many starts a mixture has.
  public var starts = 5
  /// Latents of PPCA and of the autoencoders; nil for as many as suit the columns.
  public var latents: Int?
  /// Minibatches of the curved autoencoder.
  public var autoencoderSteps = 4000
  /// Draws of each row for the importance-weighted bound.
  public var importanceDraws = 50
  /// T of the chains with the exact denoiser.
  public var levels = 1000
  /// T of the chain that the net is trained for.
  public var networkLevels = 200
  /// Minibatches of the denoising net.
  public var networkSteps = 6000
  /// Rows drawn from each fitted law.
  public var samples = 400

  /// The usual ladder.
  public init() {}

  /// Refuses what no ladder can use.
  public func validate() throws(FittingError) {
    func check(_ name: String, _ found: some Any, _ isGood: Bool, _ expected: String) throws(FittingError) {
      guard isGood else { throw .invalidSetting(name: name, found: "\(found)", expected: expected) }
    }
    try check("part that is held out", holdout, holdout >= 0 && holdout < 1, "from 0 to below 1")
    if let components {
      let most = MixtureSettings.mostComponents
      try check("components", components, (1...most).contains(components), "from 1 to \(most)")
    }
    try check("starts", starts, (1...10_000).contains(starts), "from 1 to 10000")
    if let latents { try check("number of latents", latents, (1...256).contains(latents), "from 1 to 256") }
    try check(
      "steps of the autoencoder", autoencoderSteps, (1...100_000_000).contains(autoencoderSteps),
      "from 1 to 1e8")
    try check(
      "number of draws", importanceDraws, (2...10_000).contains(importanceDraws), "from 2 to 10000")
    try check("number of levels", levels, (1...100_000).contains(levels), "from 1 to 100000")
    try check("levels of the net", networkLevels, (2...10_000).contains(networkLevels), "from 2 to 10000")
    try check("steps of the net", networkSteps, (1...100_000_000).contains(networkSteps), "from 1 to 1e8")
    try check("number of samples", samples, (10...100_000).contains(samples), "from 10 to 100000")
  }

  /// k for rows of so many columns: fewer than these where there are more than one, at most two.
  func latents(ofColumns columns: Int) -> Int { latents ?? max(1, min(2, columns - 1)) }

  /// The curved autoencoder of rows of `table`: nets of two hidden layers about a Gaussian law whose σ is learned.
  func autoencoder(of table: DataTable) -> AutoencoderSettings {
    var settings = AutoencoderSettings()
    settings.seed = seed
    settings.latents = latents(ofColumns: table.dimensions)
    (settings.encoder, settings.decoder) = ([16, 16], [16, 16])
    settings.activation = .tanh
    settings.law = .gaussian(deviation: table.pooledDeviation, isLearned: true)
    settings.batch = min(256, table.rows)
    settings.rate = 1e-2
    settings.isRateFalling = true
    let steps = max(1, (table.rows + settings.batch - 1) / settings.batch)
    settings.epochs = max(1, (autoencoderSteps + steps - 1) / steps)
    return settings
  }

  /// The linear one, whose every step is the exact gradient of all rows.
  func linearAutoencoder(of table: DataTable) -> AutoencoderSettings {
    var settings = autoencoder(of: table)
    (settings.encoder, settings.decoder) = ([], [])
    settings.rate = 0.03
    settings.batch = min(table.rows, 65536)
    settings.epochs = 500
    return settings
  }

  /// The denoising net of rows of `table`.
  func network(of table: DataTable) -> DiffusionSettings {
    var settings = DiffusionSettings()
    settings.seed = seed
    (settings.schedule, settings.levels) = (.cosine, networkLevels)
    // Where next to nothing is signal, x̂₀ from ε̂ is a small number divided by a smaller one; v̂ is steady there.
    settings.objective = .velocity
    (settings.hidden, settings.blocks, settings.codes) = (128, 3, 64)
    settings.rate = 2e-3
    settings.steps = networkSteps
    settings.isRateFalling = true
    settings.averageDecay = 0.995
    settings.recordEvery = max(100, networkSteps / 20)
    return settings
  }
}
