import NumericCore

extension AnyEMModel {
  /// The free parameters at the present parameter, by name, in the data's own units.
  public var free: FreeParameters { base.free }

  /// What speaks against the present parameter as a maximum to be believed.
  public var suspicions: [Finding] { base.suspicions }

  /// Refuses, before anything is fitted, standard errors of a kind that could not be computed for this model on these data.
  /// - Throws: `.invalidSetting`, `.weightsBelowRows`, `.weightsAreNotCounts` or `.tooManyObservations`.
  public func validate(_ kind: StandardErrorKind) throws(FittingError) {
    guard kind != .none else { return }
    try data.validateWeights()
    switch kind {
    case .louis, .sandwich: try base.validateInformation()
    case .parametricBootstrap: try data.validateCounts()
    case .none, .bootstrap: break
    }
  }

  /// What the data say about each free parameter at the present parameter.
  /// - Throws: `.cancelled`, what the model cannot be computed for, or `.weightsBelowRows`.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    try data.validateWeights()
    return try base.information(in: workspace)
  }

  /// A bootstrap at the present parameter.
  public func bootstrap(
    _ kind: BootstrapKind, count: Int, seed: UInt64
  ) -> any Study<BootstrapFindings> {
    func study<Model: ExpectationMaximization>(_ model: Model) -> any Study<BootstrapFindings> {
      Bootstrap(of: model, kind: kind, count: count, seed: seed)
    }
    return study(base)
  }

  /// The profile-likelihood intervals of these free parameters, counted from 0, around one maximum.
  public func profiles(of parameters: [Int], confidence: Double = 0.95) -> any Study<[ProfileFindings]> {
    func study<Model: ExpectationMaximization>(_ model: Model) -> any Study<[ProfileFindings]> {
      ProfileLikelihoods(of: parameters, in: model, confidence: confidence)
    }
    return study(base)
  }
}

extension ExpectationMaximization {
  /// The free parameters at the present parameter.
  public var free: FreeParameters { freeParameters(of: parameters) }

  /// Nothing to suspect.
  public var suspicions: [Finding] { [] }
}
