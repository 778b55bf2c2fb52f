import LatentModels
import NumericCore
import TestSupport

/// What the oracles share: Old Faithful, its standardised form, and the golden start.
enum OldFaithful {
  static let raw = DataTable(
    name: "faithful", values: Matrix(assetColumns("faithful.csv", ["eruptions", "waiting"])),
    columnNames: ["eruptions", "waiting"])

  static let standardized = raw.standardized()

  /// The same numbers with the standardised units taken as their own, so that log-likelihoods are those "std".
  static let standardUnits = DataTable(name: "faithful std", values: standardized.values)

  /// π = (½, ½), μ = (−1, −1), (1, 1), Σ = I.
  static let goldenStart = MixtureParameters(
    weights: [0.5, 0.5], means: Matrix([[-1, -1], [1, 1]]),
    covariances: [Matrix.identity(2), Matrix.identity(2)])

  static func goldenMixture(ridge: Double = 0) throws -> GaussianMixture {
    try GaussianMixture(
      data: standardUnits,
      settings: MixtureSettings(components: 2, start: .given(goldenStart), ridge: ridge, tolerance: 0))
  }
}

/// A workspace on `threads` threads.
func workspace(threads: Int = 2) -> Workspace { Workspace(pool: WorkerPool(threads: threads)) }
