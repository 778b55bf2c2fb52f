import NumericCore

/// The profile-likelihood intervals of several free parameters, one after the other, around one maximum that is looked for
/// once.
public struct ProfileLikelihoods<Model: ExpectationMaximization>: Study {
  private var waiting: ArraySlice<Int>
  private var current: ProfileLikelihood<Model>?
  private var finished: [ProfileFindings] = []
  /// Three pieces for each parameter: the maximum and the two ends.
  public let planned: Int

  /// The intervals of these free parameters, counted from 0, around the present parameter of `model`, which is near its
  /// maximum.
  public init(of parameters: [Int], in model: Model, confidence: Double = 0.95) {
    planned = 3 * parameters.count
    waiting = parameters[...]
    current = waiting.popFirst().map { ProfileLikelihood(of: $0, in: model, confidence: confidence) }
  }

  /// How many of the pieces are done.
  public var done: Int { 3 * finished.count + (current?.done ?? 0) }

  /// The intervals so far.
  public var findings: [ProfileFindings] { finished + (current.map { [$0.findings] } ?? []) }

  /// One step of Newton's method.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard var study = current else { return }
    try study.advance(in: workspace)
    guard study.isFinished else {
      current = study
      return
    }
    finished.append(study.findings)
    current = waiting.popFirst().map { study.next(of: $0) }
  }
}
