import LatentModels
import NumericCore

extension VILab: FocusingLab {
  /// Whether arrows move the cursor of the laws.
  var focusIsLaws: Bool { focus == .laws || focus == .branchLaws }

  /// Gives the focus to `panel`; laws make their run the active one.
  mutating func setFocus(_ panel: VIPanel) {
    guard panels.contains(panel) else { return }
    focus = panel
    if panel == .laws { activeRun = 0 }
    if panel == .branchLaws { activeRun = 1 }
  }

  /// Draws the laws of the unit so many places further on.
  mutating func moveUnit(by places: Int) -> [Effect] {
    let count = run.portrait?.unitCount ?? 0
    guard count > 0 else { return [] }
    return showUnit(((unit + places) % count + count) % count)
  }

  /// Draws the laws of a unit, and accounts for it.
  mutating func showUnit(_ unit: Int) -> [Effect] {
    self.unit = unit
    accountsForAll = false
    return askLater()
  }

  /// Moves the cursor along z by so many fiftieths of what is shown.
  mutating func moveCursor(by places: Int) {
    guard let range = shownPlaces else { return }
    let step = (range.upperBound - range.lowerBound) / 50
    let from = cursor ?? (range.lowerBound + range.upperBound) / 2
    cursor = min(max(range.lowerBound, from + Double(places) * step), range.upperBound)
  }

  /// The part of the axis of z that is shown: of both runs, so that their laws can be compared.
  var shownPlaces: ClosedRange<Double>? {
    let places = runs.compactMap { $0.portrait?.scalar?.places }
    guard let low = places.compactMap(\.first).min(), let high = places.compactMap(\.last).max(), low < high
    else { return nil }
    guard zoom != 1 else { return low...high }
    let centre = min(max(low, cursor ?? (low + high) / 2), high)
    let half = (high - low) / 2 / zoom
    return (centre - half)...(centre + half)
  }

  /// Shows a view below the laws, and gives it the keys; the losses give them back. What is quickly found, or was never
  /// looked for, is looked for at once.
  mutating func show(_ view: VIAside) -> [Effect] {
    let asked = aside == .lost || view == .lost
    aside = view
    if view != .lost {
      focus = .aside
    } else if focus == .aside {
      focus = activeRun == 0 ? .laws : .branchLaws
    }
    let question = asked ? askLater() : []
    switch view {
    case .thetaPlane where fitStudy(.thetaPlane) == nil, .errors where fitStudy(.errors) == nil,
      .importance where importanceFound == nil && fitStudy(.importance)?.isMissing != true:
      return question + beginStudyInView()
    case .lost, .thetaPlane, .importance, .errors, .coverage, .starts: return question
    }
  }

  /// The views that the present model has.
  var views: [VIAside] {
    let views: [VIAside] =
      switch run.portrait?.picture {
      case .scalar: VIAside.allCases
      case .discriminant: [.lost, .starts]
      case .pitchfork, .ellipses, nil: [.lost]
      }
    return views.filter { view in
      view.study.map { studies[$0]?.isMissing != true || view == aside } ?? true
    }
  }

  /// Shows the view so many places further on.
  mutating func moveAside(by places: Int) -> [Effect] {
    let views = views
    return show(views.contains(aside) ? views.neighbour(of: aside, by: places) : .lost)
  }

  /// Magnifies what has the keys.
  mutating func zoom(by factor: Double) -> [Effect] {
    if focus == .aside, aside == .thetaPlane {
      planeZoom = min(max(planeZoom * factor, 1e-3), 1e6)
      return beginStudyInView()
    }
    if let turned = turnDial(by: factor > 1 ? 1 : -1) { return turned }
    zoom = min(max(zoom * factor, 1), 1e6)
    return []
  }

  /// Shows all again.
  mutating func resetZoom() -> [Effect] {
    guard focus == .aside, aside == .thetaPlane else {
      zoom = 1
      return []
    }
    planeZoom = 1
    return beginStudyInView()
  }

  /// The two coordinates of the θ-plane: those that were chosen, or those in which the way leads furthest.
  var shownPair: ThetaPair {
    if let pair { return pair }
    let count = run.portrait?.coordinates.count ?? 0
    let points = wayPoints
    let spread = (0..<count).map { coordinate in
      let values = points.map { $0[coordinate] }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    let order = spread.indices.sorted { (spread[$0], $1) > (spread[$1], $0) }
    guard order.count > 1 else { return ThetaPair(x: 0, y: 0) }
    return ThetaPair(x: min(order[0], order[1]), y: max(order[0], order[1]))
  }

  /// What the θ-plane has to hold: the ways of the runs and the maximum of the likelihood.
  private var wayPoints: [[Double]] {
    let count = run.portrait?.coordinates.count ?? 0
    let ways = runs.filter { $0.portrait?.plan.isSameModel(as: plan) == true }.flatMap { $0.way.map(\.point) }
    return (ways + (maximum.map { [$0.coordinates] } ?? [])).filter { $0.count == count }
  }

  /// Another pair of coordinates.
  mutating func movePair(by places: Int) -> [Effect] {
    let count = run.portrait?.coordinates.count ?? 0
    guard count > 2 else { return [] }
    let pairs = (0..<count).flatMap { x in ((x + 1)..<count).map { ThetaPair(x: x, y: $0) } }
    pair = pairs.neighbour(of: shownPair, by: places)
    planeZoom = 1
    return aside == .thetaPlane ? beginStudyInView() : []
  }

  /// The θ-plane about the way so far; nil where there are no two coordinates.
  var planeRequest: ThetaPlaneRequest? {
    guard let portrait = run.portrait, portrait.coordinates.count > 1 else { return nil }
    let pair = shownPair
    func side(_ coordinate: Int) -> ClosedRange<Double> {
      let values = wayPoints.map { $0[coordinate] } + [portrait.coordinates[coordinate]]
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let half = max((high - low) / 2 * 1.4, 0.05 * max(1, abs(high))) / planeZoom
      let middle = planeZoom > 1 ? portrait.coordinates[coordinate] : (low + high) / 2
      return (middle - half)...(middle + half)
    }
    return ThetaPlaneRequest(
      x: pair.x, y: pair.y, columns: 32, rows: 18, window: PlaneWindow(x: side(pair.x), y: side(pair.y)))
  }
}

extension VariationalPortrait {
  /// Whether the law of every unit is the prior N(0, 1), so that the data say nothing of the latent: the unit that is drawn has
  /// it, and the mean entropy is the prior's, log √(2πe).
  var isCollapsed: Bool {
    guard let account, scalar?.isPrior == true else { return false }
    return abs(account.entropy / max(observations, 1) - 1.4189385) < 2e-3
  }
}

extension ScalarPicture {
  /// Whether q, or the exact law, is the prior N(0, 1).
  var isPrior: Bool {
    if let gaussian, abs(gaussian.mean) < 1e-3, abs(gaussian.deviation - 1) < 1e-3 { return true }
    guard modes.count == 1, abs(modes[0]) < 0.02 else { return false }
    // The density of the prior at its mean and a standard deviation to either side.
    let seen = [(0.0, 0.3989423), (1.0, 0.2419707), (-1.0, 0.2419707)]
    return seen.allSatisfy { z, density in densities(at: z).map { abs($0.exact - density) < 2e-3 } ?? false }
  }

  /// The densities of the exact law and of q at `z`, between the places on straight lines; nil outside.
  func densities(at z: Double) -> (exact: Double, law: Double?)? {
    guard places.count > 1, let first = places.first, let last = places.last, last > first, z >= first,
      z <= last
    else { return nil }
    let place = (z - first) / (last - first) * Double(places.count - 1)
    let index = min(Int(place), places.count - 2)
    let share = place - Double(index)
    func value(_ values: [Double]) -> Double { values[index] * (1 - share) + values[index + 1] * share }
    return (value(exact), law.map(value))
  }

  /// Whether q leaves one of several peaks of the exact law out: its density there is less than a twentieth of the exact one.
  /// A peak that is itself less than a twentieth of the highest is none to miss.
  var missesMode: Bool {
    guard law != nil, modes.count > 1 else { return false }
    let peaks = modes.compactMap { densities(at: $0) }
    let highest = peaks.map(\.exact).max() ?? 0
    let seen = peaks.filter { $0.exact > highest / 20 }
    return seen.count > 1 && seen.contains { ($0.law ?? 0) < $0.exact / 20 }
  }
}
