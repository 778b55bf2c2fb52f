import CellGrid

extension KeyTable {
  /// What differs from the standard table as a key log writes it, such as `quit: Q scrub-back: [ Up`; nil where nothing does.
  var changesText: String? {
    let words = changes.flatMap { change in ["\(change.action.name):"] + change.keys.compactMap(\.name) }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The standard table with the changes that such a text says; nil where one of them makes no sense.
  public init?(changesText: String) {
    var changes: [(action: Action, keys: [Key])] = []
    for word in changesText.split(separator: " ") {
      // A key whose name ends in a colon is the colon itself.
      if word.count > 1, word.last == ":" {
        guard let action = Action(named: String(word.dropLast())) else { return nil }
        changes.append((action, []))
      } else {
        guard let key = Key(named: String(word)), !changes.isEmpty else { return nil }
        changes[changes.count - 1].keys.append(key)
      }
    }
    let (table, refused) = KeyTable.standard.changed(by: changes.map { KeyChange($0.action, keys: $0.keys) })
    guard refused.isEmpty else { return nil }
    self = table
  }
}
