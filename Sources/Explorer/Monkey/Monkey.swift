import CellGrid
import NumericCore

/// A hand that does anything at all: keys that mean something and keys that do not, odd pastes, the mouse anywhere, other sizes, time
/// that goes on. The same seed does the same things, and each of them is a line of a key script.
public struct Monkey: Sendable {
  private var random: RandomStream
  /// What is still to come of something that takes several keys, the next last.
  private var planned: [KeyScript.Command] = []
  /// The key that leads back to the lab it is to stay in.
  private let home: Key

  /// A monkey that likes to be in `lab`; sessions of other numbers do other things.
  public init(lab: LabName, seed: UInt64, session: Int = 0) {
    random = RandomStream(seed: seed, purpose: .sampling, row: UInt32(truncatingIfNeeded: session))
    home = KeyTable.standard.binding(for: lab.action)?.keys.first ?? .escape
  }

  /// What it does next.
  public mutating func next() -> KeyScript.Command {
    if let command = planned.popLast() { return command }
    switch random.index(below: 100) {
    case 0..<36: return key(tableKey())
    case 36..<50: return key(one(of: Monkey.editing))
    case 50..<57: return key(.character(Character(Unicode.Scalar(UInt8(33 + random.index(below: 94))))))
    case 57..<59: return key(one(of: Monkey.unknown))
    case 59..<62: return .key(.paste(one(of: Monkey.pastes)), at: nil)
    case 62..<71: return mouse()
    case 71..<74: return .resize(size(), at: nil)
    case 74..<76: return key(home)
    case 76..<82: return begin()
    default: return .tick(1 + random.index(below: 4))
    }
  }

  /// One of the keys of the table; those that end the program, or lead elsewhere, are seldom pressed.
  private mutating func tableKey() -> Key {
    let key = one(of: Monkey.keys)
    switch KeyTable.standard.action(for: key) {
    case .quit, .quitNow: return random.index(below: 12) == 0 ? key : .escape
    case .showEM, .showVI, .showVAE, .showDiffusion, .showLadder, .toggleTour:
      return random.index(below: 4) == 0 ? key : home
    default: return key
    }
  }

  /// A key now, or one typed ahead of the answers to those before.
  private mutating func key(_ key: Key) -> KeyScript.Command {
    .key(key, at: random.index(below: 6) == 0 ? .owing(random.index(below: 3)) : nil)
  }

  private mutating func mouse() -> KeyScript.Command {
    let actions: [MouseEvent.Action] = [.press, .press, .drag, .drag, .release, .wheelUp, .wheelDown]
    let reach = random.index(below: 4) == 0 ? Size(320, 120) : Size(100, 30)
    let place = Point(random.index(below: reach.width + 4) - 2, random.index(below: reach.height + 4) - 2)
    return .key(.mouse(MouseEvent(one(of: actions), at: place)), at: nil)
  }

  /// Most often a size that people have, else any from 1x1 to 200x60.
  private mutating func size() -> Size {
    switch random.index(below: 6) {
    case 0..<3: one(of: [Size(80, 24), Size(100, 30), Size(140, 40), Size(200, 60), Size(60, 18)])
    case 3: Size(1 + random.index(below: 12), 1 + random.index(below: 8))
    default: Size(1 + random.index(below: 200), 1 + random.index(below: 60))
    }
  }

  /// Something that takes several keys, the first of them now.
  private mutating func begin() -> KeyScript.Command {
    var keys: [Key] = []
    switch random.index(below: 7) {
    case 0: keys = ["o", .paste(one(of: Monkey.tables)), "Enter", "Enter"]
    case 1: keys = ["F2"] + (0..<random.index(below: 8)).map { _ in one(of: Monkey.formKeys) } + ["Esc"]
    case 2: keys = [":"] + letters(1 + random.index(below: 4)) + ["Enter"]
    case 3:
      planned = [.key("Enter", at: nil), .key("s", at: nil)]
      if random.index(below: 3) == 0 { planned.insert(.outcome(outcome()), at: 0) }
      return .key("Esc", at: nil)
    case 4: keys = ["x", "Ctrl-U", .paste(one(of: Monkey.exports)), "Enter", "Esc"]
    case 5: keys = ["?"] + letters(random.index(below: 4)) + ["PageDown", "Esc"]
    default:
      let (from, to) = (Point(random.index(below: 90), random.index(below: 28)), random.index(below: 40))
      keys = [
        .mouse(MouseEvent(.press, at: from)),
        .mouse(MouseEvent(.drag, at: Point(from.x + to, from.y + to / 4))),
        .mouse(MouseEvent(.release, at: Point(from.x + to, from.y + to / 4))),
      ]
    }
    planned = keys.dropFirst().reversed().map { .key($0, at: nil) }
    return .key(keys[0], at: nil)
  }

  private mutating func outcome() -> KeyScript.Outcome {
    random.index(below: 2) == 0 ? .exists : .failed("a.safetensors: no room")
  }

  private mutating func letters(_ count: Int) -> [Key] {
    (0..<count).map { _ in .character(Character(Unicode.Scalar(UInt8(97 + random.index(below: 26))))) }
  }

  private mutating func one<Value>(of values: [Value]) -> Value { values[random.index(below: values.count)] }
}

extension Monkey {
  private static let keys = KeyTable.standard.bindings.flatMap(\.keys)
  private static let editing: [Key] = [
    "Enter", "Esc", "Esc", "Tab", "Shift-Tab", "Backspace", "Delete", "Insert", "Up", "Down", "Left", "Right",
    "Home", "End", "PageUp", "PageDown", "Ctrl-U", "Ctrl-W", "Space",
  ]
  private static let formKeys: [Key] = [
    "Up", "Down", "Down", "Left", "Right", "Right", "Enter", "0", "1", "2", "7", ".", "-", "e", "Backspace",
    "Home", "End", "Tab",
  ]
  private static let unknown: [Key] = [
    "F5", "F12", "Ctrl-A", "Ctrl-X", "é", "中", "\u{1F600}", "e\u{301}", "Q",
  ]
  private static let tables = [
    "faithful", "galaxies", "iris", "penguins", "murray", "linkage", "dyestuff", "lsat", "cbpp",
  ]
  private static let exports = ["a.svg", "a.csv", "a.md", "a.json", "a.cast", "a.txt", "a.ansi", "a", "/"]
  private static let pastes = [
    "faithful", "/tmp/", "a\tb  c", "e\u{301}\u{1F600}中\u{200B}\u{202E}", "12", "-1", "1e309", "nan",
    "0x1p-1074",
    String(repeating: "x", count: 5000), "run.safetensors", "99999999999999999999", " ", "\u{FFFD}\u{7F}",
  ]
}
