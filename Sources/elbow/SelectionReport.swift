import LatentModels
import NumericCore
import PlotKit

/// The result of `select gmm`, for JSON and for a person. All numbers are in the data's own units.
struct SelectionReport: Encodable {
  /// A number of components and a family.
  struct Cell: Encodable {
    let components: Int
    let covariance: String
    let logLikelihood: FitReport.Likelihood?
    let degreesOfFreedom: Int?
    let aic: Double?
    let bic: Double?
    let icl: Double?
    let iterations: Int?
    let converged: Bool?
    let seed: UInt64?
    let parameters: MixtureDetails.Parameters?
    let failedStarts: Int
    let failure: String?
    let warnings: [String]
  }

  /// The cell that a criterion chooses.
  struct Choice: Encodable {
    let components: Int
    let covariance: String
    let value: Double
  }

  let model = GaussianMixture.summary.name
  let data: FitReport.Source
  let columns: [String]
  let starts: Int
  let start: String
  let ridge: Double
  let tolerance: Double
  let seed: UInt64
  let version = ElbowVersion.text
  let seconds: Double
  let criterion: String
  let best: [String: Choice]
  let cells: [Cell]
  let warnings: [String]
  /// Why there is no fit at all.
  let failureOfAll: FittingError?
  private let shown: SelectionCriterion

  private enum CodingKeys: String, CodingKey {
    case model, data, columns, starts, start, ridge, tolerance, seed, version, seconds, criterion, best, cells
    case warnings
  }

  init(
    _ findings: SelectionFindings, _ selection: MixtureSelection, criterion: SelectionCriterion,
    seconds: Double
  ) {
    let table = selection.data
    data = FitReport.Source(table)
    columns = table.columnNames
    starts = selection.starts
    start = selection.settings.start.name
    ridge = selection.settings.ridge
    tolerance = selection.settings.tolerance
    seed = selection.settings.seed
    self.seconds = seconds
    self.criterion = criterion.rawValue
    shown = criterion
    var best: [String: Choice] = [:]
    for criterion in SelectionCriterion.allCases {
      guard let cell = findings.best(by: criterion), let value = cell.fit?.value(of: criterion) else {
        continue
      }
      best[criterion.rawValue] = Choice(
        components: cell.components, covariance: cell.family.rawValue, value: value)
    }
    self.best = best
    cells = findings.cells.map { Cell($0, of: table) }
    warnings = table.notes
    failureOfAll = best.isEmpty ? findings.cells.compactMap(\.failure).first : nil
  }

  /// The table for a person: a row for each number of components, a column for each family, the best marked.
  func text(hasNotes: Bool) -> String {
    let number = NumberFormat.decimals(3)
    let chosen = best[criterion]
    var families: [String] = []
    for cell in cells where !families.contains(cell.covariance) { families.append(cell.covariance) }
    var counts: [Int] = []
    for cell in cells where !counts.contains(cell.components) { counts.append(cell.components) }
    let rows = counts.map { count in
      [String(count)]
        + families.map { family in
          guard let cell = cells.first(where: { $0.components == count && $0.covariance == family }),
            let value = cell.value(of: shown)
          else { return "failed" }
          let isBest = chosen?.components == count && chosen?.covariance == family
          return number.text(value) + (isBest ? "*" : " ") + (cell.warnings.isEmpty ? " " : "!")
        }
    }
    var lines = [
      "\(criterion.uppercased()) of Gaussian mixtures on \(data.name) (\(counted(data.rows, "row")), "
        + "\(counted(data.dimensions, "column")); \(counted(starts, "start")) each); less is better",
      "",
    ]
    lines += textTable(header: ["components"] + families, rows: rows)
    let isDoubtful = rows.contains { $0.contains { $0.hasSuffix("!") } }
    lines += ["* best" + (isDoubtful ? "   ! see the notes" : ""), ""]
    for criterion in SelectionCriterion.allCases {
      guard let choice = best[criterion.rawValue] else { continue }
      lines.append(
        "\(criterion.rawValue.uppercased()) chooses \(counted(choice.components, "component")), "
          + "\(choice.covariance) covariance (\(number.text(choice.value)))"
      )
    }
    return (lines + (hasNotes ? notes : [])).joined(separator: "\n")
  }

  /// What to know of the cells, of each its first warning, and of the data.
  private var notes: [String] {
    cells.flatMap { cell in
      let name = "note: \(cell.components) \(cell.covariance): "
      let more = cell.warnings.count - 1
      let first = cell.warnings.first.map { name + $0 + (more > 0 ? " (and \(more) more)" : "") }
      return [cell.failure.map { name + $0 }, first].compactMap { $0 }
    } + warnings.map { "note: \($0)" }
  }
}

extension SelectionReport.Cell {
  init(_ cell: SelectionFindings.Cell, of table: DataTable) {
    let fit = cell.fit
    components = cell.components
    covariance = cell.family.rawValue
    logLikelihood = fit.map { fit in
      FitReport.Likelihood(
        Score(
          name: "log-likelihood", objective: Objective(.exact, nats: fit.logLikelihood), rows: table.rows,
          weight: table.totalWeight))
    }
    degreesOfFreedom = fit?.degreesOfFreedom
    aic = fit?.criteria.aic
    bic = fit?.criteria.bic
    icl = fit?.criteria.icl
    iterations = fit?.model.iteration
    converged = fit?.hasConverged
    seed = fit?.model.settings.seed
    parameters = fit.map { fit in
      let own = fit.model.parameters.inOwnUnits(fit.model.data.transform)
      return MixtureDetails.Parameters(
        weights: own.weights, means: own.means.arrays, covariances: own.covariances.map(\.arrays),
        noise: own.noise?.weight)
    }
    failedStarts = cell.failedStarts
    failure = cell.failure?.description
    var warnings = fit?.suspicions.map(\.description) ?? []
    if let fit, !fit.hasConverged, fit.model.settings.tolerance > 0 {
      warnings.append("not converged after \(counted(fit.model.iteration, "iteration")): raise --iterations")
    }
    self.warnings = warnings
  }

  /// The value of a criterion.
  func value(of criterion: SelectionCriterion) -> Double? {
    switch criterion {
    case .aic: aic
    case .bic: bic
    case .icl: icl
    }
  }
}
