import LatentModels

extension SettingsField {
  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: SettingsForm.Subject) -> SettingsForm.Outcome {
    let plan = subject.plan
    let method = plan.method
    switch self {
    case .model:
      let names = subject.choices.map(\.summary.name)
      let name = names.neighbour(of: plan.summary.name, by: places)
      return subject.choices.first { $0.summary.name == name }.map { .model($0) } ?? .stay
    case .components:
      return whole((plan.mixtureSettings?.components ?? 1) + places, subject)
    case .family:
      let family = plan.mixtureSettings?.family ?? .full
      return .change(.family(CovarianceFamily.allCases.neighbour(of: family, by: places)))
    case .noise: return .change(.noise(plan.mixtureSettings?.hasNoise != true))
    case .start:
      let starts: [MixtureStart] = [.kMeansPlusPlus, .random]
      return .change(.start(starts.neighbour(of: plan.mixtureSettings?.start ?? .kMeansPlusPlus, by: places)))
    case .ridge:
      return .change(.ridge(Self.rung(from: plan.mixtureSettings?.ridge ?? 0, by: places, of: Self.powers)))
    case .latentDimensions:
      return whole((plan.factorSettings?.latentDimensions ?? 1) + places, subject)
    case .expectation:
      let kinds: [ExpectationKind] = [
        .exact, .hard, .monteCarlo(draws: 10), .stochastic, .averaged(draws: 1), .minibatch(rows: 32),
      ]
      let titles = kinds.map(\.title)
      let title = titles.neighbour(of: method.expectation.title, by: places)
      guard let kind = kinds.first(where: { $0.title == title }) else { return .stay }
      return .change(.method(EMMethod(expectation: kind, maximization: method.maximization)))
    case .draws:
      let draws = Self.rung(from: Double(method.expectation.draws ?? 1), by: places, of: Self.counts)
      return whole(Int(draws), subject)
    case .batch:
      return whole(
        Int(Self.rung(from: Double(method.expectation.rows ?? 1), by: places, of: Self.counts)), subject)
    case .maximization:
      let kinds: [MaximizationKind] = [.full, .relaxed(1.5), .squarem]
      let index =
        switch method.maximization {
        case .full: 0
        case .relaxed: 1
        case .squarem: 2
        }
      let kind = kinds[((index + places) % 3 + 3) % 3]
      return .change(.method(EMMethod(expectation: method.expectation, maximization: kind)))
    case .relaxation:
      guard case .relaxed(let factor) = method.maximization else { return .stay }
      let next = ((factor + 0.1 * Double(places)) * 10).rounded() / 10
      return next > 0 && next <= EMMethod.mostRelaxation ? relaxation(next, subject) : .stay
    case .tolerance: return .change(.tolerance(Self.rung(from: plan.tolerance, by: places, of: Self.powers)))
    case .starts: return whole(subject.starts + places, subject)
    case .plane: return .movePlane(places)
    case .pace: return .movePace(places)
    }
  }

  /// What a number typed leads to.
  func typed(
    _ text: String, _ subject: SettingsForm.Subject
  ) -> Result<SettingsForm.Outcome, FormFault> {
    switch self {
    case .components, .latentDimensions, .draws, .batch, .starts:
      let range = range(subject)
      guard let count = Int(text), range.contains(count) else {
        return .failure(FormFault(sentence: "a whole number from \(range.lowerBound) to \(range.upperBound)"))
      }
      return .success(whole(count, subject))
    case .relaxation:
      guard let factor = Double(text), factor > 0, factor <= EMMethod.mostRelaxation else {
        return .failure(
          FormFault(sentence: "above 0 and at most \(Int(EMMethod.mostRelaxation)), such as 1.5"))
      }
      return .success(relaxation(factor, subject))
    default:
      guard let value = Double(text), value.isFinite, value >= 0 else {
        return .failure(FormFault(sentence: "0 or a positive number, such as 1e-6"))
      }
      return .success(.change(self == .ridge ? .ridge(value) : .tolerance(value)))
    }
  }

  /// What a whole number may be.
  private func range(_ subject: SettingsForm.Subject) -> ClosedRange<Int> {
    switch self {
    case .components: 1...MixtureSettings.mostComponents
    case .latentDimensions: 1...max(1, subject.dimensions - 1)
    case .starts: 2...Self.mostStarts
    case .draws: 1...EMMethod.mostDraws
    default: 1...1_000_000
    }
  }

  /// More starts than this are not tried at once.
  static let mostStarts = 1000

  private func whole(_ count: Int, _ subject: SettingsForm.Subject) -> SettingsForm.Outcome {
    guard range(subject).contains(count) else { return .stay }
    var method = subject.plan.method
    switch self {
    case .components: return .change(.components(count))
    case .latentDimensions: return .change(.latentDimensions(count))
    case .starts: return .setStarts(count)
    default: break
    }
    switch method.expectation {
    case .monteCarlo: method.expectation = .monteCarlo(draws: count)
    case .averaged: method.expectation = .averaged(draws: count)
    case .minibatch: method.expectation = .minibatch(rows: count)
    case .exact, .hard, .stochastic: return .stay
    }
    return .change(.method(method))
  }

  private func relaxation(_ factor: Double, _ subject: SettingsForm.Subject) -> SettingsForm.Outcome {
    .change(.method(EMMethod(expectation: subject.plan.method.expectation, maximization: .relaxed(factor))))
  }

  private static let powers: [Double] = [
    0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6,
  ]
  private static let counts: [Double] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
  ]

  /// The next rung of a ladder up or down.
  private static func rung(from value: Double, by places: Int, of ladder: [Double]) -> Double {
    let index =
      places > 0
      ? ladder.firstIndex { $0 > value } ?? ladder.count - 1
      : ladder.lastIndex { $0 < value } ?? 0
    return ladder[index]
  }
}
