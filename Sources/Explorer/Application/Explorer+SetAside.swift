import LatentModels
import NumericCore

/// A diffusion lab that is not shown because a person drew data, or went back from them.
struct LabSetAside: Sendable {
  /// The lab, whose runs stand still.
  var lab: DiffusionLab
  /// Whether it is the one from before the drawing.
  let isEarlier: Bool
}

extension Explorer {
  /// Opens the diffusion lab on `table`, which was drawn, and trains on it; the lab from before is set aside, to come back to.
  mutating func openDrawn(_ table: DataTable) -> [Effect] {
    guard var before = diffusion else { return [] }
    let origin = setAside.flatMap { before.data.name == Drawing.name && $0.isEarlier ? $0 : nil }
    before.drawing = nil
    if origin != nil { setAside = nil }
    var effects = before.standStill()
    diffusion = nil
    effects += open(table)
    guard var lab = diffusion else {
      (diffusion, setAside) = (before, origin)
      return effects
    }
    lab.pace = before.pace
    effects += lab.play()
    diffusion = lab
    // Of two drawings the newer one stays: what one comes back to are the data that were opened.
    setAside = origin ?? LabSetAside(lab: before, isEarlier: true)
    if origin != nil { effects += before.discarded }
    let name = setAside?.lab.data.name ?? ""
    say("\(grouped(table.rows)) points drawn: training on them; \(key(.undo)) goes back to \(name)")
    return effects
  }

  /// Comes back to the data from before the drawing, or goes to the drawn ones again, where there is nothing else to undo or redo.
  /// - Returns: nil for an action of another kind, and where there is nothing to come back to.
  mutating func turnBack(_ action: Action, from lab: DiffusionLab) -> [Effect]? {
    guard let other = setAside, action == (other.isEarlier ? .undo : .redo),
      action == .undo ? lab.run.newestIntervention == nil : lab.changes.undone.isEmpty
    else { return nil }
    var left = lab
    let effects = left.standStill()
    setAside = LabSetAside(lab: left, isEarlier: !other.isEarlier)
    diffusion = other.lab
    say(
      other.isEarlier
        ? "back at \(other.lab.data.name); \(key(.redo)) goes to the drawing again" : "the drawing again")
    return effects + (diffusion?.wakeUp() ?? [])
  }

  /// Lets go of the lab that is set aside.
  mutating func discardSetAside() -> [Effect] {
    defer { setAside = nil }
    return setAside?.lab.discarded ?? []
  }
}

extension DiffusionLab {
  /// Stops runs, film and studies.
  fileprivate mutating func standStill() -> [Effect] {
    player.stop()
    let running = DiffusionStudy.Kind.allCases.filter { studies[$0]?.isRunning == true }
    let cancelled = running.compactMap { studies.removeValue(forKey: $0).map { Effect.cancelStudy($0.id) } }
    return pauseAll() + cancelled
  }

  /// Begins again what has to be known and was given up.
  fileprivate mutating func wakeUp() -> [Effect] {
    studies[.reference] == nil && data.dimensions <= 64 ? begin(.reference) : []
  }
}
