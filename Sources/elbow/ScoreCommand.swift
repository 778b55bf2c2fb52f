import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit

/// `elbow score MODEL`: what a saved model makes of data.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Score data by a saved model.",
    discussion: """
      The columns are those that the model was fitted to, by name. Of an autoencoder the bounds are scored, of a diffusion
      model the variational bound and the likelihood by its probability flow; of the others the exact log-likelihood.
      A diffusion model of pixels is also given in bits per dimension, with a step of grey as the unit.

      --out writes a line for each row: its number in the data, its log-likelihood or bounds, the responsibilities of a
      mixture's components, the mean and standard deviation of the latents of PPCA, factor analysis and autoencoders.

      Examples:
        elbow fit gmm --data faithful --components 2 --save run.safetensors
        elbow score run.safetensors --data faithful
        elbow score vae.safetensors --data new.csv --draws 1000 --json
        elbow score run.safetensors --out rows.csv
      """)

  @Argument(help: "A run that was saved: fit --save, or the key s.", completion: .run)
  var model: String

  @Option(
    help: "The data to score: a built-in name, a generator, or a file; those it was fitted to without it.",
    completion: .data)
  var data: String?

  @Option(parsing: .unconditional, help: "Of an autoencoder: so many draws for each row.")
  var draws = 100

  @Option(
    parsing: .unconditional, help: "Of a diffusion model: so many steps of its probability flow; 0 for none.")
  var flowSteps = 100

  @Option(help: "Write what the model says of each row to this file: .csv, .tsv or .npy.")
  var out: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if let out, out != "-", !out.hasPrefix("/dev/"), ![".csv", ".tsv", ".npy"].contains(where: out.hasSuffix)
    {
      throw ValidationError("--out \(out): the name must end in .csv, .tsv or .npy")
    }
    guard (0...100_000).contains(flowSteps) else {
      throw ValidationError("--flow-steps is \(flowSteps): it must be from 0 to 100000")
    }
    guard (1...100_000).contains(draws) else {
      throw ValidationError("--draws is \(draws): it must be from 1 to 100000")
    }
  }

  func run() throws {
    let pool = compute.pool()
    defer { pool.stop() }
    let workspace = Workspace(pool: pool)
    do {
      let (run, fitted) = try RunFile.openModel(model)
      let rows = try table(beside: fitted)
      let report: ScoreReport
      if let out {
        try write(try rowTable(of: run.history, fittedTo: fitted, on: rows, in: workspace), to: out)
      }
      if run.history.isDiffusion {
        report = try diffusionReport(
          try DiffusionModel(archive: run.history, data: fitted), on: rows.completeRows(), in: workspace)
      } else {
        var evaluation = try evaluation(of: run.history, fittedTo: fitted, on: rows)
        try evaluation.finish(in: workspace)
        report = ScoreReport(
          model: run.history.metadata["model"] ?? "", data: rows, scores: evaluation.scores)
      }
      try output(json ? try jsonText(report) : report.text)
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  /// The rows to score, in the units of the fit.
  private func table(beside fitted: DataTable) throws -> DataTable {
    guard let data else { return fitted }
    var other = try loadTable(
      DataRequest(location: data, columns: fitted.columnNames, label: fitted.labels?.name, seed: compute.seed)
    )
    other.source.completeRowsOnly = fitted.source.completeRowsOnly
    return other.fittedRows().inUnits(of: fitted)
  }

  /// The bound with its terms, and the likelihood by the flow.
  private func diffusionReport(
    _ model: DiffusionModel, on rows: DataTable, in workspace: Workspace
  ) throws -> ScoreReport {
    var study = try model.bound(on: rows)
    try study.finish(in: workspace)
    var scores = study.scores
    if flowSteps > 0 {
      var flow = try model.flowLikelihood(on: rows, steps: flowSteps)
      try flow.finish(in: workspace)
      scores += flow.scores
    }
    var report = ScoreReport(
      model: DiffusionModel.summary.name, data: rows, scores: scores, isDensity: true)
    report.bound = DiffusionReport.Bound(study, on: rows)
    return report
  }

  /// What the model says of each row.
  private func rowTable(
    of archive: ModelArchive, fittedTo data: DataTable, on rows: DataTable, in workspace: Workspace
  ) throws -> RowTable {
    if archive.isDiffusion {
      guard flowSteps > 0 else {
        throw failing(
          "--out writes the likelihood of each row by the flow: leave --flow-steps above 0", .usage)
      }
      return try DiffusionModel(archive: archive, data: data)
        .rowTable(of: rows.completeRows(), steps: flowSteps, in: workspace)
    }
    if archive.isAutoencoder {
      return try VariationalAutoencoder(archive: archive, data: data)
        .rowTable(of: rows.completeRows(), draws: draws, in: workspace)
    }
    if archive.isVariational {
      return try AnyVariationalModel(archive: archive, data: data)
        .rowTable(of: rows.completeRows(), in: workspace)
    }
    return try AnyEMModel(archive: archive, data: data).rowTable(of: rows, in: workspace)
  }

  private func write(_ table: RowTable, to path: String) throws(DataError) {
    guard !path.hasSuffix(".npy") else { return try writeArray(table.values, to: path) }
    var writer = try CSVWriter(path: path, columnNames: table.columnNames)
    for row in 0..<table.values.rows { try writer.write(row: table.values.row(row)) }
    try writer.finish()
  }

  private func evaluation(
    of archive: ModelArchive, fittedTo data: DataTable, on rows: DataTable
  ) throws -> any Evaluation {
    if archive.isAutoencoder {
      return try VariationalAutoencoder(archive: archive, data: data).evaluation(on: rows, draws: draws)
    }
    if archive.isVariational {
      return try AnyVariationalModel(archive: archive, data: data).evaluation(on: rows)
    }
    return try AnyEMModel(archive: archive, data: data).evaluation(on: rows)
  }
}

/// What a model makes of data.
private struct ScoreReport: Encodable {
  struct Entry: Encodable {
    let name: String
    let value: FitReport.Likelihood
  }

  let model: String
  let data: FitReport.Source
  let version = ElbowVersion.text
  let logLikelihood: FitReport.Likelihood
  let scores: [Entry]
  /// Of a diffusion model the terms of the bound.
  var bound: DiffusionReport.Bound?

  /// - Parameter isDensity: whether all scores are of a density, so that of pixels bits can be told.
  init(model: String, data table: DataTable, scores: [Score], isDensity: Bool = false) {
    self.model = model
    data = FitReport.Source(table)
    self.scores = scores.map { score in
      Entry(name: score.name, value: FitReport.Likelihood(score, of: isDensity ? table : nil))
    }
    // The last is the closest.
    logLikelihood = self.scores[self.scores.count - 1].value
  }

  var text: String {
    let nats = NumberFormat.decimals(4)
    let title =
      "\(model) on \(data.name) (\(counted(data.rows, "row")), \(counted(data.dimensions, "column")))"
    return
      ([title]
      + scores.map { score in
        let value = score.value
        let error = value.standardError.map { " ± \(NumberFormat.significant(2).text($0))" } ?? ""
        return
          "\(score.name) = \(nats.text(value.nats))\(error) nats (\(value.kind)), \(nats.text(value.perRow)) per row"
          + value.bitsText
      }).joined(separator: "\n")
  }
}
