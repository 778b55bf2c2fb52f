import LatentModels
import NumericCore
import PlotKit

/// The result of `fit gmm`, for JSON and for a person. All numbers are in the data's own units.
struct MixtureReport: Encodable {
  /// A log-likelihood with what it is.
  struct Likelihood: Encodable {
    let kind: String
    let nats: Double
    let perRow: Double
    let standardError: Double?

    init(_ score: Score) {
      nats = score.objective.nats
      perRow = score.natsPerRow
      switch score.objective.kind {
      case .exact: (kind, standardError) = ("exact", nil)
      case .bound: (kind, standardError) = ("bound", nil)
      case .estimate(let error): (kind, standardError) = ("estimate", error)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(nats, forKey: .nats)
      try container.encode(perRow, forKey: .perRow)
      try container.encode(standardError, forKey: .standardError)
    }

    private enum CodingKeys: String, CodingKey { case kind, nats, perRow, standardError }
  }

  struct Source: Encodable {
    let name: String
    let rows: Int
    let dimensions: Int
    let sha256: String
  }

  struct Parameters: Encodable {
    let weights: [Double]
    let means: [[Double]]
    let covariances: [[[Double]]]
  }

  struct HeldOut: Encodable {
    let rows: Int
    let logLikelihood: Likelihood
  }

  let model = GaussianMixture.summary.name
  let data: Source
  let columns: [String]
  let components: Int
  let covariance: String
  let start: String
  let ridge: Double
  let tolerance: Double
  let seed: UInt64
  let version = ElbowVersion.text
  let seconds: Double
  let parameters: Parameters
  let logLikelihood: Likelihood
  let heldOut: HeldOut?
  let degreesOfFreedom: Int
  let aic: Double
  let bic: Double
  let icl: Double
  let iterations: Int
  let converged: Bool
  let trace: [Double]
  private(set) var warnings: [String]
  /// The maxima that several starts led to; nil where there was one.
  private(set) var maxima: [MaximumReport]?
  /// How sure the parameters are; nil where nobody asked.
  var standardErrors: InferenceReport?

  init(
    _ fit: MixtureFit, heldOut: DataTable?, seconds: Double, in workspace: Workspace
  ) throws(FittingError) {
    let mixture = fit.timeline.model
    let table = mixture.data
    data = Source(
      name: table.name, rows: table.rows, dimensions: table.dimensions, sha256: table.source.sha256)
    columns = table.columnNames
    components = mixture.settings.components
    covariance = mixture.settings.family.rawValue
    start = mixture.settings.start.name
    ridge = mixture.settings.ridge
    tolerance = mixture.settings.tolerance
    seed = mixture.settings.seed
    self.seconds = seconds
    let own = mixture.parameters.inOwnUnits(table.transform)
    parameters = Parameters(
      weights: own.weights, means: own.means.arrays, covariances: own.covariances.map(\.arrays))
    let total = Score(
      name: "log-likelihood", objective: Objective(.exact, nats: fit.trace.last ?? .nan), rows: table.rows)
    logLikelihood = Likelihood(total)
    self.heldOut = try heldOut.map { (rows) throws(FittingError) in
      var evaluation = try mixture.evaluation(on: rows)
      try evaluation.finish(in: workspace)
      return HeldOut(rows: rows.rows, logLikelihood: Likelihood(evaluation.scores[0]))
    }
    degreesOfFreedom = mixture.degreesOfFreedom
    let criteria = mixture.informationCriteria
    aic = criteria?.aic ?? .nan
    bic = criteria?.bic ?? .nan
    icl = criteria?.icl ?? .nan
    iterations = mixture.iteration
    converged = fit.hasConverged
    trace = fit.trace
    var warnings = fit.findings.map(String.init(describing:))
    warnings += fit.falls
    if !fit.hasConverged, mixture.settings.tolerance > 0 {
      warnings.append("not converged after \(mixture.iteration) iterations: raise --iterations")
    }
    warnings += mixture.suspicions.map(String.init(describing:))
    self.warnings = warnings + table.notes
  }

  /// Adds what several starts led to.
  mutating func add(_ findings: MultiStartFindings?) {
    guard let findings else { return }
    maxima = findings.maxima.map(MaximumReport.init)
    warnings += findings.notes
  }

  /// The result for a person.
  func text(hasNotes: Bool) -> String {
    let nats = NumberFormat.decimals(4)
    var lines = [
      "Gaussian mixture, \(components) components, \(covariance) covariance, on \(data.name) "
        + "(\(data.rows) rows, \(data.dimensions) column\(data.dimensions == 1 ? "" : "s"))",
      "log-likelihood  = \(nats.text(logLikelihood.nats)) nats (exact), \(nats.text(logLikelihood.perRow)) per row",
    ]
    if let heldOut {
      lines.append(
        "held out        = \(nats.text(heldOut.logLikelihood.nats)) nats (exact) on \(heldOut.rows) rows, "
          + "\(nats.text(heldOut.logLikelihood.perRow)) per row")
    }
    lines += [
      "AIC \(nats.text(aic))   BIC \(nats.text(bic))   ICL \(nats.text(icl))   free parameters \(degreesOfFreedom)",
      converged ? "converged after \(iterations) iterations" : "stopped after \(iterations) iterations", "",
    ]
    if let maxima { lines.insert(MaximumReport.line(maxima), at: lines.count - 1) }
    lines += parameterTable
    lines += standardErrors?.lines(hasNotes: hasNotes) ?? []
    return (lines + (hasNotes ? warnings.map { "note: \($0)" } : [])).joined(separator: "\n")
  }

  /// Weights, means and standard deviations: a row for each component, or, where that would be too wide, a column.
  private var parameterTable: [String] {
    let number = NumberFormat.significant(6)
    let header = ["component", "weight"] + columns.map { "mean \($0)" } + columns.map { "sd \($0)" }
    let rows = parameters.weights.indices.map { k in
      let deviations = columns.indices.map { parameters.covariances[k][$0][$0].squareRoot() }
      return [String(k + 1)] + ([parameters.weights[k]] + parameters.means[k] + deviations).map(number.text)
    }
    guard columns.count > 3 else { return textTable(header: header, rows: rows) }
    let turned = header.indices.map { column in [header[column]] + rows.map { $0[column] } }
    return textTable(header: turned[0], rows: Array(turned.dropFirst()))
  }
}
