import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// The ascent by BFGS.
struct QuasiNewtonTests {
  /// −100 (y − x²)² − (1 − x)² (Rosenbrock, 1960), whose maximum is at (1, 1).
  private static func valley(_ p: [Double]) -> (value: Double, gradient: [Double]) {
    let (x, y) = (p[0], p[1])
    let bend = y - x * x
    return (
      -100 * bend * bend - (1 - x) * (1 - x), [400 * bend * x + 2 * (1 - x), -200 * bend]
    )
  }

  @Test("It climbs along a bent ridge to its top and never falls")
  func ridge() throws {
    var ascent = try QuasiNewton(at: [-1.2, 1], Self.valley)
    for _ in 0..<100 where !ascent.hasSettled {
      let before = ascent.value
      try ascent.step(tolerance: 1e-18, Self.valley)
      #expect(ascent.value >= before)
    }
    #expect(ascent.hasSettled)
    #expect(abs(ascent.point[0] - 1) < 1e-7 && abs(ascent.point[1] - 1) < 1e-7, "\(ascent.point)")
  }

  @Test("On a parabola H comes near to the inverse of the curvature")
  func parabola() throws {
    let curvature = Matrix([[3, 1, 0], [1, 2, 0.5], [0, 0.5, 40.0]])
    func objective(_ p: [Double]) -> (value: Double, gradient: [Double]) {
      let slope = curvature * p
      return (-0.5 * dot(p, slope), slope.map { -$0 })
    }
    var ascent = try QuasiNewton(at: [3, -2, 1], objective)
    try ascent.climb(tolerance: 1e-28, objective)
    #expect(ascent.point.allSatisfy { abs($0) < 1e-9 })
    let product = ascent.inverseCurvature * curvature
    for i in 0..<3 { for j in 0..<3 { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 0.1, "\(product)") } }
  }

  @Test("A place where the function is not finite counts as too far")
  func edge() throws {
    // log x − x, with its maximum at 1 and no value from 0 down.
    func objective(_ p: [Double]) -> (value: Double, gradient: [Double]) {
      p[0] > 0 ? (Double.log(p[0]) - p[0], [1 / p[0] - 1]) : (-.infinity, [.nan])
    }
    var ascent = try QuasiNewton(at: [4], objective)
    try ascent.climb(objective)
    #expect(abs(ascent.point[0] - 1) < 1e-6)
  }
}
