import NumericCore

extension GaussianMixture {
  /// θ as `weights`, `means` and `covariances` in the units of the fit; between an E and an M half-step, the statistics
  /// as well, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archive.add(parameters, prefix: "")
    if let law = course.lawParameters, law != parameters { archive.add(law, prefix: "law.") }
    if case .given(let start) = settings.start { archive.add(start, prefix: "start.") }
    if let previous = course.previousLawParameters { archive.add(previous, prefix: "previous_law.") }
    if let fallback = course.fallback { archive.add(fallback, prefix: "fallback.") }
    archive.metadata = [
      "covariance": settings.family.rawValue,
      "start": settings.start.name,
      "ridge": String(settings.ridge),
      "noise": String(settings.hasNoise),
      "has_law": String(course.lawParameters != nil),
    ]
    archiveCourse(in: &archive)
    return archive
  }

  /// The mixture that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let parameters = try reader.mixtureParameters(prefix: "", dimensions: data.dimensions)
    let familyName = try reader.string("covariance")
    guard let family = CovarianceFamily(rawValue: familyName) else {
      throw .invalidArchive(reason: "covariance family \(familyName) is not known")
    }
    var settings = MixtureSettings(components: parameters.components, family: family)
    settings.ridge = try reader.number("ridge", Double.init)
    try reader.readSettings(into: &settings)
    settings.hasNoise = reader.optional("noise") == "true"
    switch try reader.string("start") {
    case MixtureStart.kMeansPlusPlus.name: settings.start = .kMeansPlusPlus
    case MixtureStart.random.name: settings.start = .random
    default:
      settings.start = .given(try reader.mixtureParameters(prefix: "start.", dimensions: data.dimensions))
    }
    try self.init(data: data, settings: settings, parameters: parameters)
    try reader.readCourse(into: &course, coordinates: coordinates(of: parameters).count)
    let d = data.dimensions
    if try reader.string("has_law") == "true" {
      course.lawParameters =
        reader.has("law.weights")
        ? try reader.mixtureParameters(prefix: "law.", dimensions: d) : parameters
    }
    if reader.has("previous_law.weights") {
      course.previousLawParameters = try reader.mixtureParameters(prefix: "previous_law.", dimensions: d)
    }
    if reader.has("fallback.weights") {
      course.fallback = try reader.mixtureParameters(prefix: "fallback.", dimensions: d)
    }
    if reader.has("statistics.counts") {
      course.statistics = try reader.statistics(prefix: "statistics.", parameters: parameters, of: data)
    }
    if reader.has("average.counts") {
      course.average = try reader.statistics(prefix: "average.", parameters: parameters, of: data)
    }
  }
}

extension ModelArchive {
  /// θ as the tensors `weights`, `means` and `covariances` behind `prefix`.
  mutating func add(_ parameters: MixtureParameters, prefix: String) {
    tensors[prefix + "weights"] = .init(parameters.weights)
    tensors[prefix + "means"] = .init(parameters.means)
    tensors[prefix + "covariances"] = .init(parameters.covariances)
    if let noise = parameters.noise {
      tensors[prefix + "noise"] = .init([noise.weight] + noise.logLengths)
    }
  }
}

extension ArchiveReader {
  /// The statistics behind `prefix`, centred where they say, or else at the means of `parameters`.
  fileprivate func statistics(
    prefix: String, parameters: MixtureParameters, of data: DataTable
  ) throws(FittingError) -> MixtureStatistics {
    let (k, d) = (parameters.components, parameters.dimensions)
    let sums = try values(prefix + "sums", shape: [3])
    // Files written before there were noise, weights and missing values have no totals.
    let totals =
      has(prefix + "totals") ? try values(prefix + "totals", shape: [3]) : [0, Double(data.rows), 0]
    let counts = try values(prefix + "counts", shape: [k])
    guard counts.allSatisfy({ $0 >= 0 }), totals[0] >= 0,
      abs(counts.reduce(totals[0], +) - data.totalWeight) <= 1e-6 * data.totalWeight,
      abs(totals[1] - data.totalWeight) <= 1e-6 * data.totalWeight
    else {
      throw .invalidArchive(
        reason: "the expected rows of the components are not shares of the \(data.rows) rows of the data")
    }
    let centres =
      has(prefix + "centres") ? try values(prefix + "centres", shape: [k, d]) : parameters.means.storage
    var result = MixtureStatistics(
      centres: Matrix(rows: k, columns: d, storage: centres), counts: counts,
      shifts: Matrix(rows: k, columns: d, storage: try values(prefix + "shifts", shape: [k, d])),
      products: try values(prefix + "products", shape: [k * d * d]), logLikelihood: sums[0],
      entropy: sums[1], classificationLoss: sums[2],
      shape: CovarianceFamily(rawValue: try string("covariance"))?.productShape ?? .full,
      noiseCount: totals[0], weight: totals[1], missingEntropy: totals[2])
    if has(prefix + "standard_error") {
      result.standardError = try values(prefix + "standard_error", shape: [1])[0]
    }
    return result
  }

  /// θ from the tensors `weights`, `means` and `covariances` behind `prefix`.
  func mixtureParameters(
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
    var noise: UniformNoise?
    if has(prefix + "noise") {
      let numbers = try values(prefix + "noise", shape: [d + 1])
      guard numbers[0] >= 0, numbers[0] < 1 else {
        throw .invalidArchive(reason: "the weight of the noise is \(numbers[0]), not from 0 to below 1")
      }
      noise = UniformNoise(weight: numbers[0], logLengths: Array(numbers.dropFirst()))
    }
    guard weights.allSatisfy({ $0 > 0 }), abs(weights.reduce(noise?.weight ?? 0, +) - 1) < 1e-6 else {
      throw .invalidArchive(reason: "the weights are not positive numbers that add up to 1")
    }
    return MixtureParameters(
      weights: weights, means: Matrix(rows: k, columns: d, storage: means), covariances: matrices,
      noise: noise)
  }
}
