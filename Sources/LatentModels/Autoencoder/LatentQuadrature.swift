import Neural
import NumericCore
import RealModule

/// log p(x) = log ∫ p(x | z) p(z) dz of one row by the trapezoidal rule over one or two latents, on a lattice that is made finer
/// where the integrand is.
///
/// Of a smooth integrand that vanishes on both sides the rule converges faster than any power of the step (Trefethen & Weideman,
/// 2014). The lattice begins so coarse that a whole latent space is quickly looked through; then the step is halved, each time
/// only about the nodes that count, until two sums agree.
struct LatentQuadrature {
  private let model: VariationalAutoencoder
  private let reference: ReferenceAutoencoder
  private let k: Int

  /// A sum and how far it was from that of the step before.
  struct Result: Hashable, Sendable {
    /// log p(x), in the units of the nets.
    let logLikelihood: Double
    /// The change by the last halving.
    let change: Double
    /// How many nodes the last sum had.
    let nodes: Int
  }

  private typealias Place = SIMD2<Int32>

  /// The rule for `model`; nil for more than two latents.
  init?(_ model: VariationalAutoencoder) {
    guard model.layout.latents <= 2 else { return nil }
    self.model = model
    k = model.layout.latents
    reference = ReferenceAutoencoder(
      settings: model.settings, layout: model.layout, parameters: model.parameters)
  }

  /// So far from 0 the prior ends: its density is e^−32 of that at 0.
  private static let reach = 8.0
  /// What is so many nats below the greatest does not count.
  private static let depth = 30.0
  /// Two sums that differ by less agree. Under activations with a kink they come together only as the square of the step.
  private static let tolerance = 2e-5
  private static let mostNodes = 60_000

  /// log p(x) of row `row`, whose law under q is `law`: means, then log variances; of no use where `stop` was said meanwhile.
  func logLikelihood(ofRow row: Int, law: [Double], _ stop: Cancellation = Cancellation()) -> Result {
    var step = k == 1 ? 1.0 / 16 : 0.25
    var values: [Place: Double] = [:]
    let last = Int32(Self.reach / step)
    var wanted: Set<Place> = []
    for i in -last...last {
      for j in k == 1 ? 0...0 : -last...last { wanted.insert(Place(i, j)) }
    }
    // Where q has its mean the conditional law may be narrower than the lattice.
    let centre = place(near: law, step)
    for i in Int32(-2)...2 {
      for j in k == 1 ? Int32(0)...0 : -2...2 { wanted.insert(centre &+ Place(i, j)) }
    }
    evaluate(wanted, row, step, into: &values, stop)
    var sum = total(values, step)
    var change = Double.infinity
    for _ in 0..<9 {
      let greatest = values.values.max() ?? 0
      guard greatest.isFinite, !stop.isCancelled else { break }
      var finer: Set<Place> = []
      for (place, value) in values where value > greatest - Self.depth || place == centre {
        for i in Int32(-1)...1 {
          for j in k == 1 ? Int32(0)...0 : -1...1 { finer.insert(place &* 2 &+ Place(i, j)) }
        }
      }
      guard finer.count <= Self.mostNodes else { break }
      var next: [Place: Double] = [:]
      for (place, value) in values where finer.contains(place &* 2) { next[place &* 2] = value }
      step /= 2
      evaluate(finer.filter { next[$0] == nil }, row, step, into: &next, stop)
      values = next
      let newer = total(values, step)
      change = abs(newer - sum)
      sum = newer
      if change < Self.tolerance { break }
    }
    return Result(logLikelihood: sum, change: change, nodes: values.count)
  }

  private func place(near law: [Double], _ step: Double) -> Place {
    // A net that went astray may have its laws nowhere.
    func nearest(_ j: Int) -> Int32 {
      j < k && law[j].isFinite ? Int32(clamping: Int((min(max(law[j], -1e6), 1e6) / step).rounded())) : 0
    }
    return Place(nearest(0), nearest(1))
  }

  private func total(_ values: [Place: Double], _ step: Double) -> Double {
    guard let greatest = values.values.max(), greatest.isFinite else { return -.infinity }
    // In a fixed order, so that the sum has the same bits every time.
    let places = values.keys.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let sum = places.reduce(0) { $0 + Double.exp((values[$1] ?? -.infinity) - greatest) }
    return greatest + Double.log(sum) + Double(k) * Double.log(step)
  }

  /// log p(x | z) + log p(z) at places of the lattice.
  private func evaluate(
    _ places: Set<Place>, _ row: Int, _ step: Double, into values: inout [Place: Double], _ stop: Cancellation
  ) {
    let places = places.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    let observed = model.data.batch([row], classes: model.layout.classes)
    for first in stride(from: 0, to: places.count, by: 2048) where !stop.isCancelled {
      let some = places[first..<min(first + 2048, places.count)]
      let latents = some.map { place in (0..<k).map { step * Double(place[$0]) } }
      let found = reference.logLikelihoods(of: observed, at: latents, model)
      for ((place, z), value) in zip(zip(some, latents), found) {
        values[place] =
          value - z.reduce(0) { $0 + 0.5 * $1 * $1 } - 0.5 * Double(k) * Double.log(2 * Double.pi)
      }
    }
  }
}

extension ReferenceAutoencoder {
  /// log p(x | z) of one row at some latents.
  func logLikelihoods(of row: Batch, at latents: [[Double]], _ model: VariationalAutoencoder) -> [Double] {
    let label = row.labels.columns > 0 ? row.labels.row(0) : []
    let output = Matrix(model.outputs(latents.map { $0 + label }))
    return (0..<output.rows).map { -loss(of: row.observed, output, row: $0) }
  }
}
