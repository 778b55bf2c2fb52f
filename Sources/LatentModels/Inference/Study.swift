/// A computation over many fits or many evaluations, such as a selection or a bootstrap, taken piece by piece.
///
/// A value like a model: a copy is a snapshot, and its random numbers are part of it. Between two pieces it can be shown,
/// as far as it has come, or given up.
public protocol Study<Finding>: Sendable {
  /// What it finds out.
  associatedtype Finding: Sendable

  /// How many pieces are done.
  var done: Int { get }
  /// How many pieces there are.
  var planned: Int { get }
  /// What it found so far.
  var findings: Finding { get }
  /// Does the next piece. On an error (a cancelled piece) nothing has changed; what a piece itself finds impossible, such
  /// as a fit that fails, is part of the findings.
  mutating func advance(in workspace: Workspace) throws(FittingError)
}

extension Study {
  /// Whether nothing is left to do.
  public var isFinished: Bool { done >= planned }

  /// Does every piece there is.
  public mutating func finish(in workspace: Workspace) throws(FittingError) {
    while !isFinished { try advance(in: workspace) }
  }
}
