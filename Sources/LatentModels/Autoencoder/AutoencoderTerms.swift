import NumericCore

/// What some rows say of a variational autoencoder: sums over the rows, in nats, in the units of the nets.
public struct AutoencoderTerms: Hashable, Sendable {
  /// How many rows.
  public var rows = 0
  /// Σ E_q log p(x | z), at the draws.
  public var reconstruction = 0.0
  /// Σ KL(q ‖ p(z)) of each latent, k.
  public var divergences: [Double]
  /// Σ of what training climbs: the bound, or what stands in its place.
  public var objective = 0.0
  /// Σ of its squares, row by row.
  public var squares = 0.0

  /// No rows yet, of k latents.
  public init(latents: Int) { divergences = [Double](repeating: 0, count: latents) }

  /// Σ KL(q ‖ p(z)).
  public var divergence: Double { divergences.reduce(0, +) }
  /// Σ E_q log p(x | z) − KL: the evidence lower bound, at the draws.
  public var bound: Double { reconstruction - divergence }

  /// The standard deviation of a row's objective over the rows.
  public var deviation: Double {
    guard rows > 1 else { return 0 }
    let mean = objective / Double(rows)
    return (max(0, squares / Double(rows) - mean * mean) * Double(rows) / Double(rows - 1)).squareRoot()
  }

  /// Takes in another row, of which draws say so much.
  mutating func add(_ score: RowScore) {
    addRow(reconstruction: score.reconstruction, objective: score.bound)
    for j in divergences.indices { divergences[j] += score.divergences[j] }
  }

  /// Takes in another row, but for its divergences.
  mutating func addRow(reconstruction: Double, objective: Double) {
    rows += 1
    self.reconstruction += reconstruction
    self.objective += objective
    squares += objective * objective
  }

  /// Takes in other rows.
  mutating func add(_ other: AutoencoderTerms) {
    rows += other.rows
    reconstruction += other.reconstruction
    for j in divergences.indices { divergences[j] += other.divergences[j] }
    objective += other.objective
    squares += other.squares
  }

  /// Whether every sum is a number.
  var isFinite: Bool { objective.isFinite && squares.isFinite && reconstruction.isFinite }
}
