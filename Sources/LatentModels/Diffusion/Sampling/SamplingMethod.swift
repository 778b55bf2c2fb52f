/// How a step of a sampler goes from a level of noise to the next.
public enum SamplingMethod: Hashable, Sendable {
  /// A draw from p(x_s | x_t) = N(μ̃(x_t, x̂₀), v I), with that choice of v (Ho, Jain & Abbeel, 2020).
  case ancestral(ReverseVariance)
  /// The implicit model of Song, Meng & Ermon (2021): η = 0 draws nothing, η = 1 is ancestral with v = β̃.
  case ddim(eta: Double)
  /// The probability-flow equation dx = −½ β (x + score) dt (Song et al., 2021), by that solver.
  case flow(FlowSolver)
  /// DPM-Solver++(2M), which goes by the x̂₀ of the last two levels (Lu et al., 2022).
  case multistep

  /// Whether a step draws random numbers.
  public var isStochastic: Bool {
    switch self {
    case .ancestral: true
    case .ddim(let eta): eta > 0
    case .flow, .multistep: false
    }
  }

  /// How many times a step asks the denoiser.
  public var evaluationsPerStep: Int {
    if case .flow(let solver) = self { solver.stages } else { 1 }
  }
}

/// The variance v_t of the reverse kernel p(x_{t−1} | x_t) = N(μ̃, v_t I).
public enum ReverseVariance: String, Hashable, Sendable, CaseIterable {
  /// β̃_t, right where the data are a point.
  case lower
  /// β_t, right where the data are N(0, I).
  case upper
  /// β̃_t + c_t² E‖x₀ − x̂₀‖²/D, the best of the v_t that are the same for every row (Bao et al., 2022).
  case optimal
  /// β̃_t + c_t² tr Cov(x₀ | x_t)/D, the best for each x_t.
  case exact
}

/// A solver of the probability-flow equation.
public enum FlowSolver: String, Hashable, Sendable, CaseIterable {
  /// Euler's, of order 1.
  case euler
  /// Heun's, of order 2.
  case heun
  /// That of Runge and Kutta, of order 4.
  case rungeKutta

  /// How many times a step asks for the score.
  public var stages: Int {
    switch self {
    case .euler: 1
    case .heun: 2
    case .rungeKutta: 4
    }
  }
}
