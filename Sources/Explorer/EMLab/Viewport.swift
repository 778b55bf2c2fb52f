import LatentModels
import NumericCore
import PlotKit

/// The part of a plane that a plot shows.
struct Viewport: Hashable, Sendable {
  var x: Scale
  var y: Scale

  /// What holds all `rows` of `data` on `plane`, with a margin; where some of them are missing, which may lie elsewhere, also
  /// two standard deviations of the others to both sides.
  init(of rows: [Int], in data: DataTable, on plane: Plane) {
    x = Scale(fitting: Viewport.coordinates(of: rows, in: data, along: plane.x), margin: Viewport.margin)
    y = Scale(fitting: Viewport.coordinates(of: rows, in: data, along: plane.y), margin: Viewport.margin)
  }

  /// Where rows lie along an axis, as far as the columns that it is made of are observed; the ends of two standard
  /// deviations among them, where some are not.
  private static func coordinates(of rows: [Int], in data: DataTable, along axis: Plane.Axis) -> [Double] {
    let columns = axis.direction.indices.filter { axis.direction[$0] != 0 }
    let all = rows.map { row in
      columns.reduce(axis.offset) { $0 + axis.direction[$1] * data.values[row, $1] }
    }
    let observed = all.filter { !$0.isNaN }
    guard observed.count < all.count, !observed.isEmpty else { return all }
    let moments = Moments(Matrix(rows: observed.count, columns: 1, storage: observed))
    let reach = 2 * moments.covariance[0, 0].squareRoot()
    return observed + [moments.mean[0] - reach, moments.mean[0] + reach]
  }

  /// What holds almost all of two latents that are N(0, I) beforehand.
  static let latent = Viewport(x: Scale(from: -3.5, to: 3.5), y: Scale(from: -3.5, to: 3.5))

  /// What these two hold.
  init(x: Scale, y: Scale) {
    self.x = x
    self.y = y
  }

  private static let margin = 0.05

  /// The middle.
  var centre: PlanePoint { PlanePoint(x: x.value(at: 0.5), y: y.value(at: 0.5)) }

  /// The same, `factor` times closer, with `point` where it was.
  func zoomed(by factor: Double, about point: PlanePoint) -> Viewport {
    var result = self
    result.x = x.zoomed(by: factor, around: point.x)
    result.y = y.zoomed(by: factor, around: point.y)
    return result
  }

  /// The same, moved by shares of its own width and height.
  func panned(right: Double, up: Double) -> Viewport {
    var result = self
    result.x = x.panned(by: right)
    result.y = y.panned(by: up)
    return result
  }
}
