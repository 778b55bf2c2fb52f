import NumericCore

/// Two linear layers beside a straight way (He, Zhang, Ren & Sun, 2016):
///
///     h = W₁ x + b₁        y = x + W₂ φ(h) + b₂
///
/// as a place in a flat array of parameters, like `Linear`: the first layer's, then the second's.
public struct ResidualBlock: Hashable, Sendable {
  /// From the block's width to the hidden one.
  public let first: Linear
  /// From the hidden width back.
  public let second: Linear
  /// φ.
  public let activation: Activation

  /// A block of `width` numbers in and out, with `hidden` between; both at least 1.
  public init(width: Int, hidden: Int, activation: Activation, offset: Int = 0) {
    first = Linear(inputs: width, outputs: hidden, offset: offset)
    second = Linear(inputs: hidden, outputs: width, offset: first.parameters.upperBound)
    self.activation = activation
  }

  /// Where its parameters stand.
  public var parameters: Range<Int> { first.parameters.lowerBound..<second.parameters.upperBound }

  /// What a forward pass leaves for the backward pass.
  public struct Pass: Sendable {
    /// h (rows × hidden).
    var sums: Matrix<Double>
    /// φ(h) (rows × hidden).
    var hidden: Matrix<Double>
  }

  /// y (rows × width) for `input` = x.
  public func forward(_ input: Matrix<Double>, parameters: [Double]) -> (output: Matrix<Double>, pass: Pass) {
    let blank = Matrix<Double>(rows: input.rows, columns: first.outputs)
    var pass = Pass(sums: blank, hidden: blank)
    first.forward(input, parameters: parameters, into: &pass.sums)
    activation.forward(pass.sums, into: &pass.hidden)
    var output = input
    second.forward(pass.hidden, parameters: parameters, into: &output)
    return (output + input, pass)
  }

  /// ∂L/∂x, where `outputGradient` = ∂L/∂y; adds ∂L/∂(W₁, b₁, W₂, b₂) to the flat gradient.
  ///
  /// y depends on x straight and through h: ∂L/∂x = ∂L/∂y + (((∂L/∂y) W₂) · φ′(h)) W₁.
  public func backward(
    _ outputGradient: Matrix<Double>, input: Matrix<Double>, through pass: Pass, parameters: [Double],
    addingTo gradient: inout [Double]
  ) -> Matrix<Double> {
    second.addGradient(input: pass.hidden, outputGradient: outputGradient, to: &gradient)
    var slopes = second.inputGradient(outputGradient, parameters: parameters)
    activation.backward(input: pass.sums, output: pass.hidden, gradient: &slopes)
    first.addGradient(input: input, outputGradient: slopes, to: &gradient)
    return outputGradient + first.inputGradient(slopes, parameters: parameters)
  }
}
