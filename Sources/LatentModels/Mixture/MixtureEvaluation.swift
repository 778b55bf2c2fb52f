import NumericCore

/// The exact log-likelihood of a mixture on a table, block of rows by block of rows.
public struct MixtureEvaluation: Evaluation {
  private let density: MixtureDensity
  private let data: DataTable
  private var seen = 0
  private var total = 0.0
  private var offset = 0.0

  /// How many blocks of rows have been evaluated.
  public private(set) var stepsTaken = 0

  /// An evaluation of `density` on `data`, in the units of the fit.
  init(_ density: MixtureDensity, on data: DataTable) throws(FittingError) {
    guard data.dimensions == density.parameters.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions),
        expected: String(density.parameters.dimensions))
    }
    try DataLimits.validateValues(of: data)
    self.density = density
    self.data = data
  }

  /// Another E-like pass over rows, until all are seen.
  public var nextPhase: Phase? { seen < data.rows ? .expectation : nil }

  /// The log-likelihood of the rows seen so far, in the data's own units.
  public var scores: [Score] {
    [
      Score(
        name: "log-likelihood", objective: Objective(.exact, nats: total - offset), rows: seen,
        weight: data.weights?.prefix(seen).reduce(0, +))
    ]
  }

  /// Evaluates the next million rows or so.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let last = min(data.rows, seen + 512 * MixtureDensity.rowsPerShard)
    total += try density.logLikelihood(
      of: data.values, rows: seen..<last, weights: data.weights, in: workspace)
    offset += data.logScale(ofRows: seen..<last)
    seen = last
    stepsTaken += 1
    return StepEvent(
      step: stepsTaken, iteration: 0, phase: .expectation,
      objective: scores[0].objective, gain: nil)
  }
}

extension GaussianMixture {
  /// The exact log-likelihood on `data`, which is in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    try MixtureEvaluation(MixtureDensity(parameters), on: data)
  }
}
