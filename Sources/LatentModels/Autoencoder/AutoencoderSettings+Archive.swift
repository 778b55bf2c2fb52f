import Neural
import NumericCore

extension AutoencoderSettings {
  /// The settings as named strings.
  var metadata: [String: String] {
    var result = [
      "latents": String(latents), "encoder": widths(encoder), "decoder": widths(decoder),
      "activation": activation.rawValue, "likelihood": law.name, "draws": String(objective.draws),
      "beta": String(beta), "warmup": String(warmup), "free_nats": String(freeNats), "batch": String(batch),
      "epochs": String(epochs), "rate": String(rate), "rate_falls": String(isRateFalling),
      "held_out": String(heldOut), "conditional": String(isConditional), "seed": String(seed),
      "objective": objective.name,
    ]
    if case .gaussian(let deviation, let isLearned) = law {
      result["sigma"] = String(deviation)
      result["sigma_learned"] = String(isLearned)
    }
    return result
  }

  /// The settings that `metadata` were made of.
  init(_ reader: ArchiveReader) throws(FittingError) {
    latents = try reader.count("latents")
    encoder = try Self.widths(reader, "encoder")
    decoder = try Self.widths(reader, "decoder")
    let activationName = try reader.string("activation")
    guard let activation = Activation(rawValue: activationName) else {
      throw .invalidArchive(reason: "activation \(activationName) is not known")
    }
    self.activation = activation
    switch try reader.string("likelihood") {
    case Law.bernoulli.name: law = .bernoulli
    case Law.continuousBernoulli.name: law = .continuousBernoulli
    case "gaussian":
      law = .gaussian(
        deviation: try reader.number("sigma", Double.init),
        isLearned: try reader.string("sigma_learned") == "true")
    case let name: throw .invalidArchive(reason: "likelihood \(name) is not known")
    }
    let draws = try reader.count("draws")
    switch try reader.string("objective") {
    case Objective.bound.name: objective = .bound
    case Objective.importance(draws: 1).name: objective = .importance(draws: draws)
    case Objective.doublyReparameterized(draws: 1).name: objective = .doublyReparameterized(draws: draws)
    case let name: throw .invalidArchive(reason: "objective \(name) is not known")
    }
    beta = try reader.number("beta", Double.init)
    warmup = try reader.count("warmup")
    freeNats = try reader.number("free_nats", Double.init)
    batch = try reader.count("batch")
    epochs = try reader.count("epochs")
    rate = try reader.number("rate", Double.init)
    isRateFalling = try reader.string("rate_falls") == "true"
    heldOut = try reader.number("held_out", Double.init)
    isConditional = try reader.string("conditional") == "true"
    seed = try reader.number("seed", UInt64.init)
    try validate()
  }

  private func widths(_ widths: [Int]) -> String { widths.map(String.init).joined(separator: ",") }

  private static func widths(_ reader: ArchiveReader, _ name: String) throws(FittingError) -> [Int] {
    let text = try reader.string(name)
    let parts = text.split(separator: ",")
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, parts.count <= 16 else {
      throw .invalidArchive(reason: "\"\(name)\" is \"\(text.prefix(40))\", not widths of layers")
    }
    return numbers
  }
}

extension AutoencoderSettings.Objective {
  /// As commands name it.
  public var name: String {
    switch self {
    case .bound: "elbo"
    case .importance: "iwae"
    case .doublyReparameterized: "dreg"
    }
  }
}
