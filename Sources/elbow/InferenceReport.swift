import LatentModels
import NumericCore
import PlotKit

/// The part of a result that says how sure its parameters are, for JSON and for a person.
struct InferenceReport: Encodable {
  /// A free parameter.
  struct Parameter: Encodable {
    let name: String
    let estimate: Double
    let standardError: Double?
    let lower: Double?
    let upper: Double?
    let missingInformation: Double?
  }

  /// A profile-likelihood interval.
  struct Profile: Encodable {
    let name: String
    let lower: Double?
    let upper: Double?
  }

  let kind: String
  let confidence: Double
  let replicates: Int?
  let failures: Int?
  /// Refits that only the ridge or the floor of a variance holds up.
  let degenerate: Int?
  let parameters: [Parameter]
  let profileIntervals: [Profile]?
  let emRate: Double?
  /// How many standard errors the maximum is away.
  let distance: Double?
  let warnings: [String]
  private let title: String

  private enum CodingKeys: String, CodingKey {
    case kind, confidence, replicates, failures, degenerate, parameters, profileIntervals, emRate, distance,
      warnings
  }

  init(
    _ errors: StandardErrors, replicates: Int? = nil, failures: Int? = nil, degenerate: Int? = nil,
    information: ObservedInformation? = nil, profiles: [ProfileFindings] = [], notes: [String] = []
  ) {
    kind = errors.kind.rawValue
    title = errors.kind.title
    confidence = errors.confidence
    self.replicates = replicates
    self.failures = failures
    self.degenerate = degenerate
    let fractions = information?.missingFractions
    parameters = errors.entries.enumerated().map { index, entry in
      Parameter(
        name: entry.name, estimate: entry.estimate, standardError: entry.standardError,
        lower: entry.interval?.lower, upper: entry.interval?.upper, missingInformation: fractions?[index])
    }
    profileIntervals =
      profiles.isEmpty
      ? nil : profiles.map { Profile(name: $0.name, lower: $0.lower, upper: $0.upper) }
    // Away from a maximum no rate is that of EM.
    emRate = information.flatMap { $0.obstacle == nil ? $0.rate : nil }
    distance = information?.distance
    warnings =
      errors.notes + profiles.compactMap { profile in profile.note.map { "\(profile.name): \($0)" } } + notes
  }

  /// The lines for a person.
  func lines(hasNotes: Bool) -> [String] {
    let number = NumberFormat.significant(6)
    func text(_ value: Double?) -> String { value.map(number.text) ?? "-" }
    let percent = shortNumber((1e8 * confidence).rounded() / 1e6)
    let refits = replicates.map { ", \($0) refits" } ?? ""
    var header = ["parameter", "estimate", "SE", "\(percent)% from", "to"]
    let hasFractions = parameters.contains { $0.missingInformation != nil }
    if hasFractions { header.append("missing") }
    let rows = parameters.map { entry in
      var row = [
        entry.name, number.text(entry.estimate), text(entry.standardError), text(entry.lower),
        text(entry.upper),
      ]
      if hasFractions {
        row.append(entry.missingInformation.map { NumberFormat.decimals(3).text($0) } ?? "-")
      }
      return row
    }
    var lines = ["", "standard errors: \(title)\(refits)"] + textTable(header: header, rows: rows)
    for profile in profileIntervals ?? [] {
      lines.append("profile likelihood of \(profile.name): \(text(profile.lower)) to \(text(profile.upper))")
    }
    if let emRate {
      lines.append("rate of EM: \(number.text(emRate)), the largest fraction of missing information")
    }
    return lines + (hasNotes ? warnings.map { "note: \($0)" } : [])
  }
}

/// A maximum that several starts found, for JSON.
struct MaximumReport: Encodable {
  let nats: Double
  let count: Int
  let seeds: [UInt64]
  let converged: Bool
  let warnings: [String]

  init(_ maximum: MultiStartFindings.Maximum) {
    nats = maximum.logLikelihood
    count = maximum.count
    seeds = maximum.seeds
    converged = maximum.outcome.hasConverged
    warnings = maximum.outcome.suspicions.map(\.description)
  }

  /// A line for a person on all of them.
  static func line(_ maxima: [MaximumReport]) -> String {
    let nats = NumberFormat.decimals(4)
    let starts = maxima.reduce(0) { $0 + $1.count }
    let shown = maxima.prefix(5).map { maximum in
      "\(nats.text(maximum.nats)) x\(maximum.count)\(maximum.warnings.isEmpty ? "" : " (suspect)")"
    }
    return "maxima from \(starts) starts: " + shown.joined(separator: ", ")
      + (maxima.count > 5 ? ", and \(maxima.count - 5) more" : "")
  }
}
