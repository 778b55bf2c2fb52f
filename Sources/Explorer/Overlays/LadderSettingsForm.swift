import LatentModels
import NumericCore
import PlotKit

/// The settings of the ladder as a form: what is held out, and how long its rungs are fitted. They hold from the next climb on.
struct LadderSettingsForm: LabForm {
  /// What a key led to.
  enum Outcome: FormOutcome {
    case stay
    case close
    /// Other settings, for the next climb.
    case settings(LadderSettings)
  }

  /// A line of the form.
  enum Field: Int, CaseIterable, FormField {
    case holdout, components, starts, latents, autoencoderSteps, importanceDraws, levels, networkSteps,
      networkLevels, samples, seed
  }

  /// The line that keys act on.
  var field = Field.holdout
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?
}

extension LadderSettingsForm.Field {
  /// All lines, whatever the data.
  static func fields(of subject: LadderSettings) -> [Self] { allCases }

  var title: String {
    switch self {
    case .holdout: "held out"
    case .components: "K of mixtures"
    case .starts: "starts"
    case .latents: "latents"
    case .autoencoderSteps: "VAE minibatches"
    case .importanceDraws: "weighted draws"
    case .levels: "levels, exact"
    case .networkSteps: "net minibatches"
    case .networkLevels: "levels, net"
    case .samples: "samples of each"
    case .seed: "seed"
    }
  }

  var help: String {
    switch self {
    case .holdout: "part of the rows that no rung sees; 0: none"
    case .components: "0: as many as BIC chooses"
    case .starts: "of EM and of hard EM; the best is kept"
    case .latents: "of PPCA and the VAEs; 0: as suits the columns"
    case .autoencoderSteps: "of the curved VAE"
    case .importanceDraws: "of each row, for the tighter bound"
    case .levels: "T of the chain with the exact denoiser"
    case .networkSteps: "of the denoising net"
    case .networkLevels: "T of the chain that the net learns"
    case .samples: "rows drawn from each law"
    case .seed: "of all rungs"
    }
  }

  /// All are numbers.
  var isNumber: Bool { true }

  func text(_ subject: LadderSettings) -> String {
    switch self {
    case .components: subject.components.map(String.init) ?? "by BIC"
    case .latents: subject.latents.map(String.init) ?? "auto"
    default: number(subject)
    }
  }

  /// The number that typing begins with.
  func number(_ subject: LadderSettings) -> String {
    switch self {
    case .holdout: shortNumber(subject.holdout)
    case .components: String(subject.components ?? 0)
    case .starts: String(subject.starts)
    case .latents: String(subject.latents ?? 0)
    case .autoencoderSteps: String(subject.autoencoderSteps)
    case .importanceDraws: String(subject.importanceDraws)
    case .levels: String(subject.levels)
    case .networkSteps: String(subject.networkSteps)
    case .networkLevels: String(subject.networkLevels)
    case .samples: String(subject.samples)
    case .seed: String(subject.seed)
    }
  }

  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: LadderSettings) -> LadderSettingsForm.Outcome {
    let present = Double(number(subject)) ?? 0
    let next =
      places > 0 ? values.first { $0 > present } ?? present : values.last { $0 < present } ?? present
    return taking(next, subject) ?? .stay
  }

  /// What a typed number leads to.
  func typed(_ text: String, _ subject: LadderSettings) -> Result<LadderSettingsForm.Outcome, FormFault> {
    if self == .seed, let seed = UInt64(text) {
      var settings = subject
      settings.seed = seed
      return .success(.settings(settings))
    }
    guard let value = Double(text), let outcome = taking(value, subject) else {
      return .failure(FormFault(sentence: wanted))
    }
    return .success(outcome)
  }

  /// What the value leads to; nil where it cannot be taken.
  private func taking(_ value: Double, _ subject: LadderSettings) -> LadderSettingsForm.Outcome? {
    var settings = subject
    guard value.isFinite, value >= 0, self == .holdout || value < 1e9,
      let whole = Int(exactly: value.rounded())
    else { return nil }
    guard self == .holdout || Double(whole) == value else { return nil }
    switch self {
    case .holdout: settings.holdout = value
    case .components: settings.components = whole == 0 ? nil : whole
    case .starts: settings.starts = whole
    case .latents: settings.latents = whole == 0 ? nil : whole
    case .autoencoderSteps: settings.autoencoderSteps = whole
    case .importanceDraws: settings.importanceDraws = whole
    case .levels: settings.levels = whole
    case .networkSteps: settings.networkSteps = whole
    case .networkLevels: settings.networkLevels = whole
    case .samples: settings.samples = whole
    case .seed: settings.seed = UInt64(whole)
    }
    guard (try? settings.validate()) != nil else { return nil }
    return settings == subject ? .stay : .settings(settings)
  }

  /// What a number has to be, in words.
  private var wanted: String {
    switch self {
    case .holdout: "from 0 to below 1, such as 0.2"
    case .importanceDraws, .networkLevels: "a whole number from 2 to 10000"
    case .components, .latents: "a whole number; 0 leaves it open"
    default: "a whole number from 1"
    }
  }

  /// What arrows go through.
  private var values: [Double] {
    switch self {
    case .holdout: [0, 0.1, 0.2, 0.3, 0.5]
    case .components: (0...12).map(Double.init)
    case .starts: [1, 2, 5, 10, 20, 50, 100]
    case .latents: [0, 1, 2, 3, 5, 10]
    case .autoencoderSteps, .networkSteps: [500, 1000, 2000, 3000, 4000, 8000, 16_000, 32_000]
    case .importanceDraws: [2, 5, 10, 20, 50, 100, 500]
    case .levels: [1, 10, 50, 100, 200, 500, 1000, 2000]
    case .networkLevels: [10, 50, 100, 200, 500, 1000]
    case .samples: [100, 200, 400, 1000, 2000]
    case .seed: (0...100).map(Double.init)
    }
  }
}
