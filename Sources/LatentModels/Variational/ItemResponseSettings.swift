/// What a person chooses about an item-response fit. The items are the columns of the table.
public struct ItemResponseSettings: Hashable, Sendable {
  /// Which of the slopes are free.
  public var kind: Kind
  /// Where q comes from, the tolerance, the seed and the start.
  public var variational: VariationalSettings

  /// How items differ.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// One slope for all items (Rasch, 1960).
    case rasch
    /// A slope of its own for each item (Birnbaum, 1968).
    case twoParameter = "2pl"
  }

  /// Settings, the usual ones where nothing is said.
  public init(kind: Kind = .twoParameter, variational: VariationalSettings = VariationalSettings()) {
    self.kind = kind
    self.variational = variational
  }
}
