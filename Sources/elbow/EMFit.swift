import LatentModels
import NumericCore

/// A fit by EM without a terminal.
typealias EMFit = HeadlessRun<AnyEMModel>

extension EMFit {
  /// A sentence on the largest fall of the log-likelihood from one iteration to the next, beyond rounding; at most one, and
  /// none where the method does not promise that it never falls.
  var falls: [String] {
    guard timeline.model.plan.method.isMonotone else { return [] }
    let changes = zip(trace.dropFirst(), trace).map { $0 - $1 }
    guard let worst = changes.indices.min(by: { changes[$0] < changes[$1] }),
      changes[worst] < -1e-9 * max(1, abs(trace[worst]))
    else { return [] }
    return ["at iteration \(worst + 1), \(Finding.fell(nats: -changes[worst]))"]
  }

  /// How many nats the newest iterations still promise; 0 where they are no plain steps of EM.
  var gainToCome: Double {
    let method = timeline.model.plan.method
    return method.isMonotone && method.maximization != .squarem ? promisedGain : 0
  }

  /// The saddle that the fit converged to; nil where it is known to be a maximum, or where that would take long to know.
  func saddle(in workspace: Workspace) -> Saddle? {
    guard hasConverged, timeline.model.plan.method.isMonotone else { return nil }
    return (try? timeline.model.saddle(in: workspace)) ?? nil
  }

  /// ℓ of the data at the parameter found: that of the newest E half-step where it saw every row.
  func logLikelihood(in workspace: Workspace) throws(FittingError) -> Score {
    let model = timeline.model
    if let objective = timeline.lastEvent?.objective, case .exact = objective.kind {
      return Score(
        name: "log-likelihood", objective: objective, rows: model.data.rows, weight: model.data.totalWeight)
    }
    var evaluation = try model.evaluation(on: model.data)
    try evaluation.finish(in: workspace)
    return evaluation.scores[0]
  }
}
