import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension EMLab {
  /// The panels that can have the focus, in the order of Tab.
  var panels: [PanelID] {
    PanelID.allCases.filter { $0 != .branchPlot || runs.count > 1 }
  }

  /// Gives the focus to the panel so many places further on among `panels`; a plot makes its run the active one.
  mutating func moveFocus(by places: Int, among panels: [PanelID]) -> [Effect] {
    let index = panels.firstIndex(of: focus) ?? 0
    return setFocus(panels[((index + places) % panels.count + panels.count) % panels.count])
  }

  /// Gives the focus to `panel`.
  mutating func setFocus(_ panel: PanelID) -> [Effect] {
    guard panels.contains(panel) else { return [] }
    focus = panel
    let run = panel == .plot ? 0 : panel == .branchPlot ? 1 : activeRun
    guard run != activeRun else { return [] }
    activeRun = run
    leaveUnsuitedView()
    return self.run.portrait == nil ? [] : leaveLostPlane()
  }

  /// Whether arrows move the cursor of a plot rather than scroll.
  var focusIsPlot: Bool { focus == .plot || focus == .branchPlot }

  /// Moves the cursor by cells of `area`, dragging the view along at its edges.
  mutating func moveCursor(right: Int, up: Int, in area: PlotArea) -> [Effect] {
    let width = Double(max(1, area.canvasRect.width))
    let height = Double(max(1, area.canvasRect.height))
    let from = cursor ?? viewport.centre
    let x = viewport.x.fraction(of: from.x) + Double(right) / width
    let y = viewport.y.fraction(of: from.y) + Double(up) / height
    let target = PlanePoint(x: viewport.x.value(at: x), y: viewport.y.value(at: y))
    if x < 0 || x > 1 { viewport = viewport.panned(right: Double(right) / width, up: 0) }
    if y < 0 || y > 1 { viewport = viewport.panned(right: 0, up: Double(up) / height) }
    return setCursor(target)
  }

  /// Puts the cursor somewhere.
  mutating func setCursor(_ point: PlanePoint) -> [Effect] {
    cursor = point
    return data.dimensions <= 2 && run.mixture != nil ? askLater() : []
  }

  /// Zooms about the cursor, or the middle.
  mutating func zoom(by factor: Double, about point: PlanePoint? = nil) {
    viewport = viewport.zoomed(by: factor, about: point ?? cursor ?? viewport.centre)
  }

  /// Shows all of the data again.
  mutating func resetZoom() { viewport = scatterBounds }

  /// Selects the row drawn nearest to the cursor, as the eye measures it.
  mutating func selectNearestRow() -> [Effect] {
    guard hasPlane, let places = run.portrait?.places(amongLatents: showsLatents), !places.isEmpty else {
      return []
    }
    let from = cursor ?? viewport.centre
    let (fx, fy) = (viewport.x.fraction(of: from.x), viewport.y.fraction(of: from.y))
    func distance(_ place: EMPortrait.Place) -> Double {
      let dx = viewport.x.fraction(of: place.position.x) - fx
      let dy = isOneDimensional ? 0 : viewport.y.fraction(of: place.position.y) - fy
      return dx * dx + dy * dy
    }
    guard let nearest = places.min(by: { distance($0) < distance($1) }) else { return [] }
    return select(nearest.row)
  }

  /// Selects the row so many places further on among those drawn.
  mutating func moveSelection(by places: Int) -> [Effect] {
    let rows = sample.rows
    guard !rows.isEmpty else { return [] }
    guard let selectedRow, let index = rows.firstIndex(of: selectedRow) else {
      return select(places > 0 ? rows[0] : rows[rows.count - 1])
    }
    return select(rows[((index + places) % rows.count + rows.count) % rows.count])
  }

  /// Reads a row out, or no row.
  mutating func select(_ row: Int?) -> [Effect] {
    selectedRow = row
    return runs.indices.map { ask($0) }
  }

  /// Shows the plane so many places further on.
  mutating func movePlane(by places: Int) -> [Effect] { changePlane(to: planeIndex + places) }

  /// Shows the plane of that index, whole.
  mutating func changePlane(to index: Int) -> [Effect] {
    guard hasPlane else { return [] }
    showPlane(index)
    return runs.indices.map { ask($0) }
  }

  /// Scrolls the groups of the plot.
  mutating func scrollGroups(by rows: Int) {
    guard case .groups(let groups) = run.portrait?.picture else { return }
    groupScroll = min(max(0, groupScroll + rows), max(0, groups.groups.count - 1))
  }

  /// Shows the view beside the plot so many places further on, and gives it the keys; the row gives them back.
  mutating func moveAside(by places: Int) -> [Effect] {
    let plan = plan
    let views = Aside.allCases.filter { $0.suits(plan) }
    show(views.contains(aside) ? views.neighbour(of: aside, by: places) : .row)
    return aside == .minoriser ? runs.indices.map { ask($0) } : []
  }

  /// Shows a view beside the plot, and gives it the keys; the row gives them back.
  mutating func show(_ view: Aside) {
    aside = view
    if view != .row {
      focus = .aside
    } else if focus == .aside {
      focus = activeRun == 0 ? .plot : .branchPlot
    }
  }

  /// Leaves a view beside the plot that a fit of the present model does not have.
  mutating func leaveUnsuitedView() {
    if !aside.suits(plan) { show(.row) }
  }

  /// Scrolls the tables of the parameter.
  mutating func scrollComponents(by rows: Int) {
    let tables = run.portrait?.tables ?? []
    let count =
      fitStudy(.errors)?.errors?.entries.count ?? run.mixture?.components.count
      ?? tables.reduce(0) { $0 + $1.rows.count + 1 }
    componentScroll = min(max(0, componentScroll + rows), max(0, count - 1))
  }
}
