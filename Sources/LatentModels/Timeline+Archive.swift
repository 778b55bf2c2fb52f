import NumericCore

extension Timeline {
  /// The whole history: every event, the models at the start, after each intervention and now. What lies between is
  /// replayed when it is asked for again.
  ///
  /// The present model's tensors bear plain names, so that a reader who knows nothing of histories finds the fit; the
  /// others stand behind `keyframe.N.`, where N is the position.
  public func archived() -> ModelArchive {
    var archive = model.archived()
    archive.metadata["position"] = String(position)
    archive.metadata["entries"] = String(end)
    for keyframe in permanentKeyframes where keyframe.position != position {
      archive.add(keyframe.model.archived(), prefix: "keyframe.\(keyframe.position).")
    }
    // One row per entry: kind (0 E, 1 M, 2 intervention, 3 minibatch), objective kind (0 exact, 1 bound, 2 estimate, 3 estimate
    // of a bound, 4 off the scale), nats, gain, converged, standard error, exact log-likelihood where the objective is a bound of it.
    var rows: [[Double]] = []
    var findings: [[Double]] = []
    for (index, entry) in entries.enumerated() {
      switch entry {
      case .step(let event):
        rows.append([
          event.phase.number, event.objective.kind.number,
          event.objective.nats, event.gain ?? .nan, event.status == .converged ? 1 : 0,
          event.objective.kind.standardError ?? .nan, event.logLikelihood ?? .nan,
        ])
        findings += event.findings.map { [Double(index)] + $0.numbers }
      case .intervention(let description):
        rows.append([2, 0, 0, .nan, 0, .nan, .nan])
        archive.metadata["intervention.\(index)"] = description
      }
    }
    archive.tensors["history"] = ModelArchive.Tensor(
      shape: [rows.count, 7], values: rows.flatMap { $0 })
    archive.tensors["findings"] = ModelArchive.Tensor(
      shape: [findings.count, 5], values: findings.flatMap { $0 })
    return archive
  }

  /// The history that `archive` was made from, on the data it was made on.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(
    archive: ModelArchive, data: DataTable, memoryBudget: Int = 256 << 20
  ) throws(FittingError) {
    let present = try Model(archive: archive, data: data)
    guard let history = archive.tensors["history"] else {
      self.init(start: present, memoryBudget: memoryBudget)
      return
    }
    // Files written before there were estimates have no standard errors; before there were bounds, no second column of nats.
    guard history.shape.count == 2, (5...7).contains(history.shape[1]) else {
      throw .invalidArchive(reason: "tensor \"history\" has shape \(history.shape), not [n, 7]")
    }
    let width = history.shape[1]
    let end = history.shape[0]
    let reader = ArchiveReader(archive)
    let position = try reader.count("position")
    let written = try reader.count("entries")
    guard end == written else {
      throw .invalidArchive(reason: "its history has \(end) entries, and was written with \(written)")
    }
    guard position <= end else {
      throw .invalidArchive(reason: "it stands at position \(position) of a history of \(end) entries")
    }
    func model(at index: Int) throws(FittingError) -> Model {
      index == position ? present : try Self.keyframe(at: index, in: archive, data: data)
    }
    let findings = try Self.findings(in: archive, end: end)
    let stepsOfEpoch =
      archive.metadata["steps_of_epoch"] == nil ? 1 : try reader.count("steps_of_epoch")
    guard stepsOfEpoch > 0 else { throw .invalidArchive(reason: "\"steps_of_epoch\" is 0") }
    var keyframes = [(position: 0, model: try model(at: 0))]
    var entries: [Entry] = []
    var (step, iteration) = (keyframes[0].model.stepsTaken, keyframes[0].model.iteration)
    for index in 0..<end {
      let row = Array(history.values[(index * width)..<((index + 1) * width)])
      if row[0] == 2 {
        entries.append(.intervention(archive.metadata["intervention.\(index)"] ?? "changed by hand"))
        keyframes.append((index + 1, try model(at: index + 1)))
      } else {
        step += 1
        if row[0] == 1 || (row[0] == 3 && step.isMultiple(of: stepsOfEpoch)) { iteration += 1 }
        let found = findings[index] ?? []
        entries.append(
          .step(try Self.event(row, index: index, step: step, iteration: iteration, findings: found)))
        if index + 1 == position { keyframes.append((position, present)) }
      }
      // Where a model is kept, it and the history must have counted alike.
      guard let kept = keyframes.last, kept.position == index + 1 else { continue }
      guard kept.model.stepsTaken == step, kept.model.iteration == iteration else {
        throw .invalidArchive(
          reason: "up to entry \(index + 1) its history counts \(step) steps and \(iteration) iterations, "
            + "the model there \(kept.model.stepsTaken) and \(kept.model.iteration)")
      }
    }
    self.init(entries: entries, keyframes: keyframes, position: position, memoryBudget: memoryBudget)
  }

  /// What was noticed, by entry.
  private static func findings(
    in archive: ModelArchive, end: Int
  ) throws(FittingError) -> [Int: [Finding]] {
    guard let tensor = archive.tensors["findings"] else { return [:] }
    guard tensor.shape.count == 2, tensor.shape[1] == 5 else {
      throw .invalidArchive(reason: "tensor \"findings\" has shape \(tensor.shape), not [n, 5]")
    }
    var result: [Int: [Finding]] = [:]
    for index in 0..<tensor.shape[0] {
      let row = Array(tensor.values[(index * 5)..<(index * 5 + 5)])
      guard let entry = Int(exactly: row[0]), (0..<end).contains(entry),
        let finding = Finding(numbers: row[1...])
      else {
        throw .invalidArchive(reason: "row \(index + 1) of its findings, \(row), is not one")
      }
      result[entry, default: []].append(finding)
    }
    return result
  }

  /// A row of the history as the event it was written from.
  private static func event(
    _ row: [Double], index: Int, step: Int, iteration: Int, findings: [Finding]
  ) throws(FittingError) -> StepEvent {
    let isFlag = { (value: Double) in value == 0 || value == 1 }
    guard let phase = Phase(number: row[0]),
      let kind = Objective.Kind(number: row[1], standardError: row.dropFirst(5).first),
      row[2].isFinite, !row[3].isInfinite, isFlag(row[4]), row.count < 7 || !row[6].isInfinite
    else {
      throw .invalidArchive(reason: "entry \(index + 1) of its history, \(row), is not one of a step")
    }
    return StepEvent(
      step: step, iteration: iteration, phase: phase,
      objective: Objective(kind, nats: row[2]),
      logLikelihood: row.count > 6 && !row[6].isNaN ? row[6] : nil,
      gain: row[3].isNaN ? nil : row[3], status: row[4] == 1 ? .converged : .running, findings: findings)
  }

  private static func keyframe(
    at position: Int, in archive: ModelArchive, data: DataTable
  ) throws(FittingError) -> Model {
    try Model(archive: archive.part("keyframe.\(position)."), data: data)
  }
}

extension Objective.Kind {
  /// The standard error of an estimate.
  var standardError: Double? {
    switch self {
    case .estimate(let standardError), .estimatedBound(let standardError): standardError
    case .exact, .bound, .offScale: nil
    }
  }

  /// Which kind it is, as a number.
  var number: Double {
    switch self {
    case .exact: 0
    case .bound: 1
    case .estimate: 2
    case .estimatedBound: 3
    case .offScale: 4
    }
  }

  /// The kind that was written as `number`; nil if there is none.
  fileprivate init?(number: Double, standardError: Double?) {
    switch number {
    case 0: self = .exact
    case 1: self = .bound
    case 2, 3:
      guard let standardError, standardError >= 0, standardError.isFinite else { return nil }
      self =
        number == 2 ? .estimate(standardError: standardError) : .estimatedBound(standardError: standardError)
    case 4: self = .offScale
    default: return nil
    }
  }
}

extension Phase {
  /// Which it is, as a number.
  fileprivate var number: Double {
    switch self {
    case .expectation: 0
    case .maximization: 1
    case .minibatch: 3
    }
  }

  /// The phase that was written as `number`; nil if there is none.
  fileprivate init?(number: Double) {
    switch number {
    case 0: self = .expectation
    case 1: self = .maximization
    case 3: self = .minibatch
    default: return nil
    }
  }
}

extension Finding {
  /// The finding as four numbers: which, the component, and two more.
  fileprivate var numbers: [Double] {
    switch self {
    case .restsOnRidge(let component, let rows, let deviation): [0, Double(component), rows, deviation]
    case .collapsing(let component, let rows, let deviation): [1, Double(component), rows, deviation]
    case .starving(let component, let rows): [2, Double(component), rows, 0]
    case .fell(let nats): [3, 0, nats, 0]
    case .ridgeDominates(let column, let ratio): [4, Double(column), ratio, 0]
    case .extrapolationTakenBack(let nats): [5, 0, nats, 0]
    case .noiseless(let column, let share): [6, Double(column), share, 0]
    case .vanishingIntercepts(let share): [7, 0, share, 0]
    case .vanishingResiduals(let share): [8, 0, share, 0]
    case .shareAtItsEnd(let end): [9, Double(end), 0, 0]
    case .steepSlope(let column, let slope): [10, Double(column), slope, 0]
    case .unboundedIntercepts(let deviation): [11, 0, deviation, 0]
    case .climbed(let steps, let nats): [12, Double(steps), nats, 0]
    case .spurious(let component, let rows, let ratio): [20, Double(component), rows, ratio]
    }
  }

  /// The finding that `numbers` was made of; nil if they are not those of one.
  fileprivate init?(numbers: ArraySlice<Double>) {
    let values = Array(numbers)
    guard values.allSatisfy(\.isFinite), let component = Int(exactly: values[1]), component >= 0 else {
      return nil
    }
    switch values[0] {
    case 0: self = .restsOnRidge(component: component, rows: values[2], smallestDeviation: values[3])
    case 1: self = .collapsing(component: component, rows: values[2], smallestDeviation: values[3])
    case 2: self = .starving(component: component, rows: values[2])
    case 3: self = .fell(nats: values[2])
    case 4: self = .ridgeDominates(column: component, ratio: values[2])
    case 5: self = .extrapolationTakenBack(nats: values[2])
    case 6: self = .noiseless(column: component, share: values[2])
    case 7: self = .vanishingIntercepts(share: values[2])
    case 8: self = .vanishingResiduals(share: values[2])
    case 9: self = .shareAtItsEnd(component)
    case 10: self = .steepSlope(column: component, slope: values[2])
    case 11: self = .unboundedIntercepts(deviation: values[2])
    case 12: self = .climbed(steps: component, nats: values[2])
    case 20: self = .spurious(component: component, rows: values[2], ratio: values[3])
    default: return nil
    }
  }
}
