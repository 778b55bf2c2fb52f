import Glibc
import LatentModels
import NumericCore
import PlotKit

/// The EM lab: one data set, one or two fits of it, and how a person looks at them.
struct EMLab: Sendable {
  /// The table that is fitted: complete rows only.
  let data: DataTable
  /// The rows drawn.
  let sample: RowSample
  /// The planes that the rows can be drawn in: pairs of columns, then the leading principal components.
  let planes: [Plane]
  /// How the numbers of each column are written, in the data's own units.
  let columnFormats: [NumberFormat]
  /// What holds all rows drawn, in the chosen plane.
  private(set) var scatterBounds: Viewport

  /// One or two runs; the second is the branch.
  var runs: [Run]
  /// Which of them keys act on.
  var activeRun = 0
  /// The settings that a restart uses.
  var settings: MixtureSettings
  /// How fast a playing run goes.
  var pace = Pace.perSecond(4)
  /// A trace kept to compare with.
  var baseline: Baseline?

  /// Which of `planes` is shown.
  private(set) var planeIndex = 0
  /// The part of the plane that is shown.
  var viewport: Viewport
  /// Where the cursor is; nil before it was first moved.
  var cursor: PlanePoint?
  /// The row that is read out.
  var selectedRow: Int?
  /// The panel that keys act on.
  var focus = PanelID.plot
  /// Whether the focused panel fills the screen.
  var isMaximized = false
  /// Whether the trace shows the distance from the best value, on a log axis.
  var hasLogTrace = false
  /// Whether means and ellipses are drawn.
  var hasGuides = true
  /// How far the component table is scrolled.
  var componentScroll = 0
  /// The number of the next run.
  private var nextRun: Int

  /// A run kept to compare with.
  struct Baseline: Sendable {
    let name: String
    let trace: [(iteration: Int, nats: Double)]
    let settings: MixtureSettings
    /// The log-likelihood where it was pinned, in nats.
    var last: Double? { trace.last?.nats }
  }

  /// The lab on `data`, with the first run's number.
  init(data: DataTable, settings: MixtureSettings, firstRun: Int) {
    self.data = data
    self.settings = settings
    sample = RowSample(of: data, seed: settings.seed)
    planes = EMLab.planes(of: data)
    columnFormats = EMLab.columnFormats(of: data)
    let bounds = Viewport(of: sample.rows, in: data, on: planes[0])
    scatterBounds = bounds
    viewport = bounds
    runs = [Run(id: RunID(firstRun), name: "A", seed: settings.seed)]
    nextRun = firstRun + 1
  }

  /// The plane that is shown.
  var plane: Plane { planes[planeIndex] }
  /// Whether the data have one column, so that the upward axis is a count.
  var isOneDimensional: Bool { data.dimensions == 1 }
  /// The run that keys act on.
  var run: Run {
    get { runs[activeRun] }
    set { runs[activeRun] = newValue }
  }
  /// Whether anything moves without a key.
  var isMoving: Bool { runs.contains { $0.play != .paused || $0.openQuestions > 0 } }

  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int {
    defer { nextRun += 1 }
    return nextRun
  }

  /// Shows another plane, whole.
  mutating func showPlane(_ index: Int) {
    planeIndex = (index % planes.count + planes.count) % planes.count
    scatterBounds = Viewport(of: sample.rows, in: data, on: plane)
    viewport = scatterBounds
    cursor = nil
  }

  /// Where the rows drawn lie in the plane.
  var samplePositions: [PlanePoint] { plane.points(of: sample.rows, in: data.values) }

  /// What the trainer is asked for.
  var portraitRequest: EMPortraitRequest {
    EMPortraitRequest(plane: plane, rows: sample.rows, selectedRow: selectedRow, cursor: cursor)
  }

  /// As many decimals as tell a thousandth of a column's standard deviation, the same for all numbers of the column, so
  /// that they do not jitter; four digits where that would be too long.
  private static func columnFormats(of data: DataTable) -> [NumberFormat] {
    (0..<data.dimensions).map { column in
      let deviation = standardDeviation(of: column, in: data) * data.transform.scale[column]
      guard deviation.isFinite, deviation >= 1e-3, deviation < 1e6 else { return .significant(4) }
      return .decimals(max(0, 3 - Int(log10(deviation).rounded(.down))))
    }
  }

  private static func standardDeviation(of column: Int, in data: DataTable) -> Double {
    let n = Double(max(data.rows, 1))
    let mean = (0..<data.rows).reduce(0) { $0 + data.values[$1, column] } / n
    let squares = (0..<data.rows).reduce(0) { sum, row in
      let offset = data.values[row, column] - mean
      return sum + offset * offset
    }
    return (squares / n).squareRoot()
  }

  /// At most so many columns are paired with each other; of more, only neighbours are.
  private static let mostPairedColumns = 8
  /// Of more columns than this, the later ones are fitted but have no axis of their own: choose them when opening.
  private static let mostShownColumns = 64
  /// Principal components are found where that takes no longer than a blink: rows times columns squared.
  private static let mostWork = 2e8

  private static func planes(of data: DataTable) -> [Plane] {
    let columns = (0..<min(data.dimensions, mostShownColumns)).map { Plane.Axis.column($0, of: data) }
    guard columns.count > 1 else { return [Plane(x: columns[0], y: columns[0])] }
    var planes: [Plane] = []
    for x in columns.indices.dropLast() {
      let last = columns.count <= mostPairedColumns ? columns.count - 1 : x + 1
      for y in (x + 1)...last { planes.append(Plane(x: columns[x], y: columns[y])) }
    }
    let work = Double(data.rows) * Double(data.dimensions) * Double(data.dimensions)
    guard columns.count > 2, work <= mostWork else { return planes }
    let principal = Plane.Axis.principalComponents(of: data, count: 2)
    if principal.count == 2 { planes.append(Plane(x: principal[0], y: principal[1])) }
    return planes
  }
}
