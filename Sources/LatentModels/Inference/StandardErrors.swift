import NumericCore
import RealModule

/// The free parameters of a fit with their standard errors and confidence intervals, in the data's own units.
public struct StandardErrors: Hashable, Sendable {
  /// One free parameter.
  public struct Entry: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// Its estimate.
    public let estimate: Double
    /// The standard error of the estimate; nil where there is none.
    public let standardError: Double?
    /// The confidence interval; nil where there is none.
    public let interval: ConfidenceInterval?

    /// A parameter with what is known of it.
    public init(
      name: String, estimate: Double, standardError: Double?, interval: ConfidenceInterval?
    ) {
      self.name = name
      self.estimate = estimate
      self.standardError = standardError
      self.interval = interval
    }
  }

  /// How they were obtained.
  public let kind: StandardErrorKind
  /// The confidence of the intervals, such as 0.95.
  public let confidence: Double
  /// The parameters, in the order of the model's `FreeParameters`.
  public let entries: [Entry]
  /// Why there are none, or what is to be known of them, in sentences.
  public let notes: [String]

  /// Standard errors from the observed information, with Wald intervals: estimate ± z SE.
  /// - Parameter kind: `.louis` or `.sandwich`.
  public init(_ information: ObservedInformation, kind: StandardErrorKind, confidence: Double) {
    let errors = information.standardErrors(kind)
    let estimates = information.estimates
    self.kind = kind
    self.confidence = confidence
    let entries = estimates.names.indices.map { index in
      let error = errors?[index]
      return Entry(
        name: estimates.names[index], estimate: estimates.values[index], standardError: error,
        interval: error.map {
          .wald(estimate: estimates.values[index], standardError: $0, confidence: confidence)
        })
    }
    self.entries = entries
    let outside = zip(entries, estimates.ranges).filter { entry, range in
      entry.interval.map { $0.lower < range.lowerBound || $0.upper > range.upperBound } ?? false
    }
    notes = [
      information.obstacle?.description, Self.note(onIntervalsOutside: outside.map(\.0.name)), estimates.note,
    ].compactMap { $0 }
  }

  /// A sentence on the Wald intervals that reach to where their parameters cannot be; nil without any.
  private static func note(onIntervalsOutside names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    let most = 4
    let listed =
      names.prefix(most).joined(separator: ", ")
      + (names.count > most ? " and \(names.count - most) more" : "")
    return "\(names.count == 1 ? "the Wald interval of" : "the Wald intervals of") \(listed) "
      + "\(names.count == 1 ? "leaves" : "leave") the parameter space (a variance below 0, or a weight outside 0 to 1): "
      + "use a profile-likelihood interval or a bootstrap"
  }

  /// Standard errors from the replicates of a bootstrap, with percentile intervals.
  public init(_ findings: BootstrapFindings, confidence: Double) {
    kind = findings.kind == .parametric ? .parametricBootstrap : .bootstrap
    self.confidence = confidence
    let errors = findings.standardErrors
    let intervals = findings.intervals(confidence: confidence)
    let estimates = findings.estimates
    entries = estimates.names.indices.map { index in
      Entry(
        name: estimates.names[index], estimate: estimates.values[index],
        standardError: errors?[index], interval: intervals?[index])
    }
    notes = findings.notes + [estimates.note].compactMap { $0 }
  }
}

/// An interval that covers the true value with a given confidence, in a long run of data sets.
public struct ConfidenceInterval: Hashable, Sendable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double
  /// The confidence, such as 0.95.
  public let confidence: Double

  /// An interval between two ends.
  public init(lower: Double, upper: Double, confidence: Double) {
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
  }

  /// estimate ± z SE (Wald, 1943).
  public static func wald(
    estimate: Double, standardError: Double, confidence: Double
  ) -> ConfidenceInterval {
    let reach = twoSidedNormalQuantile(confidence) * standardError
    return ConfidenceInterval(lower: estimate - reach, upper: estimate + reach, confidence: confidence)
  }
}

/// The z > 0 for which a standard normal variable lies within ±z with probability `confidence`, which lies between 0 and
/// 1; z² is the quantile of χ²₁ for that probability. By Newton's method on erfc.
public func twoSidedNormalQuantile(_ confidence: Double) -> Double {
  precondition(confidence > 0 && confidence < 1, "a confidence of \(confidence)")
  let tail = 1 - confidence
  // erfc(z / √2) is convex to the right of 0, so that from there Newton's steps fall short and never overshoot.
  var z = 0.0
  for _ in 0..<200 {
    let step = (Double.erfc(z / 2.0.squareRoot()) - tail) / (2 * Double.exp(-0.5 * (z * z + log2Pi)))
    z += step
    if abs(step) <= 1e-15 * z { break }
  }
  return z
}
