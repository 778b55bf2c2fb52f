import NumericCore

/// A study whose outcome is a score of rows.
public protocol ScoringStudy: Study {
  /// The scores, when it is finished.
  var scores: [Score] { get }
}

extension ErrorStudy: ScoringStudy {}
extension VariationalBoundStudy: ScoringStudy {}
extension FlowLikelihood: ScoringStudy {}

/// A study taken as the evaluation of a model: one step is one piece of it.
public struct StudiedEvaluation: Evaluation {
  /// The study.
  public private(set) var study: any ScoringStudy

  /// An evaluation that takes the pieces of `study`.
  public init(_ study: any ScoringStudy) { self.study = study }

  /// How many pieces were done.
  public var stepsTaken: Int { study.done }
  /// Another piece, until all are done.
  public var nextPhase: Phase? { study.isFinished ? nil : .expectation }
  /// The scores, when all pieces are done.
  public var scores: [Score] { study.scores }

  /// Does the next piece.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    try study.advance(in: workspace)
    return StepEvent(
      step: study.done, iteration: 0, phase: .expectation,
      objective: scores.first?.objective ?? Objective(.offScale, nats: 0), gain: nil)
  }
}
