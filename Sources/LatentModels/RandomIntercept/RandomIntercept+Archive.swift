import NumericCore

extension RandomIntercept {
  /// θ as `mean`, `within` and `between` in the units of the fit; between an E and an M half-step, the statistics as well,
  /// so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archiveParameters(in: &archive, \.tensors)
    archive.metadata["start"] = settings.start.name
    if case .given(let start) = settings.start {
      for (name, tensor) in start.tensors { archive.tensors["start." + name] = tensor }
    }
    archive.metadata["response"] = String(settings.response)
    archiveCourse(in: &archive)
    return archive
  }

  /// The model that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    func parameters(_ prefix: String) throws(FittingError) -> RandomInterceptParameters {
      let result = RandomInterceptParameters(
        mean: try reader.values(prefix + "mean", shape: [1])[0],
        within: try reader.values(prefix + "within", shape: [1])[0],
        between: try reader.values(prefix + "between", shape: [1])[0])
      guard result.isUsable else {
        throw .invalidArchive(reason: "a variance is not positive, or a number is too large to square")
      }
      return result
    }
    var settings = RandomInterceptSettings(response: try reader.number("response", Int.init(_:)))
    try reader.readSettings(into: &settings)
    if reader.has("start.mean") { settings.start = .given(try parameters("start.")) }
    try self.init(data: data, settings: settings, parameters: try parameters(""))
    try reader.readCourse(into: &course, coordinates: 3)
    try reader.readParameters(into: &course, marker: "mean", parameters)
    if reader.has("statistics.sums") {
      course.statistics = try RandomInterceptStatistics(reader, "statistics.")
    }
    if reader.has("average.sums") { course.average = try RandomInterceptStatistics(reader, "average.") }
  }
}

extension RandomInterceptParameters {
  fileprivate var tensors: [String: ModelArchive.Tensor] {
    ["mean": .init([mean]), "within": .init([within]), "between": .init([between])]
  }
}
