import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// A click gives the focus and puts the cursor, a drag pans, the wheel zooms or scrolls.
  mutating func receive(_ event: MouseEvent) -> [Effect] {
    if shown == .vi { return receiveInVI(event) }
    if shown == .vae { return receiveInVAE(event) }
    if isDrawing { return draw(event) }
    if shown == .diffusion { return receiveInDiffusion(event) }
    if shown == .ladder { return receiveInLadder(event) }
    guard var lab else { return [] }
    defer { self.lab = lab }
    let layout = layout(of: lab)
    if let index = layout.companion(chosenBy: event) {
      lab.show(lab.companions[index].aside)
      return lab.askLater()
    }
    let places = layout.panels
    guard let place = places.first(where: { $0.rect.contains(event.position) }) else { return [] }
    let area = plotArea(for: place, in: lab)
    let target = area.map { area in
      let point = area.data(at: event.position)
      return PlanePoint(x: point.x, y: point.y)
    }
    switch event.action {
    case .press:
      let effects = lab.setFocus(place.panel)
      if effects.isEmpty, let target, let area, area.canvasRect.contains(event.position) {
        dragOrigin = event.position
        return lab.setCursor(target)
      }
      return effects + (place.panel == .aside ? click(at: event.position, in: place.rect, of: &lab) : [])
    case .drag:
      if place.panel == .aside, lab.aside == .minoriser {
        return click(at: event.position, in: place.rect, of: &lab)
      }
      if let area, let origin = dragOrigin {
        lab.viewport = lab.viewport.panned(
          right: Double(origin.x - event.position.x) / Double(max(1, area.canvasRect.width)),
          up: Double(event.position.y - origin.y) / Double(max(1, area.canvasRect.height)))
        dragOrigin = event.position
      }
    case .release:
      dragOrigin = nil
    case .wheelUp, .wheelDown:
      let isUp = event.action == .wheelUp
      if let target {
        lab.zoom(by: isUp ? 1.25 : 0.8, about: target)
      } else if place.panel == .components {
        lab.scrollComponents(by: isUp ? -1 : 1)
      } else if place.panel == .aside {
        return turnWheel(isUp: isUp, of: &lab)
      } else if place.panel == .plot || place.panel == .branchPlot {
        lab.scrollGroups(by: isUp ? -1 : 1)
      }
    }
    return []
  }

  /// A click in the view beside the plot: moves θ, or chooses the iteration or the fit that stands there.
  private func click(at point: Point, in rect: Rect, of lab: inout EMLab) -> [Effect] {
    switch lab.aside {
    case .minoriser: return thetaPlace(at: point, in: rect, of: lab).map { lab.putTheta(at: $0) } ?? []
    case .stack:
      if let iteration = iterationOfGain(at: point, in: rect, of: lab) {
        lab.chooseGain(ofIteration: iteration)
      }
    case .selection:
      if let cell = chosenCell(at: point, in: rect, of: lab) {
        lab.choseCell = true
        lab.chosenCell = cell
      }
    case .starts:
      // Below the frame, the progress and the header of the table.
      let row = point.y - rect.minY - 3
      let maxima = lab.studies[.starts]?.starts?.maxima ?? []
      if maxima.indices.contains(row) { lab.chosenSeed = maxima[row].outcome.seed }
    case .row, .missing: break
    }
    return []
  }

  /// The wheel over the view beside the plot, once it has the keys: zooms, or moves what is chosen there.
  private func turnWheel(isUp: Bool, of lab: inout EMLab) -> [Effect] {
    guard lab.focus == .aside else { return [] }
    switch lab.aside {
    case .minoriser: return lab.performInView(isUp ? .zoomIn : .zoomOut) ?? []
    case .stack: return lab.performInView(isUp ? .moveLeft : .moveRight) ?? []
    case .missing: return lab.performInView(isUp ? .previousPlane : .nextPlane) ?? []
    case .selection, .starts: lab.moveChoice(right: 0, down: isUp ? -1 : 1)
    case .row: return lab.moveSelection(by: isUp ? -1 : 1)
    }
    return []
  }
}
