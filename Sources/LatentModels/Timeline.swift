/// One thing that happened to a fit.
public enum HistoryEntry: Hashable, Sendable {
  /// The model took a step by its own rule.
  case step(StepEvent)
  /// A person changed the model, and this says how.
  case intervention(String)
}

/// The history of a fit: every event for ever, and enough models to stand at any point of it again, bit for bit.
///
/// A position counts what happened: steps and interventions. Position 0 is the start. Moving within the history replays
/// it; an intervention at an earlier position than the last starts a new future and drops the old one.
public struct Timeline<Model: LatentModel>: Sendable {
  /// One thing that happened.
  public typealias Entry = HistoryEntry

  private struct Keyframe: Sendable {
    let position: Int
    let model: Model
    let isPermanent: Bool
  }

  /// Everything that happened, in order.
  public private(set) var entries: [Entry] = []
  /// Where in the history we stand: `entries[..<position]` have happened.
  public private(set) var position = 0
  /// The model at `position`.
  public private(set) var model: Model
  /// Grows whenever a future is dropped, so that a reader of `entries` knows to read them anew.
  public private(set) var revision = 0

  private var keyframes: [Keyframe]
  private var stride = 1
  private let memoryBudget: Int

  /// A history that begins with `model` and keeps at most about `memoryBudget` bytes of models.
  public init(start model: Model, memoryBudget: Int = 256 << 20) {
    self.model = model
    self.memoryBudget = memoryBudget
    keyframes = [Keyframe(position: 0, model: model, isPermanent: true)]
  }

  /// A history read back: `keyframes` holds, in order, the models at position 0, after each intervention, and at `position`.
  init(
    entries: [Entry], keyframes: [(position: Int, model: Model)], position: Int, memoryBudget: Int
  ) {
    guard let present = keyframes.last(where: { $0.position == position }) else {
      preconditionFailure("a history has a model where it stands")
    }
    self.entries = entries
    self.memoryBudget = memoryBudget
    self.position = position
    model = present.model
    self.keyframes = keyframes.map {
      Keyframe(position: $0.position, model: $0.model, isPermanent: true)
    }
  }

  /// The models that are never thinned out: at the start and after each intervention.
  var permanentKeyframes: [(position: Int, model: Model)] {
    keyframes.filter(\.isPermanent).map { ($0.position, $0.model) }
  }

  /// The models that are kept, with their positions, in order: every one of a short history, every so many of a long one.
  var keptModels: [(position: Int, model: Model)] { keyframes.map { ($0.position, $0.model) } }

  /// The number of the last position.
  public var end: Int { entries.count }

  /// The event of the newest step at or before the present position; nil if a person intervened since, or at the start.
  public var lastEvent: StepEvent? {
    guard position > 0, case .step(let event) = entries[position - 1] else { return nil }
    return event
  }

  /// The model as it was at the start.
  public var start: Model { keyframes[0].model }

  /// Moves one position on: through the history where there is one, by a new step at its end.
  /// - Returns: false if the model has no further step.
  public mutating func advance(in workspace: Workspace) throws(FittingError) -> Bool {
    if position < end {
      try seek(to: position + 1, in: workspace)
      return true
    }
    guard model.nextPhase != nil else { return false }
    let event = try model.step(in: workspace)
    entries.append(.step(event))
    position += 1
    keep(isPermanent: false)
    return true
  }

  /// Moves to `target`, which is brought into 0 ... end: to the nearest model kept at or before it, and from there by
  /// the same steps as the first time. On an error (a cancelled replay) the position is unchanged.
  public mutating func seek(to target: Int, in workspace: Workspace) throws(FittingError) {
    let target = min(max(0, target), end)
    let nearest = keyframes[lastKeyframe(atOrBefore: target)]
    var from = nearest.position
    var moved = nearest.model
    if position <= target, position > from {
      from = position
      moved = model
    }
    // Between two kept models there are only steps: an intervention always keeps the model it led to.
    while from < target {
      _ = try moved.step(in: workspace)
      from += 1
      if from % stride == 0 { keep(moved, at: from) }
    }
    model = moved
    position = target
  }

  /// Puts `changed` in the place of the present model and records how it was changed.
  public mutating func intervene(_ description: String, with changed: Model) {
    dropFuture()
    model = changed
    entries.append(.intervention(description))
    position += 1
    keep(isPermanent: true)
  }

  /// Takes the newest intervention back, wherever in the history it is: drops it with everything after it, and stands
  /// before it at the latest. Without one, or on an error (a cancelled replay), nothing changes.
  public mutating func takeBackIntervention(in workspace: Workspace) throws(FittingError) {
    let newest = entries.lastIndex { if case .intervention = $0 { true } else { false } }
    guard let newest else { return }
    let target = min(position, newest)
    try seek(to: newest, in: workspace)
    dropFuture()
    if target < newest { try seek(to: target, in: workspace) }
  }

  /// A history of its own that begins as a copy of this one up to the present position.
  public func forked() -> Timeline {
    var fork = self
    fork.dropFuture()
    return fork
  }

  private mutating func dropFuture() {
    guard position < end else { return }
    entries.removeSubrange(position...)
    keyframes.removeAll { $0.position > position }
    revision += 1
  }

  private func lastKeyframe(atOrBefore target: Int) -> Int {
    var low = 0
    var high = keyframes.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if keyframes[middle].position <= target { low = middle } else { high = middle }
    }
    return low
  }

  /// Keeps the present model if its position is due, and in any case if a person changed it.
  private mutating func keep(isPermanent: Bool) {
    guard isPermanent || position % stride == 0 else { return }
    keyframes.append(Keyframe(position: position, model: model, isPermanent: isPermanent))
    thin()
  }

  /// Keeps a model that a replay passed, unless one is kept there already: a history that was read back grows its models
  /// as it is looked at.
  private mutating func keep(_ model: Model, at position: Int) {
    let index = lastKeyframe(atOrBefore: position)
    guard keyframes[index].position != position else { return }
    keyframes.insert(Keyframe(position: position, model: model, isPermanent: false), at: index + 1)
    thin()
  }

  /// When the budget is spent, keeps half as many of the models that can be replayed.
  private mutating func thin() {
    while keyframes.count * model.footprint > memoryBudget, stride < 1 << 30 {
      stride *= 2
      keyframes.removeAll { !$0.isPermanent && $0.position % stride != 0 }
    }
  }
}
