import NumericCore

extension FactorModel {
  /// θ as `mean`, `loadings` and `noise_variances` in the units of the fit; between an E and an M half-step, the statistics
  /// as well, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archiveParameters(in: &archive, \.tensors)
    if case .given(let start) = settings.start {
      for (name, tensor) in start.tensors { archive.tensors["start." + name] = tensor }
    }
    archive.metadata["start"] = settings.start.name
    archiveCourse(in: &archive)
    return archive
  }

  /// The model that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Kind.summary)
    let k = try reader.columns(of: "loadings", rows: data.dimensions)
    let noise = Kind.noise
    func parameters(_ prefix: String) throws(FittingError) -> FactorParameters {
      try reader.factorParameters(prefix, dimensions: data.dimensions, latent: k, noise: noise)
    }
    var settings = FactorSettings(noise, latentDimensions: k)
    try reader.readSettings(into: &settings)
    if reader.optional("start") == FactorStart.principalComponents.name {
      settings.start = .principalComponents
    }
    if reader.has("start.mean") { settings.start = .given(try parameters("start.")) }
    try self.init(data: data, settings: settings, parameters: try parameters(""))
    try reader.readCourse(into: &course, coordinates: coordinates(of: self.parameters).count)
    try reader.readParameters(into: &course, marker: "mean", parameters)
    if reader.has("statistics.counts") {
      course.statistics = try reader.factorStatistics("statistics.", dimensions: data.dimensions, latent: k)
    }
    if reader.has("average.counts") {
      course.average = try reader.factorStatistics("average.", dimensions: data.dimensions, latent: k)
    }
  }
}

extension FactorParameters {
  fileprivate var tensors: [String: ModelArchive.Tensor] {
    [
      "mean": .init(mean), "loadings": .init(loadings), "noise_variances": .init(noiseVariances),
    ]
  }
}

extension ArchiveReader {
  /// The number of columns of a matrix of so many rows.
  fileprivate func columns(of name: String, rows: Int) throws(FittingError) -> Int {
    let shape = try shape(of: name)
    guard shape.count == 2, shape[0] == rows, (1..<max(rows, 2)).contains(shape[1]) else {
      throw .invalidArchive(reason: "tensor \"\(name)\" has shape \(shape), where [\(rows), k] is expected")
    }
    return shape[1]
  }

  fileprivate func factorParameters(
    _ prefix: String, dimensions d: Int, latent k: Int, noise: FactorNoise
  ) throws(FittingError) -> FactorParameters {
    let result = FactorParameters(
      mean: try values(prefix + "mean", shape: [d]),
      loadings: Matrix(rows: d, columns: k, storage: try values(prefix + "loadings", shape: [d, k])),
      noiseVariances: try values(prefix + "noise_variances", shape: [d]))
    guard result.isUsable(as: noise) else {
      throw .invalidArchive(reason: "a noise variance is not positive, or a number is too large to square")
    }
    return result
  }

  fileprivate func factorStatistics(
    _ prefix: String, dimensions d: Int, latent k: Int
  ) throws(FittingError) -> FactorStatistics {
    func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(FittingError) -> Matrix<Double> {
      Matrix(rows: rows, columns: columns, storage: try values(prefix + name, shape: [rows, columns]))
    }
    var result = FactorStatistics(
      centres: try values(prefix + "centres", shape: [d]), latentDimensions: k)
    result.counts = try values(prefix + "counts", shape: [d])
    result.squares = try values(prefix + "squares", shape: [d])
    result.crossProducts = try matrix("cross_products", d, k + 1)
    result.gramMatrices = try matrix("gram_matrices", d, (k + 1) * (k + 1))
    result.latentProducts = try matrix("latent_products", k, k)
    let sums = try values(prefix + "sums", shape: [2])
    (result.weight, result.logLikelihood) = (sums[0], sums[1])
    guard result.counts.allSatisfy({ $0 > 0 }), result.weight > 0 else {
      throw .invalidArchive(reason: "the counts of its statistics are not positive")
    }
    (result.entropy, result.standardError) = try entropyAndError(prefix)
    return result
  }
}
