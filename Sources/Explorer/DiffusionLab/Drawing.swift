import LatentModels
import NumericCore

/// Data in the making: points that a person puts into a plane.
struct Drawing: Hashable, Sendable {
  /// The points, in the order in which they were put.
  private(set) var points: [PlanePoint] = []
  /// Where the next one goes.
  var cursor: PlanePoint
  /// What the two columns are called.
  let names: [String]
  /// The part of the plane that is drawn on.
  let across, upwards: ClosedRange<Double>
  /// Names the random numbers of sprays.
  let seed: UInt64
  /// The points before each change that can be taken back.
  private var before: [[PlanePoint]] = []
  /// Where a drag of the mouse was last seen; nil between drags.
  var lastOfDrag: PlanePoint?
  /// How many random numbers were taken.
  private var draws: UInt32 = 0

  /// More points than these are not taken.
  static let mostPoints = 5000
  /// So many points a spray gives.
  static let spray = 20
  /// What a drawn table is called.
  static let name = "drawing"

  /// An empty plane.
  init(
    names: [String] = ["x", "y"], across: ClosedRange<Double> = -3...3,
    upwards: ClosedRange<Double> = -3...3, seed: UInt64
  ) {
    (self.names, self.across, self.upwards, self.seed) = (names, across, upwards, seed)
    cursor = PlanePoint(
      x: (across.lowerBound + across.upperBound) / 2, y: (upwards.lowerBound + upwards.upperBound) / 2)
  }

  /// Moves the cursor by so many fortieths of the plane, and no further than its edge.
  mutating func moveCursor(right: Int, up: Int) {
    let (a, b) = (across.upperBound - across.lowerBound, upwards.upperBound - upwards.lowerBound)
    cursor = inside(
      PlanePoint(x: cursor.x + Double(right) * a / 40, y: cursor.y + Double(up) * b / 40))
  }

  private func inside(_ point: PlanePoint) -> PlanePoint {
    PlanePoint(
      x: min(max(point.x, across.lowerBound), across.upperBound),
      y: min(max(point.y, upwards.lowerBound), upwards.upperBound))
  }

  /// Keeps the points as they are, to come back to.
  mutating func note() {
    if before.last != points { before.append(points) }
    if before.count > 200 { before.removeFirst() }
  }

  /// Puts points, as far as there is room for them.
  mutating func put(_ more: [PlanePoint]) {
    points += more.prefix(Self.mostPoints - points.count)
  }

  /// Points about the cursor, spread by a Gaussian of a twentieth of the plane.
  mutating func sprayed() -> [PlanePoint] {
    scattered(Self.spray) { stream in (stream.normal() / 20, stream.normal() / 20) }
  }

  /// Points about the cursor, spread evenly over a cell so wide and so high.
  mutating func scattered(_ count: Int, width: Double, height: Double) -> [PlanePoint] {
    let (a, b) = (across.upperBound - across.lowerBound, upwards.upperBound - upwards.lowerBound)
    return scattered(count) { stream in
      ((stream.uniform() - 0.5) * width / a, (stream.uniform() - 0.5) * height / b)
    }
  }

  /// Points whose ways from the cursor, as parts of the plane, are drawn one after the other.
  private mutating func scattered(
    _ count: Int, _ draw: (inout RandomStream) -> (Double, Double)
  ) -> [PlanePoint] {
    let (a, b) = (across.upperBound - across.lowerBound, upwards.upperBound - upwards.lowerBound)
    return (0..<count).map { _ in
      var stream = RandomStream(seed: seed, purpose: .dataGeneration, step: 0, row: draws)
      draws &+= 1
      let (right, up) = draw(&stream)
      return PlanePoint(x: cursor.x + right * a, y: cursor.y + up * b)
    }
  }

  /// Deletes the point nearest to the cursor.
  /// - Returns: false where there is none.
  mutating func deleteNearest() -> Bool {
    let (a, b) = (across.upperBound - across.lowerBound, upwards.upperBound - upwards.lowerBound)
    func distance(_ point: PlanePoint) -> Double {
      let (x, y) = ((point.x - cursor.x) / a, (point.y - cursor.y) / b)
      return x * x + y * y
    }
    guard let nearest = points.indices.min(by: { distance(points[$0]) < distance(points[$1]) }) else {
      return false
    }
    note()
    points.remove(at: nearest)
    return true
  }

  /// Deletes all points.
  mutating func clear() {
    note()
    points = []
  }

  /// The points as they were before the newest change.
  /// - Returns: false where there was none.
  mutating func undo() -> Bool {
    while let last = before.popLast() {
      guard last != points else { continue }
      points = last
      return true
    }
    return false
  }

  /// The table of the points; nil where they do not differ in both columns, which no model of them could do without.
  var table: DataTable? {
    guard Set(points.map(\.x)).count > 1, Set(points.map(\.y)).count > 1 else { return nil }
    return DataTable(name: Self.name, values: Matrix(points.map { [$0.x, $0.y] }), columnNames: names)
  }
}

extension DiffusionLab {
  /// A plane to draw on: that of the data, where they have one, or else an empty one.
  mutating func beginDrawing() {
    guard imageShape == nil, plane.x != plane.y else {
      drawing = Drawing(seed: run.seed)
      return
    }
    let window = window
    drawing = Drawing(
      names: [data.columnNames[plane.x], data.columnNames[plane.y]], across: window.x, upwards: window.y,
      seed: run.seed)
  }

  /// The data's own rows as points of the plane that is drawn on; none where they have no plane.
  var rowsToDraw: [PlanePoint] {
    guard imageShape == nil, plane.x != plane.y, let portrait = run.portrait else { return [] }
    return (0..<portrait.points.rows).map {
      PlanePoint(x: portrait.points[$0, plane.x], y: portrait.points[$0, plane.y])
    }
  }
}
