import Neural
import NumericCore

extension DiffusionModel {
  /// The averaged network as PyTorch would name its layers (`input.weight`, outputs × inputs; `input.bias`; `blocks.0.weight`
  /// …; `output.bias`), then what training goes on from: the parameters as they stand, the moments of Adam and the sums of the
  /// average, each as one flat vector in the order of the layers; the frame; and the law where it is known.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    let averaged = averagedParameters
    for (name, layer) in plan.namedLayers {
      archive.tensors["\(name).weight"] = .init(
        shape: [layer.outputs, layer.inputs], floats: averaged[layer.weights])
      archive.tensors["\(name).bias"] = .init(shape: [layer.outputs], floats: averaged[layer.biases])
    }
    let count = [plan.count]
    archive.tensors["training.parameters"] = .init(shape: count, floats: training.parameters)
    archive.tensors["adam.first"] = .init(shape: count, floats: training.adam.firstMoments)
    archive.tensors["adam.second"] = .init(shape: count, floats: training.adam.secondMoments)
    archive.tensors["average.sums"] = .init(shape: count, floats: training.average.sums)
    archive.tensors["frame.shift"] = .init(data.frame.shift)
    archive.tensors["frame.scale"] = .init(data.frame.scale)
    if case .given(let betas) = settings.schedule { archive.tensors["betas"] = .init(betas) }
    if let law = data.law {
      archive.tensors["law.weights"] = .init(law.weights)
      archive.tensors["law.means"] = .init(law.means)
      archive.tensors["law.covariances"] = .init(law.covariances)
    }
    archive.tensors["records"] = .init(
      shape: [records.count, DiffusionRecord.width], values: records.flatMap(\.numbers))
    archive.metadata = settings.metadata
    archive.metadata["model"] = Self.summary.name
    archive.metadata["steps"] = String(stepsTaken)
    // Fewer than all, where training goes on from weights that came without its state.
    archive.metadata["steps_of_state"] = String(training.adam.stepsTaken)
    archive.metadata["loss_sum"] = String(lossSum)
    archive.metadata["columns"] = String(plan.dimensions)
    archive.metadata["classes"] = String(plan.classes)
    return archive
  }

  /// The same without what training goes on from: what is needed to use the model.
  public func archivedWeights() -> ModelArchive {
    var archive = archived()
    for name in ["training.parameters", "adam.first", "adam.second", "average.sums"] {
      archive.tensors[name] = nil
    }
    return archive
  }

  /// The model that `archive` was made from, on the same data. One without the state of a training is ready to be used, and
  /// can be trained on from where it stands.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data table: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let settings = try DiffusionSettings(reader)
    let d = table.dimensions
    let frame = UnitTransform(
      shift: try reader.values("frame.shift", shape: [d]), scale: try reader.values("frame.scale", shape: [d])
    )
    guard frame.scale.allSatisfy({ $0 > 0 }) else {
      throw .invalidArchive(reason: "tensor \"frame.scale\" holds a unit that is not positive")
    }
    try self.init(
      data: try DiffusionData(
        table, law: try reader.law(columns: d), frame: frame, heldOut: settings.heldOut, seed: settings.seed),
      settings: settings)
    var averaged = training.parameters
    for (name, layer) in plan.namedLayers {
      averaged.replaceSubrange(
        layer.weights, with: try reader.floats("\(name).weight", shape: [layer.outputs, layer.inputs]))
      averaged.replaceSubrange(layer.biases, with: try reader.floats("\(name).bias", shape: [layer.outputs]))
    }
    stepsTaken = reader.optional("steps") == nil ? 0 : try reader.count("steps")
    records = try reader.records()
    guard reader.has("training.parameters") else {
      training.parameters = averaged
      return
    }
    let count = [plan.count]
    let trained = reader.optional("steps_of_state") == nil ? stepsTaken : try reader.count("steps_of_state")
    training.parameters = try reader.floats("training.parameters", shape: count)
    let second = try reader.floats("adam.second", shape: count)
    guard second.allSatisfy({ $0 >= 0 }) else {
      throw .invalidArchive(reason: "tensor \"adam.second\" holds a negative mean of squares")
    }
    training.adam = FloatAdam(
      settings: training.adam.settings, firstMoments: try reader.floats("adam.first", shape: count),
      secondMoments: second, stepsTaken: trained)
    training.average = FloatMovingAverage(
      decay: settings.averageDecay, sums: try reader.floats("average.sums", shape: count), count: trained)
    lossSum = try reader.number("loss_sum", Double.init)
    guard lossSum.isFinite else { throw .invalidArchive(reason: "the sum of losses is not finite") }
  }
}

extension DenoisingPlan {
  /// Its layers with their names.
  fileprivate var namedLayers: [(String, Linear)] {
    [("input", input)] + blocks.enumerated().map { ("blocks.\($0.offset)", $0.element) } + [
      ("output", output)
    ]
  }
}

extension DiffusionRecord {
  fileprivate static let width = 6

  /// Step, loss, noise loss, then each of what may be missing, as −1 where it is.
  fileprivate var numbers: [Double] {
    [Double(step), loss, noiseLoss, floor ?? -1, excess ?? -1, heldOut ?? -1]
  }
}

extension ArchiveReader {
  /// A tensor as Float, all of whose numbers are finite in it.
  fileprivate func floats(_ name: String, shape: [Int]) throws(FittingError) -> [Float] {
    let floats = try values(name, shape: shape).map(Float.init)
    guard floats.allSatisfy(\.isFinite) else {
      throw .invalidArchive(reason: "tensor \"\(name)\" holds a value beyond what Float32 holds")
    }
    return floats
  }

  /// The law of the data; nil where there is none.
  fileprivate func law(columns: Int) throws(FittingError) -> MixtureParameters? {
    guard has("law.weights") else { return nil }
    let weights = try vector("law.weights", atMost: 100_000)
    let (k, d) = (weights.count, columns)
    guard weights.allSatisfy({ $0 >= 0 }), abs(weights.reduce(0, +) - 1) < 1e-6 else {
      throw .invalidArchive(reason: "tensor \"law.weights\" holds no probabilities")
    }
    let means = try values("law.means", shape: [k, d])
    let covariances = try values("law.covariances", shape: [k, d, d])
    return MixtureParameters(
      weights: weights, means: Matrix(rows: k, columns: d, storage: means),
      covariances: (0..<k).map {
        Matrix(rows: d, columns: d, storage: Array(covariances[($0 * d * d)..<(($0 + 1) * d * d)]))
      })
  }

  /// What was seen on the way.
  fileprivate func records() throws(FittingError) -> [DiffusionRecord] {
    guard has("records") else { return [] }
    let shape = try shape(of: "records")
    guard shape.count == 2, shape[1] == DiffusionRecord.width else {
      throw .invalidArchive(
        reason: "tensor \"records\" has shape \(shape), not [n, \(DiffusionRecord.width)]")
    }
    let numbers = try values("records", shape: shape)
    var records: [DiffusionRecord] = []
    for row in 0..<shape[0] {
      let some = Array(numbers[(row * shape[1])..<((row + 1) * shape[1])])
      guard let step = Int(exactly: some[0]), step >= 0 else {
        throw .invalidArchive(reason: "\(some[0]) is not a number of steps")
      }
      func known(_ value: Double) -> Double? { value < 0 ? nil : value }
      records.append(
        DiffusionRecord(
          step: step, loss: some[1], noiseLoss: some[2], floor: known(some[3]), excess: known(some[4]),
          heldOut: known(some[5])))
    }
    return records
  }
}
