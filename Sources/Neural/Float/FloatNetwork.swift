import NumericCore

/// A network in Float on oneDNN, behind the interface of `ReferenceNetwork`, whose numbers it gives to rounding.
///
/// The methods here take and give matrices, on the caller's thread. A training that must not take memory works with the
/// `FloatPass` itself, and with the parameters as one flat array.
public struct FloatNetwork: Network {
  /// What it is made of.
  public let plan: NetworkPlan
  /// Every weight and bias.
  public var parameters: [Float]

  /// A network of that plan over those parameters.
  public init(plan: NetworkPlan, parameters: [Float]) {
    precondition(
      parameters.count == plan.parameters.upperBound,
      "\(parameters.count) parameters for a network at \(plan.parameters)")
    self.plan = plan
    self.parameters = parameters
  }

  /// The output (rows × outputs) for `input` (rows × inputs).
  public func output(for input: Matrix<Float>) -> Matrix<Float> {
    var pass = FloatPass(plan: plan, rows: input.rows, slopes: .none)
    return forward(input, keeping: &pass)
  }

  /// Room for a forward and a backward pass over `rows` rows.
  public func pass(rows: Int) -> FloatPass { FloatPass(plan: plan, rows: rows) }

  /// The output (rows × outputs) for `input` (rows × inputs), shard after shard.
  public func forward(_ input: Matrix<Float>, keeping pass: inout FloatPass) -> Matrix<Float> {
    if pass.plan != plan || pass.shards.rows != input.rows { pass = self.pass(rows: input.rows) }
    requireSize(of: input, "the input of the network", columns: plan.inputs, pass: pass)
    pass.input(row: 0).copy(input.storage)
    parameters.withUnsafeBufferPointer { parameters in
      guard let start = parameters.baseAddress else { return }
      for shard in 0..<pass.shards.count { pass.forward(shard: shard, parameters: start) }
    }
    return Matrix(
      rows: input.rows, columns: plan.outputs, storage: pass.output(row: 0).array(input.rows * plan.outputs))
  }

  /// Shard after shard the slopes, then block after block the gradient.
  public func backward(
    _ outputGradient: Matrix<Float>, through pass: inout FloatPass, addingTo gradient: inout [Float]
  ) -> Matrix<Float> {
    requireSize(of: outputGradient, "the gradient of the network", columns: plan.outputs, pass: pass)
    precondition(
      gradient.count == parameters.count,
      "a gradient of \(gradient.count) numbers for a network of \(parameters.count)")
    pass.outputSlopes(row: 0).copy(outputGradient.storage)
    parameters.withUnsafeBufferPointer { parameters in
      guard let start = parameters.baseAddress else { return }
      for shard in 0..<pass.shards.count { pass.backward(shard: shard, parameters: start) }
    }
    var own = [Float](repeating: 0, count: gradient.count)
    own.withUnsafeMutableBufferPointer { own in
      guard let start = own.baseAddress else { return }
      for block in pass.blocks.indices { pass.writeGradient(ofBlock: block, to: start) }
    }
    for index in own.indices { gradient[index] += own[index] }
    let (rows, columns) = (outputGradient.rows, plan.inputs)
    let slopes = pass.inputSlopes(row: 0)?.array(rows * columns)
    return Matrix(
      rows: rows, columns: columns, storage: slopes ?? [Float](repeating: 0, count: rows * columns))
  }

  private func requireSize(of matrix: Matrix<Float>, _ what: String, columns: Int, pass: FloatPass) {
    precondition(
      matrix.rows == pass.shards.rows && matrix.columns == columns,
      "\(what) is \(matrix.rows)x\(matrix.columns), not \(pass.shards.rows)x\(columns)")
  }
}

extension ReferenceNetwork {
  /// The same network in Float.
  public var inFloat: FloatNetwork { FloatNetwork(plan: plan, parameters: parameters.map(Float.init)) }
}

extension UnsafeMutablePointer<Float> {
  /// Writes `numbers` here.
  fileprivate func copy(_ numbers: [Float]) {
    numbers.withUnsafeBufferPointer { from in
      if let start = from.baseAddress { update(from: start, count: from.count) }
    }
  }
}

extension UnsafePointer<Float> {
  /// The first `count` numbers.
  fileprivate func array(_ count: Int) -> [Float] { Array(UnsafeBufferPointer(start: self, count: count)) }
}
