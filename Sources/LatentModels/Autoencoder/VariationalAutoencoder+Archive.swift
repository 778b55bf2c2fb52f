import Neural
import NumericCore

extension VariationalAutoencoder {
  /// The nets see x through the frame: (x − `frame.shift`) / `frame.scale`. The layers as PyTorch names those of an `nn.Sequential` of linear layers and activations (`encoder.0.weight`, outputs ×
  /// inputs; `encoder.0.bias`; `encoder.2.weight` …), `log_variance` where σ is learned, the moments of Adam, and where in the
  /// present pass the training is.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    let parameters = parameters
    archive.add(layout.encoder, parameters, prefix: "encoder.")
    archive.add(layout.decoder, parameters, prefix: "decoder.")
    if let place = layout.logVariance { archive.tensors["log_variance"] = .init([parameters[place]]) }
    if let single {
      archive.tensors["adam.first"] = .init(single.adam.firstMoments.map(Double.init))
      archive.tensors["adam.second"] = .init(single.adam.secondMoments.map(Double.init))
    }
    if let double {
      archive.tensors["adam.first"] = .init(double.adam.firstMoments)
      archive.tensors["adam.second"] = .init(double.adam.secondMoments)
    }
    archive.tensors["frame.shift"] = .init(data.frame.shift)
    archive.tensors["frame.scale"] = .init(data.frame.scale)
    archive.tensors["order"] = .init(order.map(Double.init))
    archive.tensors["pass"] = .init(passTerms.numbers)
    let records = records.map { [Double($0.epoch)] + $0.training.numbers + ($0.heldOut?.numbers ?? []) }
    archive.tensors["records"] = .init(
      shape: [records.count, records.first?.count ?? 0], values: records.flatMap { $0 })
    archive.metadata = settings.metadata
    archive.metadata["model"] = Self.summary.name
    archive.metadata["steps"] = String(stepsTaken)
    archive.metadata["steps_of_epoch"] = String(stepsOfEpoch)
    archive.metadata["columns"] = String(layout.columns)
    archive.metadata["classes"] = String(layout.classes)
    archive.addNames(of: data)
    return archive
  }

  /// The model that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data table: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    let settings = try AutoencoderSettings(reader)
    let d = table.dimensions
    let frame = UnitTransform(
      shift: try reader.values("frame.shift", shape: [d]), scale: try reader.values("frame.scale", shape: [d])
    )
    guard frame.scale.allSatisfy({ $0 > 0 }) else {
      throw .invalidArchive(reason: "tensor \"frame.scale\" holds a unit that is not positive")
    }
    try self.init(
      archive: archive,
      rows: try AutoencoderData(table, heldOut: settings.heldOut, seed: settings.seed, frame: frame))
  }

  /// The same on rows that are in Float already.
  public init(archive: ModelArchive, rows: AutoencoderData) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let settings = try AutoencoderSettings(reader)
    let layout = try Self.layout(of: rows, settings)
    var parameters = [Double](repeating: 0, count: layout.count)
    try reader.read(layout, into: &parameters)
    self.init(rows: rows, settings: settings, layout: layout, parameters: parameters)
    guard reader.optional("steps") != nil else { return }
    stepsTaken = try reader.count("steps")
    let first = try reader.values("adam.first", shape: [layout.count])
    let second = try reader.values("adam.second", shape: [layout.count])
    guard second.allSatisfy({ $0 >= 0 }) else {
      throw .invalidArchive(reason: "tensor \"adam.second\" holds a negative mean of squares")
    }
    let adam = AdamSettings(rate: settings.rate)
    if double != nil {
      double?.adam = Adam(settings: adam, firstMoments: first, secondMoments: second, stepsTaken: stepsTaken)
    } else {
      single?.adam = FloatAdam(
        settings: adam, firstMoments: first.map(Float.init), secondMoments: second.map(Float.init),
        stepsTaken: stepsTaken)
    }
    order = try reader.rows("order", of: rows)
    passTerms = try AutoencoderTerms(
      numbers: reader.values("pass", shape: [passTerms.numbers.count]), layout.latents)
    records = try reader.records(latents: layout.latents)
  }
}

extension AutoencoderTerms {
  /// Rows, reconstruction, objective, squares, and then the divergences.
  fileprivate var numbers: [Double] { [Double(rows), reconstruction, objective, squares] + divergences }

  fileprivate init(numbers: [Double], _ latents: Int) throws(FittingError) {
    self.init(latents: latents)
    guard let rows = Int(exactly: numbers[0]), rows >= 0 else {
      throw .invalidArchive(reason: "\(numbers[0]) is not a number of rows")
    }
    self.rows = rows
    (reconstruction, objective, squares) = (numbers[1], numbers[2], numbers[3])
    divergences = Array(numbers[4...])
  }
}

extension ModelArchive {
  /// The linear layers of `plan`, which stands in `parameters`, as a sequence of layers and activations.
  fileprivate mutating func add(_ plan: NetworkPlan, _ parameters: [Double], prefix: String) {
    for (index, layer) in plan.layers.enumerated() {
      guard case .linear(let linear, _) = layer else { continue }
      tensors["\(prefix)\(2 * index).weight"] = Tensor(
        shape: [linear.outputs, linear.inputs], values: Array(parameters[linear.weights]))
      tensors["\(prefix)\(2 * index).bias"] = Tensor(Array(parameters[linear.biases]))
    }
  }
}

extension ArchiveReader {
  /// Both nets and log σ² of `layout`, into their places.
  func read(_ layout: AutoencoderLayout, into parameters: inout [Double]) throws(FittingError) {
    try read(layout.encoder, into: &parameters, prefix: "encoder.")
    try read(layout.decoder, into: &parameters, prefix: "decoder.")
    if let place = layout.logVariance { parameters[place] = try values("log_variance", shape: [1])[0] }
  }

  /// The linear layers of `plan`, into their places.
  fileprivate func read(
    _ plan: NetworkPlan, into parameters: inout [Double], prefix: String
  ) throws(FittingError) {
    for (index, layer) in plan.layers.enumerated() {
      guard case .linear(let linear, _) = layer else { continue }
      parameters.replaceSubrange(
        linear.weights,
        with: try values("\(prefix)\(2 * index).weight", shape: [linear.outputs, linear.inputs]))
      parameters.replaceSubrange(
        linear.biases, with: try values("\(prefix)\(2 * index).bias", shape: [linear.outputs]))
    }
  }

  /// The training rows in some order; none before the first step.
  fileprivate func rows(_ name: String, of data: AutoencoderData) throws(FittingError) -> [Int] {
    let count = try shape(of: name).first ?? 0
    guard count == 0 || count == data.training.count else {
      throw .invalidArchive(
        reason: "it was trained on \(count) rows, and the data have \(data.training.count) for training")
    }
    let rows = try values(name, shape: [count]).compactMap { Int(exactly: $0) }
    guard rows.count == count, rows.allSatisfy({ (0..<data.rows).contains($0) }) else {
      throw .invalidArchive(reason: "tensor \"\(name)\" names a row that is not there")
    }
    return rows
  }

  /// What was seen at the end of each pass.
  fileprivate func records(latents: Int) throws(FittingError) -> [EpochRecord] {
    let shape = try shape(of: "records")
    let width = 4 + latents
    guard shape.count == 2, shape[0] == 0 || shape[1] == 1 + width || shape[1] == 1 + 2 * width else {
      throw .invalidArchive(reason: "tensor \"records\" has shape \(shape), not [n, \(1 + 2 * width)]")
    }
    let numbers = try values("records", shape: shape)
    var records: [EpochRecord] = []
    for row in 0..<shape[0] {
      let some = Array(numbers[(row * shape[1])..<((row + 1) * shape[1])])
      records.append(
        EpochRecord(
          epoch: row + 1, training: try AutoencoderTerms(numbers: Array(some[1...width]), latents),
          heldOut: some.count > 1 + width
            ? try AutoencoderTerms(numbers: Array(some[(1 + width)...]), latents) : nil))
    }
    return records
  }
}
