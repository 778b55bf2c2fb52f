import LatentModels

/// A study of a variational fit, with its pieces.
struct VariationalWork: Study {
  private var base: any Study<VariationalFinding>

  /// What `request` asks about `model`; nil where such a model has none of it.
  init?(_ request: VariationalStudyRequest, about model: AnyVariationalModel) {
    guard let study = model.study(request) else { return nil }
    base = study
  }

  /// Pieces done.
  var done: Int { base.done }
  /// Pieces there are.
  var planned: Int { base.planned }
  /// What was found so far.
  var findings: VariationalFinding { base.findings }

  /// Does the next piece.
  mutating func advance(in workspace: Workspace) throws(FittingError) { try base.advance(in: workspace) }
}
