import NumericCore

extension RungResult {
  /// The result, but for what was fitted.
  func archived() -> ModelArchive {
    var archive = ModelArchive(metadata: [
      "name": name, "state": state, "parameters": String(parametersCount), "seconds": String(seconds),
      "evaluation_seconds": String(evaluationSeconds),
    ])
    for (index, note) in notes.enumerated() { archive.metadata["note.\(index)"] = note }
    archive.metadata["leave-one-out.reason"] = leaveOneOutReason
    archive.add(inSample.archived(), prefix: "in-sample.")
    if let heldOut {
      archive.metadata["is_held_out"] = "true"
      archive.add(heldOut.archived(), prefix: "held-out.")
    }
    if let leaveOneOut { archive.add(leaveOneOut.archived(), prefix: "leave-one-out.") }
    archive.tensors["samples"] = .init(samples)
    if let distances {
      archive.tensors["distances"] = .init([
        distances.energy, distances.slicedWasserstein, distances.coverage ?? .nan,
      ])
      archive.metadata["distances.from"] = distances.evaluation.rawValue
    }
    return archive
  }

  /// The result that `archive` was made from, on such rows, with what was fitted.
  /// - Throws: `.invalidArchive`.
  init(
    _ rung: Rung, _ fit: RungFit, archive: ModelArchive, _ rows: LadderRows, settings: LadderSettings
  ) throws(FittingError) {
    let reader = ArchiveReader(archive)
    func seconds(_ name: String) throws(FittingError) -> Double {
      let value = try reader.number(name, Double.init)
      guard value >= 0, value <= 1e12 else {
        throw .invalidArchive(reason: "\"\(name)\" is \(value), not a number of seconds")
      }
      return value
    }
    self.rung = rung
    self.fit = fit
    name = try reader.string("name")
    state = try reader.string("state")
    parametersCount = try reader.count("parameters")
    (self.seconds, evaluationSeconds) = (try seconds("seconds"), try seconds("evaluation_seconds"))
    var notes: [String] = []
    while notes.count < 100, let note = reader.optional("note.\(notes.count)") { notes.append(note) }
    self.notes = notes
    inSample = try RungScores(archive.part("in-sample."), .inSample, rows: rows.training.rows)
    var heldOut: RungScores?
    if reader.optional("is_held_out") == "true" {
      guard let table = rows.heldOut else {
        throw .invalidArchive(reason: "rung \(rung.rawValue) has scores of rows held out, and none are")
      }
      heldOut = try RungScores(archive.part("held-out."), .heldOut, rows: table.rows)
    } else if rows.heldOut != nil {
      throw .invalidArchive(reason: "rung \(rung.rawValue) has no scores of the rows held out")
    }
    self.heldOut = heldOut
    leaveOneOut = try RungScore(archive.part("leave-one-out."), .leaveOneOut, rows: rows.training.rows)
    leaveOneOutReason = reader.optional("leave-one-out.reason")
    samples = try Self.samples(in: archive, count: settings.samples, columns: rows.training.dimensions)
    distances = try SampleDistances(reader)
  }

  /// Rows drawn from the law, in the data's own units: count × D. A chain that ran away has drawn what is no number.
  private static func samples(
    in archive: ModelArchive, count: Int, columns: Int
  ) throws(FittingError) -> Matrix<Double> {
    guard let tensor = archive.tensors["samples"], tensor.shape == [count, columns] else {
      throw .invalidArchive(
        reason:
          "its samples have shape \(archive.tensors["samples"]?.shape ?? []), not [\(count), \(columns)]")
    }
    for value in tensor.values { try RungScore.check(value, of: "samples") }
    return Matrix(rows: count, columns: columns, storage: tensor.values)
  }
}

extension SampleDistances {
  /// The distances in an archive; nil where there are none.
  fileprivate init?(_ reader: ArchiveReader) throws(FittingError) {
    guard let name = reader.optional("distances.from") else { return nil }
    guard let evaluation = RungEvaluation(rawValue: name), evaluation != .leaveOneOut else {
      throw .invalidArchive(reason: "its distances are from \"\(name.prefix(40))\"")
    }
    let values = try reader.numbers("distances", shape: [3])
    guard values[0] >= 0, values[1] >= 0, max(values[0], values[1]) < 1e100,
      values[2].isNaN || (0...1).contains(values[2])
    else { throw .invalidArchive(reason: "tensor \"distances\" holds no distances") }
    self.init(
      energy: values[0], slicedWasserstein: values[1], coverage: values[2].isNaN ? nil : values[2],
      evaluation: evaluation)
  }
}

extension RungScores {
  /// What a rung says of some rows.
  func archived() -> ModelArchive {
    var archive = ModelArchive()
    for (name, score) in [("likelihood", likelihood), ("bound", bound), ("limit", limit)] {
      if let score { archive.add(score.archived(), prefix: "\(name).") }
    }
    archive.metadata["likelihood.reason"] = likelihoodReason
    archive.metadata["bound.reason"] = boundReason
    return archive
  }

  /// What `archive` was made from, of so many rows.
  /// - Throws: `.invalidArchive`.
  init(_ archive: ModelArchive, _ evaluation: RungEvaluation, rows: Int) throws(FittingError) {
    self.init()
    likelihood = try RungScore(archive.part("likelihood."), evaluation, rows: rows)
    bound = try RungScore(archive.part("bound."), evaluation, rows: rows)
    limit = try RungScore(archive.part("limit."), evaluation, rows: rows)
    likelihoodReason = archive.metadata["likelihood.reason"]
    boundReason = archive.metadata["bound.reason"]
  }
}

extension RungScore {
  /// The nats of each row that was looked at, which rows these were where they were not all, and what kind of number the total is.
  func archived() -> ModelArchive {
    var archive = ModelArchive(tensors: ["rows": .init(perRow)])
    archive.tensors["kind"] = .init([objective.kind.number, objective.kind.standardError ?? 0])
    if perRow.count < rows {
      archive.tensors["places"] = .init(
        shape: [places.count], values: places.map(Double.init), precision: .integer)
    }
    return archive
  }

  /// The score that `archive` was made from, of some of so many rows; nil where there is none.
  /// - Throws: `.invalidArchive`.
  init?(_ archive: ModelArchive, _ evaluation: RungEvaluation, rows: Int) throws(FittingError) {
    let reader = ArchiveReader(archive)
    guard reader.has("rows") else { return nil }
    let shape = try reader.shape(of: "rows")
    guard shape.count == 1, shape[0] >= 1, shape[0] <= rows else {
      throw .invalidArchive(reason: "a score has shape \(shape), and there are \(rows) rows")
    }
    let perRow = try reader.numbers("rows", shape: shape)
    for value in perRow { try Self.check(value, of: "rows") }
    var places = Array(0..<shape[0])
    if shape[0] < rows {
      places = try reader.values("places", shape: shape).compactMap { Int(exactly: $0) }
      // Strictly ascending, so that none stands twice.
      guard places.count == shape[0], places[0] >= 0, places[places.count - 1] < rows,
        zip(places, places.dropFirst()).allSatisfy({ $0 < $1 })
      else { throw .invalidArchive(reason: "tensor \"places\" holds no places of rows") }
    }
    let kind = try reader.numbers("kind", shape: [2])
    guard let kind = Objective.Kind(ofScore: kind[0], standardError: kind[1]) else {
      throw .invalidArchive(reason: "\(kind) is no kind of a score")
    }
    self.init(evaluation, kind, perRow, places: places, of: rows)
  }

  /// Refuses what no sum of nats can be made of; no number, and an infinite one, may be where a law has no density.
  static func check(_ value: Double, of name: String) throws(FittingError) {
    guard !value.isFinite || abs(value) < DataLimits.largestValue else {
      throw .invalidArchive(reason: "tensor \"\(name)\" holds \(value), which is too large")
    }
  }
}

extension Objective.Kind {
  /// The kind that was written as `number`; nil if there is none. Of rows without a density the error is no number.
  fileprivate init?(ofScore number: Double, standardError: Double) {
    let error = standardError
    switch number {
    case Self.exact.number: self = .exact
    case Self.bound.number: self = .bound
    case Self.estimate(standardError: 0).number where !(error < 0): self = .estimate(standardError: error)
    case Self.estimatedBound(standardError: 0).number where !(error < 0):
      self = .estimatedBound(standardError: error)
    default: return nil
    }
  }
}
