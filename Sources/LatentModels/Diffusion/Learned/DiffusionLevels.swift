import Neural
import NumericCore
import RealModule

/// What a diffusion model knows of each level from 1 to T, worked out once for all copies of it.
public final class DiffusionLevels: Sendable {
  /// How noise grows.
  public let schedule: NoiseSchedule
  /// What the squared error of the network's numbers counts at each level, on the mean 1; of level t at t − 1.
  public let weights: [Double]
  /// The same in Float, with √ᾱ and √(1 − ᾱ).
  let rows: [Row]
  /// The codes: T × `codes`.
  let codes: [Float]
  private let code: TimeCode

  /// A level in Float.
  struct Row: Sendable {
    let signal: Float
    let deviation: Float
    let weight: Float
  }

  /// The levels of `settings`.
  /// - Throws: what is wrong with the schedule.
  init(_ settings: DiffusionSettings) throws(FittingError) {
    let schedule = try NoiseSchedule(settings.schedule, levels: settings.levels)
    let weights = Self.weights(schedule, settings)
    self.schedule = schedule
    self.weights = weights
    code = TimeCode(dimensions: 0, frequencies: settings.codes / 2)
    rows = (1...schedule.levels).map { t in
      Row(
        signal: Float(schedule[t].signal), deviation: Float(schedule[t].deviation),
        weight: Float(weights[t - 1]))
    }
    let times = Matrix(
      rows: schedule.levels, columns: 1,
      storage: (1...schedule.levels).map { Self.time(ofLevel: Double($0), of: schedule.levels) })
    codes = code.forward(times).storage.map(Float.init)
  }

  /// The time of a level, on a scale of a thousand.
  private static func time(ofLevel level: Double, of levels: Int) -> Double { 1000 * level / Double(levels) }

  /// The code of a noise level that need not be one of the schedule: that of the place where it would stand between levels,
  /// log ᾱ being a straight line there. What is less noise than level 1 counts as that.
  func code(of noise: NoiseLevel) -> [Float] {
    let place = Self.time(ofLevel: place(of: noise), of: schedule.levels)
    return code.forward(Matrix(rows: 1, columns: 1, storage: [place])).storage.map(Float.init)
  }

  /// Where a noise level stands among the levels from 1 to T.
  func place(of noise: NoiseLevel) -> Double {
    let wanted = noise.logSignal
    guard wanted < schedule[1].logSignal else { return 1 }
    guard wanted > schedule[schedule.levels].logSignal else { return Double(schedule.levels) }
    // The last level with no more noise.
    var (low, high) = (1, schedule.levels)
    while high - low > 1 {
      let middle = (low + high) / 2
      if schedule[middle].logSignal >= wanted { low = middle } else { high = middle }
    }
    let (a, b) = (schedule[low].logSignal, schedule[high].logSignal)
    return Double(low) + (a - wanted) / (a - b)
  }

  /// The weights on the squared error of the network's own numbers, brought to the mean 1.
  ///
  /// ‖x₀ − x̂₀‖² = (σ²/α²) ‖ε − ε̂‖² = σ² ‖v − v̂‖², so a weight on the error of x̂₀ is one on the others.
  private static func weights(_ schedule: NoiseSchedule, _ settings: DiffusionSettings) -> [Double] {
    if settings.weight == .simple { return [Double](repeating: 1, count: schedule.levels) }
    let raw = (1...schedule.levels).map { t -> Double in
      let level = schedule[t]
      let ofRow = weightOfRow(t, schedule, settings.weight)
      return switch settings.objective {
      case .row: ofRow
      case .noise: ofRow / level.signalToNoise
      case .velocity: ofRow * level.noiseVariance
      }
    }
    let mean = raw.reduce(0, +) / Double(raw.count)
    return raw.map { $0 / mean }
  }

  /// The weight on ‖x₀ − x̂₀‖² at level t.
  private static func weightOfRow(
    _ t: Int, _ schedule: NoiseSchedule, _ weight: DiffusionSettings.Weight
  ) -> Double {
    let level = schedule[t]
    switch weight {
    case .simple: return 1
    // ½ (SNR_{t−1} − SNR_t), and at the last step ½ / v₁ with v₁ = β₁ = 1 − ᾱ₁.
    case .bound: return t == 1 ? 0.5 / level.noiseVariance : 0.5 * schedule.ratioStep(t)
    case .minimumRatio(let gamma): return min(level.signalToNoise, gamma)
    case .preconditioned:
      // 1/c_out² = (s² + 1)/s² for s = σ/α and data of unit variance, and log s ~ N(−1.2, 1.2²), of which a level has the
      // part that lies between its neighbours.
      func place(_ t: Int) -> Double { -0.5 * schedule[t].logSignalToNoise }
      let z = (place(t) + 1.2) / 1.2
      let (above, below) = (min(t + 1, schedule.levels), max(t - 1, 1))
      let width = above > below ? (place(above) - place(below)) / Double(above - below) : 1
      return Double.exp(-0.5 * z * z) * width / level.noiseVariance
    }
  }
}
