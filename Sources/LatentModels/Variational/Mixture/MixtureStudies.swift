import NumericCore

extension MixtureEncoderModel {
  /// The maximum of the likelihood, and the fit from several starts; nil for the rest.
  public func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)? {
    switch request {
    case .maximumLikelihood: MixtureMaximumStudy(of: self)
    case .starts(let count): MixtureStartsStudy(of: self, count: count)
    default: nil
    }
  }

  /// About how many multiplications a half-step takes.
  var work: Int {
    let (k, d) = (parameters.components, parameters.dimensions)
    return 40 * data.rows * k * (1 + d * d)
  }

  /// The fit from the start with another seed; from one that is given, start 0 is that itself and the others are drawn.
  fileprivate func begun(_ index: Int, _ encoder: MixtureEncoder) throws(FittingError) -> MixtureEncoderModel
  {
    var settings = settings
    settings.encoder = encoder
    settings.seed &+= UInt64(index)
    settings.tolerance = 1e-11
    if index > 0, case .given = settings.start { settings.start = .kMeansPlusPlus }
    return try MixtureEncoderModel(data: data, settings: settings)
  }

  /// Whether something holds up a component that is none.
  static func isDegenerate(_ ascent: Ascent<MixtureEncoderModel>) -> Bool {
    ascent.findings.contains(where: \.isDegeneracy)
  }
}

/// θ̂, by EM from the present θ and from several starts: where an encoder has collapsed the mixture, EM alone does not leave it.
struct MixtureMaximumStudy: Study {
  private let fit: MixtureEncoderModel
  private var ascents: Ascents<MixtureEncoderModel>
  private var best: Ascent<MixtureEncoderModel>?
  /// Ascents that ended.
  private(set) var done = 0
  /// One from the present θ, and those from starts.
  let planned = 6

  init(of fit: MixtureEncoderModel) {
    self.fit = fit
    ascents = Ascents(planned: planned, rows: fit.data.rows)
  }

  /// The best of the ends so far, those left out that a degenerate component lifts.
  var findings: VariationalFinding {
    let model = best?.model ?? fit
    return .maximumLikelihood(
      coordinates: model.mixture.coordinates(of: model.parameters),
      logLikelihood: best?.logLikelihood ?? .nan, hasSettled: isFinished && best?.hasConverged ?? false)
  }

  /// Takes the open ascents further.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    var next = ascents
    let fit = fit
    let finished = try next.advance(in: workspace) { index throws(FittingError) in
      var model = try fit.begun(max(0, index - 1), .exact)
      if index == 0 { model.mixture.parameters = fit.parameters }
      return Ascent(model, iterations: 3000, work: model.work)
    }
    for case .success(let ascent) in finished.map(\.outcome) where !MixtureEncoderModel.isDegenerate(ascent) {
      if ascent.logLikelihood > best?.logLikelihood ?? -.infinity { best = ascent }
    }
    done += finished.count
    ascents = next
  }
}

/// The fit under its own encoder from several starts.
struct MixtureStartsStudy: Study {
  private let fit: MixtureEncoderModel
  private var ascents: Ascents<MixtureEncoderModel>
  private var ended: [Int: VariationalFinding.StartFinding] = [:]
  /// Ascents that ended.
  private(set) var done = 0
  /// So many starts.
  let planned: Int

  init(of fit: MixtureEncoderModel, count: Int) {
    self.fit = fit
    planned = max(0, count)
    ascents = Ascents(planned: max(0, count), rows: fit.data.rows)
  }

  /// Where the starts led, in their order; those are left out that failed or that a degenerate component lifts.
  var findings: VariationalFinding { .starts(ended.sorted { $0.key < $1.key }.map(\.value)) }

  /// Takes the open ascents further.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    var next = ascents
    let fit = fit
    let finished = try next.advance(in: workspace) { index throws(FittingError) in
      let model = try fit.begun(index, fit.settings.encoder)
      return Ascent(model, iterations: 1000, work: model.work)
    }
    var found = ended
    for case (let index, .success(let ascent)) in finished where !MixtureEncoderModel.isDegenerate(ascent) {
      let model = ascent.model
      let account = try model.pass(under: model.law, in: workspace).account
      found[index] = VariationalFinding.StartFinding(
        bound: ascent.logLikelihood, logLikelihood: account.logLikelihood - model.complete.unitOffset,
        coordinates: model.mixture.coordinates(of: model.parameters), hasConverged: ascent.hasConverged)
    }
    ended = found
    done += finished.count
    ascents = next
  }
}
