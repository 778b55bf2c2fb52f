import Neural
import NumericCore

extension DiffusionModel {
  /// The variational bound of the rows of `data`, in the units of this model's table, whose units it shares.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    StudiedEvaluation(try bound(on: data))
  }

  /// The variational bound of the rows of `data`, term by term.
  ///
  ///     steps   so many levels of the schedule; nil for all, or as many as can be asked in reasonable time
  ///     draws   how often each row is made noisy at a level; nil for as many as can be asked in reasonable time
  /// - Throws: `.noData`, `.invalidSetting` where the columns are others.
  public func bound(
    on data: DataTable, variance: ReverseVariance = .optimal, steps: Int? = nil, draws: Int? = nil
  ) throws(FittingError) -> VariationalBoundStudy {
    let rows = try rows(of: data)
    let all = levels.schedule.levels
    // About this many questions to the network.
    let most = 8_000_000
    let steps = steps ?? min(all, max(50, most / (2 * rows.count)))
    let average = NoiseAverage.draws(
      draws ?? min(64, max(2, most / (4 * rows.count * max(steps, 1)))), seed: settings.seed)
    return try VariationalBoundStudy(
      denoiser, rows: rows, grid: try NoiseGrid(levels.schedule, steps: steps), variance: variance,
      average: average, reference: self.data.exact)
  }

  /// log p of the rows of `data` by the probability flow from the first level on, by Heun's steps.
  /// - Throws: `.noData`, `.invalidSetting` where the columns are others.
  public func flowLikelihood(on data: DataTable, steps: Int = 100) throws(FittingError) -> FlowLikelihood {
    let (first, last) = (levels.schedule[1], levels.schedule[levels.schedule.levels])
    let from = ContinuousNoise.time(logSignal: first.logSignal)
    let to = min(1, ContinuousNoise.time(logSignal: last.logSignal))
    guard from < to else {
      throw .invalidSetting(
        name: "number of levels", found: String(levels.schedule.levels),
        expected: "more than one, for a flow between them")
    }
    return try FlowLikelihood(
      denoiser, rows: try rows(of: data), grid: try NoiseGrid(continuousSteps: steps, from: from, to: to),
      solver: .heun, divergence: .suited(to: denoiser, seed: settings.seed))
  }

  /// The rows of `data` in the frame, those with a missing value left out.
  func rows(of data: DataTable) throws(FittingError) -> DiffusionRows {
    let complete = data.completeRows()
    guard complete.dimensions == self.data.columns else {
      throw .invalidSetting(
        name: "number of columns", found: "\(complete.dimensions)", expected: "\(self.data.columns)")
    }
    var labels: [Int?]?
    if plan.classes > 0, let own = complete.labels, let known = self.data.table.labels {
      // Classes by name: other data may number them in another order.
      let places = own.levels.map { known.levels.firstIndex(of: $0) }
      labels = own.codes.map { $0 < 0 ? nil : places[Int($0)] }
    }
    return try DiffusionRows(
      self.data.inFrame(complete.values), logScale: complete.transform.logScale + self.data.frame.logScale,
      labels: labels)
  }

  /// Rows drawn from the model, in the units of the fit.
  ///
  ///     grid       the levels that are stood at
  ///     label      the class of all rows; nil for none
  ///     guidance   how much the class is exaggerated; 0 for not at all
  /// - Returns: count × D.
  /// - Throws: `.invalidSetting` where the parts do not go together.
  public func samples(
    count: Int, grid: NoiseGrid, method: SamplingMethod, seed: UInt64, label: Int? = nil,
    guidance: Double = 0,
    in workspace: Workspace
  ) throws(FittingError) -> Matrix<Double> {
    if guidance != 0, label == nil {
      throw .invalidSetting(
        name: "guidance", found: "\(guidance) without a label", expected: "0, or used with a label")
    }
    let denoiser = denoiser
    // It also refuses what does not go together.
    var sampler = try DiffusionSampler(
      guidance == 0 ? denoiser : GuidedDenoiser(denoiser, weight: guidance), count: count, grid: grid,
      method: method, seed: seed, labels: label.map { Array(repeating: $0, count: count) })
    if let rows = denoiser.samples(
      count: count, grid: grid, method: method, seed: seed, label: label, guidance: guidance, in: workspace)
    {
      return data.outside(rows)
    }
    try sampler.finish(in: workspace)
    return data.outside(sampler.state)
  }
}
