import NumericCore

/// The memory of a forward and a backward pass of a network over a batch of fixed size, and the products made ready for it:
/// planned once, so that a step of training takes none. It holds no parameter and changes no result.
///
/// A step goes through it in two stages. In the first, `forward` and `backward` for every shard of the rows; in the second,
/// once all shards are through, `writeGradient` for every block of the parameters. Within a stage shards or blocks may be
/// computed by any threads at the same time, since each writes its own place only; that is what makes it `Sendable`. Both
/// cuts are fixed, so the same numbers come out to the last bit at any number of threads.
public final class FloatPass: @unchecked Sendable {
  /// The network's plan.
  public let plan: NetworkPlan
  /// The cut of the rows.
  public let shards: RowShards
  /// The cut of the parameters; every parameter of the network is in one block.
  public let blocks: [ParameterBlock]
  private let layers: [any FloatLayer]
  /// Which layer a block belongs to, and which of its blocks it is.
  private let places: [(layer: Int, block: Int)]
  private let first: FloatSignal
  private let last: FloatSignal

  /// What of a backward pass there is memory for.
  public enum Slopes: Hashable, Sendable {
    /// Nothing: there are forward passes only.
    case none
    /// The gradient of the parameters; the slopes in the input, which nobody needs whose input is data, are not computed.
    case parameters
    /// The slopes in the input too.
    case all
  }

  /// Memory for `rows` rows through a network of `plan`.
  public init(plan: NetworkPlan, rows: Int, rowsPerShard: Int = 64, slopes: Slopes = .all) {
    let shards = RowShards(rows: rows, rowsPerShard: rowsPerShard)
    let hasSlopes = slopes != .none
    self.plan = plan
    self.shards = shards
    first = FloatSignal(rows: rows, columns: plan.inputs, hasSlopes: slopes == .all)
    var signal = first
    var layers: [any FloatLayer] = []
    for layer in plan.layers {
      let input = signal
      switch layer {
      case .linear(let linear, let activation):
        signal = FloatSignal(rows: rows, columns: linear.outputs, hasSlopes: hasSlopes)
        layers.append(
          FloatLinear(linear, activation: activation, shards: shards, input: input, output: signal))
      case .residual(let block):
        signal = FloatSignal(rows: rows, columns: block.second.outputs, hasSlopes: hasSlopes)
        layers.append(FloatResidualBlock(block, shards: shards, input: input, output: signal))
      case .timeCode(let code):
        signal = FloatSignal(rows: rows, columns: code.outputs, hasSlopes: hasSlopes)
        layers.append(FloatTimeCode(code, shards: shards, input: input, output: signal))
      }
    }
    last = signal
    self.layers = layers
    blocks = layers.flatMap(\.blocks)
    places = layers.indices.flatMap { layer in layers[layer].blocks.indices.map { (layer, $0) } }
  }

  /// Where row `row` of the input (rows × inputs) begins; whoever asks fills it before `forward`.
  public func input(row: Int) -> UnsafeMutablePointer<Float> { first.values(at: row) }

  /// Where row `row` of the output (rows × outputs) begins, after `forward`.
  public func output(row: Int) -> UnsafePointer<Float> { UnsafePointer(last.values(at: row)) }

  /// Where row `row` of ∂L/∂output begins; whoever asks fills it before `backward`, which uses it up. There is such a place
  /// unless the pass has no slopes.
  public func outputSlopes(row: Int) -> UnsafeMutablePointer<Float> {
    guard let slopes = last.slopes(at: row) else { preconditionFailure("slopes of a forward pass only") }
    return slopes
  }

  /// Where row `row` of ∂L/∂input begins, after `backward`; nil where they are not computed.
  public func inputSlopes(row: Int) -> UnsafePointer<Float>? {
    first.slopes(at: row).map { UnsafePointer($0) }
  }

  /// Sends the rows of `shard` through the network; `parameters` is the flat array.
  public func forward(shard: Int, parameters: UnsafePointer<Float>) {
    for layer in layers { layer.forward(shard: shard, parameters: parameters) }
  }

  /// Sends the slopes of the rows of `shard` back through the network.
  public func backward(shard: Int, parameters: UnsafePointer<Float>) {
    for layer in layers.reversed() { layer.backward(shard: shard, parameters: parameters) }
  }

  /// Writes the gradient of the parameters of block `index`, over all rows, into their place in the flat gradient.
  public func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>) {
    let place = places[index]
    layers[place.layer].writeGradient(ofBlock: place.block, to: gradient)
  }
}
