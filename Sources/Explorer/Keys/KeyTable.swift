import CellGrid

/// One line of the key table.
public struct KeyBinding: Hashable, Sendable {
  /// The keys that mean it, the one shown first.
  public let keys: [Key]
  /// What they mean.
  public let action: Action
  /// One or two words for the hint bar.
  public let hint: String
  /// A sentence for the help and the palette.
  public let help: String
  /// Under which heading the help lists it.
  public let topic: Topic

  /// The headings of the help.
  public enum Topic: String, CaseIterable, Sendable {
    /// Stepping, playing, rewinding.
    case running = "Running"
    /// Plots, rows and panels.
    case looking = "Looking"
    /// Data, settings and the program itself.
    case program = "Data and program"
  }

  init(_ keys: [Key], _ action: Action, _ hint: String, _ help: String, _ topic: Topic) {
    self.keys = keys
    self.action = action
    self.hint = hint
    self.help = help
    self.topic = topic
  }

  /// The same action under other keys.
  func with(_ keys: [Key]) -> KeyBinding { KeyBinding(keys, action, hint, help, topic) }

  /// The keys as help shows them.
  public var keyNames: String { keys.compactMap(\.name).joined(separator: " ") }
}

/// The key table: what every key means. A value, so that a person may have keys of their own.
public struct KeyTable: Hashable, Sendable {
  /// Every binding, in the order in which help lists them.
  public let bindings: [KeyBinding]
  private let meanings: [Key: Action]

  /// A table of `bindings`; of two that have the same key, the first has it.
  init(_ bindings: [KeyBinding]) {
    self.bindings = bindings
    meanings = Dictionary(
      bindings.flatMap { binding in binding.keys.map { ($0, binding.action) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// What `key` means; nil if it means nothing.
  public func action(for key: Key) -> Action? { meanings[key] }

  /// The binding of `action`.
  public func binding(for action: Action) -> KeyBinding? {
    bindings.first { $0.action == action }
  }

  /// The name of the first key of `action`; nil if it has none.
  public func keyName(of action: Action) -> String? { binding(for: action)?.keys.first?.name }
}
