import LatentModels
import PlotKit

extension ExportTable {
  /// The rungs of a ladder: a line for each number, with what it is (exact, a bound, an estimate) and on which rows (in-sample, held-out,
  /// leave-one-out), so that nobody takes one kind for another. A rung that has no number is a line without one, which says why.
  init(_ findings: LadderFindings, order: [Rung]) {
    columns = [
      "rung", "name", "parameters", "seconds", "rows", "evaluation", "value", "kind", "nats", "nats_per_row",
      "standard_error", "note",
    ]
    rows = order.flatMap { rung -> [[Value]] in
      let status = findings.entries.first { $0.rung == rung }?.status
      guard case .known(let result) = status else {
        let note =
          switch status {
          case .failed(let reason): reason
          case .working(let stage, _): stage
          default: "waiting"
          }
        let blank = Array(repeating: Value.missing, count: 9)
        return [[.text(rung.rawValue), .text(rung.plainTitle)] + blank + [.text(note)]]
      }
      let first: [Value] = [
        .text(rung.rawValue), .text(result.name), .count(result.parametersCount),
        result.seconds > 0 ? .number(result.seconds) : .missing,
      ]
      let lines = RungEvaluation.allCases.flatMap { evaluation -> [[Value]] in
        guard let scores = result.scores(evaluation) else { return [] }
        let values = [
          ("log-likelihood", scores.likelihood), ("bound", scores.bound),
          ("limit of the chain", scores.limit),
        ]
        return values.compactMap { name, score in score.map { first + ExportTable.cells($0, name) } }
      }
      guard lines.isEmpty else { return lines }
      let note = result.inSample.likelihoodReason ?? result.leaveOneOutReason ?? ""
      return [first + Array(repeating: .missing, count: 7) + [.text(note)]]
    }
  }

  private static func cells(_ score: RungScore, _ name: String) -> [Value] {
    [
      .count(score.rows), .text(score.evaluation.rawValue), .text(name), .text(score.objective.kind.word),
      Value(score.objective.nats), Value(score.natsPerRow), Value(score.objective.standardError), .missing,
    ]
  }
}

extension Objective.Kind {
  /// What a number is, in words.
  var word: String {
    switch self {
    case .exact: "exact"
    case .bound: "bound"
    case .estimatedBound: "estimated bound"
    case .estimate: "estimate"
    case .offScale: "objective"
    }
  }
}
