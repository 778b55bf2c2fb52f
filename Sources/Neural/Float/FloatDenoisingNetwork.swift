import CKernels
import NumericCore
import Synchronization

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
  private let plan: DenoisingPlan
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
  public init(_ plan: DenoisingPlan, rows: Int) {
    self.plan = plan
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

  /// Sends the rows through the network of `parameters`, all with the same `bias` of the first layer.
  public func forward(parameters: UnsafePointer<Float>, bias: UnsafePointer<Float>) {
    let count = rows * plan.hidden
    guard let activation else { preconditionFailure("a denoising network without an activation") }
    first.run(inputs.start, parameters + plan.input.offset, bias: bias, into: sums.start)
    elbow_residual_activate(activation, sums.start, false, nil, values.start, count)
    for layer in plan.blocks {
      block.run(
        values.start, parameters + layer.offset, bias: parameters + layer.biases.lowerBound, into: sums.start)
      elbow_residual_activate(activation, sums.start, false, values.start, values.start, count)
    }
    last.run(
      values.start, parameters + plan.output.offset, bias: parameters + plan.output.biases.lowerBound,
      into: outputs.start)
  }
}

extension FloatDenoisingTile {
  /// The products of `forward` and nothing else, to be timed.
  func runProducts(parameters: UnsafePointer<Float>) {
    let bias = parameters + plan.input.biases.lowerBound
    first.run(inputs.start, parameters + plan.input.offset, bias: bias, into: sums.start)
    for layer in plan.blocks {
      block.run(
        values.start, parameters + layer.offset, bias: parameters + layer.biases.lowerBound, into: sums.start)
    }
    last.run(
      values.start, parameters + plan.output.offset, bias: parameters + plan.output.biases.lowerBound,
      into: outputs.start)
  }
}

extension FloatDenoisingNetwork {
  /// The products of `tiles` tiles going through the network `times` times, and nothing else, to be timed: what no sampler can be
  /// faster than.
  public func runProducts(
    tiles count: Int, times: Int, through tiles: FloatDenoisingTiles, on pool: WorkerPool
  ) {
    pool.run(shards: count) { _ in
      tiles.withTile { tile in
        parameters.withUnsafeBufferPointer { parameters in
          guard let start = parameters.baseAddress else { return }
          for _ in 0..<times { tile.runProducts(parameters: start) }
        }
      }
    }
  }
}

/// Tiles of one plan that threads borrow and give back, so that few are made however often rows are sent through. All have
/// one size, since a product of another may add in another order.
public final class FloatDenoisingTiles: Sendable {
  /// Rows of a tile.
  public static let rows = 64
  private let plan: DenoisingPlan
  /// Those that nobody uses now. A tile belongs to one thread at a time.
  private let free = Mutex(Free())

  private struct Free: ~Copyable, @unchecked Sendable {
    var tiles: [FloatDenoisingTile] = []
  }

  /// No tiles yet.
  public init(_ plan: DenoisingPlan) { self.plan = plan }

  /// Lends `body` a tile.
  public func withTile<Result>(_ body: (FloatDenoisingTile) -> Result) -> Result {
    let borrowed = free.withLock { free in Lent(tile: free.tiles.popLast()) }
    let tile = borrowed.tile ?? FloatDenoisingTile(plan, rows: Self.rows)
    let result = body(tile)
    let back = Lent(tile: tile)
    free.withLock { free in
      if let tile = back.tile { free.tiles.append(tile) }
    }
    return result
  }

  /// A tile on its way from one thread to another.
  private struct Lent: @unchecked Sendable {
    let tile: FloatDenoisingTile?
  }
}

extension FloatDenoisingNetwork {
  /// What the network says of `rows` (n × D), all with the same `bias` of the first layer, on the threads of `pool`: n × D.
  public func outputs(
    _ rows: Matrix<Double>, bias: [Float], through tiles: FloatDenoisingTiles, on pool: WorkerPool
  ) -> Matrix<Double> {
    let d = plan.dimensions
    let cut = RowShards(rows: rows.rows, rowsPerShard: FloatDenoisingTiles.rows)
    let results = pool.map(shards: cut.count) { shard -> [Double] in
      let (start, count) = (cut[shard].lowerBound * d, cut[shard].count * d)
      return tiles.withTile { tile in
        for index in 0..<count { tile.input[index] = Float(rows.storage[start + index]) }
        for index in count..<(tile.rows * d) { tile.input[index] = 0 }
        parameters.withUnsafeBufferPointer { parameters in
          bias.withUnsafeBufferPointer { bias in
            guard let parameters = parameters.baseAddress, let bias = bias.baseAddress else { return }
            tile.forward(parameters: parameters, bias: bias)
          }
        }
        return (0..<count).map { Double(tile.output[$0]) }
      }
    }
    return Matrix(rows: rows.rows, columns: d, storage: results.flatMap { $0 })
  }
}
