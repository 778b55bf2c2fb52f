import CellGrid

/// A line of text being typed, with its insertion point.
struct TextField: Hashable, Sendable {
  /// The characters as they were typed. A mark that would merge with the character before it stays one of its own here,
  /// so that the insertion point is always a place between two of them.
  private var characters: [Character]
  /// How many characters stand before the insertion point.
  private(set) var insertion: Int
  /// Whether what is typed next takes the place of all that stands here.
  private var isSelected: Bool

  /// A field with `text`, which what is typed first replaces if it is `selected`, and else follows.
  init(_ text: String = "", selected: Bool = false) {
    characters = Array(text)
    insertion = characters.count
    isSelected = selected
  }

  /// What stands in it.
  var text: String { characters.reduce(into: "") { $0.append($1) } }

  /// Replaces everything, with the insertion point at the end.
  mutating func set(_ text: String) { self = TextField(text) }

  /// The last `width` characters before the insertion point and what follows them, as far as they fit.
  func window(_ width: Int) -> (text: String, insertion: Int) {
    let hidden = max(0, insertion - width)
    return (characters.dropFirst(hidden).prefix(width).reduce(into: "") { $0.append($1) }, insertion - hidden)
  }

  /// Takes a key that edits; false if the key means nothing here.
  mutating func take(_ key: Key) -> Bool {
    if isSelected {
      isSelected = false
      switch key {
      case .character, .paste, .backspace, .delete: set("")
      default: break
      }
    }
    switch key {
    case .character(let character):
      insert([character])
    case .paste(let pasted):
      insert(pasted.filter { !$0.isNewline })
    case .backspace where insertion > 0:
      characters.remove(at: insertion - 1)
      insertion -= 1
    case .delete where insertion < characters.count:
      characters.remove(at: insertion)
    case .control("u"):
      set("")
    case .left where insertion > 0:
      insertion -= 1
    case .right where insertion < characters.count:
      insertion += 1
    case .home:
      insertion = 0
    case .end:
      insertion = characters.count
    case .backspace, .delete, .left, .right:
      break
    default:
      return false
    }
    return true
  }

  /// More than this is not taken.
  private static let longest = 4096

  private mutating func insert(_ new: some Sequence<Character>) {
    let kept = Array(new.prefix(max(0, TextField.longest - characters.count)))
    characters.insert(contentsOf: kept, at: insertion)
    insertion += kept.count
  }
}
