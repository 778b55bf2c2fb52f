import LatentModels

/// How a run stands: what a trainer answers when it is asked.
public struct TrainerReport<Portrait: Sendable>: Sendable {
  /// What the asker already has: everything before `entry`, of the history as it was at `revision`.
  public struct Mark: Hashable, Sendable {
    /// Which of the histories, as futures were dropped.
    public var revision: Int
    /// How many entries are known.
    public var entry: Int

    /// Nothing is known yet.
    public static var nothing: Mark { Mark(revision: -1, entry: 0) }

    /// The mark after `entry` entries of history `revision`.
    public init(revision: Int, entry: Int) {
      self.revision = revision
      self.entry = entry
    }
  }

  /// Which of the histories this is.
  public let revision: Int
  /// The index of the first of `entries` in the history; 0 where the history has to be read anew.
  public let firstEntry: Int
  /// The entries that the asker did not have.
  public let entries: [HistoryEntry]
  /// Where in the history the run stands.
  public let position: Int
  /// The model there, for the view.
  public let portrait: Portrait
  /// Whether the trainer goes on by itself.
  public let isRunning: Bool
  /// Why the last command could not be carried out, or why training stopped.
  public let failure: FittingError?
  /// How many steps had been taken when the newest command came; nil before the first.
  public let commandedAt: Int?
}
