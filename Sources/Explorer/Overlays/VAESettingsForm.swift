import LatentModels
import NumericCore
import PlotKit

/// The settings of the autoencoder lab as a form: what changes while training goes on first, then what starts it anew.
struct VAESettingsForm: LabForm {
  /// What a key led to.
  enum Outcome: FormOutcome {
    case stay
    case close
    /// A change of the training as it goes.
    case change(AutoencoderChange)
    /// Other settings, from the start.
    case begin(AutoencoderSettings)
    case movePace(Int)
  }

  /// What the form is about.
  struct Subject: Sendable {
    /// The settings as they will be once what was asked for is done.
    let settings: AutoencoderSettings
    /// σ as it stands.
    let deviation: Double?
    /// The table.
    let data: DataTable
    /// Whether every value is 0 or 1; nil where some lie outside [0, 1].
    let isBinary: Bool?
    /// How fast a playing run goes.
    let pace: Pace

    init(_ lab: VAELab) {
      settings = lab.newestSettings
      deviation = lab.run.portrait?.deviation
      data = lab.data
      isBinary = lab.data.isBinaryInUnitRange
      pace = lab.pace
    }
  }

  /// A line of the form.
  enum Field: Int, CaseIterable, FormField {
    case rate, beta, freeNats, warmup, epochs, latents, nets, hidden, activation, law, sigmaIsLearned, sigma,
      objective, draws, batch, conditional, pace
  }

  /// The line that keys act on.
  var field = Field.rate
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?
}

extension VAESettingsForm.Field {
  /// The lines that a form about `subject` has.
  static func fields(of subject: VAESettingsForm.Subject) -> [Self] {
    allCases.filter { $0.applies(to: subject) }
  }

  private func applies(to subject: VAESettingsForm.Subject) -> Bool {
    let settings = subject.settings
    switch self {
    case .beta, .freeNats, .warmup: return settings.objective == .bound
    case .draws: return settings.objective != .bound
    case .hidden, .activation: return !settings.isLinear
    case .objective: return !settings.isLinear
    case .sigmaIsLearned, .sigma: return settings.law.isGaussian
    case .law: return subject.isBinary != nil && !settings.isLinear
    case .conditional: return subject.data.labels?.levels.count ?? 0 > 1
    case .rate, .epochs, .latents, .nets, .batch, .pace: return true
    }
  }

  var title: String {
    switch self {
    case .rate: "rate of Adam"
    case .beta: "beta"
    case .freeNats: "free nats"
    case .warmup: "warm-up"
    case .epochs: "epochs"
    case .latents: "latents"
    case .nets: "nets"
    case .hidden: "hidden widths"
    case .activation: "activation"
    case .law: "law of a row"
    case .sigmaIsLearned: "sigma"
    case .sigma: "sigma at start"
    case .objective: "objective"
    case .draws: "draws"
    case .batch: "batch"
    case .conditional: "told the label"
    case .pace: "speed"
    }
  }

  var help: String {
    switch self {
    case .rate: "from the next minibatch on"
    case .beta: "what KL counts; 1 is the bound"
    case .freeNats: "of each latent that cost nothing"
    case .warmup: "epochs over which beta rises from 0"
    case .epochs: "the pass after which training ends"
    case .latents: "k; starts anew"
    case .nets: "linear or with hidden layers; starts anew"
    case .hidden: "such as 128 or 128,64; starts anew"
    case .activation: "between two layers; starts anew"
    case .law: "what the decoder gives; starts anew"
    case .sigmaIsLearned: "learned or fixed; starts anew"
    case .sigma: "of the Gaussian law; starts anew"
    case .objective: "elbo, iwae or dreg; starts anew"
    case .draws: "of each row's latent; starts anew"
    case .batch: "rows of a minibatch; starts anew"
    case .conditional: "both nets; starts anew"
    case .pace: "how fast a run trains"
    }
  }

  /// Whether its value is a number that can be typed.
  var isNumber: Bool {
    switch self {
    case .rate, .beta, .freeNats, .warmup, .epochs, .latents, .hidden, .sigma, .draws, .batch: true
    case .nets, .activation, .law, .sigmaIsLearned, .objective, .conditional, .pace: false
    }
  }

  func text(_ subject: VAESettingsForm.Subject) -> String {
    let settings = subject.settings
    switch self {
    case .rate: return shortNumber(settings.rate)
    case .beta: return shortNumber(settings.beta)
    case .freeNats: return shortNumber(settings.freeNats)
    case .warmup: return String(settings.warmup)
    case .epochs: return String(settings.epochs)
    case .latents: return String(settings.latents)
    case .nets: return settings.isLinear ? "linear" : "hidden layers"
    case .hidden: return settings.encoder.map(String.init).joined(separator: ",")
    case .activation: return settings.activationName
    case .law: return settings.law.name
    case .sigmaIsLearned:
      if case .gaussian(_, let isLearned) = settings.law { return isLearned ? "learned" : "fixed" }
    case .sigma:
      if case .gaussian(let deviation, _) = settings.law {
        return NumberFormat.significant(3).text(deviation)
      }
    case .objective: return settings.objective.name
    case .draws: return String(settings.objective.draws)
    case .batch: return String(settings.batch)
    case .conditional: return settings.isConditional ? "yes" : "no"
    case .pace: return subject.pace.stepsName
    }
    return ""
  }
}

extension AutoencoderSettings.Law {
  /// Whether it is the Gaussian one.
  var isGaussian: Bool { if case .gaussian = self { true } else { false } }
}
