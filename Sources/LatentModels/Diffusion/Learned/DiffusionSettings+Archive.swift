import Neural
import NumericCore

extension DiffusionSettings {
  /// The settings as named strings.
  var metadata: [String: String] {
    var result = [
      "schedule": schedule.name, "levels": String(levels), "objective": objective.rawValue,
      "weight": weight.name, "hidden": String(hidden), "blocks": String(blocks), "codes": String(codes),
      "activation": activation.rawValue, "batch": String(batch), "planned_steps": String(steps),
      "rate": String(rate), "rate_falls": String(isRateFalling), "decay": String(decay),
      "average_decay": String(averageDecay), "conditional": String(isConditional),
      "label_dropout": String(labelDropout), "draws_fresh": String(drawsFresh), "held_out": String(heldOut),
      "record_every": String(recordEvery), "seed": String(seed),
    ]
    if case .minimumRatio(let gamma) = weight { result["gamma"] = String(gamma) }
    if let clip { result["clip"] = String(clip) }
    return result
  }

  /// The settings that an archive was made of.
  init(_ reader: ArchiveReader) throws(FittingError) {
    levels = try reader.count("levels")
    let name = try reader.string("schedule")
    switch name {
    case NoiseSchedule.Kind.linear.name: schedule = .linear
    case NoiseSchedule.Kind.cosine.name: schedule = .cosine
    case NoiseSchedule.Kind.sigmoid.name: schedule = .sigmoid
    case NoiseSchedule.Kind.variancePreserving.name: schedule = .variancePreserving
    case "given": schedule = .given(try reader.vector("betas", atMost: 100_000))
    default: throw .invalidArchive(reason: "schedule \(name.prefix(40)) is not known")
    }
    objective = try reader.choice("objective")
    switch try reader.string("weight") {
    case "simple": weight = .simple
    case "vlb": weight = .bound
    case "min-snr": weight = .minimumRatio(try reader.number("gamma", Double.init))
    case "edm": weight = .preconditioned
    case let name: throw .invalidArchive(reason: "weight \(name.prefix(40)) is not known")
    }
    hidden = try reader.count("hidden")
    blocks = try reader.count("blocks")
    codes = try reader.count("codes")
    activation = try reader.choice("activation")
    batch = try reader.count("batch")
    steps = try reader.count("planned_steps")
    rate = try reader.number("rate", Double.init)
    isRateFalling = try reader.string("rate_falls") == "true"
    decay = try reader.number("decay", Double.init)
    clip = reader.optional("clip") == nil ? nil : try reader.number("clip", Double.init)
    averageDecay = try reader.number("average_decay", Double.init)
    isConditional = try reader.string("conditional") == "true"
    labelDropout = try reader.number("label_dropout", Double.init)
    drawsFresh = try reader.string("draws_fresh") == "true"
    heldOut = try reader.number("held_out", Double.init)
    recordEvery = try reader.count("record_every")
    seed = try reader.number("seed", UInt64.init)
    try validate()
  }
}

extension ArchiveReader {
  /// One of several that are told apart by name.
  fileprivate func choice<Choice: RawRepresentable<String>>(_ name: String) throws(FittingError) -> Choice {
    let text = try string(name)
    guard let choice = Choice(rawValue: text) else {
      throw .invalidArchive(reason: "\(name) \(text.prefix(40)) is not known")
    }
    return choice
  }
}
