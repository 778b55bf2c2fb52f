import NumericCore

/// A residual network that is told a noisy row, the level of its noise as waves, and perhaps a class: all of it but its
/// numbers, and where each layer's parameters stand in a flat array.
///
///     h₀ = φ(W₀ (x, code, label) + b₀)        h_{k} = h_{k−1} + φ(W_k h_{k−1} + b_k)        output = W h + b
///
/// The reference in Double and the fast one in Float are made from the same plan.
public struct DenoisingPlan: Hashable, Sendable {
  /// D, the numbers of a row that go in and come out.
  public let dimensions: Int
  /// The numbers that tell the level: sines, then as many cosines.
  public let codes: Int
  /// The classes a row may be told to have, each a number that is 1 or 0; all 0 for none.
  public let classes: Int
  /// Units of every layer but the last.
  public let hidden: Int
  /// φ.
  public let activation: Activation
  /// The first layer.
  public let input: Linear
  /// Those with a straight way beside them.
  public let blocks: [Linear]
  /// The last layer.
  public let output: Linear

  /// A network of that shape; at least one of everything but blocks and classes, and an even number of `codes`.
  public init(
    dimensions: Int, codes: Int, classes: Int, hidden: Int, blocks count: Int, activation: Activation
  ) {
    precondition(
      dimensions >= 1 && codes >= 2 && codes % 2 == 0 && classes >= 0 && hidden >= 1 && count >= 0,
      "a denoising network of \(dimensions), \(codes) and \(classes) numbers, \(hidden) units, \(count) blocks"
    )
    self.dimensions = dimensions
    self.codes = codes
    self.classes = classes
    self.hidden = hidden
    self.activation = activation
    input = Linear(inputs: dimensions + codes + classes, outputs: hidden)
    var blocks: [Linear] = []
    for _ in 0..<count {
      blocks.append(
        Linear(inputs: hidden, outputs: hidden, offset: (blocks.last ?? input).parameters.upperBound))
    }
    self.blocks = blocks
    output = Linear(
      inputs: hidden, outputs: dimensions, offset: (blocks.last ?? input).parameters.upperBound)
  }

  /// How many numbers go in: x, the code of the level, the label.
  public var inputs: Int { input.inputs }
  /// How many parameters there are.
  public var count: Int { output.parameters.upperBound }
  /// The layers in order.
  public var layers: [Linear] { [input] + blocks + [output] }

  /// The code of a level: which stands among the inputs from `dimensions` on.
  public var timeCode: TimeCode { TimeCode(dimensions: 0, frequencies: codes / 2) }

  /// Parameters at the start: every layer drawn as PyTorch draws it.
  public func start(seed: UInt64) -> [Double] {
    var parameters = [Double](repeating: 0, count: count)
    var stream = RandomStream(seed: seed, purpose: .start)
    for layer in layers { Initialization.inputs.draw(layer, into: &parameters, from: &stream) }
    return parameters
  }
}
