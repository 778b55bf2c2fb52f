import CKernels
import NumericCore
import Synchronization

/// A denoising network in Float that is used and not trained: its numbers, shared by all copies.
public struct FloatDenoisingNetwork: Sendable {
  /// What it is made of.
  public let plan: DenoisingPlan
  /// Every weight and bias.
  public let parameters: [Float]
  /// The weights of the blocks once more, inputs × outputs, as a product reads them fastest.
  private let turned: [Float]

  /// A network of that plan over those parameters, of which there are as many as it says.
  public init(plan: DenoisingPlan, parameters: [Float]) {
    precondition(
      parameters.count == plan.count, "\(parameters.count) parameters for a network of \(plan.count)")
    self.plan = plan
    self.parameters = parameters
    let (hidden, stride) = (plan.hidden, FloatDenoisingTile.stride(plan))
    var turned = [Float](repeating: 0, count: plan.blocks.count * hidden * stride)
    for (index, block) in plan.blocks.enumerated() {
      for input in 0..<hidden {
        let row = (index * hidden + input) * stride
        for output in 0..<hidden {
          turned[row + output] = parameters[block.offset + output * hidden + input]
        }
      }
    }
    self.turned = turned
  }

  /// Where its numbers stand while `body` runs.
  public func withNumbers(_ body: (FloatDenoisingNumbers) -> Void) {
    parameters.withUnsafeBufferPointer { parameters in
      turned.withUnsafeBufferPointer { turned in
        guard let start = parameters.baseAddress else { return }
        body(FloatDenoisingNumbers(parameters: start, turned: turned.baseAddress ?? start))
      }
    }
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

/// Where the numbers of a network stand.
public struct FloatDenoisingNumbers {
  /// Every weight and bias.
  fileprivate let parameters: UnsafePointer<Float>
  /// The weights of the blocks, inputs × outputs.
  fileprivate let turned: UnsafePointer<Float>
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
    first = FloatProduct(
      rows: rows, inner: plan.dimensions, columns: plan.hidden, left: .init(stride: plan.dimensions),
      right: .init(stride: plan.inputs, isTransposed: true))
    block = FloatProduct(
      rows: rows, inner: plan.hidden, columns: plan.hidden, left: .init(stride: plan.hidden),
      right: .init(stride: Self.stride(plan)))
    last = FloatProduct(
      rows: rows, inner: plan.hidden, columns: plan.dimensions, left: .init(stride: plan.hidden),
      right: .init(stride: plan.hidden, isTransposed: true), hasBias: true)
  }

  /// From one row of a block's exchanged weights to the next: not a power of two, whose rows would crowd into few places of
  /// the cache.
  fileprivate static func stride(_ plan: DenoisingPlan) -> Int { plan.hidden + 16 }

  /// x_t: rows × D.
  public var input: UnsafeMutablePointer<Float> { inputs.start }
  /// What the network said: rows × D.
  public var output: UnsafePointer<Float> { UnsafePointer(outputs.start) }

  /// Sends the rows through the network of those numbers, all with the same `bias` of the first layer.
  public func forward(_ numbers: FloatDenoisingNumbers, bias: UnsafePointer<Float>) {
    guard let activation else { preconditionFailure("a denoising network without an activation") }
    let (hidden, parameters) = (plan.hidden, numbers.parameters)
    first.run(inputs.start, parameters + plan.input.offset, into: sums.start)
    elbow_residual_activate(activation, sums.start, false, bias, nil, values.start, rows, hidden)
    for (index, layer) in plan.blocks.enumerated() {
      block.run(values.start, numbers.turned + index * hidden * Self.stride(plan), into: sums.start)
      elbow_residual_activate(
        activation, sums.start, false, parameters + layer.biases.lowerBound, values.start, values.start, rows,
        hidden)
    }
    last.run(
      values.start, parameters + plan.output.offset, bias: parameters + plan.output.biases.lowerBound,
      into: outputs.start)
  }
}

extension FloatDenoisingTile {
  /// The products of `forward` and nothing else, to be timed.
  func runProducts(_ numbers: FloatDenoisingNumbers) {
    first.run(inputs.start, numbers.parameters + plan.input.offset, into: sums.start)
    for index in plan.blocks.indices {
      block.run(
        values.start, numbers.turned + index * plan.hidden * Self.stride(plan), into: sums.start)
    }
    last.run(
      values.start, numbers.parameters + plan.output.offset,
      bias: numbers.parameters + plan.output.biases.lowerBound, into: outputs.start)
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
        withNumbers { numbers in
          for _ in 0..<times { tile.runProducts(numbers) }
        }
      }
    }
  }
}

/// Tiles of one plan that threads borrow and give back, so that few are made however often rows are sent through. All have
/// one size, since a product of another may add in another order.
public final class FloatDenoisingTiles: Sendable {
  /// Rows of a tile: as many as a product takes alike, wherever in the tile they stand. Of 128, on AVX2, the last two are added up
  /// in another order.
  public static let rows = 96
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
        withNumbers { numbers in
          bias.withUnsafeBufferPointer { bias in
            guard let bias = bias.baseAddress else { return }
            tile.forward(numbers, bias: bias)
          }
        }
        return (0..<count).map { Double(tile.output[$0]) }
      }
    }
    return Matrix(rows: rows.rows, columns: d, storage: results.flatMap { $0 })
  }
}
