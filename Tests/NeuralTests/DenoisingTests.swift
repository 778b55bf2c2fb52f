import NumericCore
import Testing

@testable import Neural

@Suite("Denoising networks") struct DenoisingTests {
  private let plan = DenoisingPlan(
    dimensions: 3, codes: 6, classes: 2, hidden: 20, blocks: 2, activation: .gelu)

  /// Inputs and targets that are not special in any way.
  private func batch(_ rows: Int, seed: UInt64 = 3) -> (input: Matrix<Double>, target: Matrix<Double>) {
    var stream = RandomStream(seed: seed, purpose: .dataGeneration)
    return (
      Matrix(
        rows: rows, columns: plan.inputs, storage: (0..<(rows * plan.inputs)).map { _ in stream.normal() }),
      Matrix(
        rows: rows, columns: plan.dimensions,
        storage: (0..<(rows * plan.dimensions)).map { _ in stream.normal() })
    )
  }

  /// Σ w (F − y)² / rows D with a weight for each row, as the losses of the noise, the row and the velocity all are.
  private func loss(_ output: Matrix<Double>, _ target: Matrix<Double>) -> Double {
    output.storage.indices.reduce(0) { sum, index in
      let weight = 1 + 0.5 * Double(index / plan.dimensions % 3)
      return sum + weight * (output.storage[index] - target.storage[index])
        * (output.storage[index] - target.storage[index])
    } / Double(output.storage.count)
  }

  private func slopes(_ output: Matrix<Double>, _ target: Matrix<Double>) -> Matrix<Double> {
    var result = output
    for index in output.storage.indices {
      let weight = 1 + 0.5 * Double(index / plan.dimensions % 3)
      result.storage[index] =
        2 * weight * (output.storage[index] - target.storage[index]) / Double(output.storage.count)
    }
    return result
  }

  @Test(
    "The gradient of the reference is that of central differences",
    arguments: [Activation.gelu, .silu, .tanh, .softplus, .sigmoid])
  func differences(activation: Activation) {
    let plan = DenoisingPlan(
      dimensions: 3, codes: 6, classes: 2, hidden: 20, blocks: 2, activation: activation)
    let (input, target) = batch(7)
    let network = ReferenceDenoisingNetwork(plan: plan, parameters: plan.start(seed: 5))
    let gradient = network.gradient(input: input) { slopes($0, target) }
    for layer in plan.layers {
      let some =
        [layer.weights.lowerBound, layer.weights.upperBound - 1, layer.biases.lowerBound]
        + stride(from: layer.weights.lowerBound, to: layer.weights.upperBound, by: 37)
      for index in some {
        let step = 1e-5 * max(1, abs(network.parameters[index]))
        var (above, below) = (network, network)
        above.parameters[index] += step
        below.parameters[index] -= step
        let quotient =
          (loss(above.output(for: input), target) - loss(below.output(for: input), target)) / (2 * step)
        #expect(abs(gradient[index] - quotient) / max(1, abs(gradient[index])) < 1e-6)
      }
    }
  }

  /// One step of the fast network; Adam's first moments are a tenth of the gradient.
  private func stepped(
    _ plan: DenoisingPlan, _ input: Matrix<Double>, _ target: Matrix<Double>, limit: Double?, threads: Int
  ) -> FloatDenoisingTraining {
    let pool = WorkerPool(threads: threads)
    defer { pool.stop() }
    let pass = FloatDenoisingPass(plan: plan, rows: input.rows)
    var training = FloatDenoisingTraining(
      parameters: plan.start(seed: 5).map(Float.init), adam: AdamSettings(), averageDecay: 0.9)
    let (d, count) = (plan.dimensions, input.rows * plan.dimensions)
    do {
      _ = training.step(through: pass, limit: limit, on: pool) { tile, parameters in
        for row in pass.tiles[tile] {
          for column in 0..<plan.inputs { pass.input(row: row)[column] = Float(input[row, column]) }
        }
        pass.forward(tile: tile, parameters: parameters)
        var sum = 0.0
        for row in pass.tiles[tile] {
          let weight = 1 + 0.5 * Float(row % 3)
          for column in 0..<d {
            let error = pass.output(row: row)[column] - Float(target[row, column])
            pass.outputSlopes(row: row)[column] = 2 * weight * error / Float(count)
            sum += Double(weight * error * error)
          }
        }
        return sum / Double(count)
      }
    }
    return training
  }

  @Test(
    "The fast network has the reference's gradient",
    arguments: Activation.allCases.filter { $0 != .identity })
  func agreement(activation: Activation) {
    let plan = DenoisingPlan(
      dimensions: 3, codes: 6, classes: 2, hidden: 20, blocks: 2, activation: activation)
    let (input, target) = batch(150)
    let training = stepped(plan, input, target, limit: nil, threads: 2)
    let gradient = ReferenceDenoisingNetwork(
      plan: plan, parameters: plan.start(seed: 5).map { Double(Float($0)) }
    ).gradient(input: input) { slopes($0, target) }
    for (fast, exact) in zip(training.adam.firstMoments, gradient) {
      #expect(abs(10 * Double(fast) - exact) < 2e-6 + 1e-4 * abs(exact))
    }
  }

  @Test("A step gives the same bits at any number of threads, clipped or not", arguments: [nil, 0.01])
  func threads(limit: Double?) {
    let (input, target) = batch(200)
    let one = stepped(plan, input, target, limit: limit, threads: 1)
    for threads in 2...3 {
      #expect(stepped(plan, input, target, limit: limit, threads: threads) == one)
    }
    if let limit {
      let length = one.adam.firstMoments.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
      #expect(abs(10 * length - limit) < 1e-5 * limit + 1e-6)
    }
  }

  @Test("A loss that is not a number moves nothing")
  func divergence() {
    let (input, _) = batch(100)
    var target = Matrix<Double>(rows: 100, columns: 3)
    target[99, 2] = .nan
    let training = stepped(plan, input, target, limit: nil, threads: 2)
    #expect(training.parameters == plan.start(seed: 5).map(Float.init))
    #expect(training.adam.stepsTaken == 0 && training.average.count == 0)
  }

  @Test("A row comes out the same to the last bit wherever in a tile it stands", arguments: [20, 96, 128])
  func places(hidden: Int) {
    let plan = DenoisingPlan(
      dimensions: 3, codes: 6, classes: 2, hidden: hidden, blocks: 2, activation: .gelu)
    let network = FloatDenoisingNetwork(plan: plan, parameters: plan.start(seed: 5).map(Float.init))
    let pool = WorkerPool(threads: 2)
    defer { pool.stop() }
    let bias = network.biases(codes: [0.1, -0.4, 0.7, 1, 0.2, -1], label: 1)
    let row = [0.3, -1.2, 2.5]
    let count = FloatDenoisingTiles.rows + 5
    let rows = Matrix(rows: count, columns: 3, storage: (0..<count).flatMap { _ in row })
    let outputs = network.outputs(rows, bias: bias, through: FloatDenoisingTiles(plan), on: pool)
    for place in 1..<count {
      #expect((0..<3).allSatisfy { outputs[place, $0] == outputs[0, $0] }, "row \(place)")
    }
  }
}
