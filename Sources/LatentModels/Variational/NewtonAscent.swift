import NumericCore

/// The value of a concave function at a place, its gradient, and minus its matrix of second derivatives.
struct LocalParabola: Sendable {
  var value: Double
  var gradient: [Double]
  var curvature: Matrix<Double>

  /// Nothing yet, in so many coordinates.
  init(coordinates: Int) {
    value = 0
    gradient = Array(repeating: 0, count: coordinates)
    curvature = Matrix(rows: coordinates, columns: coordinates)
  }

  /// A parabola of these parts.
  init(value: Double, gradient: [Double], curvature: Matrix<Double>) {
    self.value = value
    self.gradient = gradient
    self.curvature = curvature
  }

  /// The sum of two.
  static func + (one: LocalParabola, two: LocalParabola) -> LocalParabola {
    LocalParabola(
      value: one.value + two.value, gradient: zip(one.gradient, two.gradient).map { $0 + $1 },
      curvature: one.curvature + two.curvature)
  }

  /// The way to the top of the parabola; a curvature that is singular to rounding is raised until it is none.
  var step: [Double]? {
    if let factor = Cholesky(curvature) { return factor.solve(gradient) }
    var ridge = 1e-10 * max(curvature.diagonal.max() ?? 0, 1e-10)
    for _ in 0..<12 {
      var raised = curvature
      for i in gradient.indices { raised[i, i] += ridge }
      if let factor = Cholesky(raised) { return factor.solve(gradient) }
      ridge *= 10
    }
    return nil
  }
}

/// argmax of a concave function by Newton steps, each halved until it does not fall.
/// - Parameters:
///   - tolerance: settled when a step promises less than this, in the units of the function.
func newtonMaximum(
  from start: [Double], tolerance: Double, steps: Int = 60,
  _ function: ([Double]) throws(FittingError) -> LocalParabola
) throws(FittingError) -> (point: [Double], parabola: LocalParabola) {
  var point = start
  var here = try function(point)
  for _ in 0..<steps {
    guard let way = here.step else { break }
    let promise = 0.5 * dot(here.gradient, way)
    guard promise > tolerance else { break }
    var length = 1.0
    var moved = false
    for _ in 0..<40 {
      let there = zip(point, way).map { $0 + length * $1 }
      let found = try function(there)
      if found.value >= here.value {
        (point, here, moved) = (there, found, true)
        break
      }
      // What a whole step promises may drown in the rounding of the sums.
      if promise < 1e-13 * abs(here.value) { break }
      length /= 2
    }
    guard moved else { break }
  }
  return (point, here)
}
