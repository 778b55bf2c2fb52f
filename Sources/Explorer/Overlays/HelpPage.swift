import CellGrid

/// The help: the key table, searchable.
struct HelpPage: Sendable {
  /// The keys that it lists.
  let keys: KeyTable
  /// What was typed to search for.
  var search = TextField()
  /// How many lines are scrolled away.
  var scroll = 0

  /// The lines that match the search: headings and bindings.
  var lines: [Line] {
    KeyBinding.Topic.allCases.flatMap { topic -> [Line] in
      let found = keys.bindings.filter { $0.topic == topic && matches($0) }
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
    case .escape: return false
    case .down: scroll += 1
    case .up: scroll -= 1
    case .pageDown: scroll += 10
    case .pageUp: scroll -= 10
    case _ where closes(key): return false
    default: if search.take(key) { scroll = 0 }
    }
    return true
  }

  /// The keys that open the help or quit close it; a character only where nothing is searched for.
  private func closes(_ key: Key) -> Bool {
    guard let action = keys.action(for: key), action == .showHelp || action == .quit else { return false }
    if case .character = key { return search.text.isEmpty }
    return true
  }

  private func matches(_ binding: KeyBinding) -> Bool {
    let wanted = search.text.lowercased()
    return wanted.isEmpty || binding.help.lowercased().contains(wanted)
      || binding.keys.contains { $0.name?.lowercased() == wanted }
  }
}
