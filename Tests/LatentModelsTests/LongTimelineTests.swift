import NumericCore
import Testing

@testable import LatentModels

@Suite("A history of many thousands of steps")
struct LongTimelineTests {
  @Test("Models stay within the budget, every event keeps its number, and every place can be gone back to")
  func bounded() throws {
    let space = workspace()
    let mixture = try GaussianMixture(
      data: OldFaithful.standardized, settings: MixtureSettings(components: 2, tolerance: 0, seed: 6))
    let room = 40
    var timeline = Timeline(start: mixture, memoryBudget: room * mixture.footprint)
    var reference = mixture
    var kept: [Int: MixtureState] = [:]
    let steps = 20_000
    for step in 1...steps {
      #expect(try timeline.advance(in: space))
      if step <= 300 {
        _ = try reference.step(in: space)
        if step % 37 == 0 { kept[step] = reference.state }
      }
      #expect(timeline.keptModels.count <= room)
    }
    #expect(timeline.end == steps && timeline.keptModels.count > room / 4)
    let numbers = timeline.entries.compactMap { entry in
      if case .step(let event) = entry { event.step } else { nil }
    }
    #expect(numbers == Array(1...steps))
    for (step, state) in kept {
      try timeline.seek(to: step, in: space)
      #expect(timeline.model.state == state)
    }
    #expect(timeline.end == steps && timeline.keptModels.count <= room)
  }
}
