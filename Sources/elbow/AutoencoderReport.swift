import DataFiles
import LatentModels
import NumericCore
import PlotKit

/// The result of `fit vae`, for JSON and for a person. Nats are totals over the rows, in the data's own units.
struct AutoencoderReport: FitResult {
  /// What is known of the likelihood on some rows.
  struct Bounds: Encodable {
    /// The importance-weighted bound, with how many draws it took.
    struct Importance: Encodable {
      let k: Int
      let nats: Double
      let perRow: Double
      let standardError: Double?
    }

    let rows: Int
    /// The evidence lower bound; absent where grey values stand for 0 and 1.
    let elbo: FitReport.Likelihood?
    /// What stands in its place there.
    let objective: NamedValue?
    let reconstruction: Double
    let kl: Double
    let klPerDimension: [Double]
    let iwae: Importance
  }

  /// A number that is no likelihood.
  struct NamedValue: Encodable {
    let name: String
    let nats: Double
    let perRow: Double
  }

  struct Parameters: Encodable {
    let count: Int
    let sigma: Double?
  }

  /// The exact answer beside linear nets.
  struct Exact: Encodable {
    let eigenvalues: [Double]
    let noiseVariance: Double
    let bestNoiseVariance: Double
    let bestRates: [Double]
    let bestLogLikelihood: Double
  }

  let model = "vae"
  let data: FitReport.Source
  let columns: [String]
  let seed: UInt64
  let version = ElbowVersion.text
  let seconds: Double
  let likelihood: String
  let encoder: [Int]
  let decoder: [Int]
  let latents: Int
  let beta: Double
  let parameters: Parameters
  let logLikelihood: FitReport.Likelihood
  let training: Bounds
  let heldOut: Bounds?
  let activeUnits: Int
  let ppca: Exact?
  let iterations: Int
  /// No convergence is tested: training ends with its last epoch, wherever it is then.
  let converged = false
  /// What ended the training.
  let ended = "epochs done"
  let trace: [Double]
  let warnings: [String]

  init(
    _ model: VariationalAutoencoder, _ rows: AutoencoderRows, draws: Int, seconds: Double,
    in workspace: Workspace
  ) throws(FittingError) {
    let portrait = model.portrait(AutoencoderPortraitRequest(points: 5000), in: workspace)
    let tank = model.waterTank
    let table = rows.training
    data = FitReport.Source(table)
    columns = table.columnNames
    seed = model.settings.seed
    self.seconds = seconds
    likelihood = model.settings.law.name
    encoder = [table.dimensions] + model.settings.encoder + [model.settings.latents]
    decoder = [model.settings.latents] + model.settings.decoder + [table.dimensions]
    latents = model.settings.latents
    beta = model.settings.beta
    parameters = Parameters(count: model.layout.count, sigma: model.deviation)
    training = try Self.bounds(model, on: model.data, draws: draws, in: workspace)
    heldOut = try rows.heldOutData(for: model).map { (rows) throws(FittingError) in
      try Self.bounds(model, on: rows, draws: draws, in: workspace)
    }
    let count = data.observations
    if let tank {
      logLikelihood = FitReport.Likelihood(
        Score(
          name: "", objective: Objective(.exact, nats: tank.logLikelihood), rows: table.rows, weight: count))
    } else {
      let kind: Objective.Kind =
        model.hasLikelihood ? .estimatedBound(standardError: training.iwae.standardError ?? 0) : .offScale
      logLikelihood = FitReport.Likelihood(
        Score(
          name: "", objective: Objective(kind, nats: training.iwae.nats), rows: table.rows, weight: count))
    }
    activeUnits = portrait.activeUnits
    ppca = tank.map {
      Exact(
        eigenvalues: $0.eigenvalues, noiseVariance: $0.level, bestNoiseVariance: $0.bestLevel,
        bestRates: $0.bestRates, bestLogLikelihood: $0.bestLogLikelihood)
    }
    iterations = model.iteration
    trace = model.records.map {
      (($0.training.objective / Double($0.training.rows)) - portrait.logScale) * Double(portrait.trainingRows)
    }
    var warnings: [String] = []
    if !model.hasLikelihood {
      warnings.append(
        "values between 0 and 1 are no outcomes of a Bernoulli law: the objective is a quasi-likelihood, not nats of one; "
          + "--likelihood continuous-bernoulli has a density")
    }
    if !model.settings.isBound {
      warnings.append(
        "training climbed another objective than the bound (beta, warm-up or free bits), which the trace holds; the bounds "
          + "reported are those of the likelihood, with beta 1")
    }
    let off = portrait.divergences.indices.filter { portrait.meanVariances[$0] <= 0.01 }
    if !off.isEmpty {
      warnings.append(
        "\(off.map { "z\($0 + 1)" }.joined(separator: ", ")) \(off.count == 1 ? "is" : "are") off: the mean of q hardly "
          + "moves with the row (variance at most 0.01)")
    }
    self.warnings = warnings + table.notes
  }

  private static func bounds(
    _ model: VariationalAutoencoder, on table: AutoencoderData, draws: Int, in workspace: Workspace
  ) throws(FittingError) -> Bounds {
    var evaluation = try model.evaluation(on: table, draws: draws)
    try evaluation.finish(in: workspace)
    let (bound, weighted) = (evaluation.scores[0], evaluation.scores[1])
    let terms = evaluation.terms
    return Bounds(
      rows: table.rows, elbo: model.hasLikelihood ? FitReport.Likelihood(bound) : nil,
      objective: model.hasLikelihood
        ? nil : NamedValue(name: "quasi-elbo", nats: bound.objective.nats, perRow: bound.natsPerRow),
      reconstruction: terms.reconstruction - Double(terms.rows) * model.logScale, kl: terms.divergence,
      klPerDimension: terms.divergences,
      iwae: Bounds.Importance(
        k: draws, nats: weighted.objective.nats, perRow: weighted.natsPerRow,
        standardError: weighted.objective.standardError))
  }

  /// The result for a person.
  func text(hasNotes: Bool) -> String {
    let nats = NumberFormat.decimals(4)
    let number = NumberFormat.significant(6)
    func widths(_ widths: [Int]) -> String { widths.map(String.init).joined(separator: "-") }
    var lines = [
      "Variational autoencoder \(widths(encoder)) \(widths(decoder)), \(likelihood), on \(data.name) "
        + "(\(counted(data.rows, "row")), \(counted(data.dimensions, "column")))"
    ]
    if logLikelihood.kind == "exact" {
      lines.append(
        "log-likelihood  = \(nats.text(logLikelihood.nats)) nats (exact), \(nats.text(logLikelihood.perRow)) per row"
      )
    }
    lines += self.lines(training, of: "")
    if let heldOut { lines += self.lines(heldOut, of: "held out, ") }
    if let sigma = parameters.sigma { lines.append("sigma           = \(number.text(sigma))") }
    if let ppca {
      lines.append(
        "PPCA, exactly   = \(nats.text(ppca.bestLogLikelihood)) nats at noise variance \(number.text(ppca.bestNoiseVariance)) "
          + "(now \(number.text(ppca.noiseVariance)))")
    }
    lines.append(
      "\(counted(iterations, "epoch")), \(counted(parameters.count, "parameter")), active units \(activeUnits) of \(latents)"
    )
    lines.append("")
    let perRow = NumberFormat.decimals(4)
    lines += textTable(
      header: ["latent", "KL per row"],
      rows: training.klPerDimension.enumerated().map {
        ["z\($0.offset + 1)", perRow.text($0.element / Double(max(training.rows, 1)))]
      })
    return (lines + (hasNotes ? warnings.map { "note: \($0)" } : [])).joined(separator: "\n")
  }

  private func lines(_ bounds: Bounds, of rows: String) -> [String] {
    let nats = NumberFormat.decimals(4)
    let name = "\(rows)\(bounds.elbo == nil ? "quasi-ELBO" : "ELBO")"
    let value = bounds.elbo?.nats ?? bounds.objective?.nats ?? 0
    let perRow = value / Double(max(bounds.rows, 1))
    let error = bounds.elbo?.standardError.map { " ± \(NumberFormat.significant(2).text($0))" } ?? ""
    let weighted = bounds.iwae.standardError.map { " ± \(NumberFormat.significant(2).text($0))" } ?? ""
    func padded(_ text: String) -> String { text + String(repeating: " ", count: max(0, 15 - text.count)) }
    let kind =
      bounds.elbo == nil ? "no likelihood" : bounds.elbo?.kind == "bound" ? "bound" : "bound, estimated"
    return [
      "\(padded(name)) = \(nats.text(value))\(error) nats (\(kind)), \(nats.text(perRow)) per row: "
        + "reconstruction \(nats.text(bounds.reconstruction)), KL \(nats.text(bounds.kl))",
      "\(padded("\(rows)IWAE")) = \(nats.text(bounds.iwae.nats))\(weighted) nats (\(kind) from \(bounds.iwae.k) draws a row)",
    ]
  }
}
