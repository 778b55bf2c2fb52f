import Glibc
import Neural
import NumericCore
import Testing

@Suite("Activations")
struct ActivationTests {
  @Test("Each slope is the derivative of its value", arguments: Activation.allCases)
  func slopes(activation: Activation) {
    for u in [-31.5, -7.3, -2.1, -0.4, -1e-3, 2e-3, 0.7, 1.9, 6.2, 28.4] {
      expectDerivative(
        [activation.slope(at: u, value: activation.value(at: u))],
        of: { activation.value(at: $0[0]) }, at: [u], activation.rawValue)
    }
  }

  @Test("The values are those of their formulas")
  func values() {
    #expect(Activation.identity.value(at: -3.5) == -3.5)
    #expect(Activation.relu.value(at: -3.5) == 0 && Activation.relu.value(at: 3.5) == 3.5)
    #expect(Activation.softplus.value(at: 0) == log(2))
    #expect(abs(Activation.silu.value(at: 1) - 1 / (1 + exp(-1))) < 1e-15)
    #expect(abs(Activation.gelu.value(at: 1) - 0.8413447460685429) < 1e-15)
    #expect(abs(Activation.gelu.value(at: -2) + 2 * 0.02275013194817921) < 1e-15)
    #expect(Activation.sigmoid.value(at: 0) == 0.5)
    #expect(abs(Activation.tanh.value(at: 0.5) - (exp(1) - 1) / (exp(1) + 1)) < 1e-15)
  }

  @Test(
    "At the ends of the line nothing overflows, and what is not a number stays so",
    arguments: Activation.allCases)
  func ends(activation: Activation) {
    for u in [-1e300, -800, 800, 1e300] {
      let value = activation.value(at: u)
      #expect(value.isFinite)
      #expect(activation.slope(at: u, value: value).isFinite)
    }
    for u in [-Double.infinity, .infinity] {
      let value = activation.value(at: u)
      #expect(!value.isNaN && !activation.slope(at: u, value: value).isNaN)
    }
    #expect(activation.value(at: .nan).isNaN)
    if activation != .identity { #expect(activation.slope(at: .nan, value: .nan).isNaN) }
  }

  @Test("A softmax adds up to one at any scores, and its backward pass is its derivative")
  func softmax() {
    let scores = normalMatrix(rows: 4, columns: 3, seed: 5)
    let weights = normalMatrix(rows: 4, columns: 3, seed: 6)
    let probabilities = Softmax.forward(scores)
    for row in probabilities.arrays { #expect(abs(row.reduce(0, +) - 1) < 1e-15) }
    expectDerivative(
      Softmax.backward(probabilities: probabilities, gradient: weights).storage,
      of: { Softmax.forward(scores.holding($0)).dot(weights) }, at: scores.storage)
    let extreme = Softmax.forward(Matrix([[1000, -1000, 1000]])).storage
    for (p, expected) in zip(extreme, [0.5, 0, 0.5]) { #expect(abs(p - expected) < 1e-15) }
    #expect(abs(Softmax.logarithms(Matrix([[0, -1000]])).storage[1] + 1000) < 1e-12)
  }

  @Test(
    "Features are the monomials in their order, and their backward pass is their derivative", arguments: 0...2
  )
  func features(degree: Int) {
    let features = PolynomialFeatures(dimensions: 3, degree: degree)
    #expect(features.count == [0, 3, 9][degree])
    let row = features.forward(Matrix([[2, 3, 5]])).storage
    #expect(row == Array([2, 3, 5, 4, 6, 10, 9, 15, 25].prefix(features.count)))
    let input = normalMatrix(rows: 3, columns: 3, seed: 1)
    let weights = normalMatrix(rows: 3, columns: features.count, seed: 2)
    expectDerivative(
      features.backward(input: input, outputGradient: weights).storage,
      of: { features.forward(input.holding($0)).dot(weights) }, at: input.storage)
  }
}
