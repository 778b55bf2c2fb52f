/// A residual block, y = x + W₂ φ(W₁ x + b₁) + b₂, forward and backward, in Float.
///
/// Forward, the second layer adds to a copy of x; backward, the first adds to a copy of ∂L/∂y.
final class FloatResidualBlock: FloatLayer {
  private let shards: RowShards
  private let input: FloatSignal
  private let output: FloatSignal
  private let first: FloatLinear
  private let second: FloatLinear
  let blocks: [ParameterBlock]

  /// The block between two signals of one width.
  init(_ block: ResidualBlock, shards: RowShards, input: FloatSignal, output: FloatSignal) {
    self.shards = shards
    self.input = input
    self.output = output
    let hidden = FloatSignal(
      rows: shards.rows, columns: block.first.outputs, hasSlopes: output.slopes != nil)
    first = FloatLinear(
      block.first, activation: block.activation, shards: shards, input: input, output: hidden,
      addsToInputSlopes: true)
    second = FloatLinear(
      block.second, activation: .identity, shards: shards, input: hidden, output: output, addsToOutput: true)
    blocks = first.blocks + second.blocks
  }

  func forward(shard: Int, parameters: UnsafePointer<Float>) {
    let rows = shards[shard]
    first.forward(shard: shard, parameters: parameters)
    output.values(at: rows.lowerBound).update(
      from: input.values(at: rows.lowerBound), count: rows.count * input.columns)
    second.forward(shard: shard, parameters: parameters)
  }

  func backward(shard: Int, parameters: UnsafePointer<Float>) {
    let rows = shards[shard]
    second.backward(shard: shard, parameters: parameters)
    if let slopes = output.slopes(at: rows.lowerBound), let inputSlopes = input.slopes(at: rows.lowerBound) {
      inputSlopes.update(from: slopes, count: rows.count * input.columns)
    }
    first.backward(shard: shard, parameters: parameters)
  }

  func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>) {
    if index < first.blocks.count {
      first.writeGradient(ofBlock: index, to: gradient)
    } else {
      second.writeGradient(ofBlock: index - first.blocks.count, to: gradient)
    }
  }
}
