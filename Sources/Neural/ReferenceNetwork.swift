import NumericCore

/// A network in Double that is written to be read: what the fast one is held against, and what finite differences are taken
/// of.
public struct ReferenceNetwork: Network {
  /// What it is made of.
  public let plan: NetworkPlan
  /// Every weight and bias.
  public var parameters: [Double]

  /// A network of that plan over those parameters.
  public init(plan: NetworkPlan, parameters: [Double]) {
    precondition(
      parameters.count == plan.parameters.upperBound,
      "\(parameters.count) parameters for a network at \(plan.parameters)")
    self.plan = plan
    self.parameters = parameters
  }

  /// What a forward pass leaves for the backward pass.
  public struct Pass: Sendable {
    /// What went into each layer, and last what came out.
    var values: [Matrix<Double>] = []
    /// What came out of each linear layer before its activation; empty for other layers.
    var sums: [Matrix<Double>] = []
    /// What each residual block keeps.
    var blocks: [ResidualBlock.Pass?] = []
  }

  /// Nothing is planned ahead.
  public func pass(rows: Int) -> Pass { Pass() }

  /// The output (rows × outputs) for `input` (rows × inputs), layer after layer.
  public func forward(_ input: Matrix<Double>, keeping pass: inout Pass) -> Matrix<Double> {
    requireShape(of: input, "the input of the network", rows: input.rows, columns: plan.inputs)
    pass = Pass()
    var value = input
    for layer in plan.layers {
      pass.values.append(value)
      var sums = Matrix<Double>(rows: 0, columns: 0)
      var block: ResidualBlock.Pass?
      switch layer {
      case .linear(let linear, let activation):
        sums = Matrix(rows: input.rows, columns: linear.outputs)
        linear.forward(value, parameters: parameters, into: &sums)
        value = sums
        activation.forward(sums, into: &value)
      case .residual(let residual):
        (value, block) = residual.forward(value, parameters: parameters)
      case .timeCode(let code): value = code.forward(value)
      }
      pass.sums.append(sums)
      pass.blocks.append(block)
    }
    pass.values.append(value)
    return value
  }

  /// The chain rule, from the last layer to the first.
  public func backward(
    _ outputGradient: Matrix<Double>, through pass: inout Pass, addingTo gradient: inout [Double]
  ) -> Matrix<Double> {
    precondition(pass.values.count == plan.layers.count + 1, "a backward pass after no forward pass")
    var slopes = outputGradient
    for (k, layer) in plan.layers.enumerated().reversed() {
      let (input, output) = (pass.values[k], pass.values[k + 1])
      switch layer {
      case .linear(let linear, let activation):
        activation.backward(input: pass.sums[k], output: output, gradient: &slopes)
        linear.addGradient(input: input, outputGradient: slopes, to: &gradient)
        slopes = linear.inputGradient(slopes, parameters: parameters)
      case .residual(let residual):
        guard let kept = pass.blocks[k] else { preconditionFailure("a block without its pass") }
        slopes = residual.backward(
          slopes, input: input, through: kept, parameters: parameters, addingTo: &gradient)
      case .timeCode(let code): slopes = code.backward(output: output, outputGradient: slopes)
      }
    }
    return slopes
  }
}
