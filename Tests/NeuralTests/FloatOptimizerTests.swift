import Glibc
import Neural
import NumericCore
import Testing

@Suite("Optimisers in Float, schedules and clipping")
struct FloatOptimizerTests {
  private func numbers(_ count: Int, seed: UInt64) -> [Double] {
    normalMatrix(rows: 1, columns: count, seed: seed).storage.map { Double(Float($0)) }
  }

  @Test("Fifty steps of Adam with decay are the reference's")
  func adam() {
    let settings = AdamSettings(rate: 0.01, decay: 0.1)
    var reference = Adam(count: 131, settings: settings)
    var float = FloatAdam(count: 131, settings: settings)
    var expected = numbers(131, seed: 1)
    var found = expected.map(Float.init)
    for step in 0..<50 {
      let gradient = numbers(131, seed: UInt64(step + 2))
      reference.step(&expected, gradient: gradient)
      float.step(&found, gradient: gradient.map(Float.init))
    }
    expectAgreement(found, expected)
    expectAgreement(float.firstMoments, reference.firstMoments)
    expectAgreement(float.secondMoments, reference.secondMoments)
    #expect(float.stepsTaken == 50)
  }

  @Test("Decoupled decay shrinks a parameter without gradient by the rate times the decay")
  func decay() {
    var adam = Adam(count: 1, settings: AdamSettings(rate: 0.1, decay: 0.5))
    var parameters = [2.0]
    adam.step(&parameters, gradient: [0])
    #expect(abs(parameters[0] - 1.9) < 1e-15)
    adam.step(&parameters, gradient: [0])
    #expect(abs(parameters[0] - 1.805) < 1e-15)
  }

  @Test("A moving average in Float is the reference's")
  func movingAverage() throws {
    let pool = WorkerPool.onCaller()
    var reference = MovingAverage(parameterCount: 37, decay: 0.99)
    var float = FloatMovingAverage(parameterCount: 37, decay: 0.99)
    #expect(float.average == nil)
    for step in 0..<20 {
      let parameters = numbers(37, seed: UInt64(step))
      reference.add(parameters)
      float.add(parameters.map(Float.init), on: pool)
      expectAgreement(try #require(float.average), try #require(reference.average))
    }
  }

  @Test("The cosine rises straight, goes down along half a wave, and stays at its floor")
  func cosine() {
    let schedule = LearningRate.cosine(peak: 1, floor: 0.2, warmup: 4, steps: 12)
    #expect((0..<4).map(schedule.rate) == [0.25, 0.5, 0.75, 1])
    #expect(schedule.rate(atStep: 4) == 1)
    #expect(abs(schedule.rate(atStep: 8) - 0.6) < 1e-15)
    #expect(abs(schedule.rate(atStep: 6) - (0.2 + 0.4 * (1 + sqrt(0.5)))) < 1e-15)
    #expect(schedule.rate(atStep: 12) == 0.2 && schedule.rate(atStep: .max) == 0.2)
    #expect(LearningRate.constant(0.3).rate(atStep: 1000) == 0.3)
    #expect(LearningRate.cosine(peak: 1, floor: 0, warmup: 0, steps: 0).rate(atStep: 0) == 0)
    #expect(LearningRate.cosine(peak: 1, floor: 0, warmup: 9, steps: 3).rate(atStep: 3) == 0)
  }

  @Test("Clipping keeps the direction, and leaves a short gradient as it is")
  func clipping() {
    var gradient = [3.0, -4]
    #expect(GradientClipping.clip(&gradient, to: 10) == 5)
    #expect(gradient == [3, -4])
    #expect(GradientClipping.clip(&gradient, to: 1) == 5)
    #expect(abs(gradient[0] - 0.6) < 1e-15 && abs(gradient[1] + 0.8) < 1e-15)
    var zero = [0.0]
    #expect(GradientClipping.clip(&zero, to: 1) == 0)
    #expect(zero == [0])
  }
}
