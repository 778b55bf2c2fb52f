import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Everything, drawn at the size of the screen.
  public var picture: Grid {
    var grid = Grid(screen)
    draw(into: &grid)
    return grid
  }

  /// Draws everything. Pure: the same state gives the same picture.
  public func draw(into grid: inout Grid) {
    grid.fill(grid.bounds)
    if shown == .em, let lab {
      draw(lab, into: &grid)
    } else if shown == .vi, let variational {
      draw(variational, into: &grid)
    } else if shown == .vae, let autoencoder {
      draw(autoencoder, into: &grid)
    } else if shown == .diffusion, let diffusion {
      draw(diffusion, into: &grid)
    } else if shown == .ladder, let ladder {
      draw(ladder, into: &grid)
    } else {
      drawEmpty(into: &grid)
    }
    drawTour(into: &grid)
    drawOverlay(into: &grid)
    if case .own(let paper) = look.theme.ground { grid.lay(on: paper) }
  }

  private func draw(_ lab: EMLab, into grid: inout Grid) {
    let layout = layout(of: lab)
    if let bare = layout.bare {
      drawBare(lab, main: objectiveText(of: lab.run), into: &grid, at: bare)
      return
    }
    let header = Header(
      // Another method than EM itself is never left unsaid.
      method: lab.plan.method != .em ? lab.plan.method.description : nil,
      main: layout.panels.count == 1 ? objectiveText(of: lab.run) : nil,
      data: "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)")
    draw(header, of: lab, into: &grid, at: layout.header)
    for place in layout.panels { draw(place, of: lab, into: &grid) }
    for (other, rect) in zip(lab.companions, layout.companions) {
      drawAside(of: other, into: &grid, at: rect)
    }
    drawStatus(statusSentence(of: lab), hints(for: lab), of: lab, into: &grid, at: layout.footer)
  }

  private func draw(_ place: LabLayout.Place, of lab: EMLab, into grid: inout Grid) {
    switch place.panel {
    case .plot: drawPlot(of: lab, run: 0, into: &grid, at: place.rect)
    case .branchPlot: drawPlot(of: lab, run: 1, into: &grid, at: place.rect)
    case .trace: drawTrace(of: lab, into: &grid, at: place.rect)
    case .components: drawComponents(of: lab, into: &grid, at: place.rect)
    case .aside: drawAside(of: lab, into: &grid, at: place.rect)
    case .settings: drawSettings(of: lab, into: &grid, at: place.rect)
    }
  }

  /// The keys that mean something of their own in the view beside the plot.
  private func viewHints(for lab: EMLab) -> [Hint] {
    guard lab.focus == .aside else { return [] }
    let always = [hint([.nextAside], "view")]
    switch lab.aside {
    case .minoriser:
      let moved = lab.hasMovedSlice ? [hint([.selectRow], "fit here"), hint([.back], "back")] : []
      return [hint([.moveLeft, .moveRight], "theta"), hint([.nextLaw], "q"), hint([.nextPlane], "line")]
        + moved + always
    case .stack: return [hint([.moveLeft, .moveRight], "iteration"), hint([.toggleLogAxis], "log")] + always
    case .missing:
      return [
        hint([.beginStudy], "compute"), hint([.moveRight, .moveDown], "parameters"),
        hint([.nextErrors], "refits"),
      ] + always
    case .row, .selection, .starts: return []
    }
  }

  /// The keys of the hint bar, the most useful first.
  private func hints(for lab: EMLab) -> [Hint] {
    if lab.focus == .aside, lab.aside.isLarge, !lab.aside.explains {
      let isRunning = lab.runningStudy != nil
      return [
        hint([.togglePlay], lab.run.play == .paused ? "run" : "pause"), hint([.beginStudy], "compute"),
      ] + (isRunning ? [hint([.cancelStudy], "cancel")] : []) + [hint([.selectRow], "open")]
        + (lab.aside == .selection ? [hint([.nextCriterion], "criterion")] : [])
        + [hint([.nextAside], "view"), hint([.maximize], "max"), hint([.nextPanel], "panel")]
    }
    var moving = [hint([.nextPanel], "panel")]
    if lab.focus == .components { moving.append(hint([.nextErrors], "errors")) }
    if lab.focusIsPlot {
      moving = lab.hasPlane ? [hint([.selectRow], "row"), hint([.zoomIn, .zoomOut], "zoom")] : []
      if lab.run.mixture != nil { moving.insert(hint([.placeMean], "drop mean"), at: 0) }
    }
    return [
      hint([.togglePlay], lab.run.play == .paused ? "run" : "pause"),
      hint([.iterationBack, .iterationForward], "step"),
      hint([.expectationStep, .maximizationStep], "half"),
    ] + viewHints(for: lab) + [
      hint([.scrubBack, .scrubForward], "scrub"), hint([.openSettings], "set"),
    ] + (lab.canUndo ? [hint([.undo], "undo")] : [])
      + (lab.canRedo ? [hint([.redo], "redo")] : []) + [
        hint([.openData], "open"),
        hint([.restart], "restart"),
        hint([.branch], lab.runs.count > 1 ? "close \(lab.runs[1 - lab.activeRun].name)" : "branch"),
      ] + moving + (lab.planeCount > 1 ? [hint([.nextPlane], "axes")] : [])
      + (lab.focus == .aside && lab.aside.explains ? [] : [hint([.nextAside], "view")])
      + [hint([.maximize], "max")]
  }
}
