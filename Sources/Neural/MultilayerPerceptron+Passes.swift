import NumericCore

/// What a forward pass leaves for the backward pass: scratch, whose memory is used again by the next pass over a batch of
/// the same number of rows. Nothing in it is part of a model.
public struct ForwardPass: Sendable {
  /// What went into each layer (rows × its inputs).
  var inputs: [Matrix<Double>] = []
  /// What came out of each layer before the activation (rows × its outputs).
  var sums: [Matrix<Double>] = []
  /// What came out of the network (rows × outputs); empty before the first pass.
  public internal(set) var output = Matrix<Double>(rows: 0, columns: 0)

  /// Scratch for a first pass.
  public init() {}

  /// Takes the shapes of a pass of `rows` rows through `network`, if it has others.
  fileprivate mutating func shape(for network: MultilayerPerceptron, rows: Int) {
    let fits =
      output.rows == rows && sums.count == network.layers.count
      && zip(sums, network.layers).allSatisfy { $0.columns == $1.outputs }
    guard !fits else { return }
    sums = network.layers.map { Matrix(rows: rows, columns: $0.outputs) }
    inputs = network.layers.map { Matrix(rows: rows, columns: $0.inputs) }
    output = sums[sums.count - 1]
  }
}

extension MultilayerPerceptron {
  /// The output (rows × outputs) for `input` (rows × inputs).
  public func output(for input: Matrix<Double>) -> Matrix<Double> {
    var pass = ForwardPass()
    forward(input, keeping: &pass)
    return pass.output
  }

  /// Sends `input` (rows × inputs) through the network; the output, and what a backward pass needs, stand in `pass`.
  ///
  /// With a₀ = input: uₖ = aₖ Wₖᵀ + bₖ, aₖ₊₁ = φₖ(uₖ), layer after layer.
  public func forward(_ input: Matrix<Double>, keeping pass: inout ForwardPass) {
    requireShape(of: input, "the input of the network", rows: input.rows, columns: inputs)
    pass.shape(for: self, rows: input.rows)
    pass.inputs[0] = input
    for (k, layer) in layers.enumerated() {
      layer.forward(pass.inputs[k], parameters: parameters, into: &pass.sums[k])
      if k + 1 < layers.count {
        activation.forward(pass.sums[k], into: &pass.inputs[k + 1])
      } else {
        outputActivation.forward(pass.sums[k], into: &pass.output)
      }
    }
  }

  /// gradient += ∂L/∂parameters, where `outputGradient` = ∂L/∂output (rows × outputs) at the input of the last `forward`
  /// into `pass`, by this network with these parameters. Gives ∂L/∂input (rows × inputs).
  ///
  /// The chain rule, from the last layer to the first: ∂L/∂uₖ = ∂L/∂aₖ₊₁ · φₖ′(uₖ); the layer makes of it ∂L/∂(Wₖ, bₖ) and
  /// ∂L/∂aₖ.
  public func backward(
    _ outputGradient: Matrix<Double>, through pass: ForwardPass, addingTo gradient: inout [Double]
  ) -> Matrix<Double> {
    let first = backwardToFirstSums(outputGradient, through: pass, addingTo: &gradient)
    return layers[0].inputGradient(first, parameters: parameters)
  }

  /// The same without ∂L/∂input, where nobody asks for it.
  public func addGradient(
    _ outputGradient: Matrix<Double>, through pass: ForwardPass, to gradient: inout [Double]
  ) {
    _ = backwardToFirstSums(outputGradient, through: pass, addingTo: &gradient)
  }

  /// Adds the gradients of all layers; gives ∂L/∂u₀.
  private func backwardToFirstSums(
    _ outputGradient: Matrix<Double>, through pass: ForwardPass, addingTo gradient: inout [Double]
  ) -> Matrix<Double> {
    precondition(
      pass.sums.count == layers.count, "a backward pass through \(layers.count) layers after no forward pass")
    precondition(
      gradient.count == parameterCount,
      "a gradient of \(gradient.count) numbers for a network of \(parameterCount)")
    var slopes = outputGradient
    for k in layers.indices.reversed() {
      let value = k + 1 < layers.count ? pass.inputs[k + 1] : pass.output
      activation(ofLayer: k).backward(input: pass.sums[k], output: value, gradient: &slopes)
      layers[k].addGradient(input: pass.inputs[k], outputGradient: slopes, to: &gradient)
      if k > 0 { slopes = layers[k].inputGradient(slopes, parameters: parameters) }
    }
    return slopes
  }
}
