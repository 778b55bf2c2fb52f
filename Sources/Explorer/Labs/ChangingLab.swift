import LatentModels

/// What a person changed in a run, so that it can be taken back and made again.
struct ChangeHistory<Change: Hashable & Sendable>: Sendable {
  /// What was changed, the newest last.
  var done: [Change] = []
  /// What was taken back, the newest last.
  var undone: [Change] = []

  /// Something new was changed: what was taken back is gone.
  mutating func note(_ change: Change) {
    done.append(change)
    undone = []
  }
}

/// A lab that keeps a person's changes, to take them back and make them again: what that is, the same in every such lab.
protocol ChangingLab: RunningLab where Change: CustomStringConvertible {
  /// What a person changed.
  var changes: ChangeHistory<Change> { get set }
  /// Puts a person's change into the active run.
  mutating func change(_ change: Change) -> [Effect]
  /// The run that owes what was asked of it last; nil if none does.
  var wantedRun: RunID? { get }
  /// What was asked last is not owed any more.
  mutating func forgetWanted()
}

extension ChangingLab {
  /// Takes the newest change back.
  /// - Returns: what was taken back, in words, and the effects; nil if there is nothing.
  mutating func undo() -> (what: String, effects: [Effect])? {
    guard let what = run.newestIntervention else { return nil }
    if let index = changes.done.lastIndex(where: { $0.description == what }) {
      changes.undone.append(changes.done.remove(at: index))
    }
    forgetWanted()
    return ("undone: \(what)", command(.takeBack))
  }

  /// Makes the change again that was taken back last.
  mutating func redo() -> (what: String, effects: [Effect])? {
    guard let change = changes.undone.popLast() else { return nil }
    let left = changes.undone
    let effects = self.change(change)
    changes.undone = left
    return ("done again: \(change.description)", effects)
  }

  /// A run that could not be made.
  mutating func take(_ error: FittingError, of id: RunID) {
    guard let index = runs.firstIndex(where: { $0.id == id }) else { return }
    runs[index].take(error)
    if wantedRun == id { forgetWanted() }
  }
}
