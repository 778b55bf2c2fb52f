import NumericCore
import RealModule

/// What a fitted model says of each row of a table: a line of numbers for each, in the order of the table. Nats are in the data's own
/// units, and of what was observed of a row.
public struct RowTable: Hashable, Sendable {
  /// The columns' names: `row` first, which is the number of the row in the source, counted from 1.
  public let columnNames: [String]
  /// The numbers: rows × columns.
  public let values: Matrix<Double>

  /// A line for each row of `table`, made by `line` from its index, with `names` for what follows the row's number.
  init(
    of table: DataTable, _ names: [String], in workspace: Workspace,
    _ line: @escaping @Sendable (Int) -> [Double]
  ) {
    let (count, perShard, width) = (table.rows, 256, names.count + 1)
    let parts = workspace.pool.map(shards: (count + perShard - 1) / perShard) { shard in
      (shard * perShard..<min((shard + 1) * perShard, count)).flatMap { row in
        [Double(table.number(ofRow: row))] + line(row)
      }
    }
    columnNames = ["row"] + names
    values = Matrix(rows: count, columns: width, storage: parts.flatMap { $0 })
  }
}

extension AnyEMModel {
  /// The log-likelihood of each row of `table`, which is in the units of the fit; of a mixture with the responsibilities r1 … rK of its
  /// components (and that of the noise), of PPCA and factor analysis with the mean and the standard deviation of each latent.
  /// - Throws: `.unavailable` for a model whose rows belong to groups or cells.
  public func rowTable(of table: DataTable, in workspace: Workspace) throws(FittingError) -> RowTable {
    try DataLimits.validateValues(of: table)
    guard table.dimensions == data.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(table.dimensions), expected: String(data.dimensions))
    }
    switch base {
    case let model as GaussianMixture: return try mixtureTable(model.parameters, of: table, in: workspace)
    case let model as MultivariateNormal:
      let law = MixtureParameters(mean: model.parameters.mean, covariance: model.parameters.covariance)
      let density = try MixtureDensity(law)
      return RowTable(of: table, ["log_likelihood"], in: workspace) { row in
        [density.logDensity(table.values.row(row)) - table.logScale(ofRow: row)]
      }
    case let model as PPCA: return factorTable(model.parameters, of: table, in: workspace)
    case let model as FactorAnalysis: return factorTable(model.parameters, of: table, in: workspace)
    default:
      throw .unavailable(
        reason:
          "the rows of \(plan.summary.name) belong to groups or cells: it says nothing of each by itself")
    }
  }

  private func mixtureTable(
    _ parameters: MixtureParameters, of table: DataTable, in workspace: Workspace
  ) throws(FittingError) -> RowTable {
    let density = try MixtureDensity(parameters)
    let hasNoise = parameters.noise != nil
    let names = (1...parameters.components).map { "r\($0)" } + (hasNoise ? ["r_noise"] : [])
    return RowTable(of: table, ["log_likelihood"] + names, in: workspace) { row in
      let values = table.values.row(row)
      let shares = density.responsibilities(values)
      return [density.logDensity(values) - table.logScale(ofRow: row)] + shares
        + (hasNoise ? [max(0, 1 - shares.reduce(0, +))] : [])
    }
  }

  private func factorTable(
    _ parameters: FactorParameters, of table: DataTable, in workspace: Workspace
  ) -> RowTable {
    let k = parameters.latentDimensions
    return RowTable(of: table, ["log_likelihood"] + latentNames(k), in: workspace) { row in
      let values = table.values.row(row)
      let observed = values.indices.filter { !values[$0].isNaN }
      guard let law = FactorLaw(parameters, observed: observed) else {
        return Array(repeating: .nan, count: 1 + 2 * k)
      }
      let offsets = law.offsets(of: values[...])
      let mean = law.mean(given: offsets)
      let density = law.logDensity(given: offsets, mean: mean) - table.logScale(ofRow: row)
      return [density] + mean + (0..<k).map { max(0, law.variance[$0, $0]).squareRoot() }
    }
  }
}

extension AnyVariationalModel {
  /// The log-likelihood of each row of `table`, which is complete and in the units of the fit, its bound under q, and the
  /// probabilities q1 … qK that q gives the components.
  /// - Throws: `.unavailable` for a model that is no mixture under an encoder.
  public func rowTable(of table: DataTable, in workspace: Workspace) throws(FittingError) -> RowTable {
    guard let model = base as? MixtureEncoderModel else {
      throw .unavailable(
        reason:
          "the rows of \(plan.summary.name) belong to groups or items: it says nothing of each by itself")
    }
    try DataLimits.validateValues(of: table)
    guard table.dimensions == data.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(table.dimensions), expected: String(data.dimensions))
    }
    let (density, law) = (try MixtureDensity(model.parameters), model.law)
    let count = model.parameters.components
    let names = ["log_likelihood", "elbo"] + (1...count).map { "q\($0)" }
    return RowTable(of: table, names, in: workspace) { row in
      let one = table.values.selectingRows([row])
      let offset = table.logScale(ofRow: row)
      let probabilities = law.logProbabilities(one, components: count).row(0)
      let account = LawAccount(logJoint: density.logJoints(one).row(0), logLaw: probabilities)
      return [account.logLikelihood - offset, account.evidenceLowerBound - offset]
        + probabilities.map(Double.exp)
    }
  }
}

extension VariationalAutoencoder {
  /// The bound of each row of `table`, which is in the units of the fit, the importance-weighted one by so many draws, and the mean and
  /// the standard deviation of q of each latent.
  public func rowTable(
    of table: DataTable, draws: Int, in workspace: Workspace
  ) throws(FittingError) -> RowTable {
    let rows = try AutoencoderData(table, heldOut: 0, seed: settings.seed, frame: data.frame)
    guard rows.columns == layout.columns else {
      throw .invalidSetting(
        name: "number of columns", found: String(rows.columns), expected: String(layout.columns))
    }
    let (model, k) = (on(rows), layout.latents)
    var lines: [[Double]] = []
    let perBlock = max(16, 65536 / draws)
    for first in stride(from: 0, to: rows.rows, by: perBlock) {
      let some = Array(first..<min(first + perBlock, rows.rows))
      let laws = model.laws(of: some, in: workspace)
      for (place, score) in model.scores(of: some, draws: draws, in: workspace).enumerated() {
        let bound = model.double == nil ? score.bound : model.terms(of: [some[place]], in: workspace).bound
        let law = laws.row(place)
        lines.append(
          [bound - model.logScale, score.importanceBound - model.logScale] + law.prefix(k)
            + law.suffix(k).map { Double.exp(0.5 * $0) })
      }
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
    }
    // Under a law that is none of such rows the numbers are no bounds.
    let names = model.hasLikelihood ? ["elbo", "iwae"] : ["quasi_elbo", "quasi_iwae"]
    let made = lines
    return RowTable(of: table, names + latentNames(k), in: workspace) { made[$0] }
  }
}

extension DiffusionModel {
  /// The log-likelihood of each row of `table`, which is complete and in the units of the fit, as so many steps of the probability flow
  /// estimate it.
  public func rowTable(
    of table: DataTable, steps: Int, in workspace: Workspace
  ) throws(FittingError) -> RowTable {
    var flow = try flowLikelihood(on: table, steps: steps)
    try flow.finish(in: workspace)
    let found = flow.findings
    return RowTable(of: table, ["probability_flow"], in: workspace) { [found[$0]] }
  }
}

extension DataTable {
  /// What brings the nats of a row, of what was observed of it, from the units of the fit to the data's own, however often it counts.
  fileprivate func logScale(ofRow row: Int) -> Double {
    guard !transform.isIdentity else { return 0 }
    let logScales = transform.logScales
    return (0..<dimensions).reduce(0) { values[row, $1].isNaN ? $0 : $0 + logScales[$1] }
  }
}

/// The names of the means of k latents, and of their standard deviations.
private func latentNames(_ k: Int) -> [String] {
  (0..<k).map { "z\($0 + 1)" } + (0..<k).map { "sd_z\($0 + 1)" }
}
