import NumericCore

/// A network of linear layers with an activation after each, as a value: all its parameters are one flat array, which an
/// optimiser, a finite difference or an archive takes as it is.
///
///     widths      [inputs, hidden …, outputs]
///     layer k     widths[k] → widths[k + 1], then the activation (after the last layer, the output's)
///     parameters  layer after layer: weights (outputs × inputs, row-major), then biases
///
/// It works on a batch, one observation per row. No row's output depends on another row, and gradients are sums over rows,
/// so the rows may be cut into fixed shards whose gradients are added in a fixed order.
public struct MultilayerPerceptron: Hashable, Sendable {
  /// How many numbers go in, through each hidden layer, and out.
  public let widths: [Int]
  /// What is applied after each hidden layer.
  public let activation: Activation
  /// What is applied after the last layer.
  public let outputActivation: Activation
  /// Where each layer stands in `parameters`.
  public let layers: [Linear]
  /// Every weight and bias; their number never changes.
  public var parameters: [Double] {
    didSet {
      precondition(
        parameters.count == parameterCount,
        "\(parameters.count) parameters for a network of \(parameterCount)")
    }
  }

  /// A network of `widths` over `parameters`; without these, all are 0. There are two widths at least, the first is 0 or
  /// more (without inputs the output is constant), and the others are 1 or more.
  public init(
    widths: [Int], activation: Activation, outputActivation: Activation = .identity,
    parameters: [Double]? = nil
  ) {
    precondition(widths.count >= 2, "a network of \(widths.count) widths: it needs inputs and outputs")
    precondition(
      widths[0] >= 0 && widths.dropFirst().allSatisfy { $0 >= 1 },
      "a network of widths \(widths): every layer needs one output at least")
    var layers: [Linear] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      let offset = layers.last?.parameters.upperBound ?? 0
      layers.append(Linear(inputs: inputs, outputs: outputs, offset: offset))
    }
    let count = layers.last?.parameters.upperBound ?? 0
    precondition(
      parameters?.count ?? count == count,
      "\(parameters?.count ?? 0) parameters for a network of \(count)")
    self.widths = widths
    self.activation = activation
    self.outputActivation = outputActivation
    self.layers = layers
    self.parameters = parameters ?? [Double](repeating: 0, count: count)
  }

  /// A network whose weights are drawn from `stream`, layer after layer, by the law that suits the activation behind each
  /// layer, or by `initialization`.
  public init(
    widths: [Int], activation: Activation, outputActivation: Activation = .identity,
    initialization: Initialization? = nil, from stream: inout RandomStream
  ) {
    self.init(widths: widths, activation: activation, outputActivation: outputActivation)
    var drawn = parameters
    for (index, layer) in layers.enumerated() {
      let law = initialization ?? .suiting(self.activation(ofLayer: index))
      law.draw(layer, into: &drawn, from: &stream)
    }
    parameters = drawn
  }

  /// How many numbers go in.
  public var inputs: Int { widths[0] }
  /// How many numbers come out.
  public var outputs: Int { widths[widths.count - 1] }
  /// How many weights and biases there are.
  public var parameterCount: Int { layers[layers.count - 1].parameters.upperBound }

  /// The weights of layer `index` (outputs × inputs), as a copy.
  public func weights(ofLayer index: Int) -> Matrix<Double> {
    let layer = layers[index]
    return Matrix(rows: layer.outputs, columns: layer.inputs, storage: Array(parameters[layer.weights]))
  }

  /// The biases of layer `index`, as a copy.
  public func biases(ofLayer index: Int) -> [Double] { Array(parameters[layers[index].biases]) }

  /// What is applied after layer `index`.
  public func activation(ofLayer index: Int) -> Activation {
    index == layers.count - 1 ? outputActivation : activation
  }
}
