import NumericCore

/// How the weights of a network are drawn at its start. Biases start at 0, but for the last law, which draws them too.
///
/// All but zero keep the variance of a number about the same from layer to layer.
public enum Initialization: String, CaseIterable, Hashable, Sendable {
  /// All weights 0: of use for the last layer, or where a test wants a known start.
  case zero
  /// Uniform on ± √(6 / (inputs + outputs)) (Glorot & Bengio, 2010): for activations that are linear at 0.
  case xavier
  /// Normal with variance 2 / inputs (He, Zhang, Ren & Sun, 2015): for activations that pass one half of the line.
  case he
  /// Uniform on ± 1 / √inputs, weights and biases (after LeCun, Bottou, Orr & Müller, 1998): what PyTorch begins with.
  case inputs

  /// The law that suits `activation`.
  public static func suiting(_ activation: Activation) -> Initialization {
    switch activation {
    case .identity, .tanh, .sigmoid: .xavier
    case .relu, .softplus, .silu, .gelu: .he
    }
  }

  /// Draws the parameters of `layer` into their place in the flat array, weights row after row.
  public func draw(_ layer: Linear, into parameters: inout [Double], from stream: inout RandomStream) {
    precondition(
      layer.parameters.upperBound <= parameters.count,
      "a layer at \(layer.parameters) in an array of \(parameters.count) numbers")
    let xavierLimit = (6 / Double(layer.inputs + layer.outputs)).squareRoot()
    let heDeviation = (2 / Double(max(layer.inputs, 1))).squareRoot()
    let inputsLimit = (1 / Double(max(layer.inputs, 1))).squareRoot()
    for index in layer.weights {
      switch self {
      case .zero: parameters[index] = 0
      case .xavier: parameters[index] = xavierLimit * (2 * stream.uniform() - 1)
      case .he: parameters[index] = heDeviation * stream.normal()
      case .inputs: parameters[index] = inputsLimit * (2 * stream.uniform() - 1)
      }
    }
    for index in layer.biases {
      parameters[index] = self == .inputs ? inputsLimit * (2 * stream.uniform() - 1) : 0
    }
  }
}
