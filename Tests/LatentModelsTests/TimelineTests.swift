import LatentModels
import NumericCore
import Testing

/// A history of 31 positions on Old Faithful, with three changes by hand, and the state at each position.
struct RecordedHistory {
  var timeline: Timeline<GaussianMixture>
  private(set) var states: [MixtureState]
  let space = workspace()

  init(memoryBudget: Int = 256 << 20) throws {
    let mixture = try GaussianMixture(
      data: OldFaithful.standardized, settings: MixtureSettings(components: 2, ridge: 1e-6, seed: 6))
    timeline = Timeline(start: mixture, memoryBudget: memoryBudget)
    states = [mixture.state]
    try advance(7)
    try change(.components(3))
    try advance(6)
    try change(.mean(component: 1, position: [3, 70]))
    try change(.ridge(1e-3))
    try advance(15)
  }

  mutating func advance(_ count: Int) throws {
    for _ in 0..<count {
      #expect(try timeline.advance(in: space))
      states.append(timeline.model.state)
    }
  }

  mutating func change(_ change: EMChange) throws {
    timeline.intervene(change.description, with: try timeline.model.changed(by: change))
    states.append(timeline.model.state)
  }
}

@Suite("Timelines")
struct TimelineTests {
  @Test("Every step and every change is an entry, and positions count them")
  func entries() throws {
    let recorded = try RecordedHistory()
    let timeline = recorded.timeline
    #expect(timeline.end == 31 && timeline.position == 31 && timeline.revision == 0)
    #expect(timeline.start.state == recorded.states[0])
    #expect(timeline.entries[7] == .intervention("K set to 3"))
    #expect(timeline.entries[14] == .intervention("mean 2 placed by hand"))
    #expect(timeline.entries[15] == .intervention("ridge set to 0.001"))
    let steps = timeline.entries.compactMap { entry in
      if case .step(let event) = entry { event.step } else { nil }
    }
    #expect(steps == Array(1...28))
    #expect(timeline.lastEvent?.step == 28)
  }

  @Test(
    "From any position to any other, the model is the one that was there, to the last bit",
    arguments: [256 << 20, 20_000, 1])
  func seeking(memoryBudget: Int) throws {
    var recorded = try RecordedHistory(memoryBudget: memoryBudget)
    let entries = recorded.timeline.entries
    for index in 0..<(32 * 3) {
      let target = index * 13 % 32
      try recorded.timeline.seek(to: target, in: recorded.space)
      #expect(recorded.timeline.position == target)
      #expect(recorded.timeline.model.state == recorded.states[target])
    }
    #expect(recorded.timeline.entries == entries && recorded.timeline.revision == 0)
  }

  @Test("Rewinding and stepping again repeats the history, over changes by hand as well")
  func replay() throws {
    var recorded = try RecordedHistory(memoryBudget: 1)
    let entries = recorded.timeline.entries
    try recorded.timeline.seek(to: 0, in: recorded.space)
    #expect(recorded.timeline.lastEvent == nil)
    for position in 1...31 {
      #expect(try recorded.timeline.advance(in: recorded.space))
      #expect(recorded.timeline.position == position)
      #expect(recorded.timeline.model.state == recorded.states[position])
    }
    #expect(recorded.timeline.entries == entries)
    // At the end a new step is a new entry.
    try recorded.advance(1)
    #expect(recorded.timeline.end == 32)
  }

  @Test("A place before the start is the start, one after the end is the end")
  func clamped() throws {
    var recorded = try RecordedHistory()
    try recorded.timeline.seek(to: .min, in: recorded.space)
    #expect(recorded.timeline.position == 0)
    try recorded.timeline.seek(to: .max, in: recorded.space)
    #expect(recorded.timeline.position == 31)
    #expect(recorded.timeline.model.state == recorded.states[31])
  }

  @Test("A change in the past drops the future, says so by a new revision, and begins another one")
  func changeInThePast() throws {
    var recorded = try RecordedHistory()
    try recorded.timeline.seek(to: 5, in: recorded.space)
    let changed = try recorded.timeline.model.changed(by: .family(.tied))
    recorded.timeline.intervene("family set to tied", with: changed)
    var timeline = recorded.timeline
    #expect(timeline.end == 6 && timeline.position == 6 && timeline.revision == 1)
    #expect(timeline.lastEvent == nil)
    var states = [timeline.model.state]
    for _ in 0..<5 {
      _ = try timeline.advance(in: recorded.space)
      states.append(timeline.model.state)
    }
    for target in [11, 4, 6, 0, 9, 5, 7] {
      try timeline.seek(to: target, in: recorded.space)
      #expect(timeline.model.state == (target < 6 ? recorded.states[target] : states[target - 6]))
    }
    // A change at the end drops nothing.
    try timeline.seek(to: timeline.end, in: recorded.space)
    timeline.intervene("nothing", with: timeline.model)
    #expect(timeline.revision == 1 && timeline.end == 12)
  }

  @Test("A fork ends where it was made, and the two go their own ways")
  func fork() throws {
    var recorded = try RecordedHistory()
    try recorded.timeline.seek(to: 10, in: recorded.space)
    var fork = recorded.timeline.forked()
    #expect(fork.end == 10 && fork.position == 10 && recorded.timeline.end == 31)
    #expect(fork.model.state == recorded.states[10])
    #expect(fork.entries == Array(recorded.timeline.entries[..<10]))
    fork.intervene("family set to diag", with: try fork.model.changed(by: .family(.diagonal)))
    for _ in 0..<4 { _ = try fork.advance(in: recorded.space) }
    try recorded.timeline.seek(to: 15, in: recorded.space)
    #expect(recorded.timeline.model.state == recorded.states[15])
    #expect(fork.end == 15 && fork.model.settings.family == .diagonal)
    try fork.seek(to: 9, in: recorded.space)
    #expect(fork.model.state == recorded.states[9])
  }

  @Test("A replay or a step that was stopped leaves everything where it was")
  func cancelled() throws {
    var recorded = try RecordedHistory(memoryBudget: 1)
    try recorded.advance(1)
    // At its end as in its midst, the next half-step is an E: it looks at the word to stop.
    for position in [32, 12] {
      try recorded.timeline.seek(to: position, in: recorded.space)
      #expect(recorded.timeline.model.nextPhase == .expectation)
      let entries = recorded.timeline.entries
      recorded.space.cancellation.cancel()
      #expect(throws: FittingError.cancelled) { try recorded.timeline.seek(to: 6, in: recorded.space) }
      #expect(throws: FittingError.cancelled) { try recorded.timeline.advance(in: recorded.space) }
      recorded.space.cancellation.reset()
      #expect(recorded.timeline.position == position)
      #expect(recorded.timeline.model.state == recorded.states[position])
      #expect(recorded.timeline.entries == entries && recorded.timeline.revision == 0)
      try recorded.timeline.seek(to: 6, in: recorded.space)
      #expect(recorded.timeline.model.state == recorded.states[6])
    }
  }
}
