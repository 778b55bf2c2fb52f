import Glibc
import LatentModels
import NumericCore
import PlotKit

/// The EM lab: one data set, one or two fits of it, and how a person looks at them.
struct EMLab: Sendable {
  /// The table that is fitted.
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
  /// The plan that a restart uses while no run has reported its own.
  var ownPlan: EMPlan
  /// The plans that a person left for another model, by the names of their models.
  var plansLeft: [String: EMPlan] = [:]
  /// The models that the data allow.
  let choices: [EMPlan]
  /// How many starts the study of starts makes.
  var starts = 5
  /// The newest study of each kind.
  var studies: [LabStudy.Kind: LabStudy] = [:]
  /// Those whose findings a saved run was looked at with, until the fit is known that they are about.
  var studiesToBegin: [StudyRequest] = []
  /// What fits are chosen by.
  var criterion = SelectionCriterion.bic
  /// The fit that keys act on in the table of the selection.
  var chosenCell: (components: Int, family: CovarianceFamily) = (1, .full)
  /// Whether a person chose it; until then it is the best.
  var choseCell = false
  /// A start that led to the maximum that keys act on in the view of starts; nil while nobody chose one.
  var chosenSeed: UInt64?
  /// What a person set, for undo and redo.
  var settings = SettingsHistory()
  /// How fast a playing run goes.
  var pace = Pace.perSecond(4)
  /// A trace kept to compare with.
  var baseline: Baseline?
  /// Whether the run was playing when it was forked, and nobody has said since whether one of the two should.
  var playsAfterBranch = false

  /// Which of `planes` is shown.
  private(set) var planeIndex = 0
  /// The part of the plane that is shown.
  var viewport: Viewport
  /// Where the cursor is; nil before it was first moved.
  var cursor: PlanePoint?
  /// The row that is read out.
  var selectedRow: Int?
  /// What is shown beside the plot.
  var aside = Aside.row
  /// How the view of the bound stands.
  var slice = SliceRequest()
  /// How the view of gains stands.
  var stack = StackChoice()
  /// The two free parameters of the view of missing information.
  var pair = (x: 0, y: 1)
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
  /// How far the groups of the plot are scrolled.
  var groupScroll = 0
  /// The number of the next run.
  private var nextRun: Int

  /// A run kept to compare with.
  struct Baseline: Sendable {
    let name: String
    let trace: [TracePoint]
    /// What was known of the log-likelihood where it was pinned.
    var last: TracePoint? { trace.last }
  }

  /// The lab on `data`, with the first run's number.
  init(data: DataTable, plan: EMPlan, firstRun: Int) {
    self.data = data
    ownPlan = plan
    choices = EMPlan.choices(for: data, seed: plan.seed)
    sample = RowSample(of: data, seed: plan.seed)
    planes = EMLab.planes(of: data)
    columnFormats = EMLab.columnFormats(of: data)
    let bounds = Viewport(of: sample.rows, in: data, on: planes[0])
    scatterBounds = bounds
    viewport = bounds
    runs = [Run(id: RunID(firstRun), name: "A", seed: plan.seed)]
    nextRun = firstRun + 1
  }

  /// The model and its settings, as the active run has them.
  var plan: EMPlan { run.portrait?.plan ?? ownPlan }
  /// The plane that rows are drawn in, unless that of the latents is shown.
  var plane: Plane { planes[min(planeIndex, planes.count - 1)] }
  /// How many planes there are, that of the first two latents, where rows have such, among them as the last.
  var planeCount: Int { hasPlane ? planes.count + (run.hasLatentPlane ? 1 : 0) : 1 }
  /// Whether the plane of the latents is shown.
  var showsLatents: Bool { planeIndex == planes.count && run.hasLatentPlane }
  /// Whether the plot is a plane of rows, in which there are a cursor and a zoom.
  var hasPlane: Bool {
    switch run.portrait?.picture {
    case .groups, .cells: false
    case .mixture, .cloud, nil: true
    }
  }
  /// The names of the axes shown.
  var axes: (x: String, y: String) { showsLatents ? ("z1", "z2") : (plane.x.name, plane.y.name) }
  /// Whether the data have one column, so that the upward axis is a count.
  var isOneDimensional: Bool { data.dimensions == 1 }
  /// Whether anything moves without a key.
  var isMoving: Bool {
    runs.contains { $0.play != .paused || $0.openQuestions > 0 }
      || studies.values.contains { $0.isRunning }
  }

  /// What the settings form is about.
  var settingsSubject: SettingsForm.Subject {
    SettingsForm.Subject(
      plan: plan, choices: choices, dimensions: data.dimensions, starts: starts, planes: planeCount)
  }

  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int {
    defer { nextRun += 1 }
    return nextRun
  }

  /// Shows the plane of that index, as a saved run has it: a part of it, or the whole. That of latents is left again where the
  /// fit has none.
  mutating func restorePlane(_ index: Int, part: Viewport?) {
    guard (0...planes.count).contains(index) else { return }
    planeIndex = index
    scatterBounds =
      index == planes.count ? .latent : Viewport(of: sample.rows, in: data, on: plane)
    viewport = part ?? scatterBounds
  }

  /// Shows another plane, whole.
  mutating func showPlane(_ index: Int) {
    planeIndex = (index % planeCount + planeCount) % planeCount
    scatterBounds = showsLatents ? .latent : Viewport(of: sample.rows, in: data, on: plane)
    viewport = scatterBounds
    cursor = nil
  }

  /// Shows columns again where the plane of latents was shown and there is none any more.
  /// - Returns: the questions that this leads to.
  mutating func leaveLostPlane() -> [Effect] {
    guard planeIndex >= planes.count, !run.hasLatentPlane else { return [] }
    showPlane(0)
    return runs.indices.map { ask($0) }
  }

  /// Where the rows drawn lie in the plane.
  var samplePositions: [PlanePoint] {
    plane.points(of: sample.rows, in: data.values).filter { $0.x.isFinite && $0.y.isFinite }
  }

  /// What the trainer is asked for.
  var portraitRequest: EMPortraitRequest {
    EMPortraitRequest(
      plane: plane, rows: sample.rows, selectedRow: selectedRow, cursor: cursor,
      slice: aside == .minoriser ? slice : nil)
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
    let values = (0..<data.rows).map { data.values[$0, column] }.filter { !$0.isNaN }
    let n = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
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
