import NumericCore

extension MultivariateNormal {
  /// θ as `mean` and `covariance` in the units of the fit; between an E and an M half-step, the statistics as well, so that the
  /// next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archiveParameters(in: &archive, \.tensors)
    archive.metadata["start"] = settings.start.name
    if case .given(let start) = settings.start {
      for (name, tensor) in start.tensors { archive.tensors["start." + name] = tensor }
    }
    archive.metadata["zero_mean"] = String(settings.isMeanZero)
    archiveCourse(in: &archive)
    return archive
  }

  /// The model that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let d = data.dimensions
    func parameters(_ prefix: String) throws(FittingError) -> NormalParameters {
      let result = NormalParameters(
        mean: try reader.values(prefix + "mean", shape: [d]),
        covariance: Matrix(
          rows: d, columns: d, storage: try reader.values(prefix + "covariance", shape: [d, d])))
      guard result.isUsable else {
        throw .invalidArchive(reason: "a covariance is not symmetric and positive definite")
      }
      return result
    }
    var settings = NormalSettings(isMeanZero: try reader.string("zero_mean") == "true")
    try reader.readSettings(into: &settings)
    if reader.has("start.mean") {
      settings.start = .given(try parameters("start."))
    } else {
      let name = try reader.string("start")
      guard let start = NormalStart(name: name) else {
        throw .invalidArchive(reason: "start \"\(name.prefix(40))\" is not known")
      }
      settings.start = start
    }
    try self.init(data: data, settings: settings, parameters: try parameters(""))
    try reader.readCourse(into: &course, coordinates: degreesOfFreedom)
    try reader.readParameters(into: &course, marker: "mean", parameters)
    if reader.has("statistics.sums") {
      course.statistics = try NormalStatistics(reader, "statistics.", dimensions: d)
    }
    if reader.has("average.sums") {
      course.average = try NormalStatistics(reader, "average.", dimensions: d)
    }
  }
}

extension NormalParameters {
  fileprivate var tensors: [String: ModelArchive.Tensor] {
    ["mean": .init(mean), "covariance": .init(covariance)]
  }
}
