import LatentModels

extension EMLab {
  /// Takes the newest setting back: a change of a run by going back to before it, dropping what followed; another model by
  /// beginning the former one from its start.
  /// - Returns: what was taken back, in words, and the effects; nil if there is nothing.
  mutating func undo() -> (what: String, effects: [Effect])? {
    while let index = settings.done.lastIndex(where: isOfThisRun) {
      let item = settings.done[index]
      if isUnderWay(item) { return ("the change is under way: once more takes it back", []) }
      settings.done.remove(at: index)
      guard let effects = takeBack(item) else { continue }
      settings.undone.append(item)
      return ("undone: \(words(for: item))", effects)
    }
    // A change that came with the history of a saved run, or with that of a fork.
    guard let what = run.newestIntervention else { return nil }
    return ("undone: \(what)", command(.takeBack))
  }

  /// Whether there is something to take back.
  var canUndo: Bool { run.newestIntervention != nil || settings.done.contains(where: isOfThisRun) }

  /// Whether there is something to make again.
  var canRedo: Bool { settings.undone.contains(where: isOfThisRun) }

  /// Makes the setting again that was taken back last, where the run stands now.
  mutating func redo() -> (what: String, effects: [Effect])? {
    guard let index = settings.undone.lastIndex(where: isOfThisRun) else { return nil }
    let item = settings.undone.remove(at: index)
    let effects = makeAgain(item)
    settings.done.append(item)
    return ("done again: \(words(for: item))", effects)
  }

  /// What was set in the other run stays with that run.
  private func isOfThisRun(_ item: SettingsHistory.Item) -> Bool {
    guard case .change(_, of: let id, _) = item else { return true }
    return id == run.id || !runs.contains { $0.id == id }
  }

  /// Whether the run was told of a change and has not answered yet.
  private func isUnderWay(_ item: SettingsHistory.Item) -> Bool {
    guard case .change(let change, of: let id, _) = item, id == run.id else { return false }
    return run.openQuestions > 0 && run.newestIntervention != change.description
  }

  /// - Returns: nil if it never came about, or nothing of it is left.
  private mutating func takeBack(_ item: SettingsHistory.Item) -> [Effect]? {
    switch item {
    case .change(let change, of: let id, let before):
      if id == run.id {
        guard run.newestIntervention == change.description else { return nil }
        return command(.takeBack)
      }
      // The run was started again since: it starts under the former settings.
      return before.taking(change) == before ? nil : begin(before.with(seed: run.seed))
    case .model(let from, _): return begin(from)
    case .starts(let from, _): starts = from
    case .pace(let from, _): return changePace(to: from)
    case .plane(let from, _): return changePlane(to: from)
    }
    return []
  }

  private mutating func makeAgain(_ item: SettingsHistory.Item) -> [Effect] {
    switch item {
    case .change(let change, of: let id, let before):
      return id == run.id ? command(.change(change)) : begin(before.taking(change).with(seed: run.seed))
    case .model(_, let to): return begin(to)
    case .starts(_, let to): starts = to
    case .pace(_, let to): return changePace(to: to)
    case .plane(_, let to): return changePlane(to: to)
    }
    return []
  }

  private func words(for item: SettingsHistory.Item) -> String {
    switch item {
    case .change(let change, _, _): change.description
    case .model(_, let to): "model set to \(to.summary.title)"
    case .starts(_, let to): "starts set to \(to)"
    case .pace(_, let to): "speed set to \(to.name)"
    case .plane: "axes changed"
    }
  }
}

extension EMPlan {
  fileprivate func with(seed: UInt64) -> EMPlan {
    var plan = self
    plan.seed = seed
    return plan
  }
}
