import Neural
import NumericCore
import RealModule

/// A variational autoencoder (Kingma & Welling, 2014; Rezende, Mohamed & Wierstra, 2014) while it is trained, as a value.
///
///     z ~ N(0, I_k)                                the latent
///     x | z ~ the law whose numbers are f(z)       the decoder
///     q(z | x) = N(m(x), diag s²(x))               the encoder
///
/// Training climbs the evidence lower bound by minibatches: a step is one minibatch, an iteration one pass through the rows. A
/// copy holds its parameters, its optimiser and where it is in the present pass, so it goes on exactly as the original.
public struct VariationalAutoencoder: LatentModel {
  /// How the screen and the commands name it.
  public static let summary = ModelSummary(name: "vae", title: "Variational autoencoder")

  /// The rows.
  public let data: AutoencoderData
  /// What it is made of and how it is trained.
  public internal(set) var settings: AutoencoderSettings
  /// Where its parameters stand.
  public let layout: AutoencoderLayout
  /// Minibatches taken.
  public internal(set) var stepsTaken = 0
  /// What was seen at the end of each pass through the rows.
  public internal(set) var records: [EpochRecord] = []

  /// The parameters in Float; nil where they are in Double.
  var single: FloatTraining?
  /// The parameters in Double, where the expectation over q is a closed form.
  var double: DoubleTraining?
  /// The training rows in the order of the present pass.
  var order: [Int] = []
  /// What the minibatches of the present pass said.
  var passTerms: AutoencoderTerms

  /// An untrained model of the rows of `table`.
  /// - Throws: `.invalidSetting`, `.noData`, `.valueOutOfRange`, or that the rows do not suit the law.
  public init(data table: DataTable, settings: AutoencoderSettings) throws(FittingError) {
    try settings.validate()
    try self.init(
      rows: try AutoencoderData(
        table, heldOut: settings.heldOut, seed: settings.seed,
        frame: AutoencoderData.frame(for: settings.law, table)),
      settings: settings)
  }

  /// An untrained model of rows that are in Float already.
  public init(rows: AutoencoderData, settings: AutoencoderSettings) throws(FittingError) {
    let layout = try Self.layout(of: rows, settings)
    self.init(rows: rows, settings: settings, layout: layout, parameters: layout.start(settings))
  }

  /// A model with those parameters, before its first step.
  init(
    rows: AutoencoderData, settings: AutoencoderSettings, layout: AutoencoderLayout, parameters: [Double]
  ) {
    data = rows
    self.settings = settings
    self.layout = layout
    passTerms = AutoencoderTerms(latents: layout.latents)
    let adam = AdamSettings(rate: settings.rate)
    if settings.isClosedForm {
      double = DoubleTraining(
        parameters: parameters, adam: Adam(count: parameters.count, settings: adam))
    } else {
      single = FloatTraining(
        parameters: parameters.map(Float.init), adam: FloatAdam(count: parameters.count, settings: adam))
    }
  }

  /// The layout of `settings` for `rows`, which it suits.
  static func layout(
    of rows: AutoencoderData, _ settings: AutoencoderSettings
  ) throws(FittingError) -> AutoencoderLayout {
    try settings.validate()
    if settings.isConditional, rows.classes < 2 {
      throw .invalidSetting(
        name: "condition", found: "the label of rows that have none",
        expected: "left out, or name a column of labels")
    }
    if let (row, column, value) = rows.firstUnsuited(for: settings.law) {
      throw .invalidSetting(
        name: "likelihood",
        found: "\(settings.law.name), with \(value) in row \(row + 1), column \(column + 1)",
        expected: "gaussian, or the values between 0 and 1")
    }
    let layout = AutoencoderLayout(
      settings, columns: rows.columns, classes: rows.classes, unit: rows.unit)
    try checkSize(of: layout, settings)
    return layout
  }

  /// Refuses nets and minibatches that would take gigabytes.
  private static func checkSize(
    of layout: AutoencoderLayout, _ settings: AutoencoderSettings
  ) throws(FittingError) {
    let (mostParameters, mostNumbers) = (100_000_000, 1 << 28)
    guard layout.count <= mostParameters else {
      throw .invalidSetting(
        name: "number of parameters", found: String(layout.count),
        expected: "at most \(mostParameters): use fewer units")
    }
    let widest = max(
      layout.encoder.inputs, layout.columns, (settings.encoder + settings.decoder).max() ?? 0)
    let numbers = settings.batch * settings.objective.draws * widest
    guard numbers <= mostNumbers else {
      throw .invalidSetting(
        name: "size of a minibatch",
        found: "\(settings.batch) rows of \(settings.objective.draws) draws, \(widest) wide",
        expected: "at most \(mostNumbers) numbers: use a smaller batch, or fewer draws")
    }
  }

  /// Minibatches of a pass through the training rows.
  public var stepsOfEpoch: Int { max(1, (data.training.count + settings.batch - 1) / settings.batch) }
  /// Whole passes done.
  public var iteration: Int { stepsTaken / stepsOfEpoch }
  /// Every parameter: the encoder's, the decoder's, and log σ² where it is learned.
  public var parameters: [Double] { double?.parameters ?? single?.parameters.map(Double.init) ?? [] }
  /// The same in Float.
  var floatParameters: [Float] { single?.parameters ?? double?.parameters.map(Float.init) ?? [] }
  /// log σ² of the Gaussian law, in the units of the nets.
  private var logVariance: Double {
    double.map { layout.logVariance(settings, $0.parameters) }
      ?? layout.logVariance(settings, floatParameters)
  }
  /// σ of the Gaussian law, in the units of the fit.
  public var deviation: Double? {
    guard case .gaussian = settings.law else { return nil }
    return layout.unit * Double.exp(0.5 * logVariance)
  }

  /// Whether the objective is a bound of a log-likelihood: not where grey values stand for 0 and 1.
  public var hasLikelihood: Bool { settings.law != .bernoulli || data.isBinary }
  /// What a log-density of a whole row as the nets see it exceeds that in the data's own units by.
  public var logScale: Double { settings.law == .bernoulli ? 0 : data.logScale }

  /// Parameters, two moments, the order of the rows and the records, in bytes.
  public var footprint: Int {
    layout.count * (double == nil ? 12 : 24) + order.count * 8 + records.count * 200 + 1024
  }
}

/// What was seen at the end of a pass through the rows.
public struct EpochRecord: Hashable, Sendable {
  /// The pass, from 1.
  public let epoch: Int
  /// Over the minibatches of the pass, each before its step.
  public let training: AutoencoderTerms
  /// Over the rows held out, at the end of the pass; nil where there are none.
  public let heldOut: AutoencoderTerms?
}

extension AutoencoderSettings.Law {
  /// As commands name it.
  public var name: String {
    switch self {
    case .bernoulli: "bernoulli"
    case .continuousBernoulli: "continuous-bernoulli"
    case .gaussian: "gaussian"
    }
  }
}
