import CellGrid

/// A line of text being typed, with its insertion point.
struct TextField: Hashable, Sendable {
  /// What stands in it.
  private(set) var text: String
  /// How many characters stand before the insertion point.
  private(set) var insertion: Int

  init(_ text: String = "") {
    self.text = text
    insertion = text.count
  }

  /// Replaces everything, with the insertion point at the end.
  mutating func set(_ text: String) { self = TextField(text) }

  /// Takes a key that edits; false if the key means nothing here.
  mutating func take(_ key: Key) -> Bool {
    switch key {
    case .character(let character):
      insert(String(character))
    case .paste(let pasted):
      insert(pasted.filter { !$0.isNewline })
    case .backspace where insertion > 0:
      text.remove(at: text.index(text.startIndex, offsetBy: insertion - 1))
      insertion -= 1
    case .delete where insertion < text.count:
      text.remove(at: text.index(text.startIndex, offsetBy: insertion))
    case .control("u"):
      set("")
    case .left where insertion > 0:
      insertion -= 1
    case .right where insertion < text.count:
      insertion += 1
    case .home:
      insertion = 0
    case .end:
      insertion = text.count
    case .backspace, .delete, .left, .right:
      break
    default:
      return false
    }
    return true
  }

  /// More than this is not taken.
  private static let longest = 4096

  private mutating func insert(_ new: String) {
    let kept = new.prefix(max(0, TextField.longest - text.count))
    text.insert(contentsOf: kept, at: text.index(text.startIndex, offsetBy: insertion))
    insertion += kept.count
  }
}
