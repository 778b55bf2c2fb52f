import NumericCore
import RealModule

extension VariationalAutoencoder {
  /// Rows drawn from the model, in the units of the fit: a latent from N(0, I), and a row from the law that it decodes to.
  ///
  ///     label      the class that the decoder is told, where it is told one
  ///     areMeans   whether a row is the mean of its law, and not a draw from it
  /// - Returns: count × D.
  public func samples(count: Int, seed: UInt64, label: Int? = nil, areMeans: Bool = false) -> Matrix<Double> {
    var result = Matrix<Double>(rows: count, columns: layout.columns)
    let deviation = (deviation ?? 0) / layout.unit
    for first in stride(from: 0, to: count, by: 512) {
      let rows = first..<min(first + 512, count)
      var streams = rows.map { row in
        RandomStream(seed: seed, purpose: .sampling, row: UInt32(truncatingIfNeeded: row))
      }
      let latents = streams.indices.map { index in (0..<layout.latents).map { _ in streams[index].normal() } }
      let outputs = outputs(latents.map { $0 + oneOf(label) })
      for (index, row) in rows.enumerated() {
        let drawn = outputs[index].map { number -> Double in
          if areMeans { return mean(number) }
          return switch settings.law {
          case .gaussian: number + deviation * streams[index].normal()
          case .bernoulli: streams[index].uniform() < mean(number) ? 1 : 0
          case .continuousBernoulli:
            continuousBernoulliQuantile(streams[index].uniform(), logit: number)
          }
        }
        for (column, value) in data.outside(drawn).enumerated() { result[row, column] = value }
      }
    }
    return result
  }

  /// C numbers, of which that of a class is 1.
  func oneOf(_ label: Int?) -> [Double] {
    (0..<layout.classes).map { $0 == label ? 1 : 0 }
  }
}

/// x with P(X ≤ x) = u under density ∝ e^{η x} on [0, 1]: log (1 + u (e^η − 1)) / η (Loaiza-Ganem & Cunningham, 2019).
private func continuousBernoulliQuantile(_ u: Double, logit eta: Double) -> Double {
  guard abs(eta) > 1e-6 else { return u }
  // By symmetry from the side where e^η is small.
  if eta > 0 { return 1 - continuousBernoulliQuantile(1 - u, logit: -eta) }
  return min(max(Double.log(onePlus: u * Double.expMinusOne(eta)) / eta, 0), 1)
}
