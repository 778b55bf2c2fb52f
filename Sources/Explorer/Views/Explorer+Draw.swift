import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Draws everything. Pure: the same state gives the same picture.
  public func draw(into grid: inout Grid) {
    grid.fill(grid.bounds)
    if let lab {
      draw(lab, into: &grid)
    } else {
      drawEmpty(into: &grid)
    }
    drawOverlay(into: &grid)
  }

  private func draw(_ lab: EMLab, into grid: inout Grid) {
    let layout = layout(of: lab)
    if let bare = layout.bare {
      drawBare(lab, into: &grid, at: bare)
      return
    }
    drawHeader(lab, hasOnePanel: layout.panels.count == 1, into: &grid, at: layout.header)
    for place in layout.panels { draw(place, of: lab, into: &grid) }
    drawStatus(lab, into: &grid, at: layout.status)
    drawHints(lab, into: &grid, at: layout.hints)
  }

  private func draw(_ place: LabLayout.Place, of lab: EMLab, into grid: inout Grid) {
    switch place.panel {
    case .plot: drawPlot(of: lab, run: 0, into: &grid, at: place.rect)
    case .branchPlot: drawPlot(of: lab, run: 1, into: &grid, at: place.rect)
    case .trace: drawTrace(of: lab, into: &grid, at: place.rect)
    case .components: drawComponents(of: lab, into: &grid, at: place.rect)
    case .row: drawRow(of: lab, into: &grid, at: place.rect)
    case .settings: drawSettings(of: lab, into: &grid, at: place.rect)
    }
  }

  /// The line at the top: product and lab at the left; data, seed and run state at the right, as far as they fit.
  private func drawHeader(_ lab: EMLab, hasOnePanel: Bool, into grid: inout Grid, at rect: Rect) {
    let theme = look.theme
    var x = rect.minX + 1
    x += grid.write("elbow", at: Point(x, rect.minY), style: theme.title.adding(.bold)) + 2
    x += grid.write("[1 EM]", at: Point(x, rect.minY), style: theme.accent)
    let state = runState(of: lab)
    let seed = "seed \(lab.run.seed)"
    let data = "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)"
    var right = rect.maxX - 1
    // Where the panel with the main number may be out of sight, the number stands here.
    let second = hasOnePanel ? (objectiveText(of: lab.run), theme.value) : (seed, theme.dimText)
    for (text, style) in [(state.text, state.style), second, (data, theme.text)] {
      guard right - text.count > x + 1 else { break }
      grid.write(text, endingAt: right, y: rect.minY, style: style)
      right -= text.count + 2
    }
  }

  /// What the run is doing, in two or three words.
  func runState(of lab: EMLab) -> (text: String, style: Style) {
    let run = lab.run
    let theme = look.theme
    let place = "it \(run.portrait?.iteration ?? 0)" + (run.lastEvent.map { " \($0.phase.rawValue)" } ?? "")
    if run.portrait == nil {
      return run.failure == nil ? ("STARTING", theme.dimText) : ("NO FIT", theme.error)
    }
    if run.play != .paused { return ("RUN \(place)", theme.success) }
    if run.failure != nil { return ("STOPPED \(place)", theme.error) }
    if run.lastEvent?.status == .converged { return ("CONVERGED \(place)", theme.success) }
    return ("PAUSED \(place)", theme.warning)
  }

  private func drawStatus(_ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let theme = look.theme
    let (text, style): (String, Style) =
      if let notice {
        (notice.text, notice.kind == .problem ? theme.error : theme.text)
      } else {
        statusSentence(of: lab)
      }
    let fitted = text.fitted(to: rect.width - 2, ellipsis: look.ornaments.ellipsis)
    grid.write(fitted, at: Point(rect.minX + 1, rect.minY), style: style)
  }

  private func drawHints(_ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    var x = rect.minX + 1
    for hint in hints(for: lab) {
      guard x + hint.keys.count + 1 + hint.label.count < rect.maxX else { continue }
      x += grid.write(hint.keys, at: Point(x, rect.minY), style: look.theme.accent) + 1
      x += grid.write(hint.label, at: Point(x, rect.minY), style: look.theme.dimText) + 2
    }
  }

  /// The keys of the hint bar, the most useful first; those that do not fit are left out.
  private func hints(for lab: EMLab) -> [(keys: String, label: String)] {
    func hint(_ actions: [Action], _ label: String) -> (keys: String, label: String) {
      let keys = actions.compactMap { KeyTable.binding(for: $0)?.keys.first?.name }
      return (keys.joined(separator: " "), label)
    }
    let play = hint([.togglePlay], lab.run.play == .paused ? "run" : "pause")
    let moving =
      lab.focusIsPlot
      ? [hint([.placeMean], "drop mean"), hint([.selectRow], "row"), hint([.zoomIn, .zoomOut], "zoom")]
      : [hint([.nextPanel], "panel")]
    return [
      play, hint([.iterationBack, .iterationForward], "step"),
      hint([.expectationStep, .maximizationStep], "half"), hint([.scrubBack, .scrubForward], "scrub"),
      hint([.restart], "restart"), hint([.branch], "branch"), hint([.openSettings], "set"),
      hint([.openData], "open"), hint([.showHelp], "help"), hint([.quit], "quit"),
    ] + moving + (lab.planes.count > 1 ? [hint([.nextPlane], "axes")] : []) + [hint([.maximize], "max")]
  }

  /// The main number and the run state, on a screen that has no room for more.
  private func drawBare(_ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let state = runState(of: lab)
    let lines: [(String, Style)] = [
      (objectiveText(of: lab.run), look.theme.text), state, ("elbow \(lab.data.name)", look.theme.dimText),
    ]
    for (row, line) in lines.enumerated() where row < rect.height {
      let fitted = line.0.fitted(to: rect.width, ellipsis: look.ornaments.ellipsis)
      grid.write(fitted, at: Point(rect.minX, rect.minY + row), style: line.1)
    }
  }

  /// The newest objective with its mark: `=` exact, `≥` a bound.
  func objectiveText(of run: Run) -> String {
    guard let objective = run.lastObjective else { return "" }
    let number = NumberFormat.decimals(3).text(objective.nats)
    return objective.kind == .exact ? "= \(number)" : "\(look.ornaments.atLeast) \(number)"
  }

  private func drawEmpty(into grid: inout Grid) {
    let lines = [
      notice?.text ?? "no data are open", "", "o opens a file, a built-in set or a generator", "q quits",
    ]
    for (row, line) in lines.enumerated() {
      let y = max(0, grid.size.height / 2 - 2) + row
      let fitted = line.fitted(to: grid.size.width, ellipsis: look.ornaments.ellipsis)
      grid.write(fitted, at: Point(max(0, (grid.size.width - fitted.count) / 2), y), style: look.theme.text)
    }
  }
}
