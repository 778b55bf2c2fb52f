import Neural
import NumericCore
import Testing

@Suite("Optimisers")
struct OptimizerTests {
  @Test("Three steps of Adam, by hand")
  func adamByHand() {
    // Rate 0.1, gradients 2, −1, ½ from θ = 1. m: 0.2, 0.08, 0.122; v: 0.004, 0.004996, 0.005241004.
    // θ₁ = 1 − 0.1 · 2 / (2 + 1e-8);  θ₂ = θ₁ − 0.1 · (0.08 / 0.19) / (√(0.004996 / 0.001999) + 1e-8);  …
    var adam = Adam(count: 2, settings: AdamSettings(rate: 0.1))
    var parameters = [1.0, 5]
    let expected = [0.9000000005, 0.8733662967024315, 0.8393233821389425]
    for (step, gradient) in [2, -1, 0.5].enumerated() {
      adam.step(&parameters, gradient: [gradient, 0])
      #expect(abs(parameters[0] - expected[step]) < 1e-13)
      #expect(parameters[1] == 5)
      #expect(adam.stepsTaken == step + 1)
    }
    #expect(abs(adam.firstMoments[0] - 0.122) < 1e-15 && abs(adam.secondMoments[0] - 0.005241004) < 1e-15)
  }

  @Test("The first step of Adam is the rate, whatever the size of the gradient")
  func firstStep() {
    var adam = Adam(count: 3, settings: AdamSettings(rate: 0.01, stabilizer: 0))
    var parameters = [0.0, 0, 0]
    adam.step(&parameters, gradient: [1e-6, -3, 1e6])
    for (moved, expected) in zip(parameters, [-0.01, 0.01, -0.01]) { #expect(abs(moved - expected) < 1e-15) }
  }

  @Test("Momentum keeps half of the last move; without it the step is the gradient times the rate")
  func momentumByHand() {
    // L = θ²/2: moves −0.1; −0.05 − 0.09 = −0.14; −0.07 − 0.076 = −0.146.
    var descent = GradientDescent(count: 1, rate: 0.1, momentum: 0.5)
    var parameters = [1.0]
    for expected in [0.9, 0.76, 0.614] {
      descent.step(&parameters, gradient: parameters)
      #expect(abs(parameters[0] - expected) < 1e-15)
    }
    var plain = GradientDescent(count: 1, rate: 0.1)
    for _ in 0..<3 { plain.step(&parameters, gradient: [2]) }
    #expect(abs(parameters[0] - (0.614 - 0.6)) < 1e-15)
    #expect(plain.stepsTaken == 3)
  }

  @Test("A copy goes on as the original does, and as one that was kept apart and made again")
  func values() {
    func gradient(_ parameters: [Double]) -> [Double] { [parameters[0] - 1, 40 * (parameters[1] + 2)] }
    var adam = Adam(count: 2, settings: AdamSettings(rate: 0.05))
    var parameters = [0.0, 0]
    for _ in 0..<10 { adam.step(&parameters, gradient: gradient(parameters)) }
    var copy = adam
    var remade = Adam(
      settings: adam.settings, firstMoments: adam.firstMoments, secondMoments: adam.secondMoments,
      stepsTaken: adam.stepsTaken)
    var (ofCopy, ofRemade) = (parameters, parameters)
    for _ in 0..<10 {
      adam.step(&parameters, gradient: gradient(parameters))
      copy.step(&ofCopy, gradient: gradient(ofCopy))
      remade.step(&ofRemade, gradient: gradient(ofRemade))
    }
    #expect(parameters == ofCopy && parameters == ofRemade && adam == copy && adam == remade)
  }

  @Test("A linear network comes to the least-squares line, by either rule")
  func leastSquares() {
    // y at x = 0, 1, 2, 3 is 1, 3, 2, 5: the slope is Sxy/Sxx = 5.5/5 = 1.1 and the intercept 2.75 − 1.1 · 1.5 = 1.1.
    let x = Matrix<Double>([[0], [1], [2], [3]])
    let y = [1.0, 3, 2, 5]
    func fitted(_ rule: some Optimizer, steps: Int) -> [Double] {
      var rule = rule
      var network = MultilayerPerceptron(widths: [1, 1], activation: .identity)
      var pass = ForwardPass()
      for _ in 0..<steps {
        network.forward(x, keeping: &pass)
        let residuals = zip(pass.output.storage, y).map { ($0 - $1) / 4 }
        var gradient = [0.0, 0]
        network.addGradient(pass.output.holding(residuals), through: pass, to: &gradient)
        rule.step(&network.parameters, gradient: gradient)
      }
      return network.parameters
    }
    for parameters in [
      fitted(GradientDescent(count: 2, rate: 0.1, momentum: 0.8), steps: 1000),
      fitted(Adam(count: 2, settings: AdamSettings(rate: 0.05)), steps: 4000),
    ] {
      #expect(abs(parameters[0] - 1.1) < 1e-6 && abs(parameters[1] - 1.1) < 1e-6)
    }
  }

  @Test("A gradient that is not a number reaches the parameter it belongs to, and no other")
  func notANumber() {
    var adam = Adam(count: 2)
    var parameters = [1.0, 1]
    adam.step(&parameters, gradient: [.nan, 1])
    #expect(parameters[0].isNaN && abs(parameters[1] - 0.999) < 1e-9)
  }

  @Test("A moving average of one set is that set, of equal sets they, and of two the weighted mean")
  func movingAverage() throws {
    var average = MovingAverage(parameterCount: 2, decay: 0.9)
    #expect(average.average == nil)
    average.add([3, -7])
    for (value, expected) in zip(try #require(average.average), [3.0, -7]) {
      #expect(abs(value - expected) < 1e-13)
    }
    average.add([5, -7])
    // (0.09 · 3 + 0.1 · 5) / 0.19.
    let two = try #require(average.average)
    #expect(abs(two[0] - 0.77 / 0.19) < 1e-13 && abs(two[1] + 7) < 1e-13)
    var latest = MovingAverage(parameterCount: 1, decay: 0)
    latest.add([4])
    latest.add([6])
    #expect(latest.average == [6])
  }

  @Test("Counts that do not fit end the program with a sentence")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      var adam = Adam(count: 2)
      var parameters = [1.0]
      adam.step(&parameters, gradient: [1])
    }
    await #expect(processExitsWith: .failure) { _ = MovingAverage(parameterCount: 1, decay: 1) }
  }
}
