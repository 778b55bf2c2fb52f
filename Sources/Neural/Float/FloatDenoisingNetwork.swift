import CKernels
import NumericCore

/// A denoising network in Float that is used and not trained: its numbers, shared by all copies.
public struct FloatDenoisingNetwork: Sendable {
  /// What it is made of.
  public let plan: DenoisingPlan
  /// Every weight and bias.
  public let parameters: [Float]

  /// A network of that plan over those parameters, of which there are as many as it says.
  public init(plan: DenoisingPlan, parameters: [Float]) {
    precondition(
      parameters.count == plan.count, "\(parameters.count) parameters for a network of \(plan.count)")
    self.plan = plan
    self.parameters = parameters
  }

  /// What the first layer adds to x at several levels, b₀ + W₀ (0, code, label), which is the same for all rows there: n ×
  /// `hidden` numbers for `codes` of n × `codes` numbers.
  public func biases(codes: [Float], label: Int?) -> [Float] {
    let (d, layer) = (plan.dimensions, plan.input)
    precondition(codes.count % plan.codes == 0, "\(codes.count) numbers in codes of \(plan.codes)")
    let count = codes.count / plan.codes
    guard count > 0 else { return [] }
    var biases = Array(parameters[layer.biases])
    if let label, label < plan.classes {
      for unit in 0..<plan.hidden {
        biases[unit] += parameters[layer.offset + unit * layer.inputs + d + plan.codes + label]
      }
    }
    let product = FloatProduct(
      rows: count, inner: plan.codes, columns: plan.hidden, left: .init(stride: plan.codes),
      right: .init(stride: layer.inputs, isTransposed: true), hasBias: true)
    return [Float](unsafeUninitializedCapacity: count * plan.hidden) { buffer, filled in
      codes.withUnsafeBufferPointer { codes in
        parameters.withUnsafeBufferPointer { parameters in
          biases.withUnsafeBufferPointer { biases in
            guard let left = codes.baseAddress, let weights = parameters.baseAddress,
              let bias = biases.baseAddress, let result = buffer.baseAddress
            else { return }
            product.run(left, weights + layer.offset + d, bias: bias, into: result)
          }
        }
      }
      filled = count * plan.hidden
    }
  }
}

/// The memory of one tile of rows on its way through a denoising network; one thread at a time uses it.
public final class FloatDenoisingTile {
  private let network: FloatDenoisingNetwork
  /// How many rows it has room for.
  public let rows: Int
  private let inputs: FloatBuffer
  private let sums: FloatBuffer
  private let values: FloatBuffer
  private let outputs: FloatBuffer
  private let first: FloatProduct
  private let block: FloatProduct
  private let last: FloatProduct
  private let activation: elbow_activation?

  /// Memory for `rows` rows, one at least.
  public init(_ network: FloatDenoisingNetwork, rows: Int) {
    let plan = network.plan
    self.network = network
    self.rows = rows
    activation = plan.activation.kernel
    inputs = FloatBuffer(count: rows * plan.dimensions)
    sums = FloatBuffer(count: rows * plan.hidden)
    values = FloatBuffer(count: rows * plan.hidden)
    outputs = FloatBuffer(count: rows * plan.dimensions)
    func product(_ inner: Int, _ columns: Int, stride: Int) -> FloatProduct {
      FloatProduct(
        rows: rows, inner: inner, columns: columns, left: .init(stride: inner),
        right: .init(stride: stride, isTransposed: true), hasBias: true)
    }
    first = product(plan.dimensions, plan.hidden, stride: plan.inputs)
    block = product(plan.hidden, plan.hidden, stride: plan.hidden)
    last = product(plan.hidden, plan.dimensions, stride: plan.hidden)
  }

  /// x_t: rows × D.
  public var input: UnsafeMutablePointer<Float> { inputs.start }
  /// What the network said: rows × D.
  public var output: UnsafePointer<Float> { UnsafePointer(outputs.start) }

  /// Sends the rows through the network, all with the same `bias` of the first layer.
  public func forward(bias: UnsafePointer<Float>) {
    let plan = network.plan
    let count = rows * plan.hidden
    guard let activation else { preconditionFailure("a denoising network without an activation") }
    network.parameters.withUnsafeBufferPointer { buffer in
      guard let parameters = buffer.baseAddress else { return }
      first.run(inputs.start, parameters + plan.input.offset, bias: bias, into: sums.start)
      elbow_residual_activate(activation, sums.start, false, nil, values.start, count)
      for layer in plan.blocks {
        block.run(
          values.start, parameters + layer.offset, bias: parameters + layer.biases.lowerBound,
          into: sums.start)
        elbow_residual_activate(activation, sums.start, false, values.start, values.start, count)
      }
      last.run(
        values.start, parameters + plan.output.offset, bias: parameters + plan.output.biases.lowerBound,
        into: outputs.start)
    }
  }
}

extension FloatDenoisingNetwork {
  /// What the network says of `rows` (each of D numbers), all with the same `bias` of the first layer, on the threads of
  /// `pool`: rows × D.
  public func outputs(_ rows: [[Double]], bias: [Float], on pool: WorkerPool) -> Matrix<Double> {
    let d = plan.dimensions
    let tiles = RowShards(rows: rows.count, rowsPerShard: 64)
    let results = pool.map(shards: tiles.count) { tile -> [Double] in
      // All tiles have one size, since a product of another may add in another order.
      let memory = FloatDenoisingTile(self, rows: 64)
      for (place, row) in tiles[tile].enumerated() {
        for column in 0..<d { memory.input[place * d + column] = Float(rows[row][column]) }
      }
      bias.withUnsafeBufferPointer { bias in
        if let start = bias.baseAddress { memory.forward(bias: start) }
      }
      return (0..<(tiles[tile].count * d)).map { Double(memory.output[$0]) }
    }
    return Matrix(rows: rows.count, columns: d, storage: results.flatMap { $0 })
  }
}
