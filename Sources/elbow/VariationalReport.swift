import LatentModels
import NumericCore
import PlotKit

/// The result of a `fit` with a scalar latent, for JSON and for a person: the bound and the exact log-likelihood at the same
/// parameter, and the gaps. All numbers are in the data's own units.
struct VariationalReport: FitResult {
  /// Where the nats between the greatest log-likelihood and the bound went.
  struct Gaps: Encodable {
    /// The best bound of a Gaussian below the log-likelihood; nil where the bound is an estimate.
    let approximation: Double?
    /// The bound reached below that; nil where the bound is an estimate.
    let amortisation: Double?
    /// The log-likelihood below its maximum; nil where that was not looked for.
    let parameterBias: Double?
    /// What the parameter bias is counted from: a curve's likelihood has no greatest value, only maxima.
    let parameterBiasFrom: String?
  }

  /// What all models have.
  struct Common: Encodable {
    let model: String
    let data: FitReport.Source
    let columns: [String]
    let method: String
    let tolerance: Double
    let seed: UInt64
    let version = ElbowVersion.text
    let seconds: Double
    let logLikelihood: FitReport.Likelihood
    let elbo: FitReport.Likelihood
    /// Laplace's approximation of the log-likelihood, where that was maximised.
    let laplace: FitReport.Likelihood?
    let gaps: Gaps
    let heldOut: FitReport.HeldOut?
    let degreesOfFreedom: Int
    let aic: Double
    let bic: Double
    /// Whether AIC and BIC are those of a maximum of the likelihood, as they are meant.
    let criteriaAreAtMaximum: Bool
    let iterations: Int
    let converged: Bool
    let trace: [Double]
    let warnings: [String]
  }

  let common: Common
  let details: any FitDetails

  init(
    _ run: VariationalRun, _ outcome: VariationalOutcome, method: String, details: any FitDetails,
    heldOut: DataTable?, seconds: Double, in workspace: Workspace
  ) throws(FittingError) {
    self.details = details
    let model = run.timeline.model
    let table = model.data
    func likelihood(_ objective: Objective) -> FitReport.Likelihood {
      FitReport.Likelihood(
        Score(name: "", objective: objective, rows: table.rows, weight: outcome.observations))
    }
    let exact = Objective(.exact, nats: outcome.logLikelihood)
    let criteria = InformationCriteria(
      logLikelihood: exact.nats, degreesOfFreedom: outcome.parameters.values.count,
      observations: outcome.observations)
    // The details name every steep slope.
    var warnings =
      run.findings.filter { if case .steepSlope = $0 { false } else { true } }
      .map { Self.sentence($0, table) } + details.warnings
    if let climb = run.climb {
      warnings.append(
        "the alternation met the tolerance after \(counted(climb.iteration - 1, "iteration")), and "
          + "\(counted(climb.steps, "direct step")) then gained \(NumberFormat.significant(2).text(climb.nats)) nats, which "
          + "are an iteration of their own"
      )
    }
    if run.hasConverged, run.gainToCome >= FitReport.leastGainTold {
      warnings.append(
        "it stopped \(NumberFormat.significant(2).text(run.gainToCome)) nats or more below the maximum, as the last "
          + "gains promise (Aitken): lower --tolerance")
    }
    let tolerance = model.plan.settings?.tolerance ?? 0
    if !run.hasConverged, tolerance > 0 {
      warnings.append("not converged after \(counted(model.iteration, "iteration")): raise --iterations")
    }
    common = Common(
      model: model.plan.summary.name,
      data: FitReport.Source(table),
      columns: table.columnNames, method: method, tolerance: tolerance, seed: model.plan.seed,
      seconds: seconds, logLikelihood: likelihood(exact), elbo: likelihood(outcome.evidenceLowerBound),
      laplace: outcome.laplace.map { likelihood(Objective(.estimate(standardError: 0), nats: $0)) },
      gaps: Gaps(
        approximation: outcome.approximationGap, amortisation: outcome.amortisationGap,
        parameterBias: outcome.parameterBias,
        parameterBiasFrom: outcome.parameterBias.map { _ in Self.maximum(of: model.plan) }),
      heldOut: try heldOut.map { (rows) throws(FittingError) in
        var evaluation = try model.evaluation(on: rows)
        try evaluation.finish(in: workspace)
        return FitReport.HeldOut(
          rows: rows.rows, logLikelihood: FitReport.Likelihood(evaluation.scores[0]))
      },
      degreesOfFreedom: outcome.parameters.values.count, aic: criteria.aic, bic: criteria.bic,
      criteriaAreAtMaximum: run.hasConverged && outcome.evidenceLowerBound.kind == .exact,
      iterations: model.iteration, converged: run.hasConverged, trace: run.trace,
      warnings: warnings + [table.noteOnWeights].compactMap { $0 } + table.notes)
  }

  /// What the likelihood of a model has: a greatest value, or maxima, of which one was found.
  private static func maximum(of plan: VariationalPlan) -> String {
    if case .curve = plan { "the maximum found" } else { "the maximum likelihood" }
  }

  /// What was noticed, with the name of the column it is about.
  private static func sentence(_ finding: Finding, _ table: DataTable) -> String {
    switch finding {
    case .noiseless(let column, _):
      "the noise about the curve of \(table.columnNames[column]) is next to nothing: the likelihood grows without "
        + "bound there, and the numbers mean little"
    default: String(describing: finding)
    }
  }

  func encode(to encoder: any Encoder) throws {
    try common.encode(to: encoder)
    try details.encode(to: encoder)
  }

  /// The parameter bias for a person.
  private var biasText: String? {
    let gaps = common.gaps
    guard let bias = gaps.parameterBias, let maximum = gaps.parameterBiasFrom else {
      // What EM stopped short of is no bias.
      return common.elbo.kind == "exact" ? nil : "parameter bias not computed"
    }
    return "parameter bias \(NumberFormat.decimals(4).text(bias)) nats below \(maximum)"
  }

  /// The result for a person.
  func text(hasNotes: Bool) -> String {
    let nats = NumberFormat.decimals(4)
    let (data, gaps) = (common.data, common.gaps)
    func line(_ name: String, _ value: FitReport.Likelihood) -> String {
      let padded = name + String(repeating: " ", count: max(0, 15 - name.count))
      return
        "\(padded) = \(nats.text(value.nats)) nats (\(value.kind)), \(nats.text(value.perRow)) per \(data.unit)"
    }
    var lines = [
      "\(details.title), by \(common.method), on \(data.name) "
        + "(\(data.size))",
      line("log-likelihood", common.logLikelihood), line("ELBO", common.elbo),
    ]
    if let laplace = common.laplace {
      lines.append("Laplace         = \(nats.text(laplace.nats)) nats (an approximation, which is maximised)")
    }
    let known = [
      ("approximation", gaps.approximation),
      (common.laplace == nil ? "amortisation" : "not the best Gaussian", gaps.amortisation),
    ]
    .compactMap { name, gap in gap.map { "\(name) \(nats.text($0)) nats" } }
    lines.append("gaps            : \((known + [biasText].compactMap(\.self)).joined(separator: ", "))")
    if let heldOut = common.heldOut {
      lines.append(
        "held out        = \(nats.text(heldOut.logLikelihood.nats)) nats (exact) on \(counted(heldOut.rows, "row")), "
          + "\(nats.text(heldOut.logLikelihood.perRow)) per \(data.unit)")
    }
    lines.append(
      "AIC \(nats.text(common.aic))   BIC \(nats.text(common.bic))   free parameters \(common.degreesOfFreedom)"
        + (common.criteriaAreAtMaximum
          ? "" : "   (of l here, not at its maximum, where both are lower: they compare no models)")
    )
    lines += details.remarks
    lines.append(
      "\(common.converged ? "converged" : "stopped") after \(counted(common.iterations, "iteration"))")
    lines.append("")
    lines += details.parameterTable
    return (lines + (hasNotes ? common.warnings.map { "note: \($0)" } : [])).joined(separator: "\n")
  }
}
