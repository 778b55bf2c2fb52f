import NumericCore

extension GaussianMixture {
  /// θ as `weights`, `means` and `covariances` in the units of the fit; between an E and an M half-step, the statistics
  /// as well, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archive.add(parameters, prefix: "")
    if let law = lawParameters, law != parameters { archive.add(law, prefix: "law.") }
    if case .given(let start) = settings.start { archive.add(start, prefix: "start.") }
    if let previousLawParameters { archive.add(previousLawParameters, prefix: "previous_law.") }
    if let statistics {
      archive.tensors["statistics.counts"] = .init(statistics.counts)
      archive.tensors["statistics.shifts"] = .init(statistics.shifts)
      archive.tensors["statistics.products"] = .init(statistics.products)
      archive.tensors["statistics.sums"] = .init([
        statistics.logLikelihood, statistics.entropy, statistics.classificationLoss,
      ])
    }
    if let lastLogLikelihood { archive.tensors["last_log_likelihood"] = .init([lastLogLikelihood]) }
    archive.metadata = [
      "model": Self.summary.name,
      "covariance": settings.family.rawValue,
      "start": settings.start.name,
      "ridge": String(settings.ridge),
      "tolerance": String(settings.tolerance),
      "seed": String(settings.seed),
      "steps": String(stepsTaken),
      "iteration": String(iteration),
      "has_law": String(lawParameters != nil),
    ]
    return archive
  }

  /// The mixture that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    let model = try reader.string("model")
    guard model == Self.summary.name else {
      throw .invalidArchive(reason: "it holds a model of kind \(model), not \(Self.summary.name)")
    }
    let parameters = try reader.mixtureParameters(prefix: "", dimensions: data.dimensions)
    let familyName = try reader.string("covariance")
    guard let family = CovarianceFamily(rawValue: familyName) else {
      throw .invalidArchive(reason: "covariance family \(familyName) is not known")
    }
    var settings = MixtureSettings(components: parameters.components, family: family)
    settings.ridge = try reader.number("ridge", Double.init)
    settings.tolerance = try reader.number("tolerance", Double.init)
    settings.seed = try reader.number("seed", UInt64.init)
    switch try reader.string("start") {
    case MixtureStart.kMeansPlusPlus.name: settings.start = .kMeansPlusPlus
    case MixtureStart.random.name: settings.start = .random
    default:
      settings.start = .given(try reader.mixtureParameters(prefix: "start.", dimensions: data.dimensions))
    }
    try self.init(data: data, settings: settings, parameters: parameters)
    stepsTaken = try reader.count("steps")
    iteration = try reader.count("iteration")
    let (k, d) = (parameters.components, data.dimensions)
    if try reader.string("has_law") == "true" {
      lawParameters =
        archive.tensors["law.weights"] == nil
        ? parameters : try reader.mixtureParameters(prefix: "law.", dimensions: d)
    }
    if archive.tensors["previous_law.weights"] != nil {
      previousLawParameters = try reader.mixtureParameters(prefix: "previous_law.", dimensions: d)
    }
    if archive.tensors["statistics.counts"] != nil {
      let sums = try reader.values("statistics.sums", shape: [3])
      let counts = try reader.values("statistics.counts", shape: [k])
      guard counts.allSatisfy({ $0 >= 0 }),
        abs(counts.reduce(0, +) - Double(data.rows)) <= 1e-6 * Double(data.rows)
      else {
        throw .invalidArchive(
          reason: "the expected rows of the components are not shares of the \(data.rows) rows of the data")
      }
      statistics = MixtureStatistics(
        centres: parameters.means, counts: counts,
        shifts: Matrix(
          rows: k, columns: d, storage: try reader.values("statistics.shifts", shape: [k, d])),
        products: try reader.values("statistics.products", shape: [k * d * d]),
        logLikelihood: sums[0], entropy: sums[1], classificationLoss: sums[2])
    }
    if archive.tensors["last_log_likelihood"] != nil {
      lastLogLikelihood = try reader.values("last_log_likelihood", shape: [1])[0]
    }
  }
}

extension ModelArchive {
  /// θ as the tensors `weights`, `means` and `covariances` behind `prefix`.
  fileprivate mutating func add(_ parameters: MixtureParameters, prefix: String) {
    tensors[prefix + "weights"] = .init(parameters.weights)
    tensors[prefix + "means"] = .init(parameters.means)
    tensors[prefix + "covariances"] = .init(parameters.covariances)
  }
}

extension ArchiveReader {
  /// θ from the tensors `weights`, `means` and `covariances` behind `prefix`.
  fileprivate func mixtureParameters(
    prefix: String, dimensions d: Int
  ) throws(FittingError) -> MixtureParameters {
    let weights = try vector(prefix + "weights", atMost: MixtureSettings.mostComponents)
    let k = weights.count
    let means = try values(prefix + "means", shape: [k, d])
    let covariances = try values(prefix + "covariances", shape: [k, d, d])
    let matrices = (0..<k).map {
      Matrix(rows: d, columns: d, storage: Array(covariances[($0 * d * d)..<(($0 + 1) * d * d)]))
    }
    guard means.allSatisfy({ abs($0) < DataLimits.largestValue }) else {
      throw .invalidArchive(reason: "a mean is too large to square")
    }
    guard matrices.allSatisfy({ $0.isSymmetric(tolerance: 1e-9) && Cholesky($0) != nil }) else {
      throw .invalidArchive(reason: "a covariance is not symmetric and positive definite")
    }
    guard weights.allSatisfy({ $0 > 0 }), abs(weights.reduce(0, +) - 1) < 1e-6 else {
      throw .invalidArchive(reason: "the weights are not positive numbers that add up to 1")
    }
    return MixtureParameters(
      weights: weights, means: Matrix(rows: k, columns: d, storage: means), covariances: matrices)
  }
}
