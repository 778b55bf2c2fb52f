import ArgumentParser
import LatentModels
import NumericCore

/// What a variational autoencoder is made of and how it is trained, as options.
struct AutoencoderOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "How many latents k.")
  var latent = 2

  @Option(
    help:
      "The widths of the layers between a row and its latent, such as 256,64; the decoder has them the other way round."
  )
  var hidden = "128"

  @Option(
    help: "gaussian, bernoulli for values that are 0 or 1, or continuous-bernoulli for values between.",
    completion: .list(["gaussian", "bernoulli", "continuous-bernoulli"]))
  var likelihood = "gaussian"

  @Option(
    help: "The deviation of the Gaussian law: learned, or fixed:S.",
    completion: .list(["learned", "fixed:1"]))
  var sigma = "learned"

  @Option(
    parsing: .unconditional,
    help:
      "Passes through the rows, each of which is an iteration. (default: 100, or --iterations if that is less)"
  )
  var epochs: Int?

  @Option(parsing: .unconditional, help: "Rows of a minibatch.")
  var batch = 128

  @Option(parsing: .unconditional, help: "The rate of Adam.")
  var rate = 1e-3

  @Flag(help: "Let the rate fall to 0 along half a wave.")
  var cosine = false

  @Option(
    parsing: .unconditional,
    help: "What the divergence from the prior counts; the bound of the likelihood has 1.")
  var beta = 1.0

  @Option(parsing: .unconditional, help: "Over so many epochs beta rises from 0.")
  var warmup = 0

  @Option(parsing: .unconditional, help: "So many nats of divergence of each latent cost nothing more.")
  var freeBits = 0.0

  @Option(help: "linear, or mlp.")
  var encoder = Net.mlp

  @Option(help: "linear, or mlp.")
  var decoder = Net.mlp

  @Option(
    help: "relu, tanh, silu, gelu, softplus or sigmoid.",
    completion: .list(AutoencoderSettings.activationNames))
  var activation = "relu"

  @Option(
    help: "elbo; iwae:K or dreg:K for the bound of K weighted draws.",
    completion: .list(["elbo", "iwae:5", "dreg:5"]))
  var objective = "elbo"

  @Flag(help: "Tell both nets the label of the row.")
  var conditional = false

  /// The shape of a net.
  enum Net: String, ExpressibleByArgument, CaseIterable {
    case linear
    case mlp
  }

  /// The settings that the options ask for.
  func settings(seed: UInt64) throws -> AutoencoderSettings {
    var settings = AutoencoderSettings()
    settings.latents = latent
    let widths = try widths()
    settings.encoder = encoder == .linear ? [] : widths
    settings.decoder = decoder == .linear ? [] : widths.reversed()
    settings.law = try law()
    (settings.epochs, settings.batch, settings.rate) = (epochs ?? 100, batch, rate)
    (settings.isRateFalling, settings.beta, settings.warmup) = (cosine, beta, warmup)
    (settings.freeNats, settings.isConditional, settings.seed) = (freeBits, conditional, seed)
    let names = AutoencoderSettings.activationNames
    guard names.contains(activation) else {
      throw wrong("--activation \(activation)", names.joined(separator: ", "))
    }
    settings.activationName = activation
    settings.objective = try climbed()
    return settings
  }

  private func widths() throws -> [Int] {
    let parts = hidden.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count else {
      throw wrong("--hidden \(hidden)", "widths separated by commas, such as 256,64")
    }
    return numbers
  }

  private func law() throws -> AutoencoderSettings.Law {
    switch likelihood {
    case "bernoulli": return .bernoulli
    case "continuous-bernoulli": return .continuousBernoulli
    case "gaussian":
      let parts = sigma.split(separator: ":", maxSplits: 1)
      if sigma == "learned" { return .gaussian(deviation: 1, isLearned: true) }
      guard parts.count == 2, parts[0] == "fixed" || parts[0] == "learned", let deviation = Double(parts[1]),
        deviation > 0, deviation.isFinite
      else { throw wrong("--sigma \(sigma)", "learned, or fixed:S with a positive S") }
      return .gaussian(deviation: deviation, isLearned: parts[0] == "learned")
    default: throw wrong("--likelihood \(likelihood)", "gaussian, bernoulli, continuous-bernoulli")
    }
  }

  private func climbed() throws -> AutoencoderSettings.Objective {
    if objective == "elbo" { return .bound }
    let parts = objective.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let draws = Int(parts[1]), draws >= 1 else {
      throw wrong("--objective \(objective)", "elbo, iwae:K, dreg:K")
    }
    switch parts[0] {
    case "iwae": return .importance(draws: draws)
    case "dreg": return .doublyReparameterized(draws: draws)
    default: throw wrong("--objective \(objective)", "elbo, iwae:K, dreg:K")
    }
  }

  private func wrong(_ option: String, _ expected: String) -> any Error {
    failing("\(option): it must be one of these: \(expected)", .usage)
  }
}
