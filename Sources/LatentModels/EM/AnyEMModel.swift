import NumericCore

/// Any of the models that EM fits, behind one type, so that one lab, one history and one trainer serve them all.
public struct AnyEMModel: LatentModel {
  /// What they have in common.
  public static let summary = ModelSummary(name: "em", title: "Latent-variable model fitted by EM")

  /// The model itself.
  public private(set) var base: any ExpectationMaximization

  /// The model `base`.
  public init(_ base: some ExpectationMaximization) { self.base = base }

  /// The data it is fitted to.
  public var data: DataTable { base.data }
  /// What a person chose.
  public var plan: EMPlan { base.plan }
  /// Half-steps taken.
  public var stepsTaken: Int { base.stepsTaken }
  /// The half-step that is next.
  public var nextPhase: Phase? { base.nextPhase }
  /// M half-steps taken.
  public var iteration: Int { base.iteration }
  /// The bytes of a copy.
  public var footprint: Int { base.footprint }

  /// The half-step that is next.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    try base.step(in: workspace)
  }

  /// The model after a person's change.
  public func changed(by change: EMChange) throws(FittingError) -> AnyEMModel {
    func changed<Model: ExpectationMaximization>(_ model: Model) throws(FittingError) -> AnyEMModel {
      AnyEMModel(try model.changed(by: change))
    }
    return try changed(base)
  }

  /// The fit as it stands, for a view.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    var portrait = base.portrait(request, in: workspace)
    if let slice = request.slice { portrait.slice = base.sliceResult(slice, in: workspace) }
    return portrait
  }

  /// The likelihood on `data`, evaluated in steps.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    try base.evaluation(on: data)
  }

  /// Everything needed to go on, but for the data.
  public func archived() -> ModelArchive { base.archived() }

  /// The model that `archive` was made from; which of them, its metadata say.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let name = try ArchiveReader(archive).string("model")
    guard let kind = Self.kinds.first(where: { $0.summary.name == name }) else {
      throw .invalidArchive(reason: "it holds a model of kind \(name), which is not known here")
    }
    func open<Model: ExpectationMaximization>(
      _ kind: Model.Type
    ) throws(FittingError) -> AnyEMModel {
      AnyEMModel(try Model(archive: archive, data: data))
    }
    self = try open(kind)
  }

  /// The models there are.
  package static let kinds: [any ExpectationMaximization.Type] = [
    GaussianMixture.self, PPCA.self, FactorAnalysis.self, RandomIntercept.self,
    MultivariateNormal.self, LinkageMultinomial.self,
  ]
}
