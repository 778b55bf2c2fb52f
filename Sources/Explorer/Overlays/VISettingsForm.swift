import LatentModels
import NumericCore

/// The settings of the variational lab as a form.
struct VISettingsForm: LabForm {
  /// What a key led to.
  enum Outcome: FormOutcome {
    case stay
    case close
    case change(VariationalChange)
    case model(VariationalPlan)
    case moveFamily(Int)
    case moveUpdate(Int)
    case turnDial(Int)
    case moveUnit(Int)
    case showUnit(Int)
    case movePace(Int)
  }

  /// What the form is about.
  struct Subject: Sendable {
    /// The model and its settings as they are.
    let plan: VariationalPlan
    /// The models that the data allow.
    let choices: [VariationalPlan]
    /// What is drawn of the fit; nil before it has reported.
    let portrait: VariationalPortrait?
    /// How fast a playing run goes.
    let pace: Pace
    /// The unit whose laws are drawn.
    let unit: Int

    init(_ lab: VILab) {
      plan = lab.newestPlan
      choices = lab.choices
      portrait = lab.run.portrait
      pace = lab.pace
      unit = lab.unit
    }
  }

  /// A line of the form.
  enum Field: Int, CaseIterable, FormField {
    case model, family, update, draws, components, covariance, tolerance, dial, parallel, unit, pace
  }

  /// The line that keys act on.
  var field = Field.family
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?
}

extension VISettingsForm.Field {
  /// The lines that a form about `subject` has.
  static func fields(of subject: VISettingsForm.Subject) -> [Self] {
    allCases.filter { $0.applies(to: subject) }
  }

  private func applies(to subject: VISettingsForm.Subject) -> Bool {
    let method = subject.plan.settings?.method
    switch self {
    case .model: return subject.choices.contains { $0.summary != subject.plan.summary }
    case .family: return subject.plan.familyName != nil
    case .tolerance: return subject.plan.tolerance != nil
    case .components, .covariance: return subject.plan.mixtureSettings != nil
    case .update: if case .gaussian = method { return true }
    case .draws: return method?.draws != nil
    case .dial: return subject.portrait?.dial != nil
    case .parallel: if case .pitchfork = subject.portrait?.picture { return true }
    case .unit: return subject.portrait?.unitCount ?? 0 > 1 && subject.portrait?.scalar != nil
    case .pace: return true
    }
    return false
  }

  var title: String {
    switch self {
    case .model: "model"
    case .family: "family of q"
    case .update: "update"
    case .draws: "draws"
    case .components: "components K"
    case .covariance: "covariance family"
    case .tolerance: "tolerance"
    case .dial: "dial"
    case .parallel: "factors"
    case .unit: "unit"
    case .pace: "speed"
    }
  }

  var help: String {
    switch self {
    case .model: "another model starts anew; back to go back"
    case .family: "what q is chosen from; exact is EM"
    case .update: "how the m and s of a unit are found"
    case .draws: "of each latent, in each E-step"
    case .components: "of the mixture"
    case .covariance: "full, tied, diag or spherical"
    case .tolerance: "converged below this change of F per row"
    case .dial: "what the target depends on"
    case .parallel: "updated in turn, or both at once"
    case .unit: "whose laws are drawn, counted from 1"
    case .pace: "how fast a run plays"
    }
  }

  /// Whether its value is a number that can be typed.
  var isNumber: Bool {
    switch self {
    case .draws, .components, .tolerance, .dial, .unit: true
    case .model, .family, .covariance, .update, .parallel, .pace: false
    }
  }

  func number(_ subject: VISettingsForm.Subject) -> String {
    self == .unit ? String(subject.unit + 1) : text(subject)
  }

  func text(_ subject: VISettingsForm.Subject) -> String {
    let method = subject.plan.settings?.method
    switch self {
    case .model: return subject.plan.summary.title
    case .family: return subject.plan.familyName ?? ""
    case .update: if case .gaussian(let update) = method { return update.name }
    case .draws: return method?.draws.map { String($0) } ?? ""
    case .components: return subject.plan.mixtureSettings.map { String($0.components) } ?? ""
    case .covariance: return subject.plan.mixtureSettings?.family.rawValue ?? ""
    case .tolerance: return subject.plan.tolerance.map { shortNumber($0) } ?? ""
    case .dial: return subject.portrait?.dial.map { shortNumber($0.value) } ?? ""
    case .parallel:
      if case .pitchfork(let fork) = subject.portrait?.picture {
        return fork.isParallel ? "at once" : "in turn"
      }
    case .unit: return subject.portrait?.scalar?.name ?? String(subject.unit + 1)
    case .pace: return subject.pace.name
    }
    return ""
  }

  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: VISettingsForm.Subject) -> VISettingsForm.Outcome {
    switch self {
    case .model:
      let name = subject.choices.map(\.summary.name).neighbour(of: subject.plan.summary.name, by: places)
      return subject.choices.first { $0.summary.name == name }.map { .model($0) } ?? .stay
    case .family: return .moveFamily(places)
    case .update, .parallel: return .moveUpdate(places)
    case .draws:
      guard var method = subject.plan.settings?.method, let draws = method.draws else { return .stay }
      let next = places > 0 ? draws * 2 : max(1, draws / 2)
      guard next <= Self.mostDraws, next != draws else { return .stay }
      method.draws = next
      return .change(.method(method))
    case .components:
      guard let count = subject.plan.mixtureSettings?.components, count + places > 0 else { return .stay }
      return .change(.components(count + places))
    case .covariance:
      guard let family = subject.plan.mixtureSettings?.family else { return .stay }
      return .change(.family(CovarianceFamily.allCases.neighbour(of: family, by: places)))
    case .tolerance:
      let tolerance = subject.plan.tolerance ?? 0
      let next = tolerance == 0 ? (places > 0 ? 1e-12 : 0) : places > 0 ? tolerance * 10 : tolerance / 10
      return .change(.tolerance(next < 1e-13 ? 0 : min(next, 1)))
    case .dial: return .turnDial(places)
    case .unit: return .moveUnit(places)
    case .pace: return .movePace(places)
    }
  }

  private static var mostDraws: Int { 100_000 }

  /// What a typed number leads to.
  func typed(
    _ text: String, _ subject: VISettingsForm.Subject
  ) -> Result<VISettingsForm.Outcome, FormFault> {
    taken(text, subject).map { .success($0) } ?? .failure(FormFault(sentence: wanted(subject)))
  }

  /// What a typed number leads to; nil where it cannot be taken.
  private func taken(_ text: String, _ subject: VISettingsForm.Subject) -> VISettingsForm.Outcome? {
    switch self {
    case .draws:
      guard var method = subject.plan.settings?.method, let draws = Int(text),
        (1...Self.mostDraws).contains(draws)
      else { return nil }
      method.draws = draws
      return .change(.method(method))
    case .components:
      guard let count = Int(text), (1...MixtureSettings.mostComponents).contains(count) else { return nil }
      return .change(.components(count))
    case .tolerance:
      guard let tolerance = Double(text), (0...1).contains(tolerance) else { return nil }
      return .change(.tolerance(tolerance))
    case .dial:
      guard let value = Double(text), let dial = subject.portrait?.dial, dial.range.contains(value) else {
        return nil
      }
      return .change(.dial(value))
    case .unit:
      guard let unit = Int(text), (1...max(1, subject.portrait?.unitCount ?? 1)).contains(unit) else {
        return nil
      }
      return .showUnit(unit - 1)
    case .model, .family, .covariance, .update, .parallel, .pace: return .stay
    }
  }

  /// What a number has to be, in words.
  private func wanted(_ subject: VISettingsForm.Subject) -> String {
    switch self {
    case .draws: "a whole number from 1 to \(Self.mostDraws)"
    case .components: "a whole number from 1 to \(MixtureSettings.mostComponents)"
    case .dial:
      subject.portrait?.dial.map {
        "from \(shortNumber($0.range.lowerBound)) to \(shortNumber($0.range.upperBound))"
      } ?? ""
    case .unit: "a whole number from 1 to \(subject.portrait?.unitCount ?? 1)"
    default: "from 0 to 1, such as 1e-8"
    }
  }
}
