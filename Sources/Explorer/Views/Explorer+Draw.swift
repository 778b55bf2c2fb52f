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
    drawStatus(lab, into: &grid, at: layout.footer)
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

  /// The line at the top: product and lab at the left; data, seed and run state at the right, as far as they fit.
  private func drawHeader(_ lab: EMLab, hasOnePanel: Bool, into grid: inout Grid, at rect: Rect) {
    let theme = look.theme
    var x = rect.minX + 1
    x += grid.write("elbow", at: Point(x, rect.minY), style: theme.title.adding(.bold)) + 2
    if rect.width >= 50 { x += grid.write("[1 EM]", at: Point(x, rect.minY), style: theme.accent) + 2 }
    // Another method than EM itself is never left unsaid.
    if lab.plan.method != .em {
      let method = lab.plan.method.description
      x += grid.write(method, at: Point(x, rect.minY), style: theme.warning, width: rect.width - x) + 2
    }
    let state = runState(of: lab)
    let seed = "seed \(lab.run.seed)"
    let data = "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)"
    var right = rect.maxX - 1
    // Where the panel with the main number may be out of sight, the number stands here.
    let second = hasOnePanel ? (objectiveText(of: lab.run), theme.value) : (seed, theme.dimText)
    let which = lab.runs.count > 1 ? [("run \(lab.run.name)", theme.series(lab.activeRun).adding(.bold))] : []
    for (text, style) in [(state.text, state.style)] + which + [second, (data, theme.text)] {
      guard right - text.count > x - 1 else { break }
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

  /// The status sentence, and below it the keys. A problem that does not fit in one line takes the line of the keys too.
  private func drawStatus(_ lab: EMLab, into grid: inout Grid, at rows: Rect) {
    let theme = look.theme
    let (text, style): (String, Style) =
      if let notice {
        (notice.text, notice.kind == .problem ? theme.error : theme.text)
      } else {
        activeSentence(of: lab)
      }
    let rect = rows.inset(left: 1, right: 1)
    let lines = text.broken(at: rect.width)
    let isProblem = style == theme.error || style == theme.warning
    guard isProblem, lines.count > 1 else {
      line(text, at: rect.minY, in: rect, style: style, into: &grid)
      drawHints(lab, into: &grid, at: rect.inset(top: 1))
      return
    }
    line(lines[0], at: rect.minY, in: rect, style: style, into: &grid)
    line(lines.dropFirst().joined(separator: " "), at: rect.minY + 1, in: rect, style: style, into: &grid)
  }

  /// The status sentence, which of two runs it is about said first.
  private func activeSentence(of lab: EMLab) -> (String, Style) {
    let (text, style) = statusSentence(of: lab)
    return (lab.runs.count > 1 ? "\(lab.run.name): \(text)" : text, style)
  }

  /// The keys: help and quit always, at the right; of the others those that fit.
  private func drawHints(_ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let always = [hint([.showHelp], "help"), hint([.quit], "quit")]
    let width = always.reduce(0) { $0 + $1.keys.count + 1 + $1.label.count } + 2
    var x = rect.minX
    for hint in hints(for: lab) where x + hint.keys.count + 1 + hint.label.count + 2 + width <= rect.maxX {
      x = draw(hint, at: Point(x, rect.minY), into: &grid)
    }
    x = max(x, rect.maxX - width)
    for hint in always { x = draw(hint, at: Point(x, rect.minY), into: &grid) }
  }

  /// A hint: keys, and what they do.
  private typealias Hint = (keys: String, label: String)

  private func draw(_ hint: Hint, at point: Point, into grid: inout Grid) -> Int {
    let x = point.x + grid.write(hint.keys, at: point, style: look.theme.accent) + 1
    return x + grid.write(hint.label, at: Point(x, point.y), style: look.theme.dimText) + 2
  }

  private func hint(_ actions: [Action], _ label: String) -> Hint {
    let keys = actions.compactMap { KeyTable.binding(for: $0)?.keys.first?.name }
    return (keys.joined(separator: " "), label)
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

  /// The newest objective with its mark: `=` exact, `≥` a bound, `~` an estimate with its standard error.
  func objectiveText(of run: Run) -> String {
    guard let objective = run.lastObjective else { return "" }
    let number = NumberFormat.decimals(3).text(objective.nats)
    switch objective.kind {
    case .exact: return "= \(number)"
    case .bound: return "\(look.ornaments.atLeast) \(number)"
    case .estimate(let standardError):
      let error = NumberFormat.significant(2).text(standardError)
      return "~ \(NumberFormat.decimals(1).text(objective.nats)) \(look.ornaments.plusMinus) \(error)"
    }
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
