import CellGrid

/// The help: the key table, searchable.
struct HelpPage: Sendable {
  /// What was typed to search for.
  var search = TextField()
  /// How many lines are scrolled away.
  var scroll = 0

  /// The lines that match the search: headings and bindings.
  var lines: [Line] {
    KeyBinding.Topic.allCases.flatMap { topic -> [Line] in
      let found = KeyTable.bindings.filter { $0.topic == topic && matches($0) }
      return found.isEmpty ? [] : [.heading(topic.rawValue)] + found.map(Line.binding)
    }
  }

  enum Line: Hashable, Sendable {
    case heading(String)
    case binding(KeyBinding)
  }

  /// Takes a key, on a screen that shows `visible` lines of the page; false if the page should close.
  mutating func take(_ key: Key, visible: Int) -> Bool {
    defer { scroll = max(0, min(scroll, lines.count - visible)) }
    switch key {
    case .escape, .function(1): return false
    case .down: scroll += 1
    case .up: scroll -= 1
    case .pageDown: scroll += 10
    case .pageUp: scroll -= 10
    case .character("q") where search.text.isEmpty, .character("?") where search.text.isEmpty: return false
    default: if search.take(key) { scroll = 0 }
    }
    return true
  }

  private func matches(_ binding: KeyBinding) -> Bool {
    let wanted = search.text.lowercased()
    return wanted.isEmpty || binding.help.lowercased().contains(wanted)
      || binding.keys.contains { $0.name?.lowercased() == wanted }
  }
}
