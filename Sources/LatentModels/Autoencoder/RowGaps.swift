import Neural
import NumericCore
import RealModule

/// Where the nats of one row go between its log-likelihood and the bound that the encoder gives (after Cremer, Li & Duvenaud,
/// 2018): the family of q, and one encoder for all rows.
///
///     log p(x) − F(encoder) = [log p(x) − max_q F] + [max_q F − F(encoder)]
///                               approximation            amortisation
public struct RowGaps: Hashable, Sendable {
  /// Which row, counted from 0.
  public let row: Int
  /// log p(x) by quadrature, in the data's own units.
  public let logLikelihood: Double
  /// How far the last refinement of the quadrature moved it.
  public let change: Double
  /// The greatest bound of a Gaussian with independent latents.
  public let bestBound: Double
  /// The bound of the encoder's law.
  public let bound: Double
  /// The mean of the best law, k.
  public let bestMean: [Double]
  /// Its deviations, k.
  public let bestDeviations: [Double]

  /// What independent Gaussian latents cost.
  public var approximation: Double { logLikelihood - bestBound }
  /// What one encoder for all rows costs.
  public var amortisation: Double { bestBound - bound }
}

extension VariationalAutoencoder {
  /// Where the nats of a row go: its log-likelihood by quadrature, and its law brought to its best with the decoder held still,
  /// which is what semi-amortised inference does (Kim et al., 2018).
  ///
  /// - Returns: nil for more than two latents, and where `workspace` was told to stop.
  public func gaps(ofRow row: Int, in workspace: Workspace) -> RowGaps? {
    guard let quadrature = LatentQuadrature(self), (0..<data.rows).contains(row) else { return nil }
    let k = layout.latents
    let law = laws(of: [row], in: workspace).row(0)
    let stop = workspace.cancellation
    let exact = quadrature.logLikelihood(ofRow: row, law: law, stop)
    let bound = RowBound(self, row: row)
    let own = bound.value(law, rule: GaussianRule(step: 0.25))
    var best = (law: law, value: own)
    do throws(FittingError) {
      let coarse = GaussianRule(step: 0.5)
      let objective: QuasiNewton.Objective = { (law) throws(FittingError) in
        bound.valueAndGradient(law, rule: coarse)
      }
      var ascent = try QuasiNewton(at: law, objective)
      for _ in 0..<60 where !ascent.hasSettled && !stop.isCancelled {
        try ascent.step(tolerance: 1e-7, objective)
      }
      let value = bound.value(ascent.point, rule: GaussianRule(step: 0.25))
      if value > best.value { best = (ascent.point, value) }
    } catch {
      // Where the bound cannot be climbed from the encoder's law, that is the best known.
    }
    guard !stop.isCancelled else { return nil }
    return RowGaps(
      row: row, logLikelihood: exact.logLikelihood - logScale, change: exact.change,
      bestBound: best.value - logScale, bound: own - logScale, bestMean: Array(best.law[..<k]),
      bestDeviations: best.law[k...].map { Double.exp(0.5 * $0) })
  }
}

/// F(m, v) = E_q log p(x | z) − KL(q ‖ p(z)) of one row, with the expectation by a rule over one or two latents.
struct RowBound {
  private let model: VariationalAutoencoder
  private let reference: ReferenceAutoencoder
  private let batch: ReferenceAutoencoder.Batch
  private let network: FloatNetwork
  private let k: Int

  init(_ model: VariationalAutoencoder, row: Int) {
    self.model = model
    k = model.layout.latents
    reference = ReferenceAutoencoder(
      settings: model.settings, layout: model.layout, parameters: model.parameters)
    batch = model.data.batch([row], classes: model.layout.classes)
    network = FloatNetwork(
      plan: model.layout.decoder,
      parameters: Array(model.floatParameters[..<model.layout.decoder.parameters.upperBound]))
  }

  /// The nodes of a rule over all latents: ε and weights.
  private func nodes(
    _ rule: GaussianRule, above least: Double = 1e-12
  ) -> [(noise: [Double], weight: Double)] {
    var result: [(noise: [Double], weight: Double)] = [([], 1)]
    for _ in 0..<k {
      result = result.flatMap { node in
        zip(rule.t, rule.weights).map { (node.noise + [$0], node.weight * $1) }
      }
    }
    return result.filter { $0.weight > least }
  }

  private func divergence(_ law: [Double]) -> Double {
    (0..<k).reduce(0) { $0 + StandardNormalDivergence(mean: law[$1], logVariance: law[k + $1]).value }
  }

  private func latents(_ law: [Double], _ nodes: [(noise: [Double], weight: Double)]) -> [[Double]] {
    nodes.map { node in (0..<k).map { law[$0] + Double.exp(0.5 * law[k + $0]) * node.noise[$0] } }
  }

  /// F at a law: means, then log variances.
  func value(_ law: [Double], rule: GaussianRule) -> Double {
    let nodes = nodes(rule)
    let values = reference.logLikelihoods(of: batch, at: latents(law, nodes), model)
    return zip(nodes, values).reduce(0) { $0 + $1.0.weight * $1.1 } - divergence(law)
  }

  /// F and ∂F/∂(m, v), for an ascent: nodes whose weights would change neither by more than 1e-5 are left out.
  func valueAndGradient(_ law: [Double], rule: GaussianRule) -> (value: Double, gradient: [Double]) {
    let nodes = nodes(rule, above: 1e-7)
    let latents = latents(law, nodes)
    let label = batch.labels.columns > 0 ? batch.labels.row(0) : []
    var pass = network.pass(rows: nodes.count)
    let output = network.forward(
      Matrix(
        rows: nodes.count, columns: k + label.count,
        storage: latents.flatMap { ($0 + label).map(Float.init) }), keeping: &pass)
    let exact = Matrix(rows: output.rows, columns: output.columns, storage: output.storage.map(Double.init))
    let losses = reference.losses(of: batch.observed.repeatingRows(nodes.count), exact)
    var scratch = [Float](repeating: 0, count: network.parameters.count)
    let slopes = network.backward(
      Matrix(rows: output.rows, columns: output.columns, storage: losses.slopes.storage.map(Float.init)),
      through: &pass, addingTo: &scratch)
    var value = -divergence(law)
    var gradient = [Double](repeating: 0, count: 2 * k)
    for j in 0..<k {
      let term = StandardNormalDivergence(mean: law[j], logVariance: law[k + j])
      gradient[j] = -term.meanSlope
      gradient[k + j] = -term.logVarianceSlope
    }
    for (index, node) in nodes.enumerated() {
      value -= node.weight * losses.values[index]
      for j in 0..<k {
        let slope = -node.weight * Double(slopes[index, j])
        gradient[j] += slope
        gradient[k + j] += slope * 0.5 * Double.exp(0.5 * law[k + j]) * node.noise[j]
      }
    }
    return (value, gradient)
  }
}
