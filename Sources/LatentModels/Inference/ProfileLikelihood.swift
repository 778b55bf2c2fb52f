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
  /// The step that led to `values`.
  private var way: (start: [Double], step: [Double])?
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

  /// The interval of another free parameter, from the maximum that this one has found.
  func next(of parameter: Int) -> Self {
    var result = Self(of: parameter, in: model, confidence: confidence)
    guard let maximum else { return result }
    result.maximum = maximum
    result.begin(.lower)
    return result
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
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard stage != .finished else { return }
    let point: Point
    do throws(FittingError) {
      point = try self.point(at: values, in: workspace)
    } catch {
      if error == .cancelled { throw error }
      return giveUp(error.description)
    }
    switch stage {
    case .polishing: try polish(from: point, in: workspace)
    case .lower, .upper: try approach(from: point, in: workspace)
    case .finished: break
    }
  }

  /// θ + I⁻¹ g, until the step is a small part of a standard error.
  private mutating func polish(from point: Point, in workspace: Workspace) throws(FittingError) {
    guard let covariance = point.information.covariance, let distance = point.information.distance else {
      return giveUp((point.information.obstacle ?? .notFinite).description)
    }
    if distance < 1e-6 {
      maximum = point
      return begin(.lower)
    }
    guard steps < Self.mostSteps else { return giveUp("the maximum was not found in \(steps) steps") }
    try move(from: point, by: covariance * point.information.gradient, in: workspace)
  }

  /// One step towards an end. With the others at their best, dλ/dψ = −I_λλ⁻¹ I_λψ; along that line from the present
  /// point ℓ is a parabola, which says where it comes down to the level that is sought.
  private mutating func approach(from point: Point, in workspace: Workspace) throws(FittingError) {
    guard let maximum else { return giveUp("there is no maximum to start from") }
    let information = point.information
    let others = values.indices.filter { $0 != parameter }
    let inner = Matrix(others.map { i in others.map { information.observed[i, $0] } })
    let level = maximum.logLikelihood - 0.5 * cut
    guard let inverse = others.isEmpty ? inner : inner.inverse(inUnitsOf: inner) else {
      if point.logLikelihood < level, goBack() { return }
      return giveUp("the profile of the log-likelihood has no maximum over the other parameters there")
    }
    let gradient = others.map { information.gradient[$0] }
    let correction = inverse * gradient
    let slopes = (inverse * others.map { information.observed[$0, parameter] }).map { -$0 }
    // ℓ(ψ + δ) = top + b δ − ½ c δ², with the others brought to their best by `correction` and `slopes` δ.
    let gain = 0.5 * zip(gradient, correction).reduce(0) { $0 + $1.0 * $1.1 }
    let top = point.logLikelihood + gain
    let b = zip(gradient, slopes).reduce(information.gradient[parameter]) { $0 + $1.0 * $1.1 }
    let c =
      information.observed[parameter, parameter]
      + zip(slopes, others).reduce(0) { $0 + $1.0 * information.observed[$1.1, parameter] }
    let sign: Double = stage == .lower ? -1 : 1
    guard let delta = Self.way(down: level - top, slope: b, curvature: c, sign) else {
      // Below the level, a parabola or a slope that does not come up to it again says that the step was too long.
      if top < level, goBack() { return }
      return giveUp("the profile of the log-likelihood does not come down far enough")
    }
    let left = c > 0 ? abs(delta) * c.squareRoot() : abs(level - top)
    if left < (c > 0 ? 1e-8 : 1e-10), gain < 1e-12 {
      return end(at: values[parameter])
    }
    guard steps < Self.mostSteps else {
      return giveUp("the end of the interval was not found in \(steps) steps")
    }
    var step = [Double](repeating: 0, count: values.count)
    step[parameter] = delta
    for (place, other) in others.enumerated() { step[other] = correction[place] + slopes[place] * delta }
    try move(from: point, by: step, in: workspace)
  }

  /// The δ at which b δ − ½ c δ² has come to `height`, on the side that is sought; nil if it never does. Where the profile
  /// bends upwards, as a tail does that levels out, the tangent is followed: it falls short and never overshoots.
  private static func way(
    down height: Double, slope b: Double, curvature c: Double, _ sign: Double
  ) -> Double? {
    guard c > 0 else { return b * sign < 0 ? height / b : nil }
    let root = b * b - 2 * c * height
    guard root >= 0 else { return nil }
    // Two forms of one number, of which one cancels.
    return b * sign < 0 ? 2 * height / (b - sign * root.squareRoot()) : (b + sign * root.squareRoot()) / c
  }

  /// Takes the step, or so much of it that stays inside the parameter space.
  private mutating func move(
    from point: Point, by step: [Double], in workspace: Workspace
  ) throws(FittingError) {
    var share = 1.0
    for _ in 0..<40 {
      let moved = zip(point.values, step).map { $0 + share * $1 }
      if model.parameters(free: moved) != nil {
        way = (point.values, zip(moved, point.values).map { $0 - $1 })
        values = moved
        steps += 1
        return
      }
      share /= 2
    }
    giveUp("the edge of the parameter space is in the way")
  }

  /// Takes half of the last step instead of all of it; false where there is none, or too many were taken.
  private mutating func goBack() -> Bool {
    guard let (start, step) = way, steps < Self.mostSteps else { return false }
    let half = step.map { 0.5 * $0 }
    way = (start, half)
    values = zip(start, half).map { $0 + $1 }
    steps += 1
    return true
  }

  private mutating func end(at value: Double) {
    if stage == .lower {
      lower = value
      begin(.upper)
    } else {
      upper = value
      stage = .finished
    }
  }

  private mutating func begin(_ next: Stage) {
    stage = next
    steps = 0
    way = nil
    if let maximum { values = maximum.values }
  }

  /// This end, or all there is, cannot be found.
  private mutating func giveUp(_ reason: String) {
    self.reason = reason
    switch stage {
    case .lower: begin(.upper)
    case .polishing, .upper, .finished: stage = .finished
    }
  }

  private func point(at values: [Double], in workspace: Workspace) throws(FittingError) -> Point {
    guard let parameters = model.parameters(free: values) else {
      throw .invalidStart(reason: "the edge of the parameter space is in the way")
    }
    var moved = model
    moved.parameters = parameters
    let statistics = try moved.expectation(.exact, at: parameters, step: 0, in: workspace)
    return Point(
      values: values, logLikelihood: statistics.objective.nats - model.unitOffset,
      information: try moved.information(in: workspace))
  }

  /// The quantile of χ²₁.
  private var cut: Double {
    let z = twoSidedNormalQuantile(confidence)
    return z * z
  }

  /// More steps than this are not taken to any of the three points.
  private static var mostSteps: Int { 60 }
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
