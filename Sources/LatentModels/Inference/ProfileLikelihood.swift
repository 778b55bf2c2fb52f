import NumericCore
import RealModule

/// The profile-likelihood interval of one free parameter: all values that a likelihood-ratio test does not reject, with
/// the others at their best for each.
///
/// Its ends solve ℓ(θ) = ℓ(θ̂) − ½ χ²₁ and ∂ℓ/∂θ_j = 0 for all other parameters j, by Newton's method on all p equations
/// (Venzon & Moolgavkar, 1988); a piece is one step. Before them the maximum itself is polished by Newton's method, so the
/// interval is that of the likelihood, without a ridge.
public struct ProfileLikelihood<Model: ExpectationMaximization>: Study {
  /// The fit.
  public let model: Model
  /// Which free parameter.
  public let parameter: Int
  /// The confidence, such as 0.95.
  public let confidence: Double
  private var stage = Stage.polishing
  private var values: [Double]
  private var steps = 0
  private var maximum: Point?
  private var lower: Double?
  private var upper: Double?
  private var reason: String?

  private enum Stage: Int { case polishing, lower, upper, finished }

  private struct Point {
    let values: [Double]
    let logLikelihood: Double
    let information: ObservedInformation
  }

  /// The interval for free parameter `parameter`, counted from 0, around the present parameter of `model`, which is near
  /// its maximum.
  public init(of parameter: Int, in model: Model, confidence: Double = 0.95) {
    self.model = model
    self.parameter = parameter
    self.confidence = confidence
    values = model.freeParameters(of: model.parameters).values
  }

  /// The maximum, the lower and the upper end.
  public var planned: Int { 3 }
  /// How many of them are known.
  public var done: Int { stage.rawValue }

  /// The interval so far.
  public var findings: ProfileFindings {
    let estimates = model.freeParameters(of: model.parameters)
    return ProfileFindings(
      name: estimates.names[parameter], estimate: maximum?.values[parameter] ?? estimates.values[parameter],
      logLikelihood: maximum?.logLikelihood, lower: lower, upper: upper, confidence: confidence, note: reason)
  }

  /// One step of Newton's method.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {}
}

/// A profile-likelihood interval, as far as it is known.
public struct ProfileFindings: Hashable, Sendable {
  /// What the parameter is called.
  public let name: String
  /// Its value at the maximum, in the data's own units.
  public let estimate: Double
  /// ℓ at the maximum, in nats, in the data's own units.
  public let logLikelihood: Double?
  /// The lower end; nil while it is not known, or where the profile does not come down far enough.
  public let lower: Double?
  /// The upper end.
  public let upper: Double?
  /// The confidence, such as 0.95.
  public let confidence: Double
  /// Why an end is missing.
  public let note: String?

  /// The interval, once both ends are known.
  public var interval: ConfidenceInterval? {
    guard let lower, let upper else { return nil }
    return ConfidenceInterval(lower: lower, upper: upper, confidence: confidence)
  }
}
