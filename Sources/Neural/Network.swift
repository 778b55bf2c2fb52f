import NumericCore

/// A network over one flat array of parameters, as a value. Two kinds promise the same: `ReferenceNetwork`, which is
/// readable and in Double, and `FloatNetwork`, which is fast.
///
/// It works on a batch, one observation per row; no row's output depends on another row, and gradients are sums over rows.
public protocol Network: Hashable, Sendable {
  /// The numbers it computes in.
  associatedtype Scalar: BinaryFloatingPoint & Sendable
  /// What a forward pass leaves for the backward pass.
  associatedtype Pass

  /// What it is made of.
  var plan: NetworkPlan { get }
  /// Every weight and bias, as many as the plan has and where the plan says.
  var parameters: [Scalar] { get set }

  /// A network of that plan over those parameters.
  init(plan: NetworkPlan, parameters: [Scalar])

  /// Room for a forward and a backward pass over `rows` rows.
  func pass(rows: Int) -> Pass

  /// The output (rows × outputs) for `input` (rows × inputs); what the backward pass needs stands in `pass`.
  func forward(_ input: Matrix<Scalar>, keeping pass: inout Pass) -> Matrix<Scalar>

  /// gradient += ∂L/∂parameters, where `outputGradient` = ∂L/∂output at the input of the last `forward` into `pass`. Gives
  /// ∂L/∂input (rows × inputs).
  func backward(
    _ outputGradient: Matrix<Scalar>, through pass: inout Pass, addingTo gradient: inout [Scalar]
  ) -> Matrix<Scalar>
}

extension Network {
  /// A network whose parameters are drawn from `stream`, in Double and in the order of the plan whatever it computes in: the
  /// same stream gives the same network of either kind, but for rounding.
  public init(plan: NetworkPlan, initialization: Initialization? = nil, from stream: inout RandomStream) {
    precondition(plan.parameters.lowerBound == 0, "a network alone begins at 0, not \(plan.parameters)")
    var drawn = [Double](repeating: 0, count: plan.parameters.upperBound)
    plan.draw(into: &drawn, initialization: initialization, from: &stream)
    self.init(plan: plan, parameters: drawn.map(Scalar.init))
  }

  /// The output (rows × outputs) for `input` (rows × inputs).
  public func output(for input: Matrix<Scalar>) -> Matrix<Scalar> {
    var pass = pass(rows: input.rows)
    return forward(input, keeping: &pass)
  }
}
