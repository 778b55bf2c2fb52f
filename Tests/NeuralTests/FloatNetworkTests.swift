import Neural
import NumericCore
import Testing

@Suite("Networks of both kinds")
struct FloatNetworkTests {
  /// Output, input gradient and parameter gradient of the mean over rows of the output times weights.
  private func results<N: Network>(
    _ network: N, _ input: Matrix<N.Scalar>, _ weights: Matrix<N.Scalar>
  ) -> (output: [N.Scalar], inputs: [N.Scalar], parameters: [N.Scalar]) {
    var pass = network.pass(rows: input.rows)
    let output = network.forward(input, keeping: &pass)
    var gradient = [N.Scalar](repeating: 0, count: network.parameters.count)
    let inputs = network.backward(weights, through: &pass, addingTo: &gradient)
    return (output.storage, inputs.storage, gradient)
  }

  @Test(
    "In Float the output and both gradients are the reference's, for every layer, activation and size",
    arguments: SampleNetworks.plans.indices)
  func agreement(index: Int) {
    let (name, plan) = SampleNetworks.plans[index]
    let network = SampleNetworks.network(plan)
    for rows in [1, 3, 64, 133] {
      let input = normalMatrix(rows: rows, columns: plan.inputs, seed: 21).rounded
      let weights = ((1 / Double(rows)) * normalMatrix(rows: rows, columns: plan.outputs, seed: 22)).rounded
      let expected = results(network, input, weights)
      let found = results(network.inFloat, Matrix<Float>(input), Matrix<Float>(weights))
      expectAgreement(found.output, expected.output, "\(name), output of \(rows) rows")
      expectAgreement(found.inputs, expected.inputs, "\(name), inputs of \(rows) rows")
      expectAgreement(found.parameters, expected.parameters, "\(name), parameters of \(rows) rows")
    }
  }

  @Test(
    "The gradient of the reference is the derivative in every parameter and input, for every layer",
    arguments: SampleNetworks.plans.indices.filter { SampleNetworks.plans[$0].1.parameters.count < 2000 })
  func derivatives(index: Int) {
    let (name, plan) = SampleNetworks.plans[index]
    var network = SampleNetworks.network(plan)
    let input = normalMatrix(rows: 3, columns: plan.inputs, seed: 23)
    let weights = normalMatrix(rows: 3, columns: plan.outputs, seed: 24)
    let found = results(network, input, weights)
    expectDerivative(
      found.inputs, of: { network.output(for: input.holding($0)).dot(weights) }, at: input.storage, name)
    expectDerivative(
      found.parameters,
      of: {
        network.parameters = $0
        return network.output(for: input).dot(weights)
      }, at: network.parameters, name)
  }

  @Test("Linear layers in a plan are the multilayer perceptron")
  func perceptron() {
    let perceptron = NetworkTests.network([4, 6, 3], .silu, .tanh)
    let network = ReferenceNetwork(plan: perceptron.plan, parameters: perceptron.parameters)
    let input = normalMatrix(rows: 5, columns: 4, seed: 1)
    #expect(network.output(for: input) == perceptron.output(for: input))
  }

  @Test("The same stream draws the same network of either kind, and the perceptron's")
  func start() {
    let stream = RandomStream(seed: 4, purpose: .start)
    var (a, b, c) = (stream, stream, stream)
    let plan = NetworkPlan(widths: [6, 9, 2], activation: .relu)
    let reference = ReferenceNetwork(plan: plan, from: &a)
    let float = FloatNetwork(plan: plan, from: &b)
    let perceptron = MultilayerPerceptron(widths: [6, 9, 2], activation: .relu, from: &c)
    #expect(reference.parameters == perceptron.parameters)
    #expect(float.parameters == reference.parameters.map(Float.init))
  }

  @Test("A residual block of the default start hands on what it is given")
  func straight() {
    var stream = RandomStream(seed: 4, purpose: .start)
    let plan = NetworkPlan(inputs: 5, parts: [.residual(hidden: 8, activation: .gelu)])
    let network = ReferenceNetwork(plan: plan, from: &stream)
    let input = normalMatrix(rows: 4, columns: 5, seed: 1)
    #expect(network.output(for: input) == input)
    #expect(network.inFloat.output(for: Matrix<Float>(input)) == Matrix<Float>(input))
  }

  @Test("A time of a thousand has its sines to the last digit of Float")
  func times() {
    let code = TimeCode(dimensions: 1, frequencies: 3, span: 1000)
    for (k, expected) in [1, 0.1, 0.01].enumerated() { #expect(abs(code.frequency(k) - expected) < 1e-15) }
    let plan = NetworkPlan(inputs: 2, parts: [.timeCode(frequencies: 3, span: 1000)])
    let input = Matrix<Double>([[5, 999], [6, 999], [7, 0], [8, 1000]])
    let found = FloatNetwork(plan: plan, parameters: []).output(for: Matrix<Float>(input))
    expectAgreement(found.storage, code.forward(input).storage, tolerance: 1e-7)
    #expect(code.forward(input).row(2) == [7, 0, 0, 0, 1, 1, 1])
  }

  @Test("What is not a number in one row shows in that row, and in no other", arguments: Activation.allCases)
  func notANumber(activation: Activation) {
    let plan = NetworkPlan(widths: [3, 20, 2], activation: activation)
    let network = SampleNetworks.network(plan).inFloat
    var input = Matrix<Float>(normalMatrix(rows: 70, columns: 3, seed: 2))
    let clean = network.output(for: input)
    input[66, 1] = .nan
    let output = network.output(for: input)
    for number in output.row(66) { #expect(number.isNaN) }
    for row in [0, 65, 67, 69] { #expect(output.row(row) == clean.row(row)) }
  }
}
