import NumericCore

/// A denoising network in Double that is written to be read: what the fast one is held against, and what finite differences
/// are taken of.
public struct ReferenceDenoisingNetwork: Sendable {
  /// What it is made of.
  public let plan: DenoisingPlan
  /// Every weight and bias.
  public var parameters: [Double]

  /// A network of that plan over those parameters, of which there are as many as it says.
  public init(plan: DenoisingPlan, parameters: [Double]) {
    precondition(
      parameters.count == plan.count, "\(parameters.count) parameters for a network of \(plan.count)")
    self.plan = plan
    self.parameters = parameters
  }

  /// The output (rows × D) for `input` (rows × inputs).
  public func output(for input: Matrix<Double>) -> Matrix<Double> { forward(input).output }

  /// The gradient of a loss in every parameter, where `slopes` gives ∂L/∂output (rows × D) of an output.
  public func gradient(
    input: Matrix<Double>, slopes: (Matrix<Double>) -> Matrix<Double>
  ) -> [Double] {
    let pass = forward(input)
    var gradient = [Double](repeating: 0, count: plan.count)
    let outer = slopes(pass.output)
    plan.output.addGradient(input: pass.values[plan.blocks.count], outputGradient: outer, to: &gradient)
    var dh = plan.output.inputGradient(outer, parameters: parameters)
    // h = g + φ(u), u = W g + b: ∂L/∂u = ∂L/∂h · φ′(u), and ∂L/∂g = ∂L/∂h + (∂L/∂u) W.
    for (k, block) in plan.blocks.enumerated().reversed() {
      var du = dh
      slope(of: pass, layer: k + 1, &du)
      block.addGradient(input: pass.values[k], outputGradient: du, to: &gradient)
      dh = dh + block.inputGradient(du, parameters: parameters)
    }
    slope(of: pass, layer: 0, &dh)
    plan.input.addGradient(input: input, outputGradient: dh, to: &gradient)
    return gradient
  }

  /// What a forward pass leaves: of each layer but the last its sums u and φ(u), and the values h.
  private struct Pass {
    var sums: [Matrix<Double>] = []
    var activated: [Matrix<Double>] = []
    var values: [Matrix<Double>] = []
    var output = Matrix<Double>(rows: 0, columns: 0)
  }

  private func forward(_ input: Matrix<Double>) -> Pass {
    var pass = Pass()
    for layer in [plan.input] + plan.blocks {
      var sums = Matrix<Double>(rows: input.rows, columns: layer.outputs)
      layer.forward(pass.values.last ?? input, parameters: parameters, into: &sums)
      var activated = sums
      plan.activation.forward(sums, into: &activated)
      pass.values.append(pass.values.last.map { $0 + activated } ?? activated)
      pass.sums.append(sums)
      pass.activated.append(activated)
    }
    pass.output = Matrix(rows: input.rows, columns: plan.dimensions)
    plan.output.forward(pass.values[plan.blocks.count], parameters: parameters, into: &pass.output)
    return pass
  }

  private func slope(of pass: Pass, layer: Int, _ gradient: inout Matrix<Double>) {
    plan.activation.backward(input: pass.sums[layer], output: pass.activated[layer], gradient: &gradient)
  }
}
