import LatentModels
import NumericCore
import Testing

@Suite("Archives of a timeline")
struct TimelineArchiveTests {
  @Test("A history read back can be walked to every position and goes on to the last bit, saved anywhere")
  func roundTrip() throws {
    var recorded = try RecordedHistory()
    let space = recorded.space
    for position in 0...31 {
      try recorded.timeline.seek(to: position, in: space)
      var copy = try Timeline<GaussianMixture>(
        archive: recorded.timeline.archived(), data: OldFaithful.standardized)
      #expect(copy.position == position && copy.end == 31)
      #expect(copy.model.state == recorded.states[position])
      #expect(copy.entries.map(Self.told) == recorded.timeline.entries.map(Self.told))
      for target in [0, position / 2, position, 31, position] {
        try copy.seek(to: target, in: space)
        #expect(copy.model.state == recorded.states[target])
      }
      // A fork drops what lies ahead, so both go on from here.
      copy = copy.forked()
      var continued = recorded.timeline.forked()
      for _ in 0..<3 {
        #expect(try copy.advance(in: space) && continued.advance(in: space))
        #expect(copy.model.state == continued.model.state)
        #expect(copy.entries.last.map(Self.told) == continued.entries.last.map(Self.told))
      }
      copy.intervene("ridge set to 0.5", with: try copy.model.changed(by: .ridge(0.5)))
      try copy.seek(to: position / 2, in: space)
      #expect(copy.model.state == recorded.states[position / 2])
    }
  }

  @Test("A history read back, gone on with and saved again is whole")
  func twice() throws {
    var recorded = try RecordedHistory(memoryBudget: 1)
    try recorded.timeline.seek(to: 18, in: recorded.space)
    recorded.timeline = try Timeline(
      archive: recorded.timeline.archived(), data: OldFaithful.standardized, memoryBudget: 1)
    for position in 19...31 {
      _ = try recorded.timeline.advance(in: recorded.space)
      #expect(recorded.timeline.model.state == recorded.states[position])
    }
    var copy = try Timeline<GaussianMixture>(
      archive: recorded.timeline.archived(), data: OldFaithful.standardized)
    for target in (0...31).reversed() {
      try copy.seek(to: target, in: recorded.space)
      #expect(copy.model.state == recorded.states[target])
    }
  }

  @Test("An archive of a model alone opens as a history that begins there")
  func modelAlone() throws {
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(5)
    let timeline = try Timeline<GaussianMixture>(archive: mixture.archived(), data: mixture.data)
    #expect(timeline.end == 0 && timeline.position == 0 && timeline.model.state == mixture.state)
  }

  @Test("The present fit stands under plain names")
  func plainNames() throws {
    let recorded = try RecordedHistory()
    let archive = recorded.timeline.archived()
    #expect(archive.tensors["means"] == .init(recorded.timeline.model.parameters.means))
    #expect(archive.tensors["history"]?.shape == [31, 7])
    let kept = Set(archive.metadata.keys.filter { $0.hasSuffix(".model") })
    #expect(kept == ["keyframe.0.model", "keyframe.8.model", "keyframe.15.model", "keyframe.16.model"])
    #expect(archive.metadata["intervention.7"] == "K set to 3")
  }

  /// What an archive of 31 positions is refused with after `damage` to its rows; nil if it is not.
  private func refusal(rows damage: (inout [[Double]]) -> Void) throws -> String? {
    try refusal { archive in
      guard let tensor = archive.tensors["history"] else { return }
      var rows = Matrix(rows: tensor.shape[0], columns: 7, storage: tensor.values).arrays
      damage(&rows)
      archive.tensors["history"] = .init(shape: [rows.count, 7], values: rows.flatMap { $0 })
    }
  }

  private func refusal(_ damage: (inout ModelArchive) -> Void) throws -> String? {
    var archive = try RecordedHistory().timeline.archived()
    damage(&archive)
    do {
      _ = try Timeline<GaussianMixture>(archive: archive, data: OldFaithful.standardized)
      return nil
    } catch .invalidArchive(let reason) {
      return reason
    }
  }

  @Test(
    "A history written before there were standard errors, or likelihoods beside bounds, opens",
    arguments: [5, 6])
  func fewerColumns(count: Int) throws {
    let reason = try refusal { archive in
      guard let tensor = archive.tensors["history"] else { return }
      let rows = Matrix(rows: tensor.shape[0], columns: 7, storage: tensor.values).arrays
      archive.tensors["history"] = .init(shape: [31, count], values: rows.flatMap { $0.prefix(count) })
    }
    #expect(reason == nil)
  }

  @Test(
    "A fit by any cousin of EM, kept at any half-step, goes on as if it had not been",
    arguments: [
      EMMethod(expectation: .hard), EMMethod(expectation: .stochastic),
      EMMethod(expectation: .averaged(draws: 2)), EMMethod(expectation: .minibatch(rows: 40)),
      EMMethod(expectation: .monteCarlo(draws: 5), maximization: .relaxed(1.3)),
      EMMethod(maximization: .squarem),
    ])
  func cousins(method: EMMethod) throws {
    var timeline = Timeline(
      start: try OldFaithful.goldenMixture().changed(by: .method(method)), memoryBudget: 0)
    for _ in 0..<12 {
      var again = try Timeline<GaussianMixture>(
        archive: timeline.archived(), data: timeline.model.data)
      #expect(again.entries == timeline.entries)
      #expect(try timeline.advance(in: workspace()) && again.advance(in: workspace()))
      #expect(again.entries == timeline.entries && again.model.state == timeline.model.state)
    }
  }

  @Test("A history that does not add up is refused in words")
  func damagedRows() throws {
    #expect(try refusal(rows: { _ in }) == nil)
    #expect(
      try refusal { rows in rows.append(rows[30]) }
        == "its history has 32 entries, and was written with 31")
    #expect(
      try refusal { rows in rows.removeLast() } == "its history has 30 entries, and was written with 31")
    #expect(try refusal { rows in rows.swapAt(2, 7) } != nil)
    #expect(try refusal { rows in rows[3][0] = 0 }?.contains("2 iterations, the model there 7 and 3") == true)
    for kind in [4, -1, 0.5, Double.nan, .infinity] {
      #expect(try refusal { rows in rows[3][0] = kind }?.hasPrefix("entry 4 of its history") == true)
    }
    #expect(try refusal { rows in rows[3][1] = 2 }?.hasPrefix("entry 4 of its history") == true)
    #expect(try refusal { rows in rows[3][2] = .nan }?.hasPrefix("entry 4 of its history") == true)
    #expect(try refusal { rows in rows[3][3] = .infinity }?.hasPrefix("entry 4 of its history") == true)
    #expect(try refusal { rows in rows[3][4] = .nan }?.hasPrefix("entry 4 of its history") == true)
    // A step called a change has no model that it led to.
    #expect(try refusal { rows in rows[3][0] = 2 } == "its metadata have no entry \"model\"")
    // A change called a step counts one too many.
    #expect(try refusal { rows in rows[7] = rows[6] }?.contains("counts") == true)
  }

  @Test("A history of another shape, or without the models it needs, is refused in words")
  func damagedParts() throws {
    #expect(
      try refusal { $0.tensors["history"] = .init(shape: [2, 4], values: Array(repeating: 0, count: 8)) }
        == "tensor \"history\" has shape [2, 4], not [n, 7]")
    #expect(
      try refusal { $0.tensors["history"] = .init(shape: [5], values: Array(repeating: 0, count: 5)) }
        == "tensor \"history\" has shape [5], not [n, 7]")
    #expect(try refusal { $0.tensors["keyframe.8.means"] = nil } == "it has no tensor \"means\"")
    #expect(try refusal { $0.metadata["keyframe.0.model"] = nil } == "its metadata have no entry \"model\"")
    #expect(
      try refusal { $0.tensors["keyframe.15.weights"] = .init([1, .nan, 1]) }
        == "tensor \"weights\" holds a value that is not finite")
    // The words of a change may be lost; the change is not.
    #expect(try refusal { $0.metadata["intervention.7"] = nil } == nil)
    #expect(
      try refusal { $0.tensors["history"] = .init(shape: [0, 5], values: []) }
        == "its history has 0 entries, and was written with 31")
  }

  /// An entry without the findings, which are not saved: they are found again by a replay.
  private static func told(_ entry: Timeline<GaussianMixture>.Entry) -> Timeline<GaussianMixture>.Entry {
    guard case .step(let event) = entry else { return entry }
    return .step(
      StepEvent(
        step: event.step, iteration: event.iteration, phase: event.phase, objective: event.objective,
        gain: event.gain, status: event.status))
  }
}
