import NumericCore

/// What a network is made of, from its input to its output, and where each layer's parameters stand in a flat array: all of
/// a network but its numbers. The reference in Double and the fast one in Float are made from the same plan.
public struct NetworkPlan: Hashable, Sendable {
  /// A layer, as it is asked for; how many numbers come into it follows from what stands before.
  public enum Part: Hashable, Sendable {
    /// y = φ(W x + b).
    case linear(outputs: Int, activation: Activation)
    /// y = x + W₂ φ(W₁ x + b₁) + b₂.
    case residual(hidden: Int, activation: Activation)
    /// The last number of the row, a time, as sines and cosines.
    case timeCode(frequencies: Int, span: Double)
  }

  /// A layer in its place.
  public enum Layer: Hashable, Sendable {
    case linear(Linear, Activation)
    case residual(ResidualBlock)
    case timeCode(TimeCode)
  }

  /// How many numbers go in.
  public let inputs: Int
  /// How many numbers come out.
  public let outputs: Int
  /// The layers in order.
  public let layers: [Layer]
  /// Where all its parameters stand in the flat array.
  public let parameters: Range<Int>

  /// A network of `parts` behind `inputs` numbers, whose parameters begin at `offset`: so that several networks of one model
  /// share a flat array. There is one part at least, and every width is 1 or more.
  public init(inputs: Int, parts: [Part], offset: Int = 0) {
    precondition(inputs >= 1 && !parts.isEmpty, "a network of \(parts.count) layers behind \(inputs) numbers")
    var (width, end) = (inputs, offset)
    var layers: [Layer] = []
    for part in parts {
      switch part {
      case .linear(let outputs, let activation):
        let layer = Linear(inputs: width, outputs: outputs, offset: end)
        layers.append(.linear(layer, activation))
        (width, end) = (outputs, layer.parameters.upperBound)
      case .residual(let hidden, let activation):
        let block = ResidualBlock(width: width, hidden: hidden, activation: activation, offset: end)
        layers.append(.residual(block))
        end = block.parameters.upperBound
      case .timeCode(let frequencies, let span):
        let code = TimeCode(dimensions: width - 1, frequencies: frequencies, span: span)
        layers.append(.timeCode(code))
        width = code.outputs
      }
    }
    self.inputs = inputs
    self.outputs = width
    self.layers = layers
    parameters = offset..<end
  }

  /// The plan of linear layers of `widths`, with `activation` after each but the last and `outputActivation` after that.
  public init(
    widths: [Int], activation: Activation, outputActivation: Activation = .identity, offset: Int = 0
  ) {
    precondition(widths.count >= 2, "a network of \(widths.count) widths: it needs inputs and outputs")
    let last = widths.count - 2
    let parts = widths.dropFirst().enumerated().map { index, width in
      Part.linear(outputs: width, activation: index == last ? outputActivation : activation)
    }
    self.init(inputs: widths[0], parts: parts, offset: offset)
  }

  /// Draws the start of every layer into its place: linear layers by the law that suits their activation, or by
  /// `initialization`; of a residual block the first layer so, and the second is zero, so that the block begins as x.
  public func draw(
    into parameters: inout [Double], initialization: Initialization? = nil,
    from stream: inout RandomStream
  ) {
    for layer in layers {
      switch layer {
      case .linear(let linear, let activation):
        (initialization ?? .suiting(activation)).draw(linear, into: &parameters, from: &stream)
      case .residual(let block):
        (initialization ?? .suiting(block.activation)).draw(block.first, into: &parameters, from: &stream)
        Initialization.zero.draw(block.second, into: &parameters, from: &stream)
      case .timeCode: break
      }
    }
  }
}

extension MultilayerPerceptron {
  /// Its plan; it has one input at least.
  public var plan: NetworkPlan {
    NetworkPlan(widths: widths, activation: activation, outputActivation: outputActivation)
  }
}
