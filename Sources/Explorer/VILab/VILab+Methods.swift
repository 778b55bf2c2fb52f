import Glibc
import LatentModels

extension VILab {
  /// The families of q that a person goes through.
  static let families: [VariationalMethod] =
    [.exact, .gaussian(.coordinate), .twoPart, .grid]
    + VariationalMethod.EncoderKind.allCases.map { .encoder($0) }
    + [.laplace, .importance(draws: 100)]

  /// How a Gaussian of its own is found, in the order that a person goes through.
  static let updates: [VariationalMethod.LawUpdate] = [
    .coordinate, .reparameterised(draws: 8), .scoreFunction(draws: 8),
  ]

  /// The next family of q.
  /// - Returns: nil where the model has none to choose.
  mutating func moveFamily(by places: Int) -> [Effect]? {
    if case .mixtureEncoder(let settings) = newestPlan {
      return change(.mixtureEncoder(MixtureEncoder.allCases.neighbour(of: settings.encoder, by: places)))
    }
    guard let method = newestPlan.settings?.method else { return nil }
    let family = Self.families.first { $0.isSameFamily(as: method) } ?? Self.families[0]
    return change(.method(Self.families.neighbour(of: family, by: places)))
  }

  /// The next update of a Gaussian, or of the factors of a mean field.
  /// - Returns: nil where there is none to choose.
  mutating func moveUpdate(by places: Int) -> [Effect]? {
    if case .pitchfork(let fork) = run.portrait?.picture {
      return change(.parallel(!(newest?.isParallel ?? fork.isParallel)))
    }
    guard case .gaussian(let update) = newestPlan.settings?.method else { return nil }
    let known = Self.updates.first { $0.isSameKind(as: update) } ?? .coordinate
    return change(.method(.gaussian(Self.updates.neighbour(of: known, by: places))))
  }

  /// Turns the dial of a toy target by so many fiftieths of its range.
  /// - Returns: nil where there is none.
  mutating func turnDial(by places: Int) -> [Effect]? {
    guard let dial = run.portrait?.dial else { return nil }
    // Steps of 1, 2 or 5 of some power of ten, at least twenty over the range, on round values.
    let coarse = (dial.range.upperBound - dial.range.lowerBound) / 20
    let power = pow(10, log10(max(coarse, 1e-12)).rounded(.down))
    let step = power * (coarse < 2 * power ? 1 : coarse < 5 * power ? 2 : 5)
    let now = newest?.dial ?? dial.value
    let count = (now / step).rounded() + Double(places)
    // Divided by a whole number, so that the value is a short decimal.
    let round = step < 1 ? count / (1 / step).rounded() : count * step
    let value = min(max(dial.range.lowerBound, round), dial.range.upperBound)
    return value == now ? [] : change(.dial(value))
  }
}

extension VariationalPlan {
  /// What a person's change makes of it.
  mutating func take(_ change: VariationalChange) {
    if case .mixtureEncoder(var mixture) = self {
      switch change {
      case .mixtureEncoder(let encoder): mixture.encoder = encoder
      case .family(let family): mixture.family = family
      case .components(let count): mixture.components = count
      case .tolerance(let tolerance): mixture.tolerance = tolerance
      default: break
      }
      self = .mixtureEncoder(mixture)
      return
    }
    switch change {
    case .method(let method): settings?.method = method
    case .tolerance(let tolerance): settings?.tolerance = tolerance
    default: break
    }
  }

  /// The change that chose the present q; nil where there is nothing to choose.
  var choiceOfLaw: VariationalChange? {
    if case .mixtureEncoder(let settings) = self { return .mixtureEncoder(settings.encoder) }
    return settings.map { .method($0.method) }
  }

  /// What q is chosen from, in a few words; nil where there is nothing to choose.
  var familyName: String? {
    if case .mixtureEncoder(let settings) = self { return settings.encoder.name }
    return settings?.method.family
  }

  /// Whether its law is the exact one, so that it is EM.
  var isExact: Bool {
    if case .mixtureEncoder(let settings) = self { return settings.encoder == .exact }
    return settings?.method == .exact
  }

  /// Whether q is one function of x for all units.
  var hasEncoder: Bool {
    if case .mixtureEncoder(let settings) = self { return settings.encoder != .exact }
    if case .encoder = settings?.method { return true }
    return false
  }

  /// The settings of a mixture under an encoder, where it is one.
  var mixtureSettings: MixtureEncoderSettings? {
    if case .mixtureEncoder(let settings) = self { settings } else { nil }
  }

  /// The tolerance, where there is one to choose.
  var tolerance: Double? { mixtureSettings?.tolerance ?? settings?.tolerance }
}

extension VariationalMethod {
  /// Whether it is of the same family of q, however it is found.
  func isSameFamily(as other: VariationalMethod) -> Bool {
    switch (self, other) {
    case (.gaussian, .gaussian), (.importance, .importance): true
    default: self == other
    }
  }

  /// The family in one or two words.
  var family: String {
    switch self {
    case .exact: "exact"
    case .gaussian: "Gaussian"
    case .twoPart: "two-part"
    case .grid: "grid"
    case .encoder(let kind): "\(kind.rawValue) encoder"
    case .laplace: "Laplace"
    case .importance: "draws"
    }
  }
}

extension VariationalMethod.LawUpdate {
  /// Whether it is the same, whatever the number of draws.
  func isSameKind(as other: Self) -> Bool {
    switch (self, other) {
    case (.coordinate, .coordinate), (.reparameterised, .reparameterised), (.scoreFunction, .scoreFunction):
      true
    default: false
    }
  }

  /// The update in one or two words.
  var name: String {
    switch self {
    case .coordinate: "coordinate"
    case .reparameterised: "gradient"
    case .scoreFunction: "score"
    }
  }
}
