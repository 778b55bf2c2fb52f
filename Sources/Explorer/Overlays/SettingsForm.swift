import CellGrid
import LatentModels
import NumericCore

/// The settings of the EM lab as a form: arrows change a value at once, digits type one and Enter takes it.
///
/// Which lines it has depends on the model and the method: nothing is shown that changes nothing.
struct SettingsForm: Sendable {
  /// What a key led to.
  enum Outcome: Hashable, Sendable {
    case stay
    case close
    case change(EMChange)
    /// Another model, by its place among those that the data allow.
    case model(EMPlan)
    case setStarts(Int)
    case movePlane(Int)
    case movePace(Int)
  }

  /// What the form is about.
  struct Subject: Sendable {
    /// The model and its settings as they are.
    let plan: EMPlan
    /// The models that the data allow.
    let choices: [EMPlan]
    /// Columns of the data.
    let dimensions: Int
    /// How many starts the study of starts makes.
    let starts: Int
    /// How many planes the plot can show.
    let planes: Int
  }

  /// The line that keys act on.
  var field = SettingsField.components
  /// A number being typed.
  var entry: TextField?
  /// What is wrong with it.
  var complaint: String?

  mutating func take(_ key: Key, _ subject: Subject) -> Outcome {
    let fields = SettingsField.fields(of: subject)
    if !fields.contains(field) { (field, entry) = (fields[0], nil) }
    if entry != nil, let outcome = takeWhileTyping(key, subject) { return outcome }
    complaint = nil
    switch key {
    case .escape, .function(2), .character("q"): return .close
    case .up, .character("k"), .backTab: field = fields.neighbour(of: field, by: -1)
    case .down, .character("j"), .tab: field = fields.neighbour(of: field, by: 1)
    case .home: field = fields[0]
    case .end: field = fields[fields.count - 1]
    case .left, .character("h"), .character("-"), .character("<"): return field.stepped(by: -1, subject)
    case .right, .character("l"), .character("+"), .character(">"), .character(" "):
      return field.stepped(by: 1, subject)
    case .enter where field.isNumber: entry = TextField(field.text(subject))
    case .enter: return field.stepped(by: 1, subject)
    case .character(let digit) where field.isNumber && (digit.isNumber || digit == "."):
      entry = TextField(String(digit))
    default: break
    }
    return .stay
  }

  private mutating func takeWhileTyping(_ key: Key, _ subject: Subject) -> Outcome? {
    switch key {
    case .escape:
      entry = nil
      complaint = nil
      return .stay
    case .enter:
      switch field.typed(entry?.text ?? "", subject) {
      case .success(let outcome):
        entry = nil
        return outcome
      case .failure(let fault):
        complaint = fault.sentence
        return .stay
      }
    case .up, .down, .tab, .backTab:
      entry = nil
      return nil
    default:
      _ = entry?.take(key)
      complaint = nil
      return .stay
    }
  }
}
