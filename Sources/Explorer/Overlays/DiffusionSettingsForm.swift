import LatentModels
import NumericCore
import PlotKit

/// The settings of the diffusion lab as a form: what changes while training goes on, what films are made of, then what starts the
/// training anew.
struct DiffusionSettingsForm: LabForm {
  /// What a key led to.
  enum Outcome: FormOutcome {
    case stay
    case close
    /// A change of the training as it goes.
    case change(DiffusionChange)
    /// Other films.
    case film(FilmRequest)
    /// Other settings, from the start.
    case begin(DiffusionSettings)
    case movePace(Int)
  }

  /// What the form is about.
  struct Subject: Sendable {
    /// The settings as they will be once what was asked for is done.
    let settings: DiffusionSettings
    /// What the next film is to be.
    let request: FilmRequest
    /// The table.
    let data: DataTable
    /// How fast a playing run goes.
    let pace: Pace

    init(_ lab: DiffusionLab) {
      settings = lab.newestSettings
      request = lab.request
      data = lab.data
      pace = lab.pace
    }
  }

  /// A line of the form.
  enum Field: Int, CaseIterable, FormField {
    case rate, steps, filmSteps, filmRows, schedule, levels, objective, weight, hidden, blocks, batch,
      average,
      conditional, pace
  }

  /// The line that keys act on.
  var field = Field.rate
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?
}

extension DiffusionSettingsForm.Field {
  /// The lines that a form about `subject` has.
  static func fields(of subject: DiffusionSettingsForm.Subject) -> [Self] {
    allCases.filter { $0 != .conditional || subject.data.labels?.levels.count ?? 0 > 1 }
  }

  var title: String {
    switch self {
    case .rate: "rate of Adam"
    case .steps: "training steps"
    case .filmSteps: "sampling steps"
    case .filmRows: "sampled rows"
    case .schedule: "noise schedule"
    case .levels: "levels T"
    case .objective: "net says"
    case .weight: "loss weight"
    case .hidden: "hidden units"
    case .blocks: "residual blocks"
    case .batch: "batch"
    case .average: "EMA"
    case .conditional: "told the label"
    case .pace: "speed"
    }
  }

  var help: String {
    switch self {
    case .rate: "at the start; it falls to 0 by the last step"
    case .steps: "the minibatch after which training ends"
    case .filmSteps: "of the T levels, spread evenly"
    case .filmRows: "drawn from noise together"
    case .schedule: "linear, cosine, sigmoid, vp; starts anew"
    case .levels: "T; starts anew"
    case .objective: "eps, x0 or v; starts anew"
    case .weight: "of the levels; starts anew"
    case .hidden: "width of the net; starts anew"
    case .blocks: "x + act(linear x); starts anew"
    case .batch: "rows of a minibatch; starts anew"
    case .average: "kept of the average a step; starts anew"
    case .conditional: "left out 1 in 10; starts anew"
    case .pace: "how fast a run trains"
    }
  }

  /// Whether its value is a number that can be typed.
  var isNumber: Bool {
    switch self {
    case .schedule, .objective, .weight, .conditional, .pace: false
    default: true
    }
  }

  func text(_ subject: DiffusionSettingsForm.Subject) -> String {
    let (settings, request) = (subject.settings, subject.request)
    return switch self {
    case .rate: shortNumber(settings.rate)
    case .steps: String(settings.steps)
    case .filmSteps: String(request.steps)
    case .filmRows: String(request.count)
    case .schedule: settings.schedule.name
    case .levels: String(settings.levels)
    case .objective: settings.objective.rawValue
    case .weight: settings.weight.name
    case .hidden: String(settings.hidden)
    case .blocks: String(settings.blocks)
    case .batch: String(settings.batch)
    case .average: shortNumber(settings.averageDecay)
    case .conditional: settings.isConditional ? "yes" : "no"
    case .pace: subject.pace.stepsName
    }
  }

  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: DiffusionSettingsForm.Subject) -> DiffusionSettingsForm.Outcome {
    var settings = subject.settings
    switch self {
    case .schedule:
      settings.schedule = Self.schedules.neighbour(of: settings.schedule, by: places)
    case .objective:
      settings.objective = DiffusionSettings.Objective.allCases.neighbour(of: settings.objective, by: places)
    case .weight: settings.weight = Self.weights.neighbour(of: settings.weight, by: places)
    case .conditional: settings.isConditional.toggle()
    case .pace: return .movePace(places)
    default:
      let next = Self.rung(from: number(of: subject), by: places, of: ladder)
      return taking(next, subject) ?? .stay
    }
    return .begin(settings)
  }

  /// What a typed number leads to.
  func typed(
    _ text: String, _ subject: DiffusionSettingsForm.Subject
  ) -> Result<DiffusionSettingsForm.Outcome, FormFault> {
    guard let value = Double(text), value.isFinite, let outcome = taking(value, subject) else {
      return .failure(FormFault(sentence: wanted(subject)))
    }
    return .success(outcome)
  }

  private func number(of subject: DiffusionSettingsForm.Subject) -> Double {
    Double(text(subject)) ?? 0
  }

  /// What the value leads to; nil where it cannot be taken.
  private func taking(
    _ value: Double, _ subject: DiffusionSettingsForm.Subject
  ) -> DiffusionSettingsForm.Outcome? {
    var (settings, request) = (subject.settings, subject.request)
    func whole(_ range: ClosedRange<Int>) -> Int? {
      Int(exactly: value).flatMap { range.contains($0) ? $0 : nil }
    }
    switch self {
    case .rate: return value > 0 && value <= 10 ? .change(.rate(value)) : nil
    case .steps: return whole(1...1_000_000_000).map { .change(.steps($0)) }
    case .filmSteps:
      guard let steps = whole(1...settings.levels) else { return nil }
      request.steps = steps
      return .film(request)
    case .filmRows:
      guard let count = whole(1...10_000) else { return nil }
      request.count = count
      return .film(request)
    case .levels:
      guard let levels = whole(1...100_000) else { return nil }
      settings.levels = levels
    case .hidden:
      guard let hidden = whole(1...8192) else { return nil }
      settings.hidden = hidden
    case .blocks:
      guard let blocks = whole(0...64) else { return nil }
      settings.blocks = blocks
    case .batch:
      guard let batch = whole(1...65536) else { return nil }
      settings.batch = batch
    case .average:
      guard value >= 0, value < 1 else { return nil }
      settings.averageDecay = value
    case .schedule, .objective, .weight, .conditional, .pace: return nil
    }
    return settings == subject.settings ? .stay : .begin(settings)
  }

  /// What a number has to be, in words.
  private func wanted(_ subject: DiffusionSettingsForm.Subject) -> String {
    switch self {
    case .rate: "above 0 and at most 10, such as 1e-3"
    case .filmSteps: "a whole number from 1 to \(subject.settings.levels)"
    case .filmRows: "a whole number from 1 to 10000"
    case .levels: "a whole number from 1 to 100000"
    case .hidden: "a whole number from 1 to 8192"
    case .blocks: "a whole number from 0 to 64"
    case .batch: "a whole number from 1 to 65536"
    case .average: "from 0 to below 1, such as 0.999"
    default: "a whole number from 1"
    }
  }

  private static let schedules: [NoiseSchedule.Kind] = [.linear, .cosine, .sigmoid, .variancePreserving]
  private static let weights: [DiffusionSettings.Weight] = [
    .simple, .bound, .minimumRatio(5), .preconditioned,
  ]

  private var ladder: [Double] {
    switch self {
    case .rate: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 1e-2, 3e-2]
    case .steps: [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000]
    case .filmSteps: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    case .filmRows: [1, 10, 20, 40, 60, 100, 200, 500, 1000, 2000, 5000, 10_000]
    case .levels: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    case .hidden: [16, 32, 64, 96, 128, 192, 256, 384, 512, 1024]
    case .blocks: [0, 1, 2, 3, 4, 5, 6, 8]
    case .batch: [16, 32, 64, 128, 256, 512, 1024, 2048]
    case .average: [0, 0.9, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999]
    default: []
    }
  }

  /// The next rung of a ladder up or down.
  private static func rung(from value: Double, by places: Int, of ladder: [Double]) -> Double {
    let index =
      places > 0
      ? ladder.firstIndex { $0 > value } ?? ladder.count - 1
      : ladder.lastIndex { $0 < value } ?? 0
    return ladder.indices.contains(index) ? ladder[index] : value
  }
}
