import Glibc

/// The points at a given distance, in standard deviations, from the mean of a normal law in the plane.
public struct Ellipse: Mark {
  /// The mean.
  public var center: DataPoint
  /// The variance of x, the covariance, the variance of y.
  public var covariance: (xx: Double, xy: Double, yy: Double)
  /// Standard deviations (Mahalanobis distance).
  public var radius: Double
  /// The ink of the outline.
  public var ink: Ink
  /// Every how many dots one is drawn: 1 for a full line.
  public var every: Int

  /// The ellipse `radius` standard deviations around `center`.
  public init(
    center: DataPoint, covariance: (xx: Double, xy: Double, yy: Double), radius: Double = 2, ink: Ink,
    every: Int = 1
  ) {
    self.center = center
    self.covariance = covariance
    self.radius = radius
    self.ink = ink
    self.every = every
  }

  /// Draws the outline. A covariance of lower rank gives a line or a dot; one that is not finite, nothing.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    guard radius.isFinite, center.x.isFinite, center.y.isFinite else { return }
    guard covariance.xx.isFinite, covariance.xy.isFinite, covariance.yy.isFinite else { return }
    let pen = canvas.pen(ink)
    // c + r L u, u on the unit circle and L Lᵀ = Σ (Cholesky): |L u|² runs over the same ellipse as Σ^½ u. Rounding may
    // leave Σ slightly indefinite, so the correlation is held to ±1.
    let sx = max(covariance.xx, 0).squareRoot()
    let sy = max(covariance.yy, 0).squareRoot()
    let product = sx * sy
    let correlation = product > 0 ? min(max(covariance.xy / product, -1), 1) : 0
    let rest = (1 - correlation * correlation).squareRoot()
    let count = segments(canvas, area, sx: sx, sy: sy)
    var previous: DotPoint?
    for step in 0...count {
      let angle = 2 * Double.pi * Double(step) / Double(count)
      let u = cos(angle)
      let v = sin(angle)
      let place = area.dot(
        center.x + radius * sx * u, center.y + radius * sy * (correlation * u + rest * v))
      if let previous { canvas.line(from: previous, to: place, pen, every: every) }
      previous = place
    }
  }

  /// So many straight pieces that their ends are about two dots apart; enough for a curve, bounded for a huge ellipse.
  private func segments(_ canvas: Canvas, _ area: PlotArea, sx: Double, sy: Double) -> Int {
    let wide = abs(area.x.scale.fraction(of: center.x + radius * sx) - area.x.scale.fraction(of: center.x))
    let high = abs(area.y.scale.fraction(of: center.y + radius * sy) - area.y.scale.fraction(of: center.y))
    let around = 1.6 * (wide * Double(canvas.width) + high * Double(canvas.height))
    return around < 1024 ? max(24, Int(around)) : 1024
  }
}
