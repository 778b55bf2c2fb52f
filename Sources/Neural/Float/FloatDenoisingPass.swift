import CKernels
import NumericCore

/// The memory of a step of training of a denoising network over a batch of fixed size, and the products made ready for it:
/// planned once, so that a step takes none. It holds no parameter and changes no result.
///
/// A tile of rows goes forward and back through all layers while it is close to the processor; once all tiles are through,
/// the gradient is made block by block, cut by outputs, so that nothing has to be added up over tiles. Both cuts are fixed, so
/// the same numbers come out to the last bit at any number of threads. Tiles, and later blocks, may be computed by any
/// threads at the same time, since each writes its own place only; that is what makes it `Sendable`.
public final class FloatDenoisingPass: @unchecked Sendable {
  /// The network's plan.
  public let plan: DenoisingPlan
  /// The cut of the rows.
  public let tiles: RowShards
  /// The cut of the parameters; every parameter is in one block.
  let blocks: [ParameterBlock]
  private let activation: elbow_activation?
  /// What goes in: rows × inputs.
  private let inputs: FloatBuffer
  /// h₀, h₁, …: each rows × hidden.
  private let values: [FloatBuffer]
  /// φ′ of the sums behind each of these, then ∂L/∂u: rows × hidden.
  private let slopes: [FloatBuffer]
  /// ∂L/∂h of the layer that is at work: rows × hidden.
  private let rising: FloatBuffer
  private let outputs: FloatBuffer
  private let outputSlopes: FloatBuffer
  /// What tiles and blocks leave for those who come later.
  let room: DenoisingRoom
  /// For each tile.
  private let products: [Products]
  /// The product of each block's gradient, and where it finds its factors.
  private let gradients: [Gradient]

  /// The products of the rows of one tile.
  private struct Products {
    let input: FloatProduct
    let block: FloatProduct
    let output: FloatProduct
    let outputBack: FloatProduct
    let blockBack: FloatProduct

    init(_ plan: DenoisingPlan, rows: Int) {
      func forward(_ layer: Linear, hasBias: Bool = false) -> FloatProduct {
        FloatProduct(
          rows: rows, inner: layer.inputs, columns: layer.outputs, left: .init(stride: layer.inputs),
          right: .init(stride: layer.inputs, isTransposed: true), hasBias: hasBias)
      }
      func back(_ layer: Linear, accumulates: Bool) -> FloatProduct {
        FloatProduct(
          rows: rows, inner: layer.outputs, columns: layer.inputs, left: .init(stride: layer.outputs),
          right: .init(stride: layer.inputs), accumulates: accumulates)
      }
      let square = Linear(inputs: plan.hidden, outputs: plan.hidden)
      input = forward(plan.input)
      block = forward(square)
      output = forward(plan.output, hasBias: true)
      outputBack = back(plan.output, accumulates: false)
      blockBack = back(square, accumulates: true)
    }
  }

  /// The gradient of some outputs of a layer.
  private struct Gradient {
    let product: FloatProduct
    let left: UnsafePointer<Float>
    let right: UnsafePointer<Float>
    let stride: Int
  }

  /// Memory for `rows` rows, one at least.
  public init(plan: DenoisingPlan, rows: Int, rowsPerTile: Int = 128) {
    precondition(rows >= 1, "a step over \(rows) rows")
    let tiles = RowShards(rows: rows, rowsPerShard: rowsPerTile)
    self.plan = plan
    self.tiles = tiles
    activation = plan.activation.kernel
    let layers = plan.blocks.count + 1
    let hidden = (0..<layers).map { _ in FloatBuffer(count: rows * plan.hidden) }
    let sums = (0..<layers).map { _ in FloatBuffer(count: rows * plan.hidden) }
    inputs = FloatBuffer(count: rows * plan.inputs)
    rising = FloatBuffer(count: rows * plan.hidden)
    outputs = FloatBuffer(count: rows * plan.dimensions)
    outputSlopes = FloatBuffer(count: rows * plan.dimensions)
    (values, slopes) = (hidden, sums)
    // One set of products for each tile: a product serves one thread at a time.
    products = (0..<tiles.count).map { Products(plan, rows: tiles[$0].count) }
    var blocks: [ParameterBlock] = []
    var gradients: [Gradient] = []
    for (index, layer) in plan.layers.enumerated() {
      let left = index < layers ? sums[index] : outputSlopes
      let right = index == 0 ? inputs : hidden[index - 1]
      for first in stride(from: 0, to: layer.outputs, by: 64) {
        let some = first..<min(first + 64, layer.outputs)
        let weights = layer.offset + some.lowerBound * layer.inputs
        blocks.append(
          ParameterBlock(
            weights: weights..<(weights + some.count * layer.inputs),
            biases: (layer.biases.lowerBound + first)..<(layer.biases.lowerBound + some.upperBound)))
        gradients.append(
          Gradient(
            product: FloatProduct(
              rows: some.count, inner: rows, columns: layer.inputs,
              left: .init(stride: layer.outputs, isTransposed: true), right: .init(stride: layer.inputs)),
            left: UnsafePointer(left.start + first), right: UnsafePointer(right.start), stride: layer.outputs)
        )
      }
    }
    (self.blocks, self.gradients) = (blocks, gradients)
    room = DenoisingRoom(parameters: plan.count, tiles: tiles.count, blocks: blocks.count)
  }

  /// Where row `row` of the input begins: x, the code of its level, its label. Whoever asks fills it before `forward`.
  public func input(row: Int) -> UnsafeMutablePointer<Float> { inputs.start + row * plan.inputs }
  /// Where row `row` of the output begins, after `forward`.
  public func output(row: Int) -> UnsafePointer<Float> {
    UnsafePointer(outputs.start + row * plan.dimensions)
  }
  /// Where row `row` of ∂L/∂output begins; whoever asks fills it before `backward`.
  public func outputSlopes(row: Int) -> UnsafeMutablePointer<Float> {
    outputSlopes.start + row * plan.dimensions
  }

  /// Sends the rows of `tile` through the network; `parameters` is the flat array.
  public func forward(tile: Int, parameters: UnsafePointer<Float>) {
    let (rows, products) = (tiles[tile], products[tile])
    let place = rows.lowerBound * plan.hidden
    products.input.run(
      inputs.start + rows.lowerBound * plan.inputs, parameters + plan.input.offset,
      into: slopes[0].start + place)
    activate(
      slopes[0].start + place, bias: parameters + plan.input.biases.lowerBound, base: nil,
      into: values[0].start + place, rows: rows.count)
    for (k, block) in plan.blocks.enumerated() {
      let below = values[k].start + place
      products.block.run(below, parameters + block.offset, into: slopes[k + 1].start + place)
      activate(
        slopes[k + 1].start + place, bias: parameters + block.biases.lowerBound, base: below,
        into: values[k + 1].start + place, rows: rows.count)
    }
    products.output.run(
      values[plan.blocks.count].start + place, parameters + plan.output.offset,
      bias: parameters + plan.output.biases.lowerBound,
      into: outputs.start + rows.lowerBound * plan.dimensions)
  }

  /// Sends the slopes of the rows of `tile` back.
  public func backward(tile: Int, parameters: UnsafePointer<Float>) {
    let (rows, products) = (tiles[tile], products[tile])
    let (place, count) = (rows.lowerBound * plan.hidden, rows.count * plan.hidden)
    let dh = rising.start + place
    products.outputBack.run(
      outputSlopes.start + rows.lowerBound * plan.dimensions, parameters + plan.output.offset, into: dh)
    for (k, block) in plan.blocks.enumerated().reversed() {
      let du = slopes[k + 1].start + place
      elbow_multiply(dh, du, du, count)
      products.blockBack.run(du, parameters + block.offset, into: dh)
    }
    elbow_multiply(dh, slopes[0].start + place, slopes[0].start + place, count)
  }

  /// Writes the gradient of the parameters of block `index`, over all rows, into their place in the flat gradient.
  func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>) {
    let (block, factors) = (blocks[index], gradients[index])
    factors.product.run(factors.left, factors.right, into: gradient + block.weights.lowerBound)
    elbow_column_sums(
      factors.left, tiles.rows, factors.stride, gradient + block.biases.lowerBound, block.biases.count)
  }

  /// The products of a step and nothing else, on the threads of `pool`, to be timed: what no step can be faster than.
  public func runProducts(parameters: [Float], on pool: WorkerPool) {
    pool.run(stages: [tiles.count, blocks.count]) { [self] stage, task in
      parameters.withUnsafeBufferPointer { parameters in
        guard let start = parameters.baseAddress else { return }
        if stage == 0 {
          runProducts(tile: task, parameters: start)
        } else {
          let factors = gradients[task]
          factors.product.run(
            factors.left, factors.right, into: room.gradient.start + blocks[task].weights.lowerBound)
        }
      }
    }
  }

  private func runProducts(tile: Int, parameters: UnsafePointer<Float>) {
    let (rows, products) = (tiles[tile], products[tile])
    let place = rows.lowerBound * plan.hidden
    products.input.run(
      inputs.start + rows.lowerBound * plan.inputs, parameters + plan.input.offset,
      into: slopes[0].start + place)
    for (k, block) in plan.blocks.enumerated() {
      products.block.run(
        values[k].start + place, parameters + block.offset, into: slopes[k + 1].start + place)
    }
    let (output, outer) = (outputs.start + rows.lowerBound * plan.dimensions, parameters + plan.output.offset)
    products.output.run(
      values[plan.blocks.count].start + place, outer, bias: parameters + plan.output.biases.lowerBound,
      into: output)
    products.outputBack.run(
      outputSlopes.start + rows.lowerBound * plan.dimensions, outer, into: rising.start + place)
    for (k, block) in plan.blocks.enumerated().reversed() {
      products.blockBack.run(
        slopes[k + 1].start + place, parameters + block.offset, into: rising.start + place)
    }
  }

  /// The two ranges of block `index` in the flat array.
  func forEachRange(ofBlock index: Int, _ body: (Range<Int>) -> Void) {
    body(blocks[index].weights)
    body(blocks[index].biases)
  }

  /// With u = sums + bias, the sums become φ′(u), and `target` becomes base + φ(u).
  private func activate(
    _ sums: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, base: UnsafePointer<Float>?,
    into target: UnsafeMutablePointer<Float>, rows: Int
  ) {
    guard let activation else { preconditionFailure("a denoising network without an activation") }
    elbow_residual_activate(activation, sums, true, bias, base, target, rows, plan.hidden)
  }
}

extension Activation {
  /// The kernel that computes it; nil for none.
  var kernel: elbow_activation? {
    switch self {
    case .identity: nil
    case .tanh: elbow_activation_tanh
    case .sigmoid: elbow_activation_sigmoid
    case .relu: elbow_activation_relu
    case .softplus: elbow_activation_softplus
    case .silu: elbow_activation_silu
    case .gelu: elbow_activation_gelu
    }
  }
}
