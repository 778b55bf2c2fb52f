import CellGrid

/// A line of a form of settings: a value that arrows change, and digits where it is a number.
protocol FormField: Hashable, Sendable {
  /// What the form is about.
  associatedtype Subject
  /// What a key leads to.
  associatedtype Outcome: FormOutcome

  /// The lines that a form about `subject` has, at least one.
  static func fields(of subject: Subject) -> [Self]
  /// What is set.
  var title: String { get }
  /// What that does, in a few words.
  var help: String { get }
  /// Whether its value is a number that can be typed.
  var isNumber: Bool { get }
  /// Its value, for a person.
  func text(_ subject: Subject) -> String
  /// The number that typing begins with.
  func number(_ subject: Subject) -> String
  /// What the next value up or down leads to.
  func stepped(by places: Int, _ subject: Subject) -> Outcome
  /// What a number typed leads to.
  func typed(_ text: String, _ subject: Subject) -> Result<Outcome, FormFault>
}

extension FormField {
  /// Its value as it is shown.
  func number(_ subject: Subject) -> String { text(subject) }
}

/// What a key in a form led to; two things are the same in every form.
protocol FormOutcome: Hashable, Sendable {
  /// The form stays as it is.
  static var stay: Self { get }
  /// The form is left.
  static var close: Self { get }
}

/// Why a number typed cannot be taken.
struct FormFault: Error {
  let sentence: String
}

/// The settings of a lab as a form: arrows change a value at once, digits type one and Enter takes it.
protocol LabForm: Sendable {
  /// The lines.
  associatedtype Field: FormField

  /// The line that keys act on.
  var field: Field { get set }
  /// A number being typed.
  var entry: TextField? { get set }
  /// What is wrong with it.
  var complaint: String? { get set }
}

extension LabForm {
  /// Takes a key.
  mutating func take(_ key: Key, _ subject: Field.Subject) -> Field.Outcome {
    let fields = Field.fields(of: subject)
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
    case .enter where field.isNumber: entry = TextField(field.number(subject), selected: true)
    case .enter: return field.stepped(by: 1, subject)
    case .character(let digit) where field.isNumber && (digit.isNumber || digit == "."):
      entry = TextField(String(digit))
      examine(subject)
    default: break
    }
    return .stay
  }

  /// Says what is wrong with a number while it is typed; an empty line is nothing wrong yet.
  private mutating func examine(_ subject: Field.Subject) {
    complaint = nil
    guard let text = entry?.text, !text.isEmpty, case .failure(let fault) = field.typed(text, subject) else {
      return
    }
    complaint = fault.sentence
  }

  private mutating func takeWhileTyping(_ key: Key, _ subject: Field.Subject) -> Field.Outcome? {
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
      examine(subject)
      return .stay
    }
  }
}
