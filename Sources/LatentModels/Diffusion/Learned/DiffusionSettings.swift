import Neural

/// What a learned diffusion model is made of and how it is trained.
public struct DiffusionSettings: Hashable, Sendable {
  /// What the network's numbers mean.
  public enum Objective: String, CaseIterable, Hashable, Sendable {
    /// ε̂, the noise (Ho, Jain & Abbeel, 2020).
    case noise = "eps"
    /// x̂₀, the row before the noise.
    case row = "x0"
    /// v̂ = √ᾱ ε̂ − √(1 − ᾱ) x̂₀ (Salimans & Ho, 2022).
    case velocity = "v"
  }

  /// What the squared error of a level counts.
  public enum Weight: Hashable, Sendable {
    /// 1 for every level, whatever the objective: L_simple (Ho, Jain & Abbeel, 2020).
    case simple
    /// What it counts in the variational bound.
    case bound
    /// min(SNR, γ) on the error of x̂₀ (Hang et al., 2023).
    case minimumRatio(Double)
    /// 1 on the network's error under the preconditioning of Karras, Aittala, Aila & Laine (2022), with their law of the levels.
    case preconditioned
  }

  /// How noise grows over the levels.
  public var schedule = NoiseSchedule.Kind.linear
  /// T.
  public var levels = 1000
  /// What the network's numbers mean.
  public var objective = Objective.noise
  /// What the squared error of a level counts.
  public var weight = Weight.simple
  /// Units of a layer.
  public var hidden = 128
  /// Layers with a straight way beside them.
  public var blocks = 3
  /// Numbers that tell the level, half of them sines.
  public var codes = 128
  /// What stands behind every layer but the last.
  public var activation = Activation.gelu
  /// Rows of a minibatch, drawn with replacement.
  public var batch = 256
  /// Minibatches in all.
  public var steps = 10_000
  /// How fast Adam goes, at the start.
  public var rate = 1e-3
  /// Whether the rate falls to 0 along half a wave over all steps.
  public var isRateFalling = false
  /// How fast parameters shrink on their own, per unit of rate.
  public var decay = 0.0
  /// The greatest length of a gradient; nil for none.
  public var clip: Double?
  /// How much of the average of the parameters is kept from step to step; the average is what is used.
  public var averageDecay = 0.999
  /// Whether the network is told the row's label.
  public var isConditional = false
  /// How often the label is left out nevertheless, so that the network learns both laws and guidance can tell them apart.
  public var labelDropout = 0.1
  /// Whether every minibatch is drawn anew from the law of the data, where that is known.
  public var drawsFresh = false
  /// The part of the rows that training does not see, from 0 to below 1.
  public var heldOut = 0.0
  /// After every so many steps the loss, and where the law is known its floor and the excess, are taken on draws of their own.
  public var recordEvery = 100
  /// Names the random numbers.
  public var seed: UInt64 = 42

  /// Three layers of 128 between 1000 levels of Ho, Jain & Abbeel (2020).
  public init() {}

  /// Refuses settings with which nothing can be fitted.
  public func validate() throws(FittingError) {
    func check(_ name: String, _ found: some Any, _ isGood: Bool, _ expected: String) throws(FittingError) {
      guard isGood else { throw .invalidSetting(name: name, found: "\(found)", expected: expected) }
    }
    _ = try NoiseSchedule(schedule, levels: levels)
    if case .minimumRatio(let gamma) = weight {
      try check("limit of the weight", gamma, gamma > 0 && gamma.isFinite, "positive")
    }
    try check("width of a layer", hidden, (1...8192).contains(hidden), "between 1 and 8192")
    try check("number of blocks", blocks, (0...64).contains(blocks), "between 0 and 64")
    try check(
      "size of the time code", codes, (2...8192).contains(codes) && codes % 2 == 0,
      "even, between 2 and 8192")
    try check("activation", activation.rawValue, activation != .identity, "one that bends")
    try check("batch", batch, (1...65536).contains(batch), "between 1 and 65536")
    try check("number of steps", steps, (1...1_000_000_000).contains(steps), "between 1 and 1e9")
    try check("rate", rate, rate > 0 && rate <= 10, "above 0 and at most 10")
    try check("decay of the weights", decay, decay >= 0 && decay * rate < 1, "from 0 to below 1 / rate")
    if let clip { try check("limit of the gradient", clip, clip > 0 && clip.isFinite, "positive") }
    try check(
      "decay of the average", averageDecay, averageDecay >= 0 && averageDecay < 1, "from 0 to below 1")
    try check(
      "part of labels left out", labelDropout, labelDropout >= 0 && labelDropout <= 1, "between 0 and 1")
    try check("part that is held out", heldOut, heldOut >= 0 && heldOut < 1, "from 0 to below 1")
    try check("steps between records", recordEvery, recordEvery >= 1, "at least 1")
  }
}

extension DiffusionSettings.Weight {
  /// As commands name it.
  public var name: String {
    switch self {
    case .simple: "simple"
    case .bound: "vlb"
    case .minimumRatio: "min-snr"
    case .preconditioned: "edm"
    }
  }
}

extension NoiseSchedule.Kind {
  /// As commands name it.
  public var name: String {
    switch self {
    case .linear: "linear"
    case .cosine: "cosine"
    case .sigmoid: "sigmoid"
    case .variancePreserving: "vp"
    case .given: "given"
    }
  }
}
