import NumericCore

/// A latent-variable model that is fitted by maximising the evidence lower bound in turn over a law q of the latent and over
/// the parameter: what the variational lab shows.
public protocol VariationalInference: LatentModel
where
  Portrait == VariationalPortrait, PortraitRequest == VariationalPortraitRequest,
  Change == VariationalChange
{
  /// The data, shared between all copies.
  var data: DataTable { get }
  /// The model and what a person chose about it.
  var plan: VariationalPlan { get }
  /// The study that answers `request`; nil where the model has none.
  func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)?
  /// What the fit comes to at its present θ; nil where the model has no likelihood that a report is made of.
  func outcome(in workspace: Workspace) throws(FittingError) -> VariationalOutcome?
}

extension VariationalInference {
  /// No study.
  public func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)? { nil }
  /// No outcome.
  public func outcome(in workspace: Workspace) throws(FittingError) -> VariationalOutcome? { nil }
}

/// Any of the models of the variational lab, behind one type, so that one lab, one history and one trainer serve them all.
public struct AnyVariationalModel: LatentModel {
  /// What they have in common.
  public static let summary = ModelSummary(name: "vi", title: "Latent-variable model under a chosen law")

  /// The model itself.
  public private(set) var base: any VariationalInference

  /// The model `base`.
  public init(_ base: some VariationalInference) { self.base = base }

  /// The data it is fitted to.
  public var data: DataTable { base.data }
  /// The model and what a person chose about it.
  public var plan: VariationalPlan { base.plan }
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
  public func changed(by change: VariationalChange) throws(FittingError) -> AnyVariationalModel {
    AnyVariationalModel(try base.changed(by: change))
  }

  /// The fit as it stands, for a view.
  public func portrait(
    _ request: VariationalPortraitRequest, in workspace: Workspace
  ) -> VariationalPortrait {
    base.portrait(request, in: workspace)
  }

  /// The study that answers `request`; nil where the model has none.
  public func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)? {
    base.study(request)
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
    func open<Model: VariationalInference>(
      _ kind: Model.Type
    ) throws(FittingError) -> AnyVariationalModel {
      AnyVariationalModel(try Model(archive: archive, data: data))
    }
    self = try open(kind)
  }

  /// The short names of the models there are.
  public static var modelNames: [String] { kinds.map { $0.summary.name } }

  /// The models there are.
  package static let kinds: [any VariationalInference.Type] = [
    VariationalFit<CurveDecoder>.self, VariationalFit<ItemResponseDecoder>.self,
    VariationalFit<LogisticInterceptDecoder>.self,
    MixtureEncoderModel.self, RotatedPPCA.self, BinaryMeanField.self, GaussianMeanField.self,
  ]
}
