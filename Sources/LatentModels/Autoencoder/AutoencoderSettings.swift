import Neural
import NumericCore

/// What a variational autoencoder is made of and how it is trained.
public struct AutoencoderSettings: Hashable, Sendable {
  /// The law of a row given its latent: what the decoder's numbers mean.
  public enum Law: Hashable, Sendable {
    /// Each value is 0 or 1, and the decoder gives its log odds. Values between make the objective a quasi-likelihood.
    case bernoulli
    /// Each value lies in [0, 1] with density ∝ λˣ (1 − λ)¹⁻ˣ (Loaiza-Ganem & Cunningham, 2019).
    case continuousBernoulli
    /// N(f(z), σ² I); σ stands, or is learned and starts there.
    case gaussian(deviation: Double, isLearned: Bool)
  }

  /// What a minibatch climbs.
  public enum Objective: Hashable, Sendable {
    /// The evidence lower bound, by one draw from q for each row (Kingma & Welling, 2014).
    case bound
    /// The bound of K weighted draws (Burda, Grosse & Salakhutdinov, 2016).
    case importance(draws: Int)
    /// The same bound, with the encoder's gradient doubly reparameterised (Tucker, Lawson, Gu & Maddison, 2019).
    case doublyReparameterized(draws: Int)

    /// How many draws a row takes.
    public var draws: Int {
      switch self {
      case .bound: 1
      case .importance(let draws), .doublyReparameterized(let draws): draws
      }
    }
  }

  /// How many latents, k.
  public var latents = 2
  /// The widths between the row and q; none for a linear encoder.
  public var encoder: [Int] = [128]
  /// The widths between the latent and the row's law; none for a linear decoder.
  public var decoder: [Int] = [128]
  /// What stands between two linear layers.
  public var activation = Activation.relu
  /// The law of a row given its latent.
  public var law = Law.gaussian(deviation: 1, isLearned: true)
  /// What a minibatch climbs.
  public var objective = Objective.bound
  /// What the divergence from the prior counts, β (Higgins et al., 2017); 1 is the bound.
  public var beta = 1.0
  /// Over so many epochs β rises from 0 in a straight line (Bowman et al., 2016); 0 for none.
  public var warmup = 0
  /// So many nats of divergence of each latent, on the mean over a minibatch, cost nothing more (Kingma et al., 2016).
  public var freeNats = 0.0
  /// Rows of a minibatch.
  public var batch = 128
  /// Passes through the rows.
  public var epochs = 100
  /// How fast Adam goes, at the start.
  public var rate = 1e-3
  /// Whether the rate falls to 0 along half a wave over all steps.
  public var isRateFalling = false
  /// The part of the rows that training does not see, from 0 to below 1.
  public var heldOut = 0.0
  /// Whether both nets are told the row's label.
  public var isConditional = false
  /// Names the random numbers.
  public var seed: UInt64 = 42

  /// Two latents behind nets of 128.
  public init() {}

  /// Whether the expectation over q is a closed form, so that nothing is drawn: a linear decoder with Gaussian noise. Such a
  /// model is computed in Double, and beside it stands the exact answer, probabilistic principal components.
  public var isClosedForm: Bool {
    guard case .gaussian = law else { return false }
    return decoder.isEmpty && objective == .bound
  }

  /// Whether the nets are linear maps throughout.
  public var isLinear: Bool { encoder.isEmpty && isClosedForm && !isConditional }

  /// Whether what training climbs is the bound of the log-likelihood from the first step to the last.
  public var isBound: Bool { beta == 1 && warmup == 0 && freeNats == 0 }

  /// What the divergence counts in epoch `epoch`, from 0.
  public func divergenceWeight(inEpoch epoch: Int) -> Double {
    warmup > 0 && epoch < warmup ? beta * Double(epoch + 1) / Double(warmup + 1) : beta
  }

  /// Refuses settings with which nothing can be fitted.
  func validate() throws(FittingError) {
    func check(_ name: String, _ found: some Any, _ isGood: Bool, _ expected: String) throws(FittingError) {
      guard isGood else { throw .invalidSetting(name: name, found: "\(found)", expected: expected) }
    }
    try check("number of latents", latents, (1...256).contains(latents), "between 1 and 256")
    for width in encoder + decoder {
      try check("width of a layer", width, (1...8192).contains(width), "between 1 and 8192")
    }
    try check(
      "number of layers", max(encoder.count, decoder.count), encoder.count <= 16 && decoder.count <= 16,
      "at most 16")
    if case .gaussian(let deviation, _) = law {
      try check("sigma", deviation, deviation > 0 && deviation.isFinite, "positive")
    }
    try check("number of draws", objective.draws, (1...1000).contains(objective.draws), "between 1 and 1000")
    try check("beta", beta, beta >= 0 && beta <= 1e6, "between 0 and 1e6")
    try check("number of epochs of warm-up", warmup, (0...1_000_000).contains(warmup), "between 0 and 1e6")
    try check("free nats", freeNats, freeNats >= 0 && freeNats <= 1e6, "between 0 and 1e6")
    try check("batch", batch, (1...65536).contains(batch), "between 1 and 65536")
    try check("number of epochs", epochs, (1...10_000_000).contains(epochs), "between 1 and 1e7")
    try check("rate", rate, rate > 0 && rate <= 10, "above 0 and at most 10")
    try check("part that is held out", heldOut, heldOut >= 0 && heldOut < 1, "from 0 to below 1")
    try check(
      "beta, warm-up or free nats", "set", objective == .bound || isBound,
      "left alone with importance weights")
  }
}
