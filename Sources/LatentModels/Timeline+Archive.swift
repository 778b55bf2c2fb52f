import NumericCore

extension Timeline {
  /// The history up to the present position: every event, the model at the start, after each intervention and now. What
  /// lies between is replayed when it is asked for again.
  ///
  /// The present model's tensors bear plain names, so that a reader who knows nothing of histories finds the fit; the
  /// others stand behind `keyframe.N.`, where N is the position.
  public func archived() -> ModelArchive {
    var archive = model.archived()
    for keyframe in permanentKeyframes where keyframe.position < position {
      let prefix = "keyframe.\(keyframe.position)."
      let part = keyframe.model.archived()
      for (name, tensor) in part.tensors { archive.tensors[prefix + name] = tensor }
      for (name, string) in part.metadata { archive.metadata[prefix + name] = string }
    }
    // One row per entry: kind (0 E, 1 M, 2 intervention), objective kind (0 exact, 1 bound), nats, gain, converged.
    var rows: [[Double]] = []
    for (index, entry) in entries[..<position].enumerated() {
      switch entry {
      case .step(let event):
        rows.append([
          event.phase == .expectation ? 0 : 1, event.objective.kind == .exact ? 0 : 1,
          event.objective.nats, event.gain ?? .nan, event.status == .converged ? 1 : 0,
        ])
      case .intervention(let description):
        rows.append([2, 0, 0, .nan, 0])
        archive.metadata["intervention.\(index)"] = description
      }
    }
    archive.tensors["history"] = ModelArchive.Tensor(
      shape: [rows.count, 5], values: rows.flatMap { $0 })
    return archive
  }

  /// The history that `archive` was made from, on the data it was made on.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(
    archive: ModelArchive, data: DataTable, memoryBudget: Int = 256 << 20
  ) throws(FittingError) {
    let last = try Model(archive: archive, data: data)
    guard let history = archive.tensors["history"] else {
      self.init(start: last, memoryBudget: memoryBudget)
      return
    }
    guard history.shape.count == 2, history.shape[1] == 5 else {
      throw .invalidArchive(reason: "tensor \"history\" has shape \(history.shape), not [n, 5]")
    }
    let end = history.shape[0]
    let start = end > 0 ? try Self.keyframe(at: 0, in: archive, data: data) : last
    var keyframes: [(position: Int, model: Model)] = [(0, start)]
    var entries: [Entry] = []
    var (step, iteration) = (start.stepsTaken, start.iteration)
    for index in 0..<end {
      let row = Array(history.values[(index * 5)..<(index * 5 + 5)])
      if row[0] == 2 {
        entries.append(.intervention(archive.metadata["intervention.\(index)"] ?? "changed by hand"))
        let changed =
          index + 1 < end ? try Self.keyframe(at: index + 1, in: archive, data: data) : last
        keyframes.append((index + 1, changed))
      } else {
        step += 1
        if row[0] == 1 { iteration += 1 }
        entries.append(.step(try Self.event(row, index: index, step: step, iteration: iteration)))
        if index + 1 == end { keyframes.append((end, last)) }
      }
      // Where a model is kept, it and the history must have counted alike.
      guard let kept = keyframes.last, kept.position == index + 1 else { continue }
      guard kept.model.stepsTaken == step, kept.model.iteration == iteration else {
        throw .invalidArchive(
          reason: "up to entry \(index + 1) its history counts \(step) steps and \(iteration) iterations, "
            + "the model there \(kept.model.stepsTaken) and \(kept.model.iteration)")
      }
    }
    self.init(entries: entries, keyframes: keyframes, memoryBudget: memoryBudget)
  }

  /// A row of the history as the event it was written from.
  private static func event(
    _ row: [Double], index: Int, step: Int, iteration: Int
  ) throws(FittingError) -> StepEvent {
    let isFlag = { (value: Double) in value == 0 || value == 1 }
    guard isFlag(row[0]), isFlag(row[1]), row[2].isFinite, !row[3].isInfinite, isFlag(row[4]) else {
      throw .invalidArchive(reason: "entry \(index + 1) of its history, \(row), is not one of a step")
    }
    return StepEvent(
      step: step, iteration: iteration, phase: row[0] == 1 ? .maximization : .expectation,
      objective: Objective(row[1] == 1 ? .bound : .exact, nats: row[2]),
      gain: row[3].isNaN ? nil : row[3], status: row[4] == 1 ? .converged : .running)
  }

  private static func keyframe(
    at position: Int, in archive: ModelArchive, data: DataTable
  ) throws(FittingError) -> Model {
    let prefix = "keyframe.\(position)."
    var part = ModelArchive()
    for (name, tensor) in archive.tensors where name.hasPrefix(prefix) {
      part.tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    for (name, string) in archive.metadata where name.hasPrefix(prefix) {
      part.metadata[String(name.dropFirst(prefix.count))] = string
    }
    return try Model(archive: part, data: data)
  }
}
