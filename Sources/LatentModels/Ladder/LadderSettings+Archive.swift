import NumericCore

extension LadderSettings {
  /// The settings as named strings, behind `ladder.`; what is not chosen is not there.
  public var metadata: [String: String] {
    var result: [String: String] = [
      "seed": String(seed), "holdout": String(holdout), "starts": String(starts),
      "autoencoder_steps": String(autoencoderSteps), "importance_draws": String(importanceDraws),
      "levels": String(levels), "network_levels": String(networkLevels),
      "network_steps": String(networkSteps), "samples": String(samples),
    ]
    result["components"] = components.map { String($0) }
    result["latents"] = latents.map { String($0) }
    return Dictionary(uniqueKeysWithValues: result.map { ("ladder." + $0.key, $0.value) })
  }

  /// The settings of a ladder that was saved.
  /// - Throws: `.invalidArchive`, `.invalidSetting`.
  public init(archive: ModelArchive) throws(FittingError) {
    let reader = ArchiveReader(archive)
    func count(_ name: String) throws(FittingError) -> Int { try reader.count("ladder." + name) }
    func optional(_ name: String) throws(FittingError) -> Int? {
      reader.optional("ladder." + name) == nil ? nil : try count(name)
    }
    self.init()
    seed = try reader.number("ladder.seed", UInt64.init)
    holdout = try reader.number("ladder.holdout", Double.init)
    (components, latents) = (try optional("components"), try optional("latents"))
    starts = try count("starts")
    autoencoderSteps = try count("autoencoder_steps")
    importanceDraws = try count("importance_draws")
    (levels, networkLevels) = (try count("levels"), try count("network_levels"))
    networkSteps = try count("network_steps")
    samples = try count("samples")
    try validate()
  }
}
