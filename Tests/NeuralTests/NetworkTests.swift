import Neural
import NumericCore
import Testing

@Suite("Networks")
struct NetworkTests {
  /// A network with biases that are not zero.
  static func network(
    _ widths: [Int], _ activation: Activation, _ output: Activation = .identity, seed: UInt64 = 3
  ) -> MultilayerPerceptron {
    var stream = RandomStream(seed: seed, purpose: .start)
    var network = MultilayerPerceptron(
      widths: widths, activation: activation, outputActivation: output, from: &stream)
    for layer in network.layers {
      for index in layer.biases { network.parameters[index] = 0.3 * stream.normal() }
    }
    return network
  }

  @Test("A linear layer and its derivatives, by hand")
  func linear() {
    // W = (1 2; 3 4; 5 6), b = (10, 20, 30), after two numbers of another layer; x = (1, −1), (2, 0).
    let layer = Linear(inputs: 2, outputs: 3, offset: 2)
    let parameters: [Double] = [99, 99, 1, 2, 3, 4, 5, 6, 10, 20, 30]
    #expect(layer.weights == 2..<8 && layer.biases == 8..<11 && layer.parameters == 2..<11)
    let input = Matrix<Double>([[1, -1], [2, 0]])
    var output = Matrix<Double>(rows: 2, columns: 3, repeating: 7)
    layer.forward(input, parameters: parameters, into: &output)
    #expect(output == Matrix([[9, 19, 29], [12, 26, 40]]))
    let slopes = Matrix<Double>([[1, 0, 2], [0, -1, 1]])
    var gradient = [Double](repeating: 1, count: 11)
    layer.addGradient(input: input, outputGradient: slopes, to: &gradient)
    #expect(gradient == [1, 1, 2, 0, -1, 1, 5, -1, 2, 0, 4])
    #expect(layer.inputGradient(slopes, parameters: parameters) == Matrix([[11, 14], [2, 2]]))
  }

  @Test("Two layers, by hand")
  func byHand() {
    // u = x + (0, −1), a = max(u, 0), y = 2 a₁ − 3 a₂ + ½.
    let network = MultilayerPerceptron(
      widths: [1, 2, 1], activation: .relu, parameters: [1, 1, 0, -1, 2, -3, 0.5])
    #expect(network.weights(ofLayer: 0) == Matrix([[1], [1]]))
    #expect(network.biases(ofLayer: 0) == [0, -1])
    #expect(network.weights(ofLayer: 1) == Matrix([[2, -3]]))
    #expect(network.biases(ofLayer: 1) == [0.5])
    #expect(network.output(for: Matrix([[-2], [0.5], [3]])).storage == [0.5, 1.5, 0.5])
  }

  @Test("The gradient is the derivative in every weight, bias and input", arguments: Activation.allCases)
  func gradients(activation: Activation) {
    for output in Activation.allCases {
      var network = Self.network([3, 5, 4, 2], activation, output)
      #expect(network.parameterCount == 54)
      let input = normalMatrix(rows: 6, columns: 3, seed: 21)
      let weights = (1.0 / 6) * normalMatrix(rows: 6, columns: 2, seed: 22)
      var pass = ForwardPass()
      network.forward(input, keeping: &pass)
      var gradient = [Double](repeating: 0, count: network.parameterCount)
      let inputGradient = network.backward(weights, through: pass, addingTo: &gradient)
      let name = "\(activation.rawValue), then \(output.rawValue):"
      expectDerivative(
        inputGradient.storage, of: { network.output(for: input.holding($0)).dot(weights) },
        at: input.storage, name)
      expectDerivative(
        gradient,
        of: {
          network.parameters = $0
          return network.output(for: input).dot(weights)
        }, at: network.parameters, name)
    }
  }

  @Test("The gradient is added to what is there, with the derivative in the inputs or without")
  func adding() {
    let network = Self.network([2, 3, 1], .tanh)
    let slopes = Matrix<Double>(rows: 4, columns: 1, repeating: 1)
    var pass = ForwardPass()
    network.forward(normalMatrix(rows: 4, columns: 2, seed: 1), keeping: &pass)
    var once = [Double](repeating: 0, count: network.parameterCount)
    network.addGradient(slopes, through: pass, to: &once)
    var twice = once
    _ = network.backward(slopes, through: pass, addingTo: &twice)
    for (a, b) in zip(once, twice) { #expect(abs(b - 2 * a) < 1e-14) }
    #expect(once.contains { $0 != 0 })
  }

  @Test("A row's output is the same bits alone, in a batch, and in scratch that was used before")
  func rows() {
    let network = Self.network([3, 7, 2], .silu)
    let input = normalMatrix(rows: 9, columns: 3, seed: 8)
    let whole = network.output(for: input)
    var pass = ForwardPass()
    for row in [0, 4, 8] {
      network.forward(input.selectingRows([row]), keeping: &pass)
      #expect(pass.output.storage == whole.row(row))
    }
    network.forward(input, keeping: &pass)
    #expect(pass.output == whole)
    Self.network([3, 2], .silu).forward(input, keeping: &pass)
    network.forward(input, keeping: &pass)
    #expect(pass.output == whole)
  }

  @Test("Gradients of fixed shards, added in order, are the same bits on any number of threads")
  func shards() {
    let network = Self.network([3, 8, 2], .softplus)
    let input = normalMatrix(rows: 50, columns: 3, seed: 8)
    let slopes = normalMatrix(rows: 50, columns: 2, seed: 9)
    @Sendable func gradient(ofRows rows: [Int]) -> [Double] {
      var pass = ForwardPass()
      network.forward(input.selectingRows(rows), keeping: &pass)
      var result = [Double](repeating: 0, count: network.parameterCount)
      network.addGradient(slopes.selectingRows(rows), through: pass, to: &result)
      return result
    }
    func sharded(threads: Int) -> [Double] {
      let pool = WorkerPool(threads: threads)
      let parts = pool.map(shards: 7) { shard in
        gradient(ofRows: Array((shard * 50 / 7)..<((shard + 1) * 50 / 7)))
      }
      return parts.reduce([Double](repeating: 0, count: network.parameterCount)) { zip($0, $1).map(+) }
    }
    let one = sharded(threads: 1)
    #expect(one == sharded(threads: 3))
    for (a, b) in zip(one, gradient(ofRows: Array(0..<50))) { #expect(abs(a - b) < 1e-11) }
  }

  @Test(
    "Without rows there is no gradient, without inputs the output is constant, and what is not a number shows"
  )
  func edges() {
    let network = Self.network([2, 3, 1], .relu)
    var pass = ForwardPass()
    network.forward(Matrix(rows: 0, columns: 2), keeping: &pass)
    var gradient = [Double](repeating: 0, count: network.parameterCount)
    let inputs = network.backward(Matrix(rows: 0, columns: 1), through: pass, addingTo: &gradient)
    #expect(inputs.rows == 0 && gradient.allSatisfy { $0 == 0 })
    #expect(network.output(for: Matrix([[.nan, 1]])).storage[0].isNaN)

    let constant = MultilayerPerceptron(widths: [0, 2], activation: .tanh, parameters: [3, 4])
    #expect(constant.output(for: Matrix(rows: 3, columns: 0)) == Matrix([[3, 4], [3, 4], [3, 4]]))
    constant.forward(Matrix(rows: 3, columns: 0), keeping: &pass)
    var slope = [0.0, 0]
    constant.addGradient(Matrix(rows: 3, columns: 2, repeating: 1), through: pass, to: &slope)
    #expect(slope == [3, 3])
  }

  @Test("Shapes that are no network end the program with a sentence")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      _ = MultilayerPerceptron(widths: [2, 0, 1], activation: .tanh)
    }
    await #expect(processExitsWith: .failure) { _ = MultilayerPerceptron(widths: [2], activation: .tanh) }
    await #expect(processExitsWith: .failure) {
      _ = MultilayerPerceptron(widths: [2, 1], activation: .tanh, parameters: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      let network = MultilayerPerceptron(widths: [2, 1], activation: .tanh)
      _ = network.output(for: Matrix(rows: 1, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      var network = MultilayerPerceptron(widths: [2, 1], activation: .tanh)
      network.parameters = []
    }
  }
}
