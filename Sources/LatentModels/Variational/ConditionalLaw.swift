import CKernels
import NumericCore
import RealModule

/// The exact conditional law p_θ(z | x) of a unit, by quadrature, and with it log p_θ(x) = log ∫ φ(z) e^{g(z)} dz.
///
/// The trapezoidal rule on an interval outside of which the integrand is e^−40 of its height, its step halved until the
/// logarithm of the integral stands still. Each halving squares the error, so that the last two agree to 1e-8 means that the
/// last one is right to rounding.
public struct ConditionalLaw: Hashable, Sendable {
  /// The lowest place.
  public let lower: Double
  /// From one place to the next.
  public let step: Double
  /// log p_θ(x, z) at the places, in nats.
  public let logJoint: [Double]
  /// log p_θ(x), in nats.
  public let logLikelihood: Double
  /// By how much the last halving of the step changed it.
  public let lastChange: Double

  /// How many nats below its height the integrand is cut off.
  private static let depth = 40.0
  /// A law narrower than so many places resolve is not refined further.
  private static let mostPlaces = 1 << 17
  /// The first step.
  private static let firstStep = 0.125

  /// The law of `unit` at θ.
  public init(of decoder: some ScalarDecoder, unit: Int, _ theta: [Double]) {
    var curve = ScalarCurve()
    var interval = Interval(step: Self.firstStep, reach: 8)
    var joint = Self.logJoint(at: interval.places, decoder, unit, theta, &curve)
    // log p(x, z) ≤ max g − ½ z² − ½ log 2π falls below the height minus the depth beyond the reach that follows from it.
    let ceiling = decoder.ceiling(ofUnit: unit, theta) - 0.5 * log2Pi
    let height = joint.max() ?? -.infinity
    let reach = height > -.infinity ? (2 * max(0, ceiling - height + Self.depth)).squareRoot() : 8
    if reach.isFinite, abs(reach - interval.reach) > 0.5 {
      interval = Interval(step: Self.firstStep, reach: min(max(reach, 1), 4000))
      joint = Self.logJoint(at: interval.places, decoder, unit, theta, &curve)
    }
    var integral = Self.integral(joint, step: interval.step)
    var change = Double.infinity
    while change > 1e-8, joint.count < Self.mostPlaces {
      // A mode narrower than the step may lie between two places, however low these are: while the integral still moves, only
      // the ceiling says where there is nothing. Where that would take too many places, what is seen has to do.
      (interval, joint) = Self.trimmed(interval, joint, below: ceiling)
      if decoder.isLogConcave || change < 1e-3 || joint.count > Self.mostPlaces / 4 {
        (interval, joint) = Self.trimmed(interval, joint)
      }
      let between = Self.logJoint(at: interval.midpoints, decoder, unit, theta, &curve)
      interval = interval.halved
      var merged: [Double] = []
      merged.reserveCapacity(joint.count + between.count)
      for (index, value) in between.enumerated() {
        merged.append(joint[index])
        merged.append(value)
      }
      if let last = joint.last { merged.append(last) }
      joint = merged
      let finer = Self.integral(joint, step: interval.step)
      change = abs(finer - integral)
      integral = finer
      guard !change.isNaN else { break }
    }
    lower = interval.lower
    step = interval.step
    logJoint = joint
    logLikelihood = integral
    lastChange = change
  }

  /// Equally spaced places.
  private struct Interval {
    var lower: Double
    var step: Double
    var count: Int
    var reach: Double { -lower }
    var places: [Double] { (0..<count).map { lower + Double($0) * step } }
    var midpoints: [Double] { (0..<max(count - 1, 0)).map { lower + (Double($0) + 0.5) * step } }
    var halved: Interval { Interval(lower: lower, step: step / 2, count: 2 * count - 1) }

    init(lower: Double, step: Double, count: Int) {
      (self.lower, self.step, self.count) = (lower, step, count)
    }

    init(step: Double, reach: Double) {
      let half = Int((reach / step).rounded(.up))
      self.init(lower: -Double(half) * step, step: step, count: 2 * half + 1)
    }
  }

  /// Leaves out the ends where the integrand is next to nothing, so that refinements go where the law is. What lies between
  /// two places could rise above them, so twice the depth is asked of the ends while the step is coarse.
  private static func trimmed(_ interval: Interval, _ joint: [Double]) -> (Interval, [Double]) {
    guard let height = joint.max(), height > -.infinity else { return (interval, joint) }
    let floor = height - (interval.step > 0.05 ? 200 : 2 * depth)
    guard let first = joint.firstIndex(where: { $0 > floor }),
      let last = joint.lastIndex(where: { $0 > floor })
    else { return (interval, joint) }
    let low = max(0, first - 2)
    let high = min(joint.count - 1, last + 2)
    guard low > 0 || high < joint.count - 1 else { return (interval, joint) }
    return (
      Interval(
        lower: interval.lower + Double(low) * interval.step, step: interval.step, count: high - low + 1),
      Array(joint[low...high])
    )
  }

  /// Leaves out the ends where log p(x, z) ≤ ceiling − ½ z² is next to nothing, whatever lies between the places.
  private static func trimmed(
    _ interval: Interval, _ joint: [Double], below ceiling: Double
  ) -> (Interval, [Double]) {
    guard let height = joint.max(), height > -.infinity else { return (interval, joint) }
    let reach = (2 * max(0, ceiling - height + depth)).squareRoot() + 2 * interval.step
    let places = interval.places
    guard let low = places.firstIndex(where: { $0 >= -reach }),
      let high = places.lastIndex(where: { $0 <= reach }), high > low + 2,
      low > 0 || high < places.count - 1
    else { return (interval, joint) }
    return (
      Interval(lower: places[low], step: interval.step, count: high - low + 1), Array(joint[low...high])
    )
  }

  private static func logJoint(
    at places: [Double], _ decoder: some ScalarDecoder, _ unit: Int, _ theta: [Double],
    _ curve: inout ScalarCurve
  ) -> [Double] {
    decoder.evaluate(unit, at: places, theta, into: &curve)
    return places.indices.map { curve.value[$0] - 0.5 * (places[$0] * places[$0] + log2Pi) }
  }

  private static func integral(_ joint: [Double], step: Double) -> Double {
    guard let height = joint.max(), height > -.infinity else { return -.infinity }
    return height + Double.log(exponentials(joint, below: height).reduce(0, +) * step)
  }

  /// e^(u − top) of each u.
  private static func exponentials(_ logs: [Double], below top: Double) -> [Double] {
    var result = logs.map { $0 - top }
    result.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      elbow_exponentials(base, base, buffer.count)
    }
    return result
  }

  /// p(z | x) times the step at the places.
  private var masses: [Double] {
    Self.exponentials(logJoint, below: logLikelihood - Double.log(step))
  }

  /// The places.
  public var places: [Double] { logJoint.indices.map { lower + Double($0) * step } }
  /// The law as nodes with weights; without those that weigh less than 1e-44, which nothing finite makes seen.
  public var nodes: WeightedNodes {
    var nodes = WeightedNodes()
    for (index, mass) in masses.enumerated() where mass > 1e-44 {
      nodes.z.append(lower + Double(index) * step)
      nodes.weights.append(mass)
    }
    return nodes
  }
  /// The density p(z | x) at the places.
  public var densities: [Double] { Self.exponentials(logJoint, below: logLikelihood) }
  /// E[z | x].
  public var mean: Double { nodes.expectation { $0 } }
  /// H(p(· | x)) in nats: log p(x) − E log p(x, z) is −E log p(z | x).
  public var entropy: Double {
    logLikelihood - zip(masses, logJoint).reduce(0) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 }
  }
  /// The places where the density has a peak.
  public var modes: [Double] {
    logJoint.indices.filter { index in
      let here = logJoint[index]
      let before = index > 0 ? logJoint[index - 1] : -.infinity
      let after = index + 1 < logJoint.count ? logJoint[index + 1] : -.infinity
      return here > before && here >= after
    }.map { lower + Double($0) * step }
  }
}
