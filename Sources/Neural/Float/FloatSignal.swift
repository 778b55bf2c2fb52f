/// Room for some Float, taken once and aligned to the processor's lines.
public final class FloatBuffer {
  /// Where it begins.
  public let start: UnsafeMutablePointer<Float>
  /// How many there are.
  public let count: Int

  /// Room for `count` numbers, all 0.
  public init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    start = memory.bindMemory(to: Float.self, capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }
}

/// What passes between two layers: numbers on the way forward, and on the way back the slopes of the loss in them.
///
///     values   rows × columns
///     slopes   rows × columns, where anybody asks for them
struct FloatSignal {
  /// How many numbers a row has.
  let columns: Int
  let values: FloatBuffer
  let slopes: FloatBuffer?

  init(rows: Int, columns: Int, hasSlopes: Bool) {
    self.columns = columns
    values = FloatBuffer(count: rows * columns)
    slopes = hasSlopes ? FloatBuffer(count: rows * columns) : nil
  }

  /// Where the values of row `row` begin.
  func values(at row: Int) -> UnsafeMutablePointer<Float> { values.start + row * columns }
  /// Where the slopes of row `row` begin.
  func slopes(at row: Int) -> UnsafeMutablePointer<Float>? { slopes.map { $0.start + row * columns } }
}

/// Some parameters of a layer whose gradients are made together: some rows of weights, and their biases.
public struct ParameterBlock: Hashable, Sendable {
  /// Where the weights stand in the flat array.
  public let weights: Range<Int>
  /// Where the biases stand.
  public let biases: Range<Int>
}

/// A layer between two signals, forward and backward, for the shards of a batch.
///
/// Two shards may be computed at the same time: each reads and writes its own rows only. So may two blocks of the gradient,
/// once the slopes of all shards are there.
protocol FloatLayer: AnyObject {
  /// output.values ← layer(input.values), in the rows of `shard`.
  func forward(shard: Int, parameters: UnsafePointer<Float>)

  /// From output.slopes those in the input, if anybody asks for them; output.slopes is used up.
  func backward(shard: Int, parameters: UnsafePointer<Float>)

  /// The cut of its parameters, fixed by its shape.
  var blocks: [ParameterBlock] { get }

  /// The gradient of block `index`, over all rows, into its place in the flat gradient.
  func writeGradient(ofBlock index: Int, to gradient: UnsafeMutablePointer<Float>)
}
