import NumericCore

extension BinaryMeanField {
  /// The field, its history and the settings.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    course.archive(in: &archive, of: Self.summary, tolerance: settings.tolerance)
    archive.metadata["parallel"] = String(settings.isParallel)
    archive.tensors["target"] = .init([settings.x, settings.weight, settings.deviation])
    archive.tensors["start"] = .init([settings.start.x, settings.start.y])
    archive.tensors["field"] = .init([field.x, field.y])
    archive.tensors["history"] = .init(shape: [history.count, 2], values: history.flatMap { [$0.x, $0.y] })
    return archive
  }

  /// The field that `archive` was made from; it has data of its own, whatever `data` are.
  /// - Throws: `.invalidArchive` that says what is missing, `.invalidSetting` for what cannot be used.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let target = try reader.values("target", shape: [3])
    func point(_ name: String) throws(FittingError) -> PlanePoint {
      let values = try reader.values(name, shape: [2])
      return PlanePoint(x: values[0], y: values[1])
    }
    try self.init(
      settings: BinaryMeanFieldSettings(
        x: target[0], weight: target[1], deviation: target[2], start: try point("start"),
        isParallel: try reader.number("parallel", Bool.init(_:)),
        tolerance: try reader.number("tolerance", Double.init)))
    field = try point("field")
    guard (0...1).contains(field.x), (0...1).contains(field.y) else {
      throw .invalidArchive(reason: "its field is not of probabilities")
    }
    let shape = try reader.shape(of: "history")
    guard shape.count == 2, shape[1] == 2, shape[0] <= Self.longestHistory else {
      throw .invalidArchive(reason: "tensor \"history\" has shape \(shape), where [n, 2] is expected")
    }
    let values = try reader.values("history", shape: shape)
    history = (0..<shape[0]).map { PlanePoint(x: values[2 * $0], y: values[2 * $0 + 1]) }
    course = try VariationalCourse(reading: reader)
  }
}
