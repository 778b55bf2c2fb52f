import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Schedules of noise")
struct NoiseScheduleTests {
  @Test("DDPM's linear schedule has the levels and weights of the page")
  func ddpm() throws {
    let schedule = try DiffusionOracles.ddpm()
    #expect(abs(schedule[1000].signalVariance / 4.0358297654e-5 - 1) < 1e-9)
    #expect(abs(schedule[500].signalVariance - 0.0785872429) < 1e-10)
    #expect(abs(schedule.betaTilde(2) / 5.4531876613e-5 - 1) < 1e-9)
    // The weight of ‖ε − ε̂‖² in the bound, ½ (SNR_{t−1}/SNR_t − 1).
    for (t, weight) in [(2, 0.5996715122), (3, 0.3179953517), (10, 0.0864365598), (1000, 0.0102045019)] {
      #expect(abs(0.5 * schedule.ratioStep(t) / schedule[t].signalToNoise - weight) < 1e-9)
    }
    #expect(schedule.betaTilde(1) == 0)
    #expect(schedule[0] == .none)
  }

  @Test(
    "c²/β̃ = SNR_{t−1} − SNR_t at every level of every schedule",
    arguments: [NoiseSchedule.Kind.linear, .cosine, .sigmoid, .variancePreserving])
  func ratioStep(_ kind: NoiseSchedule.Kind) throws {
    let schedule = try NoiseSchedule(kind, levels: 200)
    for t in 2...200 {
      let c = schedule[t - 1].signal * schedule.beta(t) / schedule[t].noiseVariance
      #expect(abs(c * c / schedule.betaTilde(t) / schedule.ratioStep(t) - 1) < 1e-12)
      #expect(schedule[t].logSignal < schedule[t - 1].logSignal)
      #expect(schedule.beta(t) <= 0.999 + 1e-12)
    }
  }

  @Test("The smallest noise keeps all its digits")
  func smallNoise() {
    let level = NoiseLevel(logSignalToNoise: 32)
    #expect(abs(level.noiseVariance / 1.2664165549094016e-14 - 1) < 1e-13)
    #expect(abs(NoiseLevel(logSignalToNoise: -40).signalVariance / 4.248354255291589e-18 - 1) < 1e-13)
    #expect(abs(ContinuousNoise.time(logSignal: ContinuousNoise.logSignal(at: 1e-9)) / 1e-9 - 1) < 1e-12)
  }

  @Test("Sums and logarithms do not overflow")
  func stable() {
    #expect(abs(logSumExp([-1000, -1001]) + 999.6867383125) < 1e-9)
    #expect(softplus(-800) == 0)
    #expect(softplus(800) == 800)
    #expect(standardNormalDivergence(mean: 0, standardDeviation: 1) == 0)
  }

  @Test("A schedule or a grid that cannot be is refused")
  func refused() throws {
    #expect(throws: FittingError.self) { try NoiseSchedule(.linear, levels: 0) }
    #expect(throws: FittingError.self) { try NoiseSchedule(.given([0.1, 1]), levels: 2) }
    #expect(throws: FittingError.self) { try NoiseSchedule(.given([0.1]), levels: 2) }
    let schedule = try NoiseSchedule(.linear, levels: 10)
    #expect(throws: FittingError.self) { try NoiseGrid(schedule, steps: 11) }
    #expect(throws: FittingError.self) { try NoiseGrid(continuousSteps: 10, from: 0.5, to: 0.5) }
    let one = try NoiseGrid(NoiseSchedule(.linear, levels: 1))
    #expect(one.steps == 1 && one.levels[1] == .none)
  }

  @Test("Some of the levels are different ones and both ends are among them")
  func someLevels() throws {
    let schedule = try NoiseSchedule(.cosine, levels: 37)
    for steps in 1...37 {
      let numbers = try #require(NoiseGrid(schedule, steps: steps).numbers)
      #expect(numbers.first == 37 && numbers.last == 0)
      #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 > $1 })
    }
  }
}
