import NumericCore

/// Something that a person changes about an autoencoder in training.
public enum AutoencoderChange: Hashable, Sendable {
  /// Another rate of Adam, from the next step on.
  case rate(Double)
  /// What the divergence counts from the next step on, β.
  case beta(Double)
  /// The nats of each latent that cost nothing more.
  case freeNats(Double)
  /// Over so many epochs, from the first, β rises to its value.
  case warmup(Int)
  /// The epoch after which training ends.
  case epochs(Int)
  /// The first two latents turned by an angle in degrees, with the encoder brought to its best: of linear nets.
  case rotation(degrees: Double)
}

extension AutoencoderChange: CustomStringConvertible {
  /// The change in a few words, as a history shows it.
  public var description: String {
    switch self {
    case .rate(let rate): "rate set to \(shortNumber(rate))"
    case .beta(let beta): "beta set to \(shortNumber(beta))"
    case .freeNats(let nats): "free nats set to \(shortNumber(nats))"
    case .warmup(let epochs): "warm-up set to \(epochs) epochs"
    case .epochs(let epochs): "end set to epoch \(epochs)"
    case .rotation(let degrees): "latents turned by \(shortNumber(degrees)) degrees"
    }
  }
}

extension AutoencoderSettings {
  /// The settings after a change that is one of settings.
  public func changed(by change: AutoencoderChange) -> AutoencoderSettings {
    var result = self
    switch change {
    case .rate(let rate): result.rate = rate
    case .beta(let beta): result.beta = beta
    case .freeNats(let nats): result.freeNats = nats
    case .warmup(let epochs): result.warmup = epochs
    case .epochs(let epochs): result.epochs = epochs
    case .rotation: break
    }
    return result
  }
}

extension VariationalAutoencoder {
  /// The model after a person's change.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: AutoencoderChange) throws(FittingError) -> VariationalAutoencoder {
    var result = self
    result.settings = settings.changed(by: change)
    try result.settings.validate()
    if case .epochs(let epochs) = change, epochs <= iteration {
      throw .invalidSetting(
        name: "end", found: "epoch \(epochs)", expected: "after epoch \(iteration), which is done")
    }
    if case .rotation(let degrees) = change { try result.rotate(by: degrees) }
    return result
  }
}
