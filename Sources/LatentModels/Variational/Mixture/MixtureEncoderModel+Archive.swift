import Neural
import NumericCore

extension MixtureEncoderModel {
  /// θ and q, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    course.archive(in: &archive, of: Self.summary, tolerance: settings.tolerance)
    archive.metadata["encoder"] = settings.encoder.rawValue
    archive.metadata["covariance"] = settings.family.rawValue
    archive.metadata["start"] = settings.start.name
    archive.metadata["ridge"] = String(settings.ridge)
    archive.metadata["seed"] = String(settings.seed)
    archive.add(parameters, prefix: "")
    if case .given(let start) = settings.start { archive.add(start, prefix: "start.") }
    switch law {
    case .even: break
    case .exact(let parameters), .hard(let parameters): archive.add(parameters, prefix: "law.")
    case .encoder(let encoder):
      encoder.network.write(to: &archive, as: "encoder")
      if let adam = encoder.adam {
        archive.tensors["adam"] = .init(
          shape: [2, adam.firstMoments.count], values: adam.firstMoments + adam.secondMoments)
        archive.metadata["adam_steps"] = String(adam.stepsTaken)
      }
    }
    return archive
  }

  /// The fit that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let d = data.dimensions
    func parameters(_ prefix: String) throws(FittingError) -> MixtureParameters {
      try reader.mixtureParameters(prefix: prefix, dimensions: d)
    }
    let names = (try reader.string("encoder"), try reader.string("covariance"))
    guard let encoder = MixtureEncoder(rawValue: names.0), let family = CovarianceFamily(rawValue: names.1)
    else {
      throw .invalidArchive(
        reason: "its encoder \"\(names.0.prefix(40))\" or family \"\(names.1.prefix(40))\" is not known")
    }
    let present = try parameters("")
    var settings = MixtureEncoderSettings(components: present.components, family: family, encoder: encoder)
    settings.ridge = try reader.number("ridge", Double.init)
    settings.tolerance = try reader.number("tolerance", Double.init)
    settings.seed = try reader.number("seed", UInt64.init)
    switch try reader.string("start") {
    case MixtureStart.kMeansPlusPlus.name: settings.start = .kMeansPlusPlus
    case MixtureStart.random.name: settings.start = .random
    default: settings.start = .given(try parameters("start."))
    }
    try self.init(data: data, settings: settings)
    mixture.parameters = present
    course = try VariationalCourse(reading: reader)
    if reader.has("law.weights") {
      let law = try parameters("law.")
      guard law.components == present.components else {
        throw .invalidArchive(reason: "its law has \(law.components) components, not \(present.components)")
      }
      self.law = encoder == .hard ? .hard(law) : .exact(law)
    } else if reader.optional("encoder.activation") != nil {
      self.law = .encoder(try encoderLaw(archive, reader))
    }
  }

  /// φ and its optimiser from an archive, in the shape that the settings give them.
  private func encoderLaw(
    _ archive: ModelArchive, _ reader: ArchiveReader
  ) throws(FittingError) -> SoftmaxEncoder {
    guard var encoder = try freshEncoder(),
      let network = MultilayerPerceptron(archive: archive, name: "encoder"),
      network.widths == encoder.network.widths, network.activation == encoder.network.activation,
      network.parameters.allSatisfy(\.isFinite)
    else { throw .invalidArchive(reason: "its encoder does not fit the data and the settings") }
    encoder.network = network
    if let adam = encoder.adam {
      let count = network.parameterCount
      let moments = try reader.values("adam", shape: [2, count])
      guard moments.suffix(count).allSatisfy({ $0 >= 0 }) else {
        throw .invalidArchive(reason: "a mean square of its optimiser is negative")
      }
      encoder.adam = .init(
        settings: adam.settings, firstMoments: Array(moments.prefix(count)),
        secondMoments: Array(moments.suffix(count)), stepsTaken: try reader.count("adam_steps"))
    }
    return encoder
  }

  /// ℓ at θ and the bound under q as it stands, on the complete rows of other data in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    guard data.dimensions == parameters.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(parameters.dimensions))
    }
    try DataLimits.validateValues(of: data)
    let other = try CompleteMoments(of: data, atLeast: 1)
    let table = data.selectingRows(other.rows)
    let pass = MixturePass(
      table.values, weights: table.weights ?? Array(repeating: 1, count: table.rows),
      density: try mixture.preparedDensity(parameters),
      logLaw: (law.isExact ? .exact(parameters) : law).logProbabilities(
        table.values, components: parameters.components),
      shape: .diagonal)
    return KnownEvaluation(
      logLikelihood: pass.account.logLikelihood - other.unitOffset,
      bound: pass.account.evidenceLowerBound - other.unitOffset, rows: table.rows, weight: other.weight)
  }
}
