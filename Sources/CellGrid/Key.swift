/// Something a person did at the terminal.
public enum Key: Hashable, Sendable {
  /// A printable character, upper and lower case told apart; Space is `" "`.
  case character(Character)
  /// Ctrl with a lower-case letter, such as `p` for Ctrl-P.
  case control(Character)
  /// Named keys.
  case enter, escape, tab, backTab, backspace, delete, insert
  /// Arrows.
  case up, down, left, right
  /// The editing block.
  case home, end, pageUp, pageDown
  /// F1 to F12.
  case function(Int)
  /// Text pasted in one piece, at most `Key.longestPaste` characters of it.
  case paste(String)
  /// The mouse.
  case mouse(MouseEvent)

  /// Pasted text is cut after this many characters.
  public static let longestPaste = 65_536
}

/// A mouse button going down, moving while held, going up, or the wheel.
public struct MouseEvent: Hashable, Sendable {
  /// What happened.
  public enum Action: Hashable, Sendable {
    /// The left button went down.
    case press
    /// The mouse moved with the left button held.
    case drag
    /// The left button went up.
    case release
    /// The wheel turned away from the hand.
    case wheelUp
    /// The wheel turned towards the hand.
    case wheelDown
  }

  /// What happened.
  public var action: Action
  /// Over which cell.
  public var position: Point

  /// `action` over the cell at `position`.
  public init(_ action: Action, at position: Point) {
    self.action = action
    self.position = position
  }
}

extension Key {
  /// The name that key scripts and help use: `a`, `Space`, `Enter`, `Ctrl-P`, `F2`; nil for paste and mouse.
  public var name: String? {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "Ctrl-\(letter.uppercased())"
    case .function(let number): "F\(number)"
    case .paste, .mouse: nil
    default: Key.named.first { $0.key == self }?.name
    }
  }

  /// The key of that name, as `name` gives it; nil if there is none.
  public init?(named name: String) {
    if let match = Key.named.first(where: { $0.name == name }) {
      self = match.key
    } else if name.count == 1, let character = name.first {
      self = .character(character)
    } else if name.hasPrefix("Ctrl-"), name.count == 6, let letter = name.lowercased().last {
      self = .control(letter)
    } else if name.hasPrefix("F"), let number = Int(name.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// Whether a terminal sends it as a key of its own: Ctrl-H, Ctrl-I, Ctrl-J and Ctrl-M arrive as Backspace, Tab and Enter, Ctrl
  /// with what is no letter as something else, and a character has to be one that is seen, in one column.
  public var canBeSent: Bool {
    switch self {
    case .character(let character):
      character.unicodeScalars.count == 1 && character.unicodeScalars.allSatisfy(\.isOneColumnWide)
    case .control(let letter): ("a"..."z").contains(letter) && !"hijm".contains(letter)
    case .function(let number): (1...12).contains(number)
    case .paste, .mouse: false
    default: true
    }
  }

  private static let named: [(name: String, key: Key)] = [
    ("Space", .character(" ")), ("Enter", .enter), ("Esc", .escape), ("Tab", .tab),
    ("Shift-Tab", .backTab), ("Backspace", .backspace), ("Delete", .delete), ("Insert", .insert),
    ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end),
    ("PageUp", .pageUp), ("PageDown", .pageDown),
  ]
}
