import RealModule

/// What steers `Adam`; the defaults are its authors'.
public struct AdamSettings: Hashable, Sendable {
  /// About how far a parameter goes in a step, α.
  public var rate: Double
  /// How much of the mean gradient is kept from step to step, β₁, from 0 to below 1.
  public var firstDecay: Double
  /// How much of the mean squared gradient is kept, β₂, from 0 to below 1.
  public var secondDecay: Double
  /// What is added to the root of the mean square, ε.
  public var stabilizer: Double
  /// How fast parameters shrink on their own, per unit of rate, λ (Loshchilov & Hutter, 2019); 0 is plain Adam.
  public var decay: Double

  /// Settings, with the authors' values where nothing else is said.
  public init(
    rate: Double = 1e-3, firstDecay: Double = 0.9, secondDecay: Double = 0.999,
    stabilizer: Double = 1e-8, decay: Double = 0
  ) {
    self.rate = rate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.stabilizer = stabilizer
    self.decay = decay
  }
}

/// Gradient descent with a step of its own for each parameter (Kingma & Ba, 2015).
///
///     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
///     θ ← (1 − α λ) θ − α m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
///
/// λ is the decoupled decay of AdamW (Loshchilov & Hutter, 2019), which does not pass through the moments. m and v start at
/// 0; dividing by 1 − βᵗ, the sum of the weights of the t gradients so far, makes them averages.
public struct Adam: Optimizer {
  /// What steers it; may change between steps.
  public var settings: AdamSettings
  /// m, one per parameter.
  public private(set) var firstMoments: [Double]
  /// v, one per parameter.
  public private(set) var secondMoments: [Double]
  /// t.
  public private(set) var stepsTaken: Int

  /// The rule for `count` parameters, before its first step.
  public init(count: Int, settings: AdamSettings = AdamSettings()) {
    precondition(count >= 0, "an optimiser of \(count) parameters")
    self.init(
      settings: settings, firstMoments: [Double](repeating: 0, count: count),
      secondMoments: [Double](repeating: 0, count: count), stepsTaken: 0)
  }

  /// The rule as it was after `stepsTaken` steps; both moments have one element per parameter.
  public init(settings: AdamSettings, firstMoments: [Double], secondMoments: [Double], stepsTaken: Int) {
    precondition(
      firstMoments.count == secondMoments.count && stepsTaken >= 0,
      "\(firstMoments.count) first and \(secondMoments.count) second moments after \(stepsTaken) steps")
    self.settings = settings
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.stepsTaken = stepsTaken
  }

  /// Takes `parameters` one step down `gradient`; both have one element per parameter.
  public mutating func step(_ parameters: inout [Double], gradient: [Double]) {
    requireCounts("Adam", firstMoments.count, parameters: parameters, gradient: gradient)
    stepsTaken += 1
    let (b1, b2) = (settings.firstDecay, settings.secondDecay)
    let firstWeight = weightOfAverage(decay: b1, count: stepsTaken)
    let secondWeight = weightOfAverage(decay: b2, count: stepsTaken)
    let shrinkage = 1 - settings.rate * settings.decay
    for i in gradient.indices {
      let g = gradient[i]
      firstMoments[i] = b1 * firstMoments[i] + (1 - b1) * g
      secondMoments[i] = b2 * secondMoments[i] + (1 - b2) * g * g
      let meanSquare = (secondMoments[i] / secondWeight).squareRoot()
      let move = settings.rate * (firstMoments[i] / firstWeight) / (meanSquare + settings.stabilizer)
      parameters[i] = shrinkage * parameters[i] - move
    }
  }
}

/// 1 − βᵗ = −(e^{t log β} − 1), the sum of the weights of `count` terms in a moving average; it keeps its digits where β is
/// near 1.
func weightOfAverage(decay: Double, count: Int) -> Double {
  decay > 0 ? -Double.expMinusOne(Double(count) * Double.log(decay)) : 1
}
