import LatentModels
import NumericCore

/// The result of `ladder`, for JSON and for a person. Nats are totals over the rows, in the data's own units.
struct LadderReport: Encodable {
  /// A value with what it is.
  struct Value: Encodable {
    let kind: String
    let evaluation: String
    let rows: Int
    let nats: Double?
    let perRow: Double?
    let standardError: Double?
    /// Why there is none.
    let reason: String?

    init(_ score: RungScore) {
      switch score.objective.kind {
      case .exact: kind = "exact"
      case .bound, .estimatedBound: kind = "bound"
      case .estimate: kind = "estimate"
      case .offScale: kind = "unavailable"
      }
      evaluation = score.evaluation.rawValue
      rows = score.rows
      nats = score.objective.nats
      perRow = score.natsPerRow
      standardError = score.objective.standardError
      reason = nil
    }

    init(unavailable reason: String, _ evaluation: RungEvaluation, rows: Int) {
      kind = "unavailable"
      self.evaluation = evaluation.rawValue
      self.rows = rows
      (nats, perRow, standardError) = (nil, nil, nil)
      self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
      case kind, evaluation, rows, nats, perRow, standardError, reason
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(kind, forKey: .kind)
      try container.encode(evaluation, forKey: .evaluation)
      try container.encode(rows, forKey: .rows)
      try container.encode(nats, forKey: .nats)
      try container.encode(perRow, forKey: .perRow)
      try container.encode(standardError, forKey: .standardError)
      try container.encodeIfPresent(reason, forKey: .reason)
    }

    /// What comes before the number for a person.
    var mark: String {
      switch kind {
      case "exact": "="
      case "bound": "\u{2265}"
      case "estimate": "~"
      default: ""
      }
    }
  }

  /// The values of a rung on rows held out.
  struct HeldOut: Encodable {
    let rows: Int
    let logLikelihood: Value
    let bound: Value
  }

  struct Distances: Encodable {
    let against: String
    let energy: Double
    let slicedWasserstein: Double
    let coverage: Double?
  }

  /// By how much a rung is better than another, in nats per row.
  struct Difference: Encodable {
    let against: String
    let evaluation: String
    let perRow: Double
    /// The ends of the paired bootstrap interval of 95 %.
    let lower: Double
    let upper: Double
  }

  /// The values of a rung under several seeds.
  struct Spread: Encodable {
    let evaluation: String
    let nats: [Double]
    let mean: Double
    let standardDeviation: Double
  }

  struct Line: Encodable {
    let name: String
    let title: String
    let parametersCount: Int?
    let seconds: Double?
    let evaluationSeconds: Double?
    let logLikelihood: Value
    let bound: Value
    let leaveOneOut: Value
    let heldOut: HeldOut?
    let distances: Distances?
    let difference: Difference?
    let spread: Spread?
    let state: String?
    let notes: [String]
    /// Why the rung could not be fitted.
    let failure: String?
    /// The likelihood that a chain goes to, for the axis.
    let limit: Double?

    private enum CodingKeys: String, CodingKey {
      case name, title, parametersCount, seconds, evaluationSeconds, logLikelihood, bound, leaveOneOut
      case heldOut, distances, difference, spread, state, notes, failure
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(title, forKey: .title)
      try container.encode(parametersCount, forKey: .parametersCount)
      try container.encode(seconds, forKey: .seconds)
      try container.encode(evaluationSeconds, forKey: .evaluationSeconds)
      try container.encode(logLikelihood, forKey: .logLikelihood)
      try container.encode(bound, forKey: .bound)
      try container.encode(leaveOneOut, forKey: .leaveOneOut)
      try container.encode(heldOut, forKey: .heldOut)
      try container.encode(distances, forKey: .distances)
      try container.encodeIfPresent(difference, forKey: .difference)
      try container.encodeIfPresent(spread, forKey: .spread)
      try container.encodeIfPresent(state, forKey: .state)
      try container.encode(notes, forKey: .notes)
      try container.encodeIfPresent(failure, forKey: .failure)
    }
  }

  struct Settings: Encodable {
    let components: Int?
    let starts: Int
    let latents: Int?
    let autoencoderSteps: Int
    let importanceDraws: Int
    let levels: Int
    let networkLevels: Int
    let networkSteps: Int
    let samples: Int
  }

  let model = "ladder"
  let data: FitReport.Source
  let columns: [String]
  let seed: UInt64
  let seeds: Int
  let version = ElbowVersion.text
  let seconds: Double
  let trainingRows: Int
  let heldOutRows: Int
  let settings: Settings
  let rungs: [Line]
  let warnings: [String]

  /// The report of `findings`, the first of the `ladders`, with the spread over all.
  init(
    _ findings: LadderFindings, _ ladders: LadderSpreadFindings, of table: DataTable, reference: Rung?,
    seconds: Double
  ) {
    data = FitReport.Source(table)
    columns = table.columnNames
    seed = findings.settings.seed
    seeds = ladders.seeds
    self.seconds = seconds
    trainingRows = findings.training.rows
    heldOutRows = findings.heldOut?.rows ?? 0
    settings = Settings(findings.settings)
    rungs = findings.entries.map { Line($0, findings, ladders, reference: reference) }
    warnings = table.notes + findings.notes
  }
}

extension LadderReport.Settings {
  init(_ settings: LadderSettings) {
    self.init(
      components: settings.components, starts: settings.starts, latents: settings.latents,
      autoencoderSteps: settings.autoencoderSteps, importanceDraws: settings.importanceDraws,
      levels: settings.levels, networkLevels: settings.networkLevels, networkSteps: settings.networkSteps,
      samples: settings.samples)
  }
}

extension LadderReport.Line {
  init(
    _ entry: LadderFindings.Entry, _ findings: LadderFindings, _ ladders: LadderSpreadFindings,
    reference: Rung?
  ) {
    guard case .known(let result) = entry.status else {
      var sentence = "it was not fitted"
      if case .failed(let reason) = entry.status { sentence = reason }
      func none(_ evaluation: RungEvaluation) -> LadderReport.Value {
        LadderReport.Value(unavailable: sentence, evaluation, rows: findings.training.rows)
      }
      self.init(
        name: entry.rung.rawValue, title: entry.rung.plainTitle, parametersCount: nil, seconds: nil,
        evaluationSeconds: nil, logLikelihood: none(.inSample), bound: none(.inSample),
        leaveOneOut: none(.leaveOneOut), heldOut: nil, distances: nil, difference: nil, spread: nil,
        state: nil, notes: [], failure: sentence, limit: nil)
      return
    }
    let (rows, heldOutRows) = (findings.training.rows, findings.heldOut?.rows ?? 0)
    let likelihood = Self.values(result.inSample, .inSample, rows: rows)
    let shown: RungEvaluation = result.heldOut != nil ? .heldOut : .inSample
    self.init(
      name: result.rung.rawValue, title: result.name, parametersCount: result.parametersCount,
      seconds: result.seconds, evaluationSeconds: result.evaluationSeconds,
      logLikelihood: likelihood.likelihood, bound: likelihood.bound,
      leaveOneOut: result.leaveOneOut.map(LadderReport.Value.init)
        ?? LadderReport.Value(
          unavailable: result.leaveOneOutReason ?? "not known", .leaveOneOut, rows: rows),
      heldOut: result.heldOut.map { scores in
        let values = Self.values(scores, .heldOut, rows: heldOutRows)
        return LadderReport.HeldOut(
          rows: heldOutRows, logLikelihood: values.likelihood, bound: values.bound)
      },
      distances: result.distances.map {
        LadderReport.Distances(
          against: $0.evaluation.rawValue, energy: $0.energy, slicedWasserstein: $0.slicedWasserstein,
          coverage: $0.coverage)
      },
      difference: reference.flatMap { Self.difference(of: result, from: $0, findings) },
      spread: Self.spread(of: result, ladders), state: result.state, notes: result.notes, failure: nil,
      limit: result.scores(shown)?.limit?.objective.nats)
  }

  private static func values(
    _ scores: RungScores, _ evaluation: RungEvaluation, rows: Int
  ) -> (likelihood: LadderReport.Value, bound: LadderReport.Value) {
    (
      scores.likelihood.map(LadderReport.Value.init)
        ?? LadderReport.Value(
          unavailable: scores.likelihoodReason ?? "not known", evaluation, rows: rows),
      scores.bound.map(LadderReport.Value.init)
        ?? LadderReport.Value(unavailable: scores.boundReason ?? "not known", evaluation, rows: rows)
    )
  }

  /// On rows held out where there are any; else on those that were fitted, or on rows left out where both have such values alone.
  private static func difference(
    of result: RungResult, from reference: Rung, _ findings: LadderFindings
  ) -> LadderReport.Difference? {
    guard result.rung != reference else { return nil }
    let kinds: [RungEvaluation] = findings.heldOut != nil ? [.heldOut] : [.inSample, .leaveOneOut]
    for kind in kinds {
      guard let found = try? findings.difference(of: result.rung, from: reference, evaluation: kind) else {
        continue
      }
      return LadderReport.Difference(
        against: reference.rawValue, evaluation: kind.rawValue, perRow: found.perRow,
        lower: found.interval.lowerBound, upper: found.interval.upperBound)
    }
    return nil
  }

  private static func spread(
    of result: RungResult, _ ladders: LadderSpreadFindings
  ) -> LadderReport.Spread? {
    guard ladders.seeds > 1, let evaluation = result.headline?.evaluation else { return nil }
    let spread = ladders.spread(of: result.rung, evaluation: evaluation)
    return LadderReport.Spread(
      evaluation: evaluation.rawValue, nats: spread.nats, mean: spread.mean,
      standardDeviation: spread.deviation)
  }
}
