import NumericCore
import RealModule

/// The accounts of a diffusion model, the quickest first: the flow of the mixture's score step by step, the bound of what was learned
/// level by level, the exact errors place by place, and the flow of what was learned.
struct AccountStudy: Study {
  private var accounts: DiffusionAccounts
  private var exactFlow: FlowLikelihood?
  private var bound: VariationalBoundStudy
  private var errors: ErrorStudy?
  private var learnedFlow: FlowLikelihood?
  private let exact: GaussianMixtureDenoiser?
  private let rows: DiffusionRows

  /// At most so many levels are measured; a longer chain is asked at some of them.
  private static let mostLevels = 1000
  /// Steps of the flow by the mixture's score, whose total is then right to about 1e-4 nats.
  private static let exactSteps = 100
  /// Steps of the flow by what was learned.
  private static let learnedSteps = 100
  private static let draws = 8

  /// The accounts of `model`.
  ///
  ///     mixture   the mixture that EM fits to the rows, in the frame; without one there is only what was learned
  /// - Throws: `.invalidSetting` where the parts do not go together.
  init(of model: DiffusionModel, mixture: MixtureParameters?) throws(FittingError) {
    let (data, schedule) = (model.data, model.levels.schedule)
    let rows = try DiffusionRows(Self.rows(of: data), logScale: data.logScale)
    let grid = try NoiseGrid(schedule, steps: min(schedule.levels, Self.mostLevels))
    let denoiser = model.denoiser
    let exact: GaussianMixtureDenoiser? =
      if let mixture { try GaussianMixtureDenoiser(mixture) } else { nil }
    let draws = NoiseAverage.draws(Self.draws, seed: model.settings.seed)
    bound = try VariationalBoundStudy(
      denoiser, rows: rows, grid: grid, variance: .optimal, average: draws, reference: exact)
    if let exact {
      // Rows are many or nodes are, not both.
      let nodes = Int((100_000 / Double(rows.count)).squareRoot())
      errors = try ErrorStudy(
        exact, rows: rows,
        average: rows.dimensions > 2 ? draws : .quadrature(nodes: min(max(nodes, 8), 28)))
      if exact.hasScoreWithoutNoise {
        exactFlow = try FlowLikelihood(
          exact, rows: rows, grid: NoiseGrid(continuousSteps: Self.exactSteps), solver: .rungeKutta,
          divergence: .exact, end: .own)
      }
    }
    (self.rows, self.exact) = (rows, exact)
    learnedFlow = try Self.learnedFlow(denoiser, rows, schedule, seed: model.settings.seed)
    accounts = DiffusionAccounts(
      rows: rows.count, trainingRows: data.training.count, dimensions: rows.dimensions,
      stepsTaken: model.stepsTaken, grid: grid, logScale: data.logScale, components: mixture?.components,
      secondMoment: rows.secondMoment, eigenvalues: Self.eigenvalues(of: rows.values),
      learned: bound.findings)
  }

  /// The rows that training draws from, in the frame, spread evenly where there are more than can be asked.
  static func rows(of data: DiffusionData, atMost most: Int? = nil) -> Matrix<Double> {
    let most = most ?? min(1000, max(100, 20_000 / data.columns))
    let all = data.training
    let chosen = all.count <= most ? all : (0..<most).map { all[$0 * all.count / most] }
    return data.inFrame(data.table.values.selectingRows(chosen))
  }

  /// The flow from the level with the least noise that the network was taught to that with the most; nil where it was taught one.
  private static func learnedFlow(
    _ denoiser: LearnedDenoiser, _ rows: DiffusionRows, _ schedule: NoiseSchedule, seed: UInt64
  ) throws(FittingError) -> FlowLikelihood? {
    let first = ContinuousNoise.time(logSignal: schedule[1].logSignal)
    let last = min(ContinuousNoise.time(logSignal: schedule[schedule.levels].logSignal), 1)
    guard first < last else { return nil }
    return try FlowLikelihood(
      denoiser, rows: rows, grid: NoiseGrid(continuousSteps: learnedSteps, from: first, to: last),
      solver: .heun, divergence: .suited(to: denoiser, seed: seed))
  }

  /// The eigenvalues of the covariance, n in the denominator; not numbers where there are none.
  private static func eigenvalues(of rows: Matrix<Double>) -> [Double] {
    let (n, d) = (Double(rows.rows), rows.columns)
    let means = (0..<d).map { column in (0..<rows.rows).reduce(0) { $0 + rows[$1, column] } / n }
    var covariance = Matrix<Double>(rows: d, columns: d)
    for row in 0..<rows.rows {
      for i in 0..<d {
        for j in 0...i { covariance[i, j] += (rows[row, i] - means[i]) * (rows[row, j] - means[j]) / n }
      }
    }
    for i in 0..<d { for j in 0..<i { covariance[j, i] = covariance[i, j] } }
    return (SymmetricEigen.values(of: covariance) ?? []).map { max($0, 0) }
  }

  private var parts: [any ScoringStudy] {
    [exactFlow, bound, errors, learnedFlow].compactMap { (part: (any ScoringStudy)?) in part }
  }
  var done: Int { parts.reduce(0) { $0 + $1.done } }
  var planned: Int { parts.reduce(0) { $0 + $1.planned } }
  var findings: DiffusionFinding { .accounts(accounts) }

  mutating func advance(in workspace: Workspace) throws(FittingError) {
    if done == 0, let exact {
      let total = exact.logDensities(rows.values, at: .none, in: workspace).reduce(0, +)
      accounts.mixture = total.isFinite ? total - Double(rows.count) * rows.logScale : nil
    }
    if exactFlow?.isFinished == false {
      try exactFlow?.advance(in: workspace)
      accounts.exactFlow = exactFlow?.scores.first?.objective
    } else if !bound.isFinished {
      try bound.advance(in: workspace)
      accounts.learned = bound.findings
    } else if errors?.isFinished == false {
      try errors?.advance(in: workspace)
      guard let errors, errors.isFinished else { return }
      (accounts.errors, accounts.integral) = (errors.findings, errors.scores.first?.objective)
    } else if learnedFlow?.isFinished == false {
      try learnedFlow?.advance(in: workspace)
      accounts.learnedFlow = learnedFlow?.scores.first?.objective
    }
  }
}
