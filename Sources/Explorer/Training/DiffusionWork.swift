import LatentModels

/// A study of a diffusion model, with its pieces; one that cannot be carried out fails with its first piece, so that somebody hears
/// of it.
struct DiffusionWork: Study {
  private var base: Result<any Study<DiffusionFinding>, FittingError>
  private let empty: DiffusionFinding

  /// What `request` asks about `model`.
  init(_ request: DiffusionStudyRequest, about model: DiffusionModel, mixture: MixtureParameters?) {
    do {
      base = .success(try model.study(request, mixture: mixture))
    } catch {
      base = .failure(error)
    }
    empty = .reference(nil)
  }

  /// Pieces done.
  var done: Int { if case .success(let study) = base { study.done } else { 0 } }
  /// Pieces there are.
  var planned: Int { if case .success(let study) = base { study.planned } else { 1 } }
  /// What was found so far.
  var findings: DiffusionFinding { if case .success(let study) = base { study.findings } else { empty } }

  /// Does the next piece.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    switch base {
    case .success(var study):
      try study.advance(in: workspace)
      base = .success(study)
    case .failure(let error): throw error
    }
  }
}

extension DiffusionStudyRequest {
  /// Whether a person watches it as it is made.
  var isWatched: Bool { self != .reference }
}
