import CDNN
import CKernels

/// A linear layer with its activation, y = φ(x Wᵀ + b), forward and backward, in products of oneDNN.
///
///     forward        u = x Wᵀ + b, y = φ(u)
///     backward       ∂L/∂u = ∂L/∂y · φ′(u),  ∂L/∂x = (∂L/∂u) W
///     the gradient   ∂L/∂W = (∂L/∂u)ᵀ x,  ∂L/∂b = Σ_rows ∂L/∂u
///
/// The bias is added inside the product, and tanh and the sigmoid applied there; the other activations follow while the
/// shard is still close to the processor. The gradient is cut by outputs and not by rows, so that nothing has to be added up
/// over shards.
final class FloatLinear: FloatLayer {
  private let layer: Linear
  private let activation: FloatActivation
  private let shards: RowShards
  private let input: FloatSignal
  private let output: FloatSignal
  /// u, where φ′ needs it and y does not tell.
  private let sums: FloatBuffer?
  /// One per shard.
  private var forwardProducts: [FloatProduct] = []
  private var backwardProducts: [FloatProduct] = []
  /// One per block.
  private var gradientProducts: [FloatProduct] = []
  private var outputs: [Range<Int>] = []
  let blocks: [ParameterBlock]

  /// The layer between two signals; `addsToOutput` and `addsToInputSlopes` where something else stands there already.
  init(
    _ layer: Linear, activation: Activation, shards: RowShards, input: FloatSignal, output: FloatSignal,
    addsToOutput: Bool = false, addsToInputSlopes: Bool = false
  ) {
    precondition(
      !addsToOutput || activation == .identity, "a layer that adds to its output has no activation")
    self.layer = layer
    self.activation = FloatActivation(activation)
    self.shards = shards
    self.input = input
    self.output = output
    sums = self.activation.needsSums ? FloatBuffer(count: shards.rows * layer.outputs) : nil
    outputs = Self.cut(layer)
    blocks = outputs.map { rows in
      ParameterBlock(
        weights: (layer.offset + rows.lowerBound * layer.inputs)..<(layer.offset + rows.upperBound
          * layer.inputs),
        biases: (layer.biases.lowerBound + rows.lowerBound)..<(layer.biases.lowerBound + rows.upperBound))
    }
    for shard in 0..<shards.count {
      forwardProducts.append(
        FloatProduct(
          rows: shards[shard].count, inner: layer.inputs, columns: layer.outputs,
          left: .init(stride: layer.inputs), right: .init(stride: layer.inputs, isTransposed: true),
          hasBias: true, accumulates: addsToOutput, activation: self.activation.fused))
      guard input.slopes != nil else { continue }
      backwardProducts.append(
        FloatProduct(
          rows: shards[shard].count, inner: layer.outputs, columns: layer.inputs,
          left: .init(stride: layer.outputs), right: .init(stride: layer.inputs),
          accumulates: addsToInputSlopes))
    }
    guard shards.rows > 0, output.slopes != nil else { return }
    gradientProducts = outputs.map { rows in
      FloatProduct(
        rows: rows.count, inner: shards.rows, columns: layer.inputs,
        left: .init(stride: layer.outputs, isTransposed: true), right: .init(stride: layer.inputs))
    }
  }

  func forward(shard: Int, parameters: UnsafePointer<Float>) {
    let rows = shards[shard]
    let y = output.values(at: rows.lowerBound)
    let u = sums.map { $0.start + rows.lowerBound * layer.outputs } ?? y
    forwardProducts[shard].run(
      input.values(at: rows.lowerBound), parameters + layer.offset,
      bias: parameters + layer.biases.lowerBound, into: u)
    if let kernel = activation.kernel, !activation.isFused {
      elbow_activate(kernel, u, y, rows.count * layer.outputs)
    }
  }

  func backward(shard: Int, parameters: UnsafePointer<Float>) {
    let rows = shards[shard]
    guard let slopes = output.slopes(at: rows.lowerBound) else { return }
    if let kernel = activation.kernel {
      let y = output.values(at: rows.lowerBound)
      let u = sums.map { $0.start + rows.lowerBound * layer.outputs } ?? y
      elbow_activation_slopes(kernel, u, y, slopes, rows.count * layer.outputs)
    }
    if let inputSlopes = input.slopes(at: rows.lowerBound) {
      backwardProducts[shard].run(slopes, parameters + layer.offset, into: inputSlopes)
    }
  }

  func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>) {
    let (block, rows) = (blocks[index], outputs[index])
    guard shards.rows > 0, let slopes = output.slopes else {
      (gradient + block.weights.lowerBound).update(repeating: 0, count: block.weights.count)
      (gradient + block.biases.lowerBound).update(repeating: 0, count: block.biases.count)
      return
    }
    let some = slopes.start + rows.lowerBound
    gradientProducts[index].run(some, input.values.start, into: gradient + block.weights.lowerBound)
    elbow_column_sums(some, shards.rows, layer.outputs, gradient + block.biases.lowerBound, rows.count)
  }

  /// The outputs in blocks of about as many weights as one core keeps close, each a multiple of 16 outputs.
  private static func cut(_ layer: Linear) -> [Range<Int>] {
    let most = max(16, 49_152 / layer.inputs / 16 * 16)
    return stride(from: 0, to: layer.outputs, by: most).map { $0..<min($0 + most, layer.outputs) }
  }
}

/// How an activation is computed in Float.
private struct FloatActivation {
  /// The kernel for it; nil where nothing is to be done.
  let kernel: elbow_activation?
  /// What the product applies itself.
  let fused: elbow_product_activation
  /// Whether its derivative needs what went in.
  let needsSums: Bool

  var isFused: Bool { fused != elbow_product_identity }

  init(_ activation: Activation) {
    (kernel, fused, needsSums) =
      switch activation {
      case .identity: (nil, elbow_product_identity, false)
      case .tanh: (elbow_activation_tanh, elbow_product_tanh, false)
      case .sigmoid: (elbow_activation_sigmoid, elbow_product_sigmoid, false)
      case .relu: (elbow_activation_relu, elbow_product_identity, false)
      case .softplus: (elbow_activation_softplus, elbow_product_identity, true)
      case .silu: (elbow_activation_silu, elbow_product_identity, true)
      case .gelu: (elbow_activation_gelu, elbow_product_identity, true)
      }
  }
}
