import LatentModels
import NumericCore

extension LadderLab {
  /// Seeds of the spread.
  static let spreadSeeds = 5

  /// Begins the ladder from its first rung, in the place of the one there was.
  mutating func begin() -> [Effect] {
    let old = discarded
    let id = takeStudyNumber()
    climb = Climb(id: id, openQuestions: 1)
    spread = nil
    return old + [.climb(id, LadderRequest(data: data, settings: settings)), .askStudy(id)]
  }

  /// Stands where a ladder that was saved stood.
  mutating func goOn(with archive: ModelArchive) -> [Effect] {
    let id = takeStudyNumber()
    climb = Climb(id: id, isHeld: true, openQuestions: 1, saved: nil)
    return [.climb(id, LadderRequest(data: data, settings: settings, archive: archive)), .askStudy(id)]
  }

  /// So many rungs and seeds of the ladder are in a file now.
  mutating func markSaved(_ id: StudyID, rungs: Int, seeds: Int) {
    if climb?.id == id { climb?.saved = (rungs, seeds) }
  }

  /// Begins the same ladder under several seeds, or gives up the one that goes on.
  mutating func beginSpread() -> [Effect] {
    if let spread, spread.isUnderWay {
      self.spread?.isCancelled = true
      return [.cancelStudy(spread.id)]
    }
    let id = takeStudyNumber()
    let old = spread.map { [Effect.cancelStudy($0.id)] } ?? []
    spread = Climb(id: id, openQuestions: 1)
    let request = LadderRequest(data: data, settings: settings, seeds: Self.spreadSeeds)
    return old + [.climb(id, request), .askStudy(id)]
  }

  /// Begins, holds still, or lets go on.
  /// - Returns: nil where the ladder is done.
  mutating func togglePlay() -> [Effect]? {
    guard let climb else { return begin() }
    guard climb.isUnderWay else { return climb.isCancelled || climb.report?.failure != nil ? begin() : nil }
    return hold(!climb.isHeld)
  }

  /// Holds the ladders still, or lets them go on.
  mutating func hold(_ isHeld: Bool) -> [Effect] {
    var effects: [Effect] = []
    for place in [\LadderLab.climb, \LadderLab.spread] {
      guard let one = self[keyPath: place], one.isUnderWay, one.isHeld != isHeld else { continue }
      self[keyPath: place]?.isHeld = isHeld
      self[keyPath: place]?.openQuestions += 1
      effects += [.holdStudy(one.id, isHeld), .askStudy(one.id)]
    }
    return effects
  }

  /// Gives up what goes on, keeping what was found.
  mutating func cancel() -> [Effect] {
    if let spread, spread.isUnderWay { return beginSpread() }
    guard let climb, climb.isUnderWay else { return [] }
    self.climb?.isCancelled = true
    return [.cancelStudy(climb.id)]
  }

  /// Gives up the ladder of that number, keeping what was found.
  /// - Returns: whether it is one of these.
  mutating func giveUp(_ id: StudyID) -> Bool {
    for place in [\LadderLab.climb, \LadderLab.spread] where self[keyPath: place]?.id == id {
      self[keyPath: place]?.isCancelled = true
      return true
    }
    return false
  }

  /// A question to each ladder that moves and owes no answer.
  mutating func tick() -> [Effect] {
    var effects: [Effect] = []
    for place in [\LadderLab.climb, \LadderLab.spread] {
      guard let one = self[keyPath: place], one.isMoving, one.openQuestions == 0 else { continue }
      self[keyPath: place]?.openQuestions += 1
      effects.append(.askStudy(one.id))
    }
    return effects
  }

  /// An answer; of a ladder that is gone, nothing happens.
  mutating func take(_ report: LadderReport, of id: StudyID) {
    for place in [\LadderLab.climb, \LadderLab.spread] where self[keyPath: place]?.id == id {
      let open = self[keyPath: place]?.openQuestions ?? 0
      self[keyPath: place]?.openQuestions = max(0, open - 1)
      self[keyPath: place]?.report = report
    }
    if climb?.saved == nil, let findings {
      let saved = (rungs: findings.doneCount, seeds: seeds?.seeds ?? 0)
      climb?.saved = saved
    }
    compare()
  }

  /// A ladder that nobody carries out.
  mutating func endStudy(_ id: StudyID) {
    for place in [\LadderLab.climb, \LadderLab.spread] where self[keyPath: place]?.id == id {
      self[keyPath: place]?.isCancelled = true
      self[keyPath: place]?.openQuestions = 0
    }
  }

  /// What ends the lab.
  var discarded: [Effect] { climbs.map { .cancelStudy($0.id) } }
}
