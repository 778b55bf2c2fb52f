import LatentModels
import NumericCore
import PlotKit

/// The result of `fit gmm`, for JSON and for a person. All numbers are in the data's own units.
struct MixtureReport: Encodable {
  /// A log-likelihood with what it is.
  struct Likelihood: Encodable {
    let kind: String
    let nats: Double
    let per_row: Double
    let standard_error: Double?

    init(_ score: Score) {
      nats = score.objective.nats
      per_row = score.natsPerRow
      switch score.objective.kind {
      case .exact: (kind, standard_error) = ("exact", nil)
      case .bound: (kind, standard_error) = ("bound", nil)
      case .estimate(let error): (kind, standard_error) = ("estimate", error)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(nats, forKey: .nats)
      try container.encode(per_row, forKey: .per_row)
      try container.encode(standard_error, forKey: .standard_error)
    }

    private enum CodingKeys: String, CodingKey { case kind, nats, per_row, standard_error }
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
    let log_likelihood: Likelihood
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
  let log_likelihood: Likelihood
  let held_out: HeldOut?
  let degrees_of_freedom: Int
  let aic: Double
  let bic: Double
  let icl: Double
  let iterations: Int
  let converged: Bool
  let trace: [Double]
  let warnings: [String]

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
    log_likelihood = Likelihood(total)
    held_out = try heldOut.map { (rows) throws(FittingError) in
      var evaluation = try mixture.evaluation(on: rows)
      try evaluation.finish(in: workspace)
      return HeldOut(rows: rows.rows, log_likelihood: Likelihood(evaluation.scores[0]))
    }
    degrees_of_freedom = mixture.degreesOfFreedom
    let criteria = mixture.informationCriteria
    aic = criteria?.aic ?? .nan
    bic = criteria?.bic ?? .nan
    icl = criteria?.icl ?? .nan
    iterations = mixture.iteration
    converged = fit.hasConverged
    trace = fit.trace
    var warnings = fit.findings.map(String.init(describing:))
    if !fit.hasConverged, mixture.settings.tolerance > 0 {
      warnings.append("not converged after \(mixture.iteration) iterations: raise --iterations")
    }
    self.warnings = warnings + table.notes
  }

  /// The result for a person.
  var text: String {
    let number = NumberFormat.significant(6)
    let nats = NumberFormat.decimals(4)
    var lines = [
      "Gaussian mixture, \(components) components, \(covariance) covariance, on \(data.name) "
        + "(\(data.rows) rows, \(data.dimensions) columns)",
      "log-likelihood  = \(nats.text(log_likelihood.nats)) nats (exact), \(nats.text(log_likelihood.per_row)) per row",
    ]
    if let held_out {
      lines.append(
        "held out        = \(nats.text(held_out.log_likelihood.nats)) nats (exact) on \(held_out.rows) rows, "
          + "\(nats.text(held_out.log_likelihood.per_row)) per row")
    }
    lines += [
      "AIC \(nats.text(aic))   BIC \(nats.text(bic))   ICL \(nats.text(icl))   free parameters \(degrees_of_freedom)",
      converged ? "converged after \(iterations) iterations" : "stopped after \(iterations) iterations", "",
    ]
    lines += textTable(
      header: ["component", "weight"] + columns.map { "mean \($0)" } + columns.map { "sd \($0)" },
      rows: parameters.weights.indices.map { k in
        let deviations = columns.indices.map { parameters.covariances[k][$0][$0].squareRoot() }
        return [String(k + 1), number.text(parameters.weights[k])]
          + (parameters.means[k] + deviations).map(number.text)
      })
    return (lines + warnings.map { "note: \($0)" }).joined(separator: "\n")
  }
}
