import LatentModels
import NumericCore
import PlotKit

/// The result of `fit diffusion`, for JSON and for a person. Nats are totals over the rows, in the data's own units.
struct DiffusionReport: FitResult {
  /// A term of the variational bound, in nats per row.
  struct Level: Encodable {
    let level: Int
    let nats: Double
    let irreducible: Double
    let varianceChoice: Double
    let networkExcess: Double?
  }

  /// The variational bound of some rows.
  struct Bound: Encodable {
    let rows: Int
    let vlb: FitReport.Likelihood
    /// The steps of the chain that it is the bound of.
    let steps: Int
    /// The term without parameters, in nats per row.
    let prior: Double
    let levels: [Level]
  }

  struct Parameters: Encodable {
    let count: Int
  }

  let model = "diffusion"
  let data: FitReport.Source
  let columns: [String]
  let seed: UInt64
  let version = ElbowVersion.text
  let seconds: Double
  let schedule: String
  let levels: Int
  let objective: String
  let weight: String
  let parameters: Parameters
  let logLikelihood: FitReport.Likelihood
  let vlb: FitReport.Likelihood
  let training: Bound
  let heldOut: Bound?
  let trainingLoss: Double
  let noiseLoss: Double
  let floor: Double?
  let excess: Double?
  let iterations: Int
  let converged = true
  let trace: [Double]
  let warnings: [String]

  init(
    _ model: DiffusionModel, training table: DataTable, heldOut: DataTable?, seconds: Double,
    in workspace: Workspace
  ) throws(FittingError) {
    let settings = model.settings
    data = FitReport.Source(table)
    columns = table.columnNames
    seed = settings.seed
    self.seconds = seconds
    (schedule, levels) = (settings.schedule.name, settings.levels)
    (objective, weight) = (settings.objective.rawValue, settings.weight.name)
    parameters = Parameters(count: model.averagedParameters.count)
    training = try Bound(model, on: table, in: workspace)
    self.heldOut = try heldOut.map { (rows) throws(FittingError) in try Bound(model, on: rows, in: workspace)
    }
    vlb = training.vlb
    logLikelihood = training.vlb
    let last = model.records.last
    trainingLoss = last?.loss ?? .nan
    noiseLoss = last?.noiseLoss ?? .nan
    (floor, excess) = (last?.floor, last?.excess)
    iterations = model.iteration
    trace = model.records.map(\.loss)
    var warnings: [String] = []
    if training.steps < settings.levels {
      warnings.append(
        "the bound is that of a chain of \(training.steps) of the \(settings.levels) levels, which is lower")
    }
    self.warnings = warnings + table.notes
  }

  /// The result for a person.
  func text(hasNotes: Bool) -> String {
    let number = NumberFormat.significant(4)
    var lines = [
      "Diffusion over \(counted(levels, "level")) (\(schedule)), objective \(objective), weight \(weight), on \(data.name) "
        + "(\(data.size))",
      training.line(named: "VLB"),
    ]
    if let heldOut { lines.append(heldOut.line(named: "held out, VLB")) }
    lines.append(
      "loss            = \(number.text(trainingLoss)) (training), \(number.text(noiseLoss)) of the noise, per dimension"
    )
    if let floor, let excess {
      lines.append("floor           = \(number.text(floor)), and the excess over it \(number.text(excess))")
    }
    lines.append(
      "\(iterations) minibatch\(iterations == 1 ? "" : "es"), \(counted(parameters.count, "parameter"))")
    return (lines + (hasNotes ? warnings.map { "note: \($0)" } : [])).joined(separator: "\n")
  }
}

extension DiffusionReport.Bound {
  /// The bound of the rows of `table`.
  init(_ model: DiffusionModel, on table: DataTable, in workspace: Workspace) throws(FittingError) {
    var study = try model.bound(on: table)
    try study.finish(in: workspace)
    self.init(study, on: table)
  }

  /// What a finished study says of the rows of `table`.
  init(_ study: VariationalBoundStudy, on table: DataTable) {
    rows = table.rows
    vlb = FitReport.Likelihood(study.scores[0], of: table)
    steps = study.planned
    prior = study.findings.prior
    levels = study.findings.terms.map {
      DiffusionReport.Level(
        level: $0.number, nats: $0.cost, irreducible: $0.irreducible, varianceChoice: $0.varianceChoice,
        networkExcess: $0.networkExcess)
    }
  }

  /// The bound for a person.
  func line(named name: String) -> String {
    let nats = NumberFormat.decimals(4)
    let error = vlb.standardError.map { " ± \(NumberFormat.significant(2).text($0))" } ?? ""
    let padded = name + String(repeating: " ", count: max(0, 15 - name.count))
    return "\(padded) = \(nats.text(vlb.nats))\(error) nats (bound), \(nats.text(vlb.perRow)) per row"
      + vlb.bitsText
  }
}
