import NumericCore
import RealModule

extension DiffusionSampler {
  /// One step from level `done` to the next, without counting it.
  mutating func step(turn: Int, in workspace: Workspace) {
    let (t, s) = (grid.levels[done], grid.levels[done + 1])
    switch method {
    case .ancestral(let variance): drawBack(from: t, to: s, variance, noise(.step, turn), in: workspace)
    case .ddim(let eta): jump(from: t, to: s, eta, noise(.step, turn), in: workspace)
    case .flow(let solver):
      if s == .none && !denoiser.hasScoreWithoutNoise || t == .none && !denoiser.hasScoreWithoutNoise {
        // The flow has no direction where there is no score: the jump that is its first-order solution needs none.
        jump(from: t, to: s, 0, noise(.step, turn), in: workspace)
      } else {
        flow(grid.interval(done), solver, in: workspace)
      }
    case .multistep: multistep(from: t, to: s, in: workspace)
    }
  }

  /// x_s ~ N(μ̃(x_t, x̂₀), v I).
  private mutating func drawBack(
    from t: NoiseLevel, to s: NoiseLevel, _ variance: ReverseVariance, _ noise: RowNoise,
    in workspace: Workspace
  ) {
    let kernel = ReverseKernel(from: t, to: s)
    let clean = denoiser.denoised(state, at: t, labels: labels, in: workspace)
    let d = Double(max(state.columns, 1))
    let c2 = kernel.cleanShare * kernel.cleanShare
    var deviations: [Double]
    switch variance {
    case .lower: deviations = [kernel.betaTilde]
    // At the last step the draw would only blur.
    case .upper: deviations = [s == .none ? 0 : kernel.beta]
    case .optimal: deviations = [kernel.betaTilde + c2 * (errors?.value(at: t) ?? 0) / d]
    case .exact:
      let own = (denoiser as? any ExactDenoiser)?.conditionalVariances(state, at: t, in: workspace)
      deviations = (own ?? [0]).map { kernel.betaTilde + c2 * $0 / d }
    }
    deviations = deviations.map { $0.squareRoot() }
    mix(kernel.rowShare, kernel.cleanShare, clean)
    if deviations.count == state.rows {
      noise.add(deviations, to: &state, in: workspace)
    } else if deviations[0] > 0 {
      noise.add(deviations[0], to: &state, in: workspace)
    }
  }

  /// x_s = α_s x̂₀ + √(σ_s² − η² β̃) ε̂ + η √β̃ ξ.
  private mutating func jump(
    from t: NoiseLevel, to s: NoiseLevel, _ eta: Double, _ noise: RowNoise, in workspace: Workspace
  ) {
    guard t != .none else { return leaveData(to: s, in: workspace) }
    let clean = denoiser.denoised(state, at: t, labels: labels, in: workspace)
    let drawn = eta > 0 ? eta * eta * ReverseKernel(from: t, to: s).betaTilde : 0
    let remaining = max(s.noiseVariance - drawn, 0).squareRoot()
    // ε̂ = (x_t − α_t x̂₀)/σ_t.
    let share = remaining / t.deviation
    mix(share, s.signal - share * t.signal, clean)
    if drawn > 0 { noise.add(drawn.squareRoot(), to: &state, in: workspace) }
  }

  /// x_s = α_s x₀ + σ_s ε̂ from rows without noise, which show no ε̂: it is asked for at level s, of α_s x₀.
  private mutating func leaveData(to s: NoiseLevel, in workspace: Workspace) {
    let scaled = s.signal * state
    let clean = denoiser.denoised(scaled, at: s, labels: labels, in: workspace)
    // ε̂ = (α_s x₀ − α_s x̂₀)/σ_s.
    prediction = clean
    for index in state.storage.indices {
      state.storage[index] = s.signal * (2 * state.storage[index] - clean.storage[index])
    }
  }

  /// x_s = (σ_s/σ_t) x_t − α_s (e^−h − 1) D, h the step in ½ log SNR, D the x̂₀ of two levels carried on in a straight line.
  private mutating func multistep(from t: NoiseLevel, to s: NoiseLevel, in workspace: Workspace) {
    let clean = denoiser.denoised(state, at: t, labels: labels, in: workspace)
    var carried = clean
    if let previous, s != .none {
      let h = s.logSignalToNoise - t.logSignalToNoise
      let r = (t.logSignalToNoise - previous.level.logSignalToNoise) / h
      for index in carried.storage.indices {
        let change = carried.storage[index] - previous.prediction.storage[index]
        carried.storage[index] += change / (2 * r)
      }
    }
    let share = s.deviation / t.deviation
    // −α_s (e^−h − 1) = α_s − α_t σ_s/σ_t.
    mix(share, s.signal - share * t.signal, carried)
    prediction = clean
    previous = (clean, t)
  }

  /// The state times `rowShare`, plus `cleanShare` times `clean`, which becomes the prediction.
  private mutating func mix(_ rowShare: Double, _ cleanShare: Double, _ clean: Matrix<Double>) {
    for index in state.storage.indices {
      state.storage[index] = rowShare * state.storage[index] + cleanShare * clean.storage[index]
    }
    prediction = clean
  }

  /// A step of the probability flow.
  private mutating func flow(_ interval: NoiseInterval, _ solver: FlowSolver, in workspace: Workspace) {
    let (denoiser, labels, start) = (denoiser, labels, state)
    var first: Matrix<Double>?
    state = solver.step(start, over: interval) { rows, level in
      let scores = denoiser.scores(rows, at: level, labels: labels, in: workspace)
      first = first ?? scores
      return scores
    }
    // x̂₀ = (x_t + σ² score)/α.
    let (signal, variance) = (interval.from.signal, interval.from.noiseVariance)
    prediction = first.map { (1 / signal) * (start + variance * $0) }
  }
}
