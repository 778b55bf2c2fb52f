import CellGrid

extension KeyScript.Command {
  /// The command that a line says; nil if it says none.
  init?(_ line: Substring) {
    var rest = Words(line)
    let first = rest.next()
    guard first != "wait" else {
      let word = rest.next()
      guard rest.isEmpty else { return nil }
      if word == "settled" {
        self = .waitUntilSettled
      } else {
        guard let step = Int(word), step >= 0 else { return nil }
        self = .waitForStep(step)
      }
      return
    }
    var (verb, moment): (Substring, KeyScript.Moment?) = (first, nil)
    if first == "at" {
      var when = KeyScript.Moment()
      verb = rest.next()
      repeat {
        guard let following = when.take(verb, next: { rest.next() }) else { return nil }
        verb = following
      } while !KeyScript.Command.verbs.contains(verb)
      moment = when
    }
    switch verb {
    case "key":
      guard let key = Key(named: String(rest.next())), rest.isEmpty else { return nil }
      self = .key(key, at: moment)
    case "paste":
      guard !rest.text.isEmpty else { return nil }
      self = .key(.paste(String(rest.text)), at: moment)
    case "mouse":
      guard let action = MouseEvent.Action(named: rest.next()), let x = Int(rest.next()),
        let y = Int(rest.next()),
        rest.isEmpty
      else { return nil }
      self = .key(.mouse(MouseEvent(action, at: Point(x, y))), at: moment)
    case "resize":
      guard let size = Size(String(rest.next())), rest.isEmpty else { return nil }
      self = .resize(size, at: moment)
    case "tick" where moment == nil:
      guard let count = Int(rest.next()), (1...KeyScript.mostTicks).contains(count), rest.isEmpty else {
        return nil
      }
      self = .tick(count)
    case "outcome":
      switch rest.next() {
      case "exists" where rest.isEmpty: self = .outcome(.exists)
      case "failed" where !rest.isEmpty: self = .outcome(.failed(String(rest.text)))
      default: return nil
      }
    default:
      return nil
    }
  }

  /// The name of no key that a line has where a key should be named; nil where that is not what is wrong with it.
  static func unknownKey(in line: Substring) -> Substring? {
    let words = line.split(separator: " ")
    guard let place = words.lastIndex(of: "key"), words.count == place + 2,
      Key(named: String(words[place + 1])) == nil
    else { return nil }
    return words[place + 1].prefix(40)
  }

  /// The line that says it; nil for a paste of nothing, which does nothing. A paste is written without its line ends, which no
  /// field takes.
  public var text: String? {
    switch self {
    case .waitForStep(let step): return "wait \(step)"
    case .waitUntilSettled: return "wait settled"
    case .tick(let count): return "tick \(count)"
    case .resize(let size, let moment): return "\(prefix(moment))resize \(size.width)x\(size.height)"
    case .key(.paste(let text), let moment):
      let line = text.filter { !$0.isNewline }
      return line.isEmpty ? nil : "\(prefix(moment))paste \(line)"
    case .key(.mouse(let event), let moment):
      return "\(prefix(moment))mouse \(event.action.name) \(event.position.x) \(event.position.y)"
    case .key(let key, let moment):
      return key.name.map { "\(prefix(moment))key \($0)" }
    case .outcome(.exists): return "outcome exists"
    case .outcome(.failed(let sentence)): return "outcome failed \(sentence.filter { !$0.isNewline })"
    }
  }

  /// What may follow upon a moment.
  private static var verbs: Set<Substring> { ["key", "paste", "mouse", "resize"] }

  private func prefix(_ moment: KeyScript.Moment?) -> String { moment?.prefix ?? "" }
}

/// The words of a line, one after another; one blank ends a word, so that pasted text keeps those it begins with.
private struct Words {
  private(set) var text: Substring

  init(_ line: Substring) { text = line }

  /// Whether only blanks are left.
  var isEmpty: Bool { text.allSatisfy { $0 == " " } }

  /// The next word, without the blanks before it and the one after it; empty at the end.
  mutating func next() -> Substring {
    let start = text.drop { $0 == " " }
    let word = start.prefix { $0 != " " }
    text = start.dropFirst(word.count).dropFirst()
    return word
  }
}

extension MouseEvent.Action {
  private static let names: [(String, MouseEvent.Action)] = [
    ("press", .press), ("drag", .drag), ("release", .release), ("wheel-up", .wheelUp),
    ("wheel-down", .wheelDown),
  ]

  /// As a script writes it.
  fileprivate var name: String { MouseEvent.Action.names.first { $0.1 == self }?.0 ?? "" }

  fileprivate init?(named name: Substring) {
    guard let match = MouseEvent.Action.names.first(where: { $0.0 == name }) else { return nil }
    self = match.1
  }
}
