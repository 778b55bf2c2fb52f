import LatentModels
import NumericCore

extension VAESettingsForm.Field {
  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: VAESettingsForm.Subject) -> VAESettingsForm.Outcome {
    var settings = subject.settings
    switch self {
    case .rate: return .change(.rate(Self.rung(from: settings.rate, by: places, of: Self.rates)))
    case .beta: return .change(.beta(Self.rung(from: settings.beta, by: places, of: Self.betas)))
    case .freeNats:
      return .change(.freeNats(Self.rung(from: settings.freeNats, by: places, of: Self.nats)))
    case .warmup:
      return .change(.warmup(Int(Self.rung(from: Double(settings.warmup), by: places, of: Self.passes))))
    case .epochs:
      let next = Int(Self.rung(from: Double(settings.epochs), by: places, of: Self.passes))
      return next > 0 ? .change(.epochs(next)) : .stay
    case .latents:
      settings.latents += places
      return (1...256).contains(settings.latents) ? .begin(settings) : .stay
    case .nets:
      return .begin(
        settings.isLinear ? settings.hidden(for: subject.data) : settings.linear(for: subject.data))
    case .hidden:
      let width = settings.encoder.count == 1 ? settings.encoder[0] : 128
      return hidden([Int(Self.rung(from: Double(width), by: places, of: Self.widths))], settings)
    case .activation:
      settings.activationName = AutoencoderSettings.activationNames.neighbour(
        of: settings.activationName, by: places)
    case .law: settings.law = law(by: places, settings, subject)
    case .sigmaIsLearned:
      guard case .gaussian(let deviation, let isLearned) = settings.law else { return .stay }
      settings.law = .gaussian(deviation: deviation, isLearned: !isLearned)
    case .sigma:
      guard case .gaussian(let deviation, let isLearned) = settings.law else { return .stay }
      let next = Self.rung(from: deviation, by: places, of: Self.deviations)
      settings.law = .gaussian(deviation: next, isLearned: isLearned)
    case .objective:
      let names = ["elbo", "iwae", "dreg"]
      settings.climb(names.neighbour(of: settings.objective.name, by: places))
    case .draws:
      return draws(
        Int(Self.rung(from: Double(settings.objective.draws), by: places, of: Self.counts)), settings)
    case .batch:
      settings.batch = Int(Self.rung(from: Double(settings.batch), by: places, of: Self.batches))
    case .conditional: settings.isConditional.toggle()
    case .pace: return .movePace(places)
    }
    return settings == subject.settings ? .stay : .begin(settings)
  }

  /// What a typed number leads to.
  func typed(
    _ text: String, _ subject: VAESettingsForm.Subject
  ) -> Result<VAESettingsForm.Outcome, FormFault> {
    taken(text, subject).map { .success($0) } ?? .failure(FormFault(sentence: wanted))
  }

  /// What a typed number leads to; nil where it cannot be taken.
  private func taken(_ text: String, _ subject: VAESettingsForm.Subject) -> VAESettingsForm.Outcome? {
    var settings = subject.settings
    if self == .hidden {
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let widths = parts.compactMap { Int($0) }
      guard widths.count == parts.count, (1...16).contains(widths.count),
        widths.allSatisfy({ (1...8192).contains($0) })
      else { return nil }
      return hidden(widths, settings)
    }
    guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
    let whole = Int(exactly: value)
    switch self {
    case .rate: return value > 0 && value <= 10 ? .change(.rate(value)) : nil
    case .beta: return value <= 1e6 ? .change(.beta(value)) : nil
    case .freeNats: return value <= 1e6 ? .change(.freeNats(value)) : nil
    case .warmup: return whole.flatMap { $0 <= 1_000_000 ? .change(.warmup($0)) : nil }
    case .epochs: return whole.flatMap { (1...10_000_000).contains($0) ? .change(.epochs($0)) : nil }
    case .latents:
      guard let whole, (1...256).contains(whole) else { return nil }
      settings.latents = whole
    case .sigma:
      guard value > 0, case .gaussian(_, let isLearned) = settings.law else { return nil }
      settings.law = .gaussian(deviation: value, isLearned: isLearned)
    case .draws:
      guard let whole, (1...1000).contains(whole) else { return nil }
      return draws(whole, settings)
    case .batch:
      guard let whole, (1...65536).contains(whole) else { return nil }
      settings.batch = whole
    case .hidden, .nets, .activation, .law, .sigmaIsLearned, .objective, .conditional, .pace: return nil
    }
    return settings == subject.settings ? .stay : .begin(settings)
  }

  /// What a number has to be, in words.
  private var wanted: String {
    switch self {
    case .rate: "above 0 and at most 10, such as 1e-3"
    case .epochs: "a whole number from 1"
    case .warmup: "a whole number from 0"
    case .latents: "a whole number from 1 to 256"
    case .hidden: "widths from 1 to 8192, such as 128,64"
    case .sigma: "a positive number"
    case .draws: "a whole number from 1 to 1000"
    case .batch: "a whole number from 1 to 65536"
    default: "0 or a positive number"
    }
  }

  private func hidden(_ widths: [Int], _ settings: AutoencoderSettings) -> VAESettingsForm.Outcome {
    var settings = settings
    (settings.encoder, settings.decoder) = (widths, widths.reversed())
    return .begin(settings)
  }

  private func draws(_ count: Int, _ settings: AutoencoderSettings) -> VAESettingsForm.Outcome {
    var settings = settings
    switch settings.objective {
    case .bound: return .stay
    case .importance: settings.objective = .importance(draws: count)
    case .doublyReparameterized: settings.objective = .doublyReparameterized(draws: count)
    }
    return .begin(settings)
  }

  /// The next law that the data allow.
  private func law(
    by places: Int, _ settings: AutoencoderSettings, _ subject: VAESettingsForm.Subject
  ) -> AutoencoderSettings.Law {
    guard subject.isBinary != nil else { return settings.law }
    let gaussian = AutoencoderSettings.Law.gaussian(
      deviation: subject.data.pooledDeviation, isLearned: true)
    let laws = [AutoencoderSettings.Law.bernoulli, .continuousBernoulli, gaussian]
    return laws.neighbour(of: settings.law.isGaussian ? gaussian : settings.law, by: places)
  }

  private static let rates: [Double] = [
    1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1,
  ]
  private static let betas: [Double] = [0, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64]
  private static let nats: [Double] = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
  private static let passes: [Double] = [0, 1, 2, 5, 10, 20, 40, 100, 200, 400, 1000, 2000, 5000, 10_000]
  private static let widths: [Double] = [4, 8, 16, 32, 64, 128, 256, 400, 512, 1024]
  private static let deviations: [Double] = [
    1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
  ]
  private static let counts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
  private static let batches: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]

  /// The next rung of a ladder up or down.
  private static func rung(from value: Double, by places: Int, of ladder: [Double]) -> Double {
    let index =
      places > 0
      ? ladder.firstIndex { $0 > value } ?? ladder.count - 1
      : ladder.lastIndex { $0 < value } ?? 0
    return ladder[index]
  }
}

extension AutoencoderSettings {
  /// Climbs another objective from the start. Importance weights leave no room for anything but the bound.
  fileprivate mutating func climb(_ name: String) {
    let draws = objective == .bound ? 10 : objective.draws
    switch name {
    case "iwae": objective = .importance(draws: draws)
    case "dreg": objective = .doublyReparameterized(draws: draws)
    default: objective = .bound
    }
    if objective != .bound { (beta, warmup, freeNats) = (1, 0, 0) }
  }
}
