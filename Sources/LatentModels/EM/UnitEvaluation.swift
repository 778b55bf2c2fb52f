import NumericCore

/// The exact log-likelihood of a model on the data it holds, in one step: unit by unit, each as often as it counts.
public struct UnitEvaluation<Model: ExpectationMaximization>: Evaluation {
  private let model: Model
  private var total: Double?

  /// An evaluation of `model` at its present parameter.
  init(of model: Model) { self.model = model }

  /// 1 when it is done.
  public var stepsTaken: Int { total == nil ? 0 : 1 }
  /// One pass over the units.
  public var nextPhase: Phase? { total == nil ? .expectation : nil }

  /// The log-likelihood, once it is known.
  public var scores: [Score] {
    [
      Score(
        name: "log-likelihood", objective: Objective(.exact, nats: total ?? 0),
        rows: total == nil ? 0 : model.data.rows,
        weight: total == nil ? 0 : model.data.totalWeight)
    ]
  }

  /// Evaluates every unit.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let perUnit = try model.unitLogLikelihoods(at: model.parameters, in: workspace)
    if let weights = model.data.weights, weights.count == perUnit.count {
      total = zip(weights, perUnit).reduce(0) { $0 + $1.0 * $1.1 }
    } else {
      total = perUnit.reduce(0, +)
    }
    return StepEvent(
      step: 1, iteration: 0, phase: .expectation, objective: scores[0].objective, gain: nil)
  }
}
