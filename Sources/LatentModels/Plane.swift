import NumericCore
import RealModule

/// A point of a plane.
public struct PlanePoint: Hashable, Sendable {
  /// To the right.
  public var x: Double
  /// Upwards.
  public var y: Double

  /// The point (x, y).
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A covariance in a plane.
public struct PlaneSpread: Hashable, Sendable {
  /// Variance of x.
  public var xx: Double
  /// Covariance.
  public var xy: Double
  /// Variance of y.
  public var yy: Double

  /// The covariance with these entries.
  public init(xx: Double, xy: Double, yy: Double) {
    self.xx = xx
    self.xy = xy
    self.yy = yy
  }
}

/// An affine map from rows of a table, in units of the fit, to a plane: x = u·row + a, y = v·row + b.
public struct Plane: Hashable, Sendable {
  /// One axis of a plane.
  public struct Axis: Hashable, Sendable {
    /// What the axis is called.
    public let name: String
    /// One factor per column.
    public let direction: [Double]
    /// Added last.
    public let offset: Double

    /// The coordinate of `row` on this axis.
    public func coordinate(of row: [Double]) -> Double {
      var sum = offset
      for (factor, value) in zip(direction, row) { sum += factor * value }
      return sum
    }
  }

  /// The axis to the right.
  public let x: Axis
  /// The axis upwards.
  public let y: Axis

  /// The plane of two axes of one table.
  public init(x: Axis, y: Axis) {
    self.x = x
    self.y = y
  }

  /// Where `row` lies.
  public func point(of row: [Double]) -> PlanePoint {
    PlanePoint(x: x.coordinate(of: row), y: y.coordinate(of: row))
  }

  /// Where these rows of `values` lie.
  public func points(of rows: [Int], in values: Matrix<Double>) -> [PlanePoint] {
    let d = values.columns
    let rowMajor = values.storage.span
    return rows.map { row in
      var point = PlanePoint(x: x.offset, y: y.offset)
      for j in 0..<d {
        point.x += x.direction[j] * rowMajor[row * d + j]
        point.y += y.direction[j] * rowMajor[row * d + j]
      }
      return point
    }
  }

  /// The covariance on the plane of rows whose covariance is `covariance`.
  public func spread(of covariance: Matrix<Double>) -> PlaneSpread {
    let alongX = covariance * x.direction
    let alongY = covariance * y.direction
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return PlaneSpread(
      xx: dot(x.direction, alongX), xy: dot(x.direction, alongY), yy: dot(y.direction, alongY))
  }

  /// The row nearest to `row`, in units of the fit, that lies at `target` on the plane: the shortest move along the plane's
  /// two directions.
  public func moving(_ row: [Double], to target: PlanePoint) -> [Double] {
    let here = point(of: row)
    let (dx, dy) = (target.x - here.x, target.y - here.y)
    let uu = x.direction.reduce(0) { $0 + $1 * $1 }
    let vv = y.direction.reduce(0) { $0 + $1 * $1 }
    let uv = zip(x.direction, y.direction).reduce(0) { $0 + $1.0 * $1.1 }
    let determinant = uu * vv - uv * uv
    guard determinant > 1e-12 * uu * vv else {
      // Both axes are one direction (one-dimensional data): only x can be met.
      return row.indices.map { row[$0] + (uu > 0 ? dx / uu * x.direction[$0] : 0) }
    }
    let a = (dx * vv - dy * uv) / determinant
    let b = (dy * uu - dx * uv) / determinant
    return row.indices.map { row[$0] + a * x.direction[$0] + b * y.direction[$0] }
  }
}

extension Plane.Axis {
  /// Column `column` of `data`, in the data's own units.
  public static func column(_ column: Int, of data: DataTable) -> Plane.Axis {
    var direction = [Double](repeating: 0, count: data.dimensions)
    direction[column] = data.transform.scale[column]
    return Plane.Axis(
      name: data.columnNames[column], direction: direction, offset: data.transform.shift[column])
  }

  /// The leading principal components of `data`, in units of the fit, centred, each named with its share of the variance.
  public static func principalComponents(of data: DataTable, count: Int) -> [Plane.Axis] {
    let moments = Moments(of: data)
    guard let eigen = SymmetricEigen(moments.covariance) else { return [] }
    let total = eigen.values.reduce(0, +)
    return (0..<min(count, data.dimensions)).map { index in
      let direction = eigen.vectors.column(index)
      let centre = zip(direction, moments.mean).reduce(0) { $0 + $1.0 * $1.1 }
      let share = total > 0 && total.isFinite ? 100 * (eigen.values[index] / total) : 0
      return Plane.Axis(
        name: "PC\(index + 1) \(Int(share.rounded()))%", direction: direction, offset: -centre)
    }
  }
}
