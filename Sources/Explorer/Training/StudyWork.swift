import LatentModels

/// A study of any kind, with its pieces.
enum StudyWork: Study {
  case selection(MixtureSelection)
  case starts(MultiStart)
  case bootstrap(any Study<BootstrapFindings>)
  case information(AnyEMModel, StandardErrorKind, ObservedInformation?)
  case missing(MissingInformationStudy)

  /// How sure the intervals are.
  private static let confidence = 0.95

  /// What `request` asks about `model`, in whose history are these iterates; nil where such a model has none of it.
  init?(_ request: StudyRequest, about model: AnyEMModel, iterates: [ConvergencePath.Iterate]) {
    switch request {
    case .selection(let components, let starts):
      guard case .mixture(var settings) = model.plan else { return nil }
      if case .given = settings.start { settings.start = .kMeansPlusPlus }
      self = .selection(
        MixtureSelection(data: model.data, components: components, starts: starts, settings: settings))
    case .starts(let count):
      self = .starts(MultiStart(data: model.data, plan: model.plan.beginningAnywhere, count: count))
    case .errors(let kind, let replicates):
      if let drawn = kind.bootstrapKind {
        self = .bootstrap(model.bootstrap(drawn, count: replicates, seed: model.plan.seed))
      } else {
        self = .information(model, kind, nil)
      }
    case .missing:
      guard let study = try? MissingInformationStudy(of: model, iterates: iterates) else { return nil }
      self = .missing(study)
    }
  }

  /// Pieces done.
  var done: Int {
    switch self {
    case .selection(let study): study.done
    case .starts(let study): study.done
    case .bootstrap(let study): study.done
    case .missing(let study): study.done
    case .information(_, _, let found): found == nil ? 0 : 1
    }
  }

  /// Pieces there are.
  var planned: Int {
    switch self {
    case .selection(let study): study.planned
    case .starts(let study): study.planned
    case .bootstrap(let study): study.planned
    case .missing(let study): study.planned
    case .information: 1
    }
  }

  /// What was found so far.
  var findings: StudyFindings {
    switch self {
    case .selection(let study): .selection(study.findings)
    case .starts(let study): .starts(study.findings)
    case .bootstrap(let study):
      .errors(StandardErrors(study.findings, confidence: StudyWork.confidence), study.findings)
    case .missing(let study): .missing(study.findings)
    case .information(_, let kind, let found):
      .errors(found.map { StandardErrors($0, kind: kind, confidence: StudyWork.confidence) }, nil)
    }
  }

  /// Does the next piece.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    switch self {
    case .selection(var study):
      try study.advance(in: workspace)
      self = .selection(study)
    case .starts(var study):
      try study.advance(in: workspace)
      self = .starts(study)
    case .bootstrap(var study):
      try study.advance(in: workspace)
      self = .bootstrap(study)
    case .missing(var study):
      try study.advance(in: workspace)
      self = .missing(study)
    case .information(let model, let kind, _):
      self = .information(model, kind, try model.information(in: workspace))
    }
  }
}

extension EMPlan {
  /// The plan with a start that differs from seed to seed, where it has a given one.
  var beginningAnywhere: EMPlan {
    switch self {
    case .mixture(var settings):
      if case .given = settings.start { settings.start = .kMeansPlusPlus }
      return .mixture(settings)
    case .ppca(var settings), .factor(var settings):
      settings.start = .random
      return settings.plan
    case .normal, .randomIntercept, .linkage: return self
    }
  }
}
