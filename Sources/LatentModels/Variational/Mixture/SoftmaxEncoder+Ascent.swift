import Neural
import NumericCore
import RealModule

/// Some rows as an encoder is fitted to them.
struct EncoderRows: Sendable {
  /// The features of the encoder (rows × p).
  let features: Matrix<Double>
  /// a_k = log p_θ(x, k) (rows × K).
  let logJoints: Matrix<Double>
  /// How often each row counts.
  let weights: [Double]
}

/// F(φ) = Σ_i w_i Σ_k q_ik (a_ik − log q_ik) and its derivatives in φ, at one φ.
struct EncoderSlope: Sendable {
  /// F, in nats.
  var bound = 0.0
  /// ∂F/∂φ.
  var gradient: [Double]
  /// −∂²F/∂φ², lower triangle; empty where it is not wanted.
  var curvature = Matrix<Double>(rows: 0, columns: 0)
  /// The information of φ under q, lower triangle: what the curvature is where q is exact.
  var information = Matrix<Double>(rows: 0, columns: 0)

  /// The largest element of the gradient.
  var steepness: Double { gradient.reduce(0) { max($0, abs($1)) } }
}

extension SoftmaxEncoder {
  /// F and ∂F/∂φ over blocks of rows, each block by itself and then added in order.
  ///
  /// With s the scores, δ_k = a_k − s_k and δ̄ = Σ q_k δ_k, what F has of log Z cancels: ∂F/∂s_j = q_j (δ_j − δ̄).
  func slope(_ blocks: [EncoderRows], in workspace: Workspace) throws(FittingError) -> EncoderSlope {
    try sum(over: blocks, in: workspace) { block in
      var result = EncoderSlope(gradient: Array(repeating: 0, count: network.parameterCount))
      var pass = ForwardPass()
      network.forward(block.features, keeping: &pass)
      var outputGradient = pass.output
      let m = outputGradient.columns
      result.bound = Self.forEachRow(of: block, scores: pass.output) { row, weight, _, pull in
        for j in 0..<m { outputGradient[row, j] = weight * pull[j] }
      }
      network.addGradient(outputGradient, through: pass, to: &result.gradient)
      return result
    }
  }

  /// The same with both curvatures, for an encoder without a hidden layer.
  ///
  /// −∂²F/∂s_j∂s_l = q_j (1 − δ_j + δ̄) [j = l] + q_j q_l (δ_j + δ_l − 2 δ̄ − 1), of which diag q − q qᵀ is the information.
  func curvedSlope(_ blocks: [EncoderRows], in workspace: Workspace) throws(FittingError) -> EncoderSlope {
    let (p, m) = (features.count, network.outputs)
    let order = network.parameterCount
    return try sum(over: blocks, in: workspace) { block in
      var result = EncoderSlope(gradient: Array(repeating: 0, count: order))
      result.curvature = Matrix(rows: order, columns: order)
      result.information = Matrix(rows: order, columns: order)
      var design = [Double](repeating: 1, count: p + 1)
      result.bound = Self.forEachRow(of: block, scores: network.output(for: block.features)) {
        row, weight, q, pull in
        for c in 0..<p { design[c] = block.features[row, c] }
        for j in 0..<m {
          for c in 0...p { result.gradient[Self.index(j, c, p, m)] += weight * pull[j] * design[c] }
          for l in 0..<m {
            // q_j q_l (δ_j + δ_l − 2 δ̄) = q_l pull_j + q_j pull_l.
            let information = (j == l ? q[j] : 0) - q[j] * q[l]
            let curvature = information - (j == l ? pull[j] : 0) + q[l] * pull[j] + q[j] * pull[l]
            for c in 0...p {
              let a = Self.index(j, c, p, m)
              for e in 0...p {
                let b = Self.index(l, e, p, m)
                guard b <= a else { continue }
                result.information[a, b] += weight * information * design[c] * design[e]
                result.curvature[a, b] += weight * curvature * design[c] * design[e]
              }
            }
          }
        }
      }
      return result
    }
  }

  /// Where in φ the factor of feature `c` (the constant being the last) in score `j` stands: weights first, then biases.
  private static func index(_ j: Int, _ c: Int, _ p: Int, _ m: Int) -> Int { c < p ? j * p + c : m * p + j }

  /// Calls `body` for each row with its weight, q, and q_j (δ_j − δ̄); gives Σ w F.
  private static func forEachRow(
    of block: EncoderRows, scores: Matrix<Double>,
    _ body: (_ row: Int, _ weight: Double, _ q: [Double], _ pull: [Double]) -> Void
  ) -> Double {
    let all = withReference(scores)
    let logarithms = Softmax.logarithms(all)
    let components = all.columns
    var q = [Double](repeating: 0, count: components)
    var pull = q
    var bound = 0.0
    for row in 0..<all.rows {
      var value = 0.0
      var mean = 0.0
      for k in 0..<components {
        q[k] = Double.exp(logarithms[row, k])
        guard q[k] > 0 else { continue }
        value += q[k] * (block.logJoints[row, k] - logarithms[row, k])
        mean += q[k] * (block.logJoints[row, k] - all[row, k])
      }
      for k in 0..<components {
        pull[k] = q[k] > 0 ? q[k] * (block.logJoints[row, k] - all[row, k] - mean) : 0
      }
      bound += block.weights[row] * value
      body(row, block.weights[row], q, pull)
    }
    return bound
  }

  private func sum(
    over blocks: [EncoderRows], in workspace: Workspace,
    _ body: @escaping @Sendable (EncoderRows) -> EncoderSlope
  ) throws(FittingError) -> EncoderSlope {
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    guard blocks.count > 1 else { return body(blocks[0]) }
    let parts = workspace.pool.map(shards: blocks.count) { body(blocks[$0]) }
    return parts.dropFirst().reduce(into: parts[0]) { total, part in
      total.bound += part.bound
      for i in part.gradient.indices { total.gradient[i] += part.gradient[i] }
      for i in part.curvature.storage.indices {
        total.curvature.storage[i] += part.curvature.storage[i]
        total.information.storage[i] += part.information.storage[i]
      }
    }
  }
}

extension SoftmaxEncoder {
  /// The encoder that maximises F, or that some steps of Adam led to, and F there. F is never less than here.
  func ascended(
    _ blocks: [EncoderRows], in workspace: Workspace
  ) throws(FittingError) -> (encoder: SoftmaxEncoder, bound: Double) {
    adam == nil ? try maximized(blocks, in: workspace) : try trained(blocks, in: workspace)
  }

  /// By the natural gradient, which is a regression of the exact log odds on the features with weights q (1 − q), and by Newton's
  /// method: of the two steps the better one, cut back until F grows; near the end by Newton's alone, while the slope falls.
  private func maximized(
    _ blocks: [EncoderRows], in workspace: Workspace
  ) throws(FittingError) -> (encoder: SoftmaxEncoder, bound: Double) {
    var here = self
    var slope = try here.curvedSlope(blocks, in: workspace)
    for _ in 0..<200 {
      let directions = [slope.curvature, slope.information].map { Self.solve($0, slope.gradient) }
      let rises = directions.map { direction in
        direction.map { zip($0, slope.gradient).reduce(0) { $0 + $1.0 * $1.1 } } ?? 0
      }
      if max(rises[0], rises[1]) < 1e-9 * (1 + abs(slope.bound)) {
        // So near that F can no longer tell one step from another.
        guard let newton = directions[0] else { break }
        let next = here.moved(by: newton)
        let there = try next.curvedSlope(blocks, in: workspace)
        guard there.steepness < 0.5 * slope.steepness else { break }
        (here, slope) = (next, there)
        continue
      }
      var best: (encoder: SoftmaxEncoder, slope: EncoderSlope)?
      for (direction, rise) in zip(directions, rises) {
        guard let direction, rise > 0 else { continue }
        var length = 1.0
        // Where the other step is good already, this one is looked at once.
        for _ in 0..<(best == nil ? 30 : 1) {
          let next = here.moved(by: direction, times: length)
          let there = try next.curvedSlope(blocks, in: workspace)
          if there.bound > best?.slope.bound ?? slope.bound {
            best = (next, there)
            break
          }
          length /= 4
        }
      }
      guard let best else { break }
      (here, slope) = (best.encoder, best.slope)
    }
    return (here, slope.bound)
  }

  private func moved(by direction: [Double], times length: Double = 1) -> SoftmaxEncoder {
    with(parameters: zip(parameters, direction).map { $0 + length * $1 })
  }

  /// A⁻¹ g; nil where A is not positive definite. What is next to nothing on the diagonal is held up by as little.
  private static func solve(_ matrix: Matrix<Double>, _ gradient: [Double]) -> [Double]? {
    var held = matrix
    let largest = matrix.diagonal.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return nil }
    for j in 0..<held.rows { held[j, j] += 1e-13 * largest }
    return Cholesky(held)?.solve(gradient)
  }

  /// By steps of Adam on all rows; the best φ on the way is taken.
  private func trained(
    _ blocks: [EncoderRows], in workspace: Workspace
  ) throws(FittingError) -> (encoder: SoftmaxEncoder, bound: Double) {
    let count = blocks.reduce(0) { $0 + $1.weights.count }
    let total = blocks.reduce(0) { $0 + $1.weights.reduce(0, +) }
    guard var adam else { return (self, 0) }
    var walker = self
    var best = (parameters: network.parameters, bound: -Double.infinity)
    let steps = max(4, min(60, Self.rowsPerTraining / max(count, 1)))
    for step in 0...steps {
      let slope = try walker.slope(blocks, in: workspace)
      if slope.bound > best.bound { best = (walker.network.parameters, slope.bound) }
      guard step < steps else { break }
      var parameters = walker.network.parameters
      adam.step(&parameters, gradient: slope.gradient.map { -$0 / total })
      walker.network.parameters = parameters
    }
    var result = with(parameters: best.parameters)
    result.adam = adam
    return (result, best.bound)
  }

  /// About so many rows are looked at in one E half-step.
  private static var rowsPerTraining: Int { 200_000 }
}
