import NumericCore
import RealModule

/// log p of rows by the probability flow, which carries them to noise: one piece is one step of all rows.
///
///     dx/dt = −½ β (x + score),   d log p_t(x_t)/dt = ½ β (D + div score)
///
/// so that log p_0(x₀) = log p_1(x_1) − ∫ ½ β (D + div score) dt (Song et al., 2021). With a solver's steps, with probes for the
/// divergence, and with N(0, I) in place of p_1, it is an estimate, and may err to either side.
public struct FlowLikelihood: Study {
  /// The law at the end of the flow.
  public enum End: String, Hashable, Sendable, CaseIterable {
    /// N(0, I), as every sampler assumes.
    case standardNormal
    /// That of an exact denoiser itself.
    case own
  }

  private let denoiser: any Denoiser
  private let solver: FlowSolver
  private let divergence: DivergenceRule
  private let end: End
  private let labels: [Int?]?
  /// What is subtracted to bring a row to the data's own units.
  private let logScale: Double
  /// From the data to noise.
  public let grid: NoiseGrid

  /// The rows where they stand: rows × D.
  public private(set) var state: Matrix<Double>
  /// −∫ ½ β (D + div score) dt so far: estimates × rows.
  private var gains: [[Double]]
  /// log p at the end; nil before.
  private var endings: [Double]?
  /// How many steps were taken.
  public private(set) var done = 0

  /// The flow of `rows` under `denoiser`.
  ///
  ///     grid   the levels, either way; without a score at level 0 it has to begin above
  /// - Throws: `.invalidSetting` where the parts do not go together; `.noLikelihood` under guidance.
  public init(
    _ denoiser: any Denoiser, rows: DiffusionRows, grid: NoiseGrid, solver: FlowSolver,
    divergence: DivergenceRule, end: End = .standardNormal
  ) throws(FittingError) {
    try rows.validate(for: denoiser)
    guard denoiser.hasLikelihood else { throw .noLikelihood }
    let grid = grid.addsNoise ? grid : grid.reversed
    guard grid.levels[0] != .none || denoiser.hasScoreWithoutNoise else {
      throw .invalidSetting(
        name: "first level", found: "without noise, where the denoiser has no score",
        expected: "one with a little noise")
    }
    if case .probes(let count, _) = divergence, !(2...1000).contains(count) {
      throw .invalidSetting(name: "number of probes", found: "\(count)", expected: "between 2 and 1000")
    }
    guard end == .standardNormal || denoiser is any ExactDenoiser else {
      throw .invalidSetting(
        name: "end of the flow", found: "the model's own law",
        expected: "N(0, I): the denoiser knows no density")
    }
    self.denoiser = denoiser
    self.solver = solver
    self.divergence = divergence
    self.end = end
    self.grid = grid
    labels = rows.labels
    logScale = rows.logScale
    state = rows.values
    gains = Array(repeating: Array(repeating: 0, count: rows.count), count: divergence.estimates)
  }

  /// How many steps there are.
  public var planned: Int { grid.steps }
  /// The level that the rows stand at.
  public var level: NoiseLevel { grid.levels[done] }
  /// Its time, from 0 at the data to 1 at noise.
  public var time: Double { grid.times[done] }

  /// Takes all rows to the next level.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    let interval = grid.interval(done)
    let weights = solver.weights
    let d = Double(state.columns)
    var (stage, gains) = (0, gains)
    let (denoiser, divergence, labels) = (denoiser, divergence, labels)
    let arrived = solver.step(state, over: interval) { rows, level in
      let found = divergence.scoresAndDivergences(
        of: denoiser, rows, at: level, labels: labels, in: workspace)
      let weight = 0.5 * weights[stage].weight * interval.loss(weights[stage].share)
      for estimate in gains.indices {
        for row in gains[estimate].indices {
          gains[estimate][row] -= weight * (d + found.divergences[estimate][row])
        }
      }
      stage += 1
      return found.scores
    }
    let endings = done + 1 == planned ? endDensities(arrived, in: workspace) : nil
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    (state, self.gains, self.endings) = (arrived, gains, endings)
    done += 1
  }

  private func endDensities(_ rows: Matrix<Double>, in workspace: Workspace) -> [Double] {
    if end == .own, let denoiser = denoiser as? any ExactDenoiser {
      return denoiser.logDensities(rows, at: grid.levels[planned], in: workspace)
    }
    let d = rows.columns
    return (0..<rows.rows).map { row in
      -0.5 * rows.storage[(row * d)..<((row + 1) * d)].reduce(Double(d) * log2Pi) { $0 + $1 * $1 }
    }
  }

  /// What was added up along the way of each row, in the units of the denoiser; at the end log p_1 comes to it.
  public var runningGains: [Double] {
    (0..<state.rows).map { row in gains.reduce(0) { $0 + $1[row] } / Double(gains.count) }
  }

  /// log p of each row, in the data's own units; empty before the end.
  public var findings: [Double] {
    guard let endings else { return [] }
    return zip(runningGains, endings).map { $0 + $1 - logScale }
  }

  /// What the probes leave open of log p of each row; 0 where there are none.
  public var standardErrors: [Double] {
    guard gains.count > 1 else { return Array(repeating: 0, count: state.rows) }
    let m = Double(gains.count)
    return zip(runningGains, 0..<state.rows).map { mean, row in
      let squares = gains.reduce(0) { $0 + ($1[row] - mean) * ($1[row] - mean) }
      return (squares / (m - 1) / m).squareRoot()
    }
  }

  /// The total over the rows, in the data's own units; none before the end.
  public var scores: [Score] {
    guard endings != nil else { return [] }
    let open = standardErrors.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return [
      Score(
        name: "probability flow",
        objective: Objective(.estimate(standardError: open), nats: findings.reduce(0, +)), rows: state.rows)
    ]
  }
}
