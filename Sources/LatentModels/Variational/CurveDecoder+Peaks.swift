import NumericCore
import RealModule

extension CurveDecoder {
  /// The density at the value of the parabola that lies nearest to x: at its peak where some z gives x, less where x lies beyond the
  /// vertex.
  public func ceiling(ofUnit unit: Int, _ theta: [Double]) -> Double {
    let (a, b, c) = (theta[0], theta[1], theta[2])
    let vertex = a - b * b / (4 * c)
    let beyond = c == 0 ? 0 : max(0, c < 0 ? x[unit] - vertex : vertex - x[unit])
    return -0.5 * log2Pi - theta[3] - 0.5 * Double.exp(-2 * theta[3]) * beyond * beyond
  }

  /// The maxima of −(x − a − bz − cz²)²/2σ² − z²/2, in closed form: with z = y − b/2c its derivative is 0 where
  ///
  ///     y³ + p y + q = 0        p = (2σ² − b² − 4c(x − a))/4c²        q = −bσ²/4c³
  ///
  /// and of three roots the outer two are maxima (Viète's, 1591, by cosines; Cardano's where there is one).
  public func peaks(ofUnit unit: Int, _ theta: [Double]) -> [Double] {
    let (a, b, c) = (theta[0], theta[1], theta[2])
    let variance = Double.exp(2 * theta[3])
    // A parabola that bends so little has its other arm where no z is, and is a straight line for the rest.
    guard abs(c) > 1e-7 * (abs(b) + variance.squareRoot()) else {
      let z = b * (x[unit] - a) / (b * b + variance)
      let lift = 2 * c * z * (x[unit] - a) - 3 * b * c * z * z
      return [z + lift / (b * b + variance)]
    }
    let p = (2 * variance - b * b - 4 * c * (x[unit] - a)) / (4 * c * c)
    let q = -b * variance / (4 * c * c * c)
    let roots: [Double]
    let discriminant = q * q / 4 + p * p * p / 27
    if discriminant < 0 {
      let radius = 2 * (-p / 3).squareRoot()
      let angle = Double.acos(min(max(3 * q / (p * radius), -1), 1)) / 3
      roots = [radius * Double.cos(angle + 2 * Double.pi / 3), radius * Double.cos(angle)]
    } else {
      // The root of greater magnitude first, so that nothing cancels.
      let u = Double.root(-q / 2 - (q < 0 ? -1 : 1) * discriminant.squareRoot(), 3)
      roots = [u == 0 ? 0 : u - p / (3 * u)]
    }
    return roots.map { root in
      // What rounding has cost.
      let y = (0..<2).reduce(root) { y, _ in
        let slope = 3 * y * y + p
        return slope > 0 ? y - (y * y * y + p * y + q) / slope : y
      }
      return y - b / (2 * c)
    }
  }
}
