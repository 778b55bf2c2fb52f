import DataFiles
import LatentModels
import NumericCore
import PlotKit

/// What a report says of one kind of model: its settings and parameters, in the data's own units. In JSON its members stand
/// beside those that all models share.
protocol FitDetails: Encodable {
  /// The model and its settings in a few words.
  var title: String { get }
  /// What is lower the better the fit, beside AIC and BIC, with its name.
  var furtherCriteria: [(name: String, value: Double)] { get }
  /// Lines about the fit, such as the exact maximum beside it.
  var remarks: [String] { get }
  /// What to know of the model on these data, in sentences.
  var warnings: [String] { get }
  /// The parameter, for a person.
  var parameterTable: [String] { get }
}

extension FitDetails {
  var furtherCriteria: [(name: String, value: Double)] { [] }
  var remarks: [String] { [] }
  var warnings: [String] { [] }
}

/// The result of a `fit` command, for JSON and for a person. All numbers are in the data's own units.
struct FitReport: FitResult {
  /// A log-likelihood with what it is.
  struct Likelihood: Encodable {
    let kind: String
    let nats: Double
    let perRow: Double
    let standardError: Double?
    /// Of pixels that were brought to one unit, with a step of grey as the unit; nil for other data.
    let bitsPerDimension: Double?

    /// - Parameter table: the rows, where they may be pictures.
    init(_ score: Score, of table: DataTable? = nil) {
      nats = score.objective.nats
      perRow = score.natsPerRow
      bitsPerDimension = table.flatMap { table in
        table.pixelScale.map {
          LatentModels.bitsPerDimension(
            natsPerRow: score.natsPerRow, dimensions: table.dimensions, stepsPerUnit: $0)
        }
      }
      switch score.objective.kind {
      case .exact: (kind, standardError) = ("exact", nil)
      case .bound: (kind, standardError) = ("bound", nil)
      case .estimate(let error): (kind, standardError) = ("estimate", error)
      case .estimatedBound(let error): (kind, standardError) = ("bound", error)
      case .offScale: (kind, standardError) = ("unavailable", nil)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      // What is no likelihood has no number under that name.
      let isThere = kind != "unavailable"
      try container.encode(isThere ? nats : nil, forKey: .nats)
      try container.encode(isThere ? perRow : nil, forKey: .perRow)
      try container.encode(standardError, forKey: .standardError)
      if isThere { try container.encodeIfPresent(bitsPerDimension, forKey: .bitsPerDimension) }
    }

    /// What is said of bits after the nats; nothing of data that are no pictures.
    var bitsText: String {
      bitsPerDimension.map { ", \(NumberFormat.decimals(4).text($0)) bits per dimension" } ?? ""
    }

    private enum CodingKeys: String, CodingKey { case kind, nats, perRow, standardError, bitsPerDimension }
  }

  struct Source: Encodable {
    let name: String
    let rows: Int
    /// How many observations the rows count for; what is said per row is per one of these.
    let observations: Double
    let dimensions: Int
    let sha256: String

    init(_ table: DataTable) {
      (name, rows, observations) = (table.name, table.rows, table.totalWeight)
      (dimensions, sha256) = (table.dimensions, table.source.sha256)
    }

    init(_ data: LoadedData) {
      switch data {
      case .table(let table): self.init(table)
      case .pixels(let pixels): self.init(pixels)
      }
    }

    private init(_ pixels: PixelTable) {
      (name, rows, observations) = (pixels.name, pixels.rows, Double(pixels.rows))
      (dimensions, sha256) = (pixels.dimensions, pixels.source.sha256)
    }

    /// Whether rows count more than once, or less.
    var isWeighted: Bool { observations != Double(rows) }

    /// The size of the data for a person.
    var size: String {
      let weighted = isWeighted ? ", \(shortNumber(observations)) observations" : ""
      return "\(counted(rows, "row"))\(weighted), \(counted(dimensions, "column"))"
    }

    /// What a number per row is taken over.
    var unit: String { isWeighted ? "observation" : "row" }
  }

  struct HeldOut: Encodable {
    let rows: Int
    let logLikelihood: Likelihood
  }

  /// What all models have.
  struct Common: Encodable {
    let model: String
    let data: Source
    let columns: [String]
    let eStep: String
    let mStep: String
    let tolerance: Double
    let seed: UInt64
    let version = ElbowVersion.text
    let seconds: Double
    let logLikelihood: Likelihood
    let heldOut: HeldOut?
    let degreesOfFreedom: Int
    let aic: Double
    let bic: Double
    let iterations: Int
    let converged: Bool
    let trace: [Double]
    private(set) var warnings: [String]
    /// The maxima that several starts led to; nil where there was one.
    private(set) var maxima: [MaximumReport]?
    /// How sure the parameters are; nil where nobody asked.
    var standardErrors: InferenceReport?

    /// Adds what several starts led to.
    mutating func add(_ findings: MultiStartFindings?) {
      guard let findings else { return }
      maxima = findings.maxima.map(MaximumReport.init)
      warnings += findings.notes
    }
  }

  var common: Common
  let details: any FitDetails

  init(
    _ fit: EMFit, details: any FitDetails, heldOut: DataTable?, seconds: Double, in workspace: Workspace
  ) throws(FittingError) {
    self.details = details
    let model = fit.timeline.model
    let table = model.data
    let total = try fit.logLikelihood(in: workspace)
    let criteria = InformationCriteria(
      logLikelihood: total.objective.nats, degreesOfFreedom: model.base.degreesOfFreedom,
      observations: model.base.observations)
    var warnings = fit.findings.map(String.init(describing:))
    warnings += fit.falls
    warnings += model.suspicions.map(String.init(describing:)) + details.warnings
    if let saddle = fit.saddle(in: workspace) {
      warnings.append("\(saddle)\(model.plan.optionsForAnotherStart)")
    }
    if fit.hasConverged, fit.gainToCome >= Self.leastGainTold {
      warnings.append(
        "it stopped \(NumberFormat.significant(2).text(fit.gainToCome)) nats or more below the maximum, as the last gains "
          + "promise (Aitken): lower --tolerance, with --m-step squarem to be quicker")
    }
    if !fit.hasConverged, model.plan.tolerance > 0, model.plan.method.settles {
      warnings.append("not converged after \(counted(model.iteration, "iteration")): raise --iterations")
    }
    common = Common(
      model: model.plan.summary.name,
      data: Source(table),
      columns: table.columnNames, eStep: model.plan.method.expectation.name,
      mStep: model.plan.method.maximization.name, tolerance: model.plan.tolerance, seed: model.plan.seed,
      seconds: seconds, logLikelihood: Likelihood(total),
      heldOut: try heldOut.map { (rows) throws(FittingError) in
        var evaluation = try model.evaluation(on: rows)
        try evaluation.finish(in: workspace)
        return HeldOut(rows: rows.rows, logLikelihood: Likelihood(evaluation.scores[0]))
      },
      degreesOfFreedom: model.base.degreesOfFreedom, aic: criteria.aic, bic: criteria.bic,
      iterations: model.iteration, converged: fit.hasConverged, trace: fit.trace,
      warnings: warnings + [table.noteOnWeights].compactMap { $0 } + table.notes)
  }

  /// Less than this many nats does not matter to a test or a criterion.
  static let leastGainTold = 0.01

  func encode(to encoder: any Encoder) throws {
    try common.encode(to: encoder)
    try details.encode(to: encoder)
  }

  /// The result for a person.
  func text(hasNotes: Bool) -> String {
    let nats = NumberFormat.decimals(4)
    let (data, likelihood) = (common.data, common.logLikelihood)
    var lines = [
      "\(details.title), on \(data.name) "
        + "(\(data.size))",
      "log-likelihood  = \(nats.text(likelihood.nats)) nats (\(likelihood.kind)), "
        + "\(nats.text(likelihood.perRow)) per \(data.unit)",
    ]
    if let heldOut = common.heldOut {
      lines.append(
        "held out        = \(nats.text(heldOut.logLikelihood.nats)) nats (exact) on \(counted(heldOut.rows, "row")), "
          + "\(nats.text(heldOut.logLikelihood.perRow)) per \(data.unit)")
    }
    let criteria = [("AIC", common.aic), ("BIC", common.bic)] + details.furtherCriteria
    lines.append(
      (criteria.map { "\($0.0) \(nats.text($0.1))" } + ["free parameters \(common.degreesOfFreedom)"])
        .joined(separator: "   "))
    lines += details.remarks
    lines.append(
      "\(common.converged ? "converged" : "stopped") after \(counted(common.iterations, "iteration"))")
    if let maxima = common.maxima { lines.append(MaximumReport.line(maxima)) }
    lines.append("")
    lines += details.parameterTable
    lines += common.standardErrors?.lines(hasNotes: hasNotes) ?? []
    return (lines + (hasNotes ? common.warnings.map { "note: \($0)" } : [])).joined(separator: "\n")
  }
}

/// A number of things, such as "1 row" or "2 rows".
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

extension EMPlan {
  /// The options of the command line that start a fit elsewhere, in parentheses; empty where there is none.
  fileprivate var optionsForAnotherStart: String {
    switch self {
    case .normal: " (--start 0.1)"
    case .mixture, .ppca, .factor: " (--seed, --starts)"
    case .randomIntercept, .linkage: ""
    }
  }
}
