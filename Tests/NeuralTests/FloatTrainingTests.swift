import Neural
import NumericCore
import Synchronization
import Testing

/// Two networks over one flat array and a parameter that is in neither, trained on pairs: the second network reads what the
/// first one gives; L = the mean over rows of Σ ½ (y − target)², plus ½ s² of the parameter s.
private struct FloatPair {
  let first = NetworkPlan(widths: [5, 33, 7], activation: .silu)
  let second: NetworkPlan
  let input = normalMatrix(rows: 150, columns: 5, seed: 1)
  let target = normalMatrix(rows: 150, columns: 3, seed: 2)
  let firstPass: FloatPass
  let secondPass: FloatPass
  var parameters: [Float]
  var gradient: [Float]
  var rule: FloatAdam

  init(settings: AdamSettings) {
    second = NetworkPlan(
      inputs: 7,
      parts: [.residual(hidden: 9, activation: .relu), .linear(outputs: 3, activation: .identity)],
      offset: first.parameters.upperBound)
    firstPass = FloatPass(plan: first, rows: 150, rowsPerShard: 32, slopes: .parameters)
    secondPass = FloatPass(plan: second, rows: 150, rowsPerShard: 32)
    var drawn = [Double](repeating: 0, count: second.parameters.upperBound + 1)
    var stream = RandomStream(seed: 3, purpose: .start)
    first.draw(into: &drawn, from: &stream)
    second.draw(into: &drawn, initialization: .inputs, from: &stream)
    drawn[drawn.count - 1] = 0.5
    parameters = drawn.map(Float.init)
    gradient = parameters
    rule = FloatAdam(count: parameters.count, settings: settings)
    for row in 0..<150 {
      for j in 0..<5 { firstPass.input(row: row)[j] = Float(input[row, j]) }
    }
  }

  /// One step; gives the loss of the networks before it and the length of the gradient.
  mutating func step(limit: Double?, on pool: WorkerPool, proceeds: Bool = true) -> (
    loss: Double, norm: Double?
  ) {
    let (firstPass, secondPass, target, own) = (firstPass, secondPass, target, parameters.count - 1)
    let losses = Mutex([Double](repeating: 0, count: firstPass.shards.count))
    let stage = FloatStage(shards: firstPass.shards.count) { shard, start in
      let rows = firstPass.shards[shard]
      firstPass.forward(shard: shard, parameters: start)
      secondPass.input(row: rows.lowerBound).update(
        from: firstPass.output(row: rows.lowerBound), count: rows.count * 7)
      secondPass.forward(shard: shard, parameters: start)
      var loss = 0.0
      for row in rows {
        for j in 0..<3 {
          let residual = Double(secondPass.output(row: row)[j]) - target[row, j]
          loss += 0.5 * residual * residual / 150
          secondPass.outputSlopes(row: row)[j] = Float(residual / 150)
        }
      }
      secondPass.backward(shard: shard, parameters: start)
      firstPass.outputSlopes(row: rows.lowerBound).update(
        from: secondPass.inputSlopes(row: rows.lowerBound)!, count: rows.count * 7)
      firstPass.backward(shard: shard, parameters: start)
      losses.withLock { [loss] in $0[shard] = loss }
    }
    let slope = parameters[own]
    let norm = rule.step(
      &parameters, gradient: &gradient, after: [stage], through: [firstPass, secondPass],
      others: [own..<(own + 1)], limit: limit, on: pool
    ) { gradient in
      gradient[own] = slope
      return proceeds
    }
    return (losses.withLock { $0.reduce(0, +) }, norm)
  }
}

@Suite("Training in Float")
struct FloatTrainingTests {
  /// The same training in Double: loss and length of the gradient before each step, and the parameters after them.
  private func reference(_ pair: FloatPair, steps: Int, settings: AdamSettings, limit: Double?) -> (
    losses: [Double], norms: [Double], parameters: [Double]
  ) {
    var parameters = pair.parameters.map(Double.init)
    let cut = pair.first.parameters.upperBound
    // The second plan alone, from 0.
    let second = NetworkPlan(
      inputs: 7, parts: [.residual(hidden: 9, activation: .relu), .linear(outputs: 3, activation: .identity)])
    var adam = Adam(count: parameters.count, settings: settings)
    var (losses, norms): ([Double], [Double]) = ([], [])
    for _ in 0..<steps {
      let networks = (
        ReferenceNetwork(plan: pair.first, parameters: Array(parameters.prefix(cut))),
        ReferenceNetwork(plan: second, parameters: Array(parameters[cut..<(parameters.count - 1)]))
      )
      var passes = (networks.0.pass(rows: 150), networks.1.pass(rows: 150))
      let code = networks.0.forward(pair.input.rounded, keeping: &passes.0)
      let residual = networks.1.forward(code, keeping: &passes.1) + -1 * pair.target
      losses.append(0.5 * residual.dot(residual) / 150)
      var gradients = (
        [Double](repeating: 0, count: cut), [Double](repeating: 0, count: parameters.count - 1 - cut)
      )
      let slopes = networks.1.backward(1.0 / 150 * residual, through: &passes.1, addingTo: &gradients.1)
      _ = networks.0.backward(slopes, through: &passes.0, addingTo: &gradients.0)
      var gradient = gradients.0 + gradients.1 + [parameters[parameters.count - 1]]
      norms.append(GradientClipping.clip(&gradient, to: limit ?? .infinity))
      adam.step(&parameters, gradient: gradient)
    }
    return (losses, norms, parameters)
  }

  @Test(
    "Losses, lengths of gradients and parameters follow the reference, clipped or not",
    arguments: [nil, 0.3, 100])
  func following(limit: Double?) {
    let settings = AdamSettings(rate: 1e-3, stabilizer: 1e-4, decay: 0.01)
    var pair = FloatPair(settings: settings)
    let expected = reference(pair, steps: 10, settings: settings, limit: limit)
    let pool = WorkerPool(threads: 2)
    for step in 0..<10 {
      let (loss, norm) = pair.step(limit: limit, on: pool)
      #expect(abs(loss / expected.losses[step] - 1) < 1e-5)
      if let norm { #expect(abs(norm / expected.norms[step] - 1) < 1e-5) }
      #expect((norm == nil) == (limit == nil))
    }
    expectAgreement(pair.parameters, expected.parameters)
    #expect(expected.losses[9] < expected.losses[0])
  }

  @Test("The same bits at one thread and at three, and from a copy, clipped or not", arguments: [nil, 0.3])
  func bits(limit: Double?) {
    func trained(_ pool: WorkerPool) -> FloatPair {
      var pair = FloatPair(settings: AdamSettings())
      for _ in 0..<5 { _ = pair.step(limit: limit, on: pool) }
      return pair
    }
    let one = trained(WorkerPool(threads: 1))
    for pool in [WorkerPool(threads: 2), WorkerPool(threads: 3), .onCaller()] {
      let other = trained(pool)
      #expect(other.parameters == one.parameters && other.rule == one.rule)
    }
    let pool = WorkerPool(threads: 2)
    var (copy, again) = (one, one)
    _ = copy.step(limit: limit, on: pool)
    _ = again.step(limit: limit, on: pool)
    #expect(copy.parameters == again.parameters && copy.parameters != one.parameters)
  }

  @Test("A gradient that is not a number shows in its length, and with a limit it moves nothing")
  func notANumber() throws {
    var pair = FloatPair(settings: AdamSettings())
    _ = pair.step(limit: 1, on: .onCaller())
    let before = pair
    pair.firstPass.input(row: 3)[0] = .nan
    let (loss, norm) = pair.step(limit: 1, on: .onCaller())
    #expect(loss.isNaN)
    #expect(try #require(norm).isNaN)
    #expect(pair.parameters == before.parameters && pair.rule == before.rule)
    _ = pair.step(limit: nil, on: .onCaller())
    #expect(pair.parameters.contains { $0.isNaN })
  }

  @Test("A step that does not proceed after its stages moves nothing and is none", arguments: [nil, 1])
  func refusal(limit: Double?) {
    var pair = FloatPair(settings: AdamSettings())
    _ = pair.step(limit: limit, on: .onCaller())
    let before = pair
    let (loss, norm) = pair.step(limit: limit, on: .onCaller(), proceeds: false)
    #expect(loss > 0 && norm == nil)
    #expect(pair.parameters == before.parameters && pair.rule == before.rule)
  }
}
