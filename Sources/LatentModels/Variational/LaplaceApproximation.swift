import NumericCore
import RealModule

/// Laplace's approximation of log p_θ(x) = log ∫ e^{h(z)} dz/√2π of a unit, h = g − z²/2: with ẑ = argmax h and κ = −h″(ẑ) it is
/// h(ẑ) − ½ log κ (Tierney & Kadane, 1986).
struct LaplaceApproximation: Hashable, Sendable {
  /// ẑ.
  let mode: Double
  /// κ = 1 − g″(ẑ) > 0.
  let curvature: Double
  /// The approximation, in nats.
  let value: Double

  /// N(ẑ, 1/κ).
  var law: GaussianLaw { GaussianLaw(mean: mode, deviation: 1 / curvature.squareRoot()) }

  /// The approximation at the peak that an ascent from `start` comes to, or at the highest of all where there may be several.
  init(
    of decoder: some ScalarDecoder, unit: Int, _ theta: [Double], from start: Double,
    _ curve: inout ScalarCurve
  ) {
    var z = start
    if !decoder.isLogConcave {
      let peaks = decoder.peaks(ofUnit: unit, theta)
      decoder.evaluate(unit, at: peaks, theta, into: &curve)
      func height(_ k: Int) -> Double { curve.value[k] - 0.5 * peaks[k] * peaks[k] }
      z = peaks.indices.max { height($0) < height($1) }.map { peaks[$0] } ?? start
    }
    func height(_ z: Double) -> (h: Double, slope: Double, bend: Double) {
      decoder.evaluate(unit, at: [z], theta, into: &curve)
      return (curve.value[0] - 0.5 * z * z, curve.slope[0] - z, 1 - curve.curvature[0])
    }
    // The curvature at the peak depends on its place in the first order, so the place is found to rounding: towards the end,
    // where h no longer tells two places apart, by the slope.
    var here = height(z)
    for _ in 0..<100 where abs(here.slope) > 1e-15 * here.bend {
      var step = here.slope / max(here.bend, 0.5)
      var moved = false
      for _ in 0..<40 {
        let there = height(z + step)
        let isAsHigh = there.h >= here.h - 1e-12 * max(1, abs(here.h))
        if there.h > here.h && abs(step) > 1e-6 || isAsHigh && abs(there.slope) < abs(here.slope) {
          z += step
          (here, moved) = (there, true)
          break
        }
        step /= 2
      }
      guard moved else { break }
    }
    mode = z
    curvature = max(here.bend, 1e-8)
    value = here.h - 0.5 * Double.log(curvature)
  }

  /// Nodes and weights that make Σ w ∂g(z)/∂θ the derivative of the approximation in θ:
  /// ∂g + ½ v (∂g″ + g‴ v ∂g′) at ẑ, with v = 1/κ, since dẑ/dθ = v ∂g′. The derivatives in z are differences over nine
  /// places, whose error is of the order (h/width)⁸.
  func gradientNodes(
    _ decoder: some ScalarDecoder, unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> WeightedNodes {
    let h = min(0.1, decoder.analyticWidth(ofUnit: unit, theta) / 40)
    let z = (-4...4).map { mode + Double($0) * h }
    decoder.evaluate(unit, at: z, theta, into: &curve)
    let third = dot(Self.first, curve.curvature) / h
    let v = 1 / curvature
    let weights = (0..<9).map { k in
      (k == 4 ? 1 : 0) + 0.5 * v * (Self.second[k] / (h * h) + third * v * Self.first[k] / h)
    }
    return WeightedNodes(z: z, weights: weights)
  }

  /// The first derivative from nine values.
  private static let first: [Double] = [
    1.0 / 280, -4.0 / 105, 1.0 / 5, -4.0 / 5, 0, 4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280,
  ]
  /// The second.
  private static let second: [Double] = [
    -1.0 / 560, 8.0 / 315, -1.0 / 5, 8.0 / 5, -205.0 / 72, 8.0 / 5, -1.0 / 5, 8.0 / 315, -1.0 / 560,
  ]
}

extension ScalarDecoder {
  /// The Gaussians of Laplace's approximation, unit by unit, and Σ w_i of the approximations, in the units of the fit.
  func laplace(
    at theta: [Double], from bank: LawBank, in workspace: Workspace
  ) throws(FittingError) -> (laws: [GaussianLaw], value: Double) {
    var starts: [GaussianLaw]?
    if case .gaussian(let laws) = bank { starts = laws }
    let began = starts
    let parts = try mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      return units.map {
        LaplaceApproximation(of: self, unit: $0, theta, from: began?[$0].mean ?? 0, &curve)
      }
    }.flatMap { $0 }
    let value = parts.indices.reduce(0) { $0 + weight(ofUnit: $1) * parts[$1].value }
    return (parts.map(\.law), value)
  }

  /// The approximation of one unit, and its gradient in θ.
  func laplaceAndGradient(
    ofUnit unit: Int, _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (value: Double, gradient: [Double]) {
    let approximation = LaplaceApproximation(of: self, unit: unit, theta, from: 0, &curve)
    var gradient = [Double](repeating: 0, count: theta.count)
    let nodes = approximation.gradientNodes(self, unit: unit, theta, &curve)
    addGradient(unit, nodes, theta, to: &gradient)
    return (approximation.value, gradient)
  }

  /// Σ w_i of the approximations, and its gradient in θ.
  func laplaceAndGradient(
    at theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (value: Double, gradient: [Double]) {
    let parts = try mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var total = (value: 0.0, gradient: [Double](repeating: 0, count: theta.count))
      for unit in units {
        let own = laplaceAndGradient(ofUnit: unit, theta, &curve)
        let weight = weight(ofUnit: unit)
        total.value += weight * own.value
        for index in theta.indices { total.gradient[index] += weight * own.gradient[index] }
      }
      return total
    }
    var total = (value: 0.0, gradient: [Double](repeating: 0, count: theta.count))
    for part in parts {
      total.value += part.value
      for index in theta.indices { total.gradient[index] += part.gradient[index] }
    }
    return total
  }
}
