import NumericCore
import RealModule

extension LinkageMultinomial {
  /// log (θ / (1 − θ)).
  public func coordinates(of parameters: Double) -> [Double] {
    [Double.log(parameters) - Double.log(1 - parameters)]
  }

  /// The parameter at such a coordinate.
  public func parameters(atCoordinates coordinates: [Double]) -> Double? {
    guard coordinates.count == 1 else { return nil }
    let theta = sigmoid(coordinates[0])
    return Self.isUsable(theta) ? theta : nil
  }

  /// θ.
  public func freeParameters(of parameters: Double) -> FreeParameters {
    FreeParameters(names: ["theta"], values: [parameters], ranges: [.share])
  }

  /// The parameter with this value of θ.
  public func parameters(free values: [Double]) -> Double? {
    values.count == 1 && Self.isUsable(values[0]) ? values[0] : nil
  }

  /// log p of the cell of each individual, cell by cell, in nats.
  public func unitLogLikelihoods(
    at parameters: Double, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    zip(cells.counts, LinkageCounts.probabilities(parameters)).flatMap {
      Array(repeating: Double.log($1), count: $0)
    }
  }

  /// The model on other counts, from its present parameter.
  public func refitting(_ data: DataTable) throws(FittingError) -> LinkageMultinomial {
    var result = try LinkageMultinomial(data: data, settings: settings)
    result.parameters = parameters
    return result
  }

  /// As many individuals drawn from the model.
  public func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable {
    drawn(
      LinkageCounts.probabilities(parameters),
      RandomStream(seed: seed, purpose: .simulation, step: replicate))
  }

  /// As many individuals drawn from those there are, with replacement.
  public func resampledData(seed: UInt64, replicate: UInt32) -> DataTable {
    drawn(
      cells.counts.map(Double.init), RandomStream(seed: seed, purpose: .bootstrap, step: replicate))
  }

  /// Everyone drawn anew, each into a cell with probabilities proportional to `shares`.
  private func drawn(_ shares: [Double], _ stream: RandomStream) -> DataTable {
    var random = stream
    var counts = [Double](repeating: 0, count: 4)
    for _ in 0..<cells.total { counts[random.categorical(shares)] += 1 }
    var values = data.values
    let (shift, scale) = (data.transform.shift[settings.column], data.transform.scale[settings.column])
    for row in 0..<4 { values[row, settings.column] = (counts[row] - shift) / scale }
    return data.replacingValues(values).weighted(by: nil)
  }

  /// The exact log-likelihood of other counts.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    UnitEvaluation(of: try refitting(data))
  }

  /// The same fit under another tolerance and another method.
  public func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> LinkageMultinomial {
    var result = self
    result.settings.tolerance = tolerance
    result.settings.method = method
    try result.settings.validate(data.dimensions)
    return result
  }

  /// The model after a change of its own.
  public func changed(inOwnWayBy change: EMChange) throws(FittingError) -> LinkageMultinomial {
    var result = self
    switch change {
    case .start:
      result.parameters = settings.start
    default:
      throw refusal(of: change)
    }
    return result
  }

  /// The fit as it stands, for a view.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    let fitted = LinkageCounts.probabilities(parameters).map { $0 * observations }
    let law = course.lawParameters ?? parameters
    let hidden = Double(cells.counts[0]) * law / (2 + law)
    let picture = CellsPortrait(
      cells: (0..<4).map { cell in
        let count = Double(cells.counts[cell])
        return CellsPortrait.Cell(
          name: cells.names[cell], count: count, fitted: fitted[cell],
          parts: cell == 0 ? [count - hidden, hidden] : [count])
      },
      theta: parameters, closedForm: closedForm)
    let table = ParameterTable(
      header: ["", "estimate"], rows: [.init("theta", [parameters]), .init("closed form", [closedForm])])
    return EMPortrait(of: self, criteria: informationCriteria, tables: [table], picture: .cells(picture))
  }

  /// θ; between an E and an M half-step, the statistics as well, so that the next step is the same to the last bit.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    archiveParameters(in: &archive) { ["theta": .init([$0])] }
    archive.metadata["column"] = String(settings.column)
    archive.metadata["start"] = String(settings.start)
    archiveCourse(in: &archive)
    return archive
  }

  /// The model that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    func theta(_ prefix: String) throws(FittingError) -> Double {
      let theta = try reader.values(prefix + "theta", shape: [1])[0]
      guard Self.isUsable(theta) else {
        throw .invalidArchive(reason: "theta is \(theta), not between 0 and 1")
      }
      return theta
    }
    var settings = LinkageSettings(
      column: try reader.number("column", Int.init(_:)), start: try reader.number("start", Double.init))
    try reader.readSettings(into: &settings)
    try self.init(data: data, settings: settings)
    parameters = try theta("")
    try reader.readCourse(into: &course, coordinates: 1)
    try reader.readParameters(into: &course, marker: "theta", theta)
    if reader.has("statistics.sums") { course.statistics = try LinkageStatistics(reader, "statistics.") }
    if reader.has("average.sums") { course.average = try LinkageStatistics(reader, "average.") }
  }
}
