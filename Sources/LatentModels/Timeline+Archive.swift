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
    var keyframes: [(position: Int, model: Model)] = []
    var entries: [Entry] = []
    var step = 0
    var iteration = 0
    if end > 0 {
      keyframes.append((0, try Self.keyframe(at: 0, in: archive, data: data)))
      step = keyframes[0].model.stepsTaken
      iteration = keyframes[0].model.iteration
    }
    for index in 0..<end {
      let row = history.values[(index * 5)..<(index * 5 + 5)].map { $0 }
      if row[0] == 2 {
        let description = archive.metadata["intervention.\(index)"] ?? "changed by hand"
        entries.append(.intervention(description))
        if index + 1 < end {
          keyframes.append((index + 1, try Self.keyframe(at: index + 1, in: archive, data: data)))
        }
      } else {
        step += 1
        if row[0] == 1 { iteration += 1 }
        entries.append(
          .step(
            StepEvent(
              step: step, iteration: iteration,
              phase: row[0] == 1 ? .maximization : .expectation,
              objective: Objective(row[1] == 1 ? .bound : .exact, nats: row[2]),
              gain: row[3].isNaN ? nil : row[3], status: row[4] == 1 ? .converged : .running)))
      }
    }
    keyframes.append((end, last))
    self.init(entries: entries, keyframes: keyframes, memoryBudget: memoryBudget)
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
