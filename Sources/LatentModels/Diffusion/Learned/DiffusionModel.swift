import Neural
import NumericCore

/// A denoising diffusion model (Sohl-Dickstein et al., 2015; Ho, Jain & Abbeel, 2020) while it is trained, as a value.
///
///     q(x_t | x₀) = N(√ᾱ_t x₀, (1 − ᾱ_t) I)             the noise, which is given
///     p(x_{t−1} | x_t) = N(μ̃(x_t, x̂₀(x_t, t)), v_t I)    what is learned: x̂₀, by regression
///
/// A step is one minibatch: rows, levels and noise drawn anew, the squared error of what the network says, and a step of
/// AdamW. A copy holds parameters, moments and average, so it goes on exactly as the original. The network sees rows in the
/// frame of `data`; portraits and samples are in the units of the fit.
public struct DiffusionModel: LatentModel {
  /// How the screen and the commands name it.
  public static let summary = ModelSummary(name: "diffusion", title: "Denoising diffusion")

  /// The rows.
  public let data: DiffusionData
  /// What it is made of and how it is trained.
  public internal(set) var settings: DiffusionSettings
  /// What is known of each level.
  public let levels: DiffusionLevels
  /// The network.
  public let plan: DenoisingPlan
  /// Minibatches taken.
  public internal(set) var stepsTaken = 0
  /// What was seen after every so many steps.
  public internal(set) var records: [DiffusionRecord] = []
  /// Parameters, optimiser and average.
  var training: FloatDenoisingTraining
  /// The sum of the losses since the last record.
  var lossSum = 0.0

  /// An untrained model of the rows of `table`.
  ///
  ///     law   the mixture that they come from, in the units of the fit, where it is known
  /// - Throws: `.invalidSetting`, `.noData`, `.valueOutOfRange`, `.constantColumn`.
  public init(
    data table: DataTable, law: MixtureParameters? = nil, settings: DiffusionSettings
  ) throws(FittingError) {
    try settings.validate()
    try self.init(
      data: try DiffusionData(table, law: law, heldOut: settings.heldOut, seed: settings.seed),
      settings: settings)
  }

  /// An untrained model of rows that others share.
  public init(data: DiffusionData, settings: DiffusionSettings) throws(FittingError) {
    try settings.validate()
    if settings.isConditional, data.classes < 2 {
      throw .invalidSetting(
        name: "condition", found: "the label of rows that have none",
        expected: "left out, or name a column of labels")
    }
    if settings.drawsFresh, data.draws == nil {
      throw .invalidSetting(
        name: "fresh draws", found: "asked of data whose law is not known", expected: "left out")
    }
    if settings.drawsFresh, settings.isConditional {
      throw .invalidSetting(
        name: "condition", found: "the label of fresh draws, which have none", expected: "left out")
    }
    let plan = DenoisingPlan(
      dimensions: data.columns, codes: settings.codes, classes: settings.isConditional ? data.classes : 0,
      hidden: settings.hidden, blocks: settings.blocks, activation: settings.activation)
    try Self.checkSize(of: plan, settings)
    self.data = data
    self.settings = settings
    self.plan = plan
    levels = try DiffusionLevels(settings)
    training = FloatDenoisingTraining(
      parameters: plan.start(seed: settings.seed).map(Float.init),
      adam: AdamSettings(rate: settings.rate, decay: settings.decay), averageDecay: settings.averageDecay)
  }

  /// Refuses nets and minibatches that would take gigabytes.
  private static func checkSize(
    of plan: DenoisingPlan, _ settings: DiffusionSettings
  ) throws(FittingError) {
    let (mostParameters, mostNumbers) = (50_000_000, 1 << 27)
    guard plan.count <= mostParameters else {
      throw .invalidSetting(
        name: "number of parameters", found: String(plan.count),
        expected: "at most \(mostParameters): use fewer units")
    }
    let numbers = settings.batch * (plan.inputs + (plan.blocks.count + 2) * 2 * plan.hidden)
    guard numbers <= mostNumbers, settings.levels * settings.codes <= mostNumbers else {
      throw .invalidSetting(
        name: "size of a minibatch", found: "\(settings.batch) rows of \(numbers / settings.batch) numbers",
        expected: "at most \(mostNumbers) numbers: use a smaller batch, or fewer units")
    }
  }

  /// A minibatch is an iteration.
  public var iteration: Int { stepsTaken }
  /// Every weight and bias, as they stand.
  public var parameters: [Float] { training.parameters }
  /// Their average over the steps, which is what is used; as they stand before the first.
  public var averagedParameters: [Float] { training.average.average ?? training.parameters }
  /// What it says of noisy rows in the frame, by the averaged parameters.
  public var denoiser: LearnedDenoiser {
    LearnedDenoiser(
      network: FloatDenoisingNetwork(plan: plan, parameters: averagedParameters), levels: levels,
      objective: settings.objective)
  }

  /// Parameters, two moments, the average and the records, in bytes.
  public var footprint: Int { plan.count * 16 + records.count * 64 + 1024 }
}

/// What was seen after some steps, each a mean square per dimension over levels that are drawn evenly.
public struct DiffusionRecord: Hashable, Sendable {
  /// The steps taken.
  public let step: Int
  /// Over the minibatches since the record before, each before its step: the weighted loss that was climbed down.
  public let loss: Double
  /// E‖ε − ε̂‖² of the averaged network, over draws that are the same at every record.
  public let noiseLoss: Double
  /// E‖ε − ε*‖² over the same draws, ε* being exact: the loss that no network can fall below. Nil where the law is not known.
  public let floor: Double?
  /// E‖ε̂ − ε*‖² over the same draws: what is still to be learned.
  public let excess: Double?
  /// E‖ε − ε̂‖² over the rows held out; nil where there are none.
  public let heldOut: Double?
}
