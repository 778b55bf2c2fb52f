import CellGrid
import LatentModels
import NumericCore

extension DiffusionLab: FocusingLab {
  /// Whether arrows move the cursor in the plane.
  var focusIsRows: Bool { focus == .rows || focus == .branchRows }

  /// Gives the focus to `panel`; rows make their run the active one.
  mutating func setFocus(_ panel: DiffusionPanel) {
    guard panels.contains(panel) else { return }
    focus = panel
    if panel == .rows { activeRun = 0 }
    if panel == .branchRows { activeRun = 1 }
  }

  /// The part of the plane that is shown: that of the data, and of standard normal noise in their units, so that the plot stands
  /// still while rows move.
  var window: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (window(ofColumn: plane.x, about: cursor?.x), window(ofColumn: plane.y, about: cursor?.y))
  }

  private func window(ofColumn column: Int, about centre: Double?) -> ClosedRange<Double> {
    guard let portrait = run.portrait, column < portrait.points.columns else { return -3...3 }
    var (low, high) = (Double.infinity, -Double.infinity)
    for row in 0..<portrait.points.rows where portrait.points[row, column].isFinite {
      (low, high) = (min(low, portrait.points[row, column]), max(high, portrait.points[row, column]))
    }
    let (shift, scale) = (portrait.frame.shift[column], portrait.frame.scale[column])
    (low, high) = (min(low, shift - 2.8 * scale), max(high, shift + 2.8 * scale))
    let margin = 0.03 * (high - low)
    let whole = (low - margin)...(high + margin)
    guard zoom != 1 else { return whole }
    let half = (whole.upperBound - whole.lowerBound) / 2 / zoom
    let middle = centre ?? (whole.lowerBound + whole.upperBound) / 2
    return (middle - half)...(middle + half)
  }

  /// Moves the cursor by so many fortieths of what is shown.
  mutating func moveCursor(right: Int, up: Int) {
    let window = window
    let middle = PlanePoint(
      x: (window.x.lowerBound + window.x.upperBound) / 2, y: (window.y.lowerBound + window.y.upperBound) / 2)
    let place = cursor ?? middle
    cursor = PlanePoint(
      x: place.x + Double(right) * (window.x.upperBound - window.x.lowerBound) / 40,
      y: place.y + Double(up) * (window.y.upperBound - window.y.lowerBound) / 40)
  }

  /// The next pair of columns for the plane.
  mutating func movePlane(by places: Int) {
    let d = data.dimensions
    guard d > 2 else { return }
    let pairs = (0..<d).flatMap { x in ((x + 1)..<d).map { [x, $0] } }
    let next = pairs.neighbour(of: [plane.x, plane.y], by: places)
    plane = (next[0], next[1])
  }

  /// The rows that the large panel shows, in the data's own units, and their classes.
  var shownRows: (rows: Matrix<Double>, codes: [Int32])? {
    guard view != .data, let film, !film.frames.isEmpty else {
      return run.portrait.map { ($0.points, $0.codes) }
    }
    let position = min(player.position, film.frames.count - 1)
    // What a step takes for its aim is known at the level that it begins at.
    if showsPrediction, film.predictions.indices.contains(position) {
      return (film.predictions[position], film.codes)
    }
    return (film.frames[position], film.codes)
  }

  /// The place in the film of the frame that is shown, and the level there; nil where no film is shown.
  var shownLevel: (position: Int, number: Int, level: NoiseLevel)? {
    guard view != .data, let film, !film.frames.isEmpty else { return nil }
    let position = min(player.position, film.frames.count - 1)
    return (position, film.numbers[position], film.levels[position])
  }

  /// Selects the row nearest to the cursor, among those that are shown.
  mutating func selectNearestRow() {
    guard let cursor, let (rows, _) = shownRows else { return }
    let window = window
    let (a, b) = (
      window.x.upperBound - window.x.lowerBound, window.y.upperBound - window.y.lowerBound
    )
    var best = Double.infinity
    for index in 0..<rows.rows {
      let (x, y) = ((rows[index, plane.x] - cursor.x) / a, (rows[index, plane.y] - cursor.y) / b)
      let distance = x * x + (plane.x == plane.y ? 0 : y * y)
      if distance < best { (best, row) = (distance, index) }
    }
  }

  /// Selects the row so many places further on, round and round.
  mutating func moveRow(by places: Int) {
    let count = shownRows?.rows.rows ?? 0
    if count > 0 { row = ((row + places) % count + count) % count }
  }

  /// The ways to take a step that a key goes through.
  static let methods: [SamplingMethod] = [
    .ddim(eta: 0), .ancestral(.lower), .ancestral(.upper), .ddim(eta: 0.5), .flow(.euler), .flow(.heun),
    .flow(.rungeKutta), .multistep,
  ]

  /// The ways that lead into noise as well as from it.
  static let waysBothWays: [SamplingMethod] = [
    .ddim(eta: 0), .flow(.euler), .flow(.heun), .flow(.rungeKutta),
  ]

  /// Whose denoisers a key goes through, as far as they are known.
  var sources: [FilmRequest.Source] {
    FilmRequest.Source.allCases.filter { $0 != .mixture || reference != nil }
  }
}

extension SamplingMethod {
  /// As the lab shows it.
  var title: String {
    switch self {
    case .ancestral(.lower): "ancestral, lower variance"
    case .ancestral(.upper): "ancestral, upper variance"
    case .ancestral(.optimal): "ancestral, optimal variance"
    case .ancestral(.exact): "ancestral, exact variance"
    case .ddim(let eta): "DDIM eta \(shortNumber(eta))"
    case .flow(.euler): "flow by Euler"
    case .flow(.heun): "flow by Heun"
    case .flow(.rungeKutta): "flow by RK4"
    case .multistep: "DPM-Solver++(2M)"
    }
  }

  /// The same in a word.
  var brief: String {
    switch self {
    case .ancestral: "ancestral"
    case .ddim: "DDIM"
    case .flow(let solver): solver.title
    case .multistep: "2M"
    }
  }
}
