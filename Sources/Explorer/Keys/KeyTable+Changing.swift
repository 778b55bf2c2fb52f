import CellGrid

/// Other keys for an action, the one shown first; none where it is to have none.
public struct KeyChange: Hashable, Sendable {
  /// The action.
  public let action: Action
  /// All the keys that it is to have.
  public let keys: [Key]

  /// Those keys for that action.
  public init(_ action: Action, keys: [Key]) {
    self.action = action
    self.keys = keys
  }
}

extension KeyTable {
  /// A change that is not made, and why.
  public struct Refusal: Hashable, Sendable {
    /// What is wrong with it.
    public enum Reason: Hashable, Sendable {
      /// No terminal sends this key, or sends another for it.
      case cannotBeSent(Key)
      /// The key means this already.
      case isTaken(Key, by: Action)
      /// Ctrl-C always quits.
      case quitsAlways
    }

    /// The change.
    public let change: KeyChange
    /// What is wrong with it.
    public let reason: Reason

    /// What is wrong and what to do, in a sentence without its end.
    public var sentence: String {
      let name = change.action.name
      switch reason {
      case .cannotBeSent(let key):
        return
          "\(name) cannot have \(key.name ?? "that"), which terminals do not send as a key of its own: choose another"
      case .isTaken(let key, let other):
        return
          "\(name) cannot have \(key.name ?? "that"), which is the key of \(other.name): give that one another key first"
      case .quitsAlways:
        return change.action == .quitNow
          ? "quit-now keeps Ctrl-C, so that there is always a way out: name Ctrl-C among its keys"
          : "\(name) cannot have Ctrl-C, which always quits: choose another"
      }
    }
  }

  /// The table with other keys for some actions. A change that cannot be made leaves its action with the keys it had, and of two
  /// changes that want the same key the first has it.
  public func changed(by changes: [KeyChange]) -> (table: KeyTable, refused: [Refusal]) {
    var refused: [Refusal] = []
    var accepted = changes.filter { change in
      guard let reason = KeyTable.fault(of: change) else { return true }
      refused.append(Refusal(change: change, reason: reason))
      return false
    }
    // A change that is taken out gives its action its old keys back, which another change may have wanted.
    while let (index, reason) = conflict(among: accepted) {
      refused.append(Refusal(change: accepted.remove(at: index), reason: reason))
    }
    return (made(accepted), refused)
  }

  /// The changes that lead from the standard table to this one.
  public var changes: [KeyChange] {
    bindings.filter { KeyTable.standard.binding(for: $0.action)?.keys != $0.keys }
      .map { KeyChange($0.action, keys: $0.keys) }
  }

  private func made(_ changes: [KeyChange]) -> KeyTable {
    let keys = Dictionary(changes.map { ($0.action, $0.keys) }, uniquingKeysWith: { _, last in last })
    return KeyTable(bindings.map { binding in keys[binding.action].map { binding.with($0) } ?? binding })
  }

  /// What is wrong with a change whatever else is changed.
  private static func fault(of change: KeyChange) -> Refusal.Reason? {
    if let key = change.keys.first(where: { !$0.canBeSent }) { return .cannotBeSent(key) }
    let hasControlC = change.keys.contains("Ctrl-C")
    return hasControlC == (change.action == .quitNow) ? nil : .quitsAlways
  }

  /// The last of `changes` that wants a key which means something else once all of them are made.
  private func conflict(among changes: [KeyChange]) -> (index: Int, Refusal.Reason)? {
    let all = made(changes).bindings
    for (index, change) in changes.enumerated().reversed() {
      for key in change.keys {
        if let other = all.first(where: { $0.action != change.action && $0.keys.contains(key) }) {
          return (index, .isTaken(key, by: other.action))
        }
      }
    }
    return nil
  }
}
