import NumericCore

extension VariationalFit {
  /// θ as `theta`, and the laws, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    course.archive(in: &archive, of: Self.summary, tolerance: settings.tolerance)
    archive.metadata["seed"] = String(settings.seed)
    archive.metadata["law"] = settings.method.code
    if let draws = settings.encoderDraws { archive.metadata["encoder_draws"] = String(draws) }
    archive.tensors["theta"] = .init(theta)
    if let start = settings.start { archive.tensors["start"] = .init(start) }
    ascent?.archive(in: &archive)
    laws.archive(in: &archive)
    decoder.archive(in: &archive)
    return archive
  }

  /// The fit that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let decoder = try Decoder(reading: archive, data: data)
    let count = decoder.coordinateNames.count
    let code = try reader.string("law")
    guard let method = VariationalMethod(code: code) else {
      throw .invalidArchive(reason: "its law \"\(code.prefix(40))\" is not known")
    }
    var settings = VariationalSettings(
      method: method, tolerance: try reader.number("tolerance", Double.init),
      seed: try reader.number("seed", UInt64.init))
    if reader.optional("encoder_draws") != nil {
      settings.encoderDraws = try reader.count("encoder_draws")
    }
    if reader.has("start") { settings.start = try reader.coordinates("start", count: count) }
    try self.init(decoder: decoder, settings: settings)
    theta = try reader.coordinates("theta", count: count)
    course = try VariationalCourse(reading: reader)
    ascent = try QuasiNewton(reading: reader, coordinates: count)
    laws = try LawBank(
      reading: archive, units: decoder.unitCount,
      features: decoder.unitCount > 0 ? decoder.features(ofUnit: 0).count : 0, coordinates: count)
  }

  /// The exact likelihood and the bound on other data.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    VariationalEvaluation(of: try VariationalFit(scoring: data, like: self))
  }

  private init(scoring data: DataTable, like fit: VariationalFit) throws(FittingError) {
    try self.init(decoder: try fit.decoder.refitting(data), settings: fit.settings)
    theta = fit.theta
    // An encoder is one function for all units, those of other data included.
    if case .encoded(let encoded) = fit.laws, case .encoder(encoded.encoder.kind) = settings.method {
      laws = .encoded(encoded)
    }
  }
}

/// ℓ at θ, exact, and the best bound of the method there, on the data of a fit, in one step. An encoder is taken as it is.
public struct VariationalEvaluation<Decoder: ScalarDecoder>: Evaluation {
  private let fit: VariationalFit<Decoder>
  private var found: (exact: Double, bound: Objective)?

  init(of fit: VariationalFit<Decoder>) { self.fit = fit }

  /// 1 when it is done.
  public var stepsTaken: Int { found == nil ? 0 : 1 }
  /// One pass over the units.
  public var nextPhase: Phase? { found == nil ? .expectation : nil }
  /// The log-likelihood and the bound, once they are known.
  public var scores: [Score] {
    let decoder = fit.decoder
    func score(_ name: String, _ objective: Objective) -> Score {
      Score(
        name: name, objective: objective, rows: found == nil ? 0 : decoder.data.rows,
        weight: found == nil ? 0 : decoder.observations)
    }
    return [
      score("log-likelihood", Objective(.exact, nats: found?.exact ?? 0)),
      // Laplace's approximation bounds nothing.
      score(
        fit.settings.method == .laplace ? "Laplace's approximation" : "evidence lower bound",
        found?.bound ?? Objective(.bound, nats: 0)),
    ]
  }

  /// Evaluates every unit.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let decoder = fit.decoder
    let exact = try decoder.logLikelihood(at: fit.theta, in: workspace) - decoder.unitOffset
    found = (exact, try best(in: workspace))
    return StepEvent(
      step: 1, iteration: 0, phase: .expectation, objective: Objective(.exact, nats: exact), gain: nil)
  }

  /// What the method comes to on these data at θ.
  private func best(in workspace: Workspace) throws(FittingError) -> Objective {
    guard case .encoded(let encoded) = fit.laws else {
      var stepped = fit
      return try stepped.step(in: workspace).objective
    }
    let laws = EncodedLaws(
      encoder: encoded.encoder, laws: try encoded.encoder.laws(fit.decoder, in: workspace))
    return fit.objective(
      try LawBank.encoded(laws).value(fit.decoder, fit.theta, in: workspace), isExact: false)
  }
}
