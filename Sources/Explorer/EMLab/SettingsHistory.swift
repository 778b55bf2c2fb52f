import LatentModels

/// What a person set, in order, so that it can be taken back and made again.
struct SettingsHistory: Sendable {
  /// One thing that was set.
  enum Item: Sendable {
    /// A run was changed where it stood, under the plan `before`.
    case change(EMChange, of: RunID, before: EMPlan)
    /// Another model took the place of a run's.
    case model(from: EMPlan, to: EMPlan)
    /// How many starts are tried.
    case starts(from: Int, to: Int)
    /// How fast a playing run goes.
    case pace(from: Pace, to: Pace)
    /// Which plane is shown.
    case plane(from: Int, to: Int)
  }

  /// What was set, the newest last.
  var done: [Item] = []
  /// What was taken back, the newest last.
  var undone: [Item] = []

  /// Something new was set: what was taken back is gone.
  mutating func note(_ item: Item) {
    done.append(item)
    undone = []
  }
}
