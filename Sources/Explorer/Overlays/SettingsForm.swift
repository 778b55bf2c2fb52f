import CellGrid
import NumericCore
import LatentModels

/// The settings of the EM lab as a form: arrows change a value at once, digits type one and Enter takes it.
struct SettingsForm: Sendable {
  /// A line of the form.
  enum Field: Int, CaseIterable, Sendable {
    case components, family, start, ridge, tolerance, plane, pace

    var title: String {
      switch self {
      case .components: "components K"
      case .family: "covariance family"
      case .start: "start"
      case .ridge: "ridge"
      case .tolerance: "tolerance"
      case .plane: "axes"
      case .pace: "speed"
      }
    }

    var help: String {
      switch self {
      case .components: "more splits the widest, fewer merges two"
      case .family: "full, tied, diag or spherical"
      case .start: "starts again from there, history kept"
      case .ridge: "added to each variance; 0: maximum likelihood"
      case .tolerance: "converged below this change of l per row"
      case .plane: "columns of the plot, or principal components"
      case .pace: "how fast Space plays"
      }
    }
  }

  /// What a key led to.
  enum Outcome: Hashable, Sendable {
    case stay
    case close
    case change(EMChange)
    case movePlane(Int)
    case movePace(Int)
  }

  /// The line that keys act on.
  var field = Field.components
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?

  mutating func take(_ key: Key, settings: MixtureSettings) -> Outcome {
    if entry != nil, let outcome = takeWhileTyping(key) { return outcome }
    complaint = nil
    switch key {
    case .escape, .function(2), .character("q"): return .close
    case .up, .character("k"): move(by: -1)
    case .down, .character("j"), .tab: move(by: 1)
    case .backTab: move(by: -1)
    case .left, .character("h"), .character("-"), .character("<"): return step(by: -1, settings)
    case .right, .character("l"), .character("+"), .character(">"), .character(" "):
      return step(by: 1, settings)
    case .enter where isNumber: entry = TextField(text(of: field, settings))
    case .enter: return step(by: 1, settings)
    case .character(let digit) where isNumber && (digit.isNumber || digit == "."):
      entry = TextField(String(digit))
    default: break
    }
    return .stay
  }

  /// A setting as text.
  func text(of field: Field, _ settings: MixtureSettings) -> String {
    switch field {
    case .components: String(settings.components)
    case .family: settings.family.rawValue
    case .start: settings.start.name
    case .ridge: shortNumber(settings.ridge)
    case .tolerance: shortNumber(settings.tolerance)
    case .plane, .pace: ""
    }
  }

  private var isNumber: Bool { [.components, .ridge, .tolerance].contains(field) }

  private mutating func move(by places: Int) {
    field = Field.allCases.neighbour(of: field, by: places)
  }

  private mutating func takeWhileTyping(_ key: Key) -> Outcome? {
    switch key {
    case .escape:
      entry = nil
      complaint = nil
      return .stay
    case .enter:
      return finishTyping()
    case .up, .down, .tab, .backTab:
      entry = nil
      return nil
    default:
      _ = entry?.take(key)
      complaint = nil
      return .stay
    }
  }

  private mutating func finishTyping() -> Outcome {
    let text = entry?.text ?? ""
    switch field {
    case .components:
      guard let count = Int(text), (1...MixtureSettings.mostComponents).contains(count) else {
        complaint = "a whole number from 1 to \(MixtureSettings.mostComponents)"
        return .stay
      }
      entry = nil
      return .change(.components(count))
    default:
      guard let value = Double(text), value.isFinite, value >= 0 else {
        complaint = "0 or a positive number, such as 1e-6"
        return .stay
      }
      entry = nil
      return .change(field == .ridge ? .ridge(value) : .tolerance(value))
    }
  }

  private func step(by places: Int, _ settings: MixtureSettings) -> Outcome {
    switch field {
    case .components:
      let count = settings.components + places
      return (1...MixtureSettings.mostComponents).contains(count) ? .change(.components(count)) : .stay
    case .family:
      return .change(.family(CovarianceFamily.allCases.neighbour(of: settings.family, by: places)))
    case .start:
      let starts: [MixtureStart] = [.kMeansPlusPlus, .random]
      return .change(.start(starts.neighbour(of: settings.start, by: places)))
    case .ridge: return .change(.ridge(stepped(settings.ridge, by: places)))
    case .tolerance: return .change(.tolerance(stepped(settings.tolerance, by: places)))
    case .plane: return .movePlane(places)
    case .pace: return .movePace(places)
    }
  }

  /// The next power of ten up or down; from 0 up to 1e-9, and from there down to 0.
  private func stepped(_ value: Double, by places: Int) -> Double {
    let ladder: [Double] = [
      0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6,
    ]
    let index =
      places > 0
      ? ladder.firstIndex { $0 > value } ?? ladder.count - 1
      : ladder.lastIndex { $0 < value } ?? 0
    return ladder[index]
  }
}
