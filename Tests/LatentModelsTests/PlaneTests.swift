import LatentModels
import NumericCore
import Testing

@Suite("Planes")
struct PlaneTests {
  @Test("A column is an axis in the data's own units")
  func columns() {
    let data = OldFaithful.standardized
    let plane = Plane(x: .column(1, of: data), y: .column(0, of: data))
    #expect(plane.x.name == "waiting" && plane.y.name == "eruptions")
    for row in [0, 17, 271] {
      let point = plane.point(of: data.values.row(row))
      #expect(abs(point.x - OldFaithful.raw.values[row, 1]) < 1e-12)
      #expect(abs(point.y - OldFaithful.raw.values[row, 0]) < 1e-13)
    }
    let spread = plane.spread(of: Moments(data.values).covariance)
    let own = Moments(OldFaithful.raw.values).covariance
    #expect(abs(spread.xx - own[1, 1]) < 1e-11 && abs(spread.xy - own[0, 1]) < 1e-11)
    #expect(abs(spread.yy - own[0, 0]) < 1e-12)
  }

  @Test("Principal components are centred, uncorrelated, and bear their share of the variance")
  func principalComponents() {
    let data = Tables.iris
    let axes = Plane.Axis.principalComponents(of: data, count: 4)
    #expect(axes.map(\.name) == ["PC1 92%", "PC2 5%", "PC3 2%", "PC4 1%"])
    let coordinates = Matrix(data.values.arrays.map { row in axes.map { $0.coordinate(of: row) } })
    let moments = Moments(coordinates)
    #expect(moments.mean.allSatisfy { abs($0) < 1e-13 })
    for i in 0..<4 {
      for j in 0..<i { #expect(abs(moments.covariance[i, j]) < 1e-13) }
    }
    // The variances of the irises' components (n in the denominator), largest first.
    #expect(moments.covariance.diagonal.sorted(by: >) == moments.covariance.diagonal)
    #expect(abs(moments.covariance.trace - Moments(data.values).covariance.trace) < 1e-12)
    let plane = Plane(x: axes[0], y: axes[1])
    let spread = plane.spread(of: Moments(data.values).covariance)
    #expect(abs(spread.xx - moments.covariance[0, 0]) < 1e-12 && abs(spread.xy) < 1e-12)
  }

  @Test("Fewer components than asked for where there are fewer columns; missing values stand aside")
  func fewComponents() {
    #expect(Plane.Axis.principalComponents(of: OldFaithful.raw, count: 5).count == 2)
    #expect(Plane.Axis.principalComponents(of: OldFaithful.raw, count: 1).map(\.name) == ["PC1 100%"])
    let missing = DataTable(name: "m", values: Matrix([[1, .nan], [2, 3]]))
    #expect(Plane.Axis.principalComponents(of: missing, count: 2).map(\.name) == ["PC1 100%", "PC2 0%"])
    let constant = DataTable(name: "c", values: Matrix([[1.0], [1]]))
    #expect(Plane.Axis.principalComponents(of: constant, count: 1).map(\.name) == ["PC1 0%"])
  }

  @Test("A row moved lands at the target, by the shortest way")
  func moving() {
    let iris = Tables.iris.standardized()
    let components = Plane.Axis.principalComponents(of: iris, count: 2)
    let planes = [
      Plane(x: .column(0, of: iris), y: .column(3, of: iris)), Plane(x: components[0], y: components[1]),
      // Not at a right angle: a column and a component.
      Plane(x: .column(2, of: iris), y: components[0]),
    ]
    var random = RandomStream(seed: 2, purpose: .sampling)
    for plane in planes {
      for index in [0, 60, 149] {
        let row = iris.values.row(index)
        let target = PlanePoint(x: 5 * random.normal(), y: 5 * random.normal())
        let moved = plane.moving(row, to: target)
        let landed = plane.point(of: moved)
        #expect(abs(landed.x - target.x) < 1e-10 && abs(landed.y - target.y) < 1e-10)
        // Shortest: the move has no part across both directions, so any other row there is farther away.
        let move = zip(moved, row).map { $0 - $1 }
        for _ in 0..<5 {
          let sideways = across(plane, (0..<4).map { _ in random.normal() })
          #expect(abs(zip(move, sideways).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-9)
        }
      }
    }
  }

  @Test("On one axis twice, or without an extent, a row moves as far as it can")
  func degenerate() {
    let line = DataTable(name: "l", values: Matrix([[1.0], [4]]))
    let axis = Plane.Axis.column(0, of: line)
    #expect(Plane(x: axis, y: axis).moving([1], to: PlanePoint(x: 3, y: 99)) == [3])
    let raw = OldFaithful.raw
    let twice = Plane(x: .column(0, of: raw), y: .column(0, of: raw))
    #expect(twice.moving([2, 50], to: PlanePoint(x: 4, y: 9)) == [4, 50])
  }

  /// `vector` without its parts along the two directions of `plane`.
  private func across(_ plane: Plane, _ vector: [Double]) -> [Double] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func without(_ a: [Double], _ direction: [Double]) -> [Double] {
      let factor = dot(a, direction) / dot(direction, direction)
      return zip(a, direction).map { $0 - factor * $1 }
    }
    let second = without(plane.y.direction, plane.x.direction)
    return without(without(vector, plane.x.direction), second)
  }
}
