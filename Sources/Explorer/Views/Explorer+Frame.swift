import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What the line at the top says of a lab, beside its runs.
  struct Header {
    /// The method, where it is to be said.
    var method: String?
    /// The main number, where the panel with it may be out of sight.
    var main: String?
    /// The data and their size.
    var data: String
  }

  /// The line at the top: product and lab at the left; data, seed and run state at the right, as far as they fit.
  func draw(_ header: Header, of lab: some RunningLab, into grid: inout Grid, at rect: Rect) {
    let theme = look.theme
    let state = runState(of: lab.run)
    let seed = "seed \(lab.run.seed)"
    // Where the panel with the main number may be out of sight, the number stands here.
    let second = header.main.map { ($0, theme.value) } ?? (seed, theme.dimText)
    let which = lab.runs.count > 1 ? [("run \(lab.run.name)", theme.series(lab.activeRun).adding(.bold))] : []
    drawHeader(
      [(state.text, state.style)] + which + [second, (header.data, theme.text)], method: header.method,
      into: &grid, at: rect)
  }

  /// The same with what stands at the right, from the edge inwards, and the method where it is to be said.
  func drawHeader(
    _ facts: [(text: String, style: Style)], method: String? = nil, into grid: inout Grid, at rect: Rect
  ) {
    let theme = look.theme
    var x = rect.minX + 1
    x += grid.write("elbow", at: Point(x, rect.minY), style: theme.title.adding(.bold)) + 2
    if rect.width >= 50 {
      // Where there is little room, only the lab that is shown.
      for name in LabName.allCases where name == shown || rect.width >= 72 {
        let text = (keys.keyName(of: name.action).map { $0 + " " } ?? "") + name.title
        let isShown = name == shown
        x += grid.write(
          isShown ? "[\(text)]" : " \(text) ", at: Point(x, rect.minY),
          style: isShown ? theme.accent : theme.dimText)
      }
      x += 1
    }
    if let method {
      x += grid.write(method, at: Point(x, rect.minY), style: theme.warning, width: rect.width - x) + 2
    }
    var right = rect.maxX - 1
    for (text, style) in facts {
      guard right - text.count > x - 1 else { break }
      grid.write(text, endingAt: right, y: rect.minY, style: style)
      right -= text.count + 2
    }
  }

  /// What the run is doing, in two or three words.
  func runState(of run: LabRun<some LabPortrait>) -> (text: String, style: Style) {
    let theme = look.theme
    let place =
      run.portrait?.progress
      ?? "it \(run.portrait?.iteration ?? 0)" + (run.lastEvent.map { " \($0.phase.rawValue)" } ?? "")
    if run.portrait == nil {
      return run.failure == nil ? ("STARTING", theme.dimText) : ("NO FIT", theme.error)
    }
    if run.play != .paused {
      return ("\(run.portrait?.progress == nil ? "RUN" : "TRAIN") \(place)", theme.success)
    }
    if run.failure != nil { return ("STOPPED \(place)", theme.error) }
    // What was changed by hand since has not converged.
    if run.lastEvent?.status == .converged, run.lastIntervention == nil {
      return ("\(run.portrait?.progress == nil ? "CONVERGED" : "DONE") \(place)", theme.success)
    }
    return ("PAUSED \(place)", theme.warning)
  }

  /// The status sentence, and below it the keys. A problem that does not fit in one line takes the line of the keys too.
  func drawStatus(
    _ sentence: (text: String, style: Style), _ hints: [Hint], of lab: some RunningLab, into grid: inout Grid,
    at rows: Rect
  ) {
    // Which of two runs a sentence is about is said first.
    let which = lab.runs.count > 1 ? "\(lab.run.name): " : ""
    drawStatus((which + sentence.text, sentence.style), hints, into: &grid, at: rows)
  }

  /// The same of a lab without runs.
  func drawStatus(
    _ sentence: (text: String, style: Style), _ hints: [Hint], into grid: inout Grid, at rows: Rect
  ) {
    let theme = look.theme
    let (text, style): (String, Style) =
      if let notice {
        (notice.text, notice.kind == .problem ? theme.error : theme.text)
      } else {
        sentence
      }
    let rect = rows.inset(left: 1, right: 1)
    let lines = text.broken(at: rect.width)
    let isProblem = style == theme.error || style == theme.warning
    guard isProblem, lines.count > 1 else {
      line(text, at: rect.minY, in: rect, style: style, into: &grid)
      draw(hints, into: &grid, at: rect.inset(top: 1))
      return
    }
    line(lines[0], at: rect.minY, in: rect, style: style, into: &grid)
    line(lines.dropFirst().joined(separator: " "), at: rect.minY + 1, in: rect, style: style, into: &grid)
  }

  /// The keys: help and quit always, at the right; of the others those that fit.
  private func draw(_ hints: [Hint], into grid: inout Grid, at rect: Rect) {
    let always = [hint([.showHelp], "help"), hint([.quit], "quit")].filter { !$0.keys.isEmpty }
    let width = always.reduce(0) { $0 + $1.keys.count + 1 + $1.label.count } + 2
    var x = rect.minX
    for hint in hints
    where !hint.keys.isEmpty && x + hint.keys.count + 1 + hint.label.count + 2 + width <= rect.maxX {
      x = draw(hint, at: Point(x, rect.minY), into: &grid)
    }
    x = max(x, rect.maxX - width)
    for hint in always { x = draw(hint, at: Point(x, rect.minY), into: &grid) }
  }

  /// A hint: keys, and what they do.
  typealias Hint = (keys: String, label: String)

  private func draw(_ hint: Hint, at point: Point, into grid: inout Grid) -> Int {
    let x = point.x + grid.write(hint.keys, at: point, style: look.theme.accent) + 1
    return x + grid.write(hint.label, at: Point(x, point.y), style: look.theme.dimText) + 2
  }

  /// The name of the key of `action` as a sentence has it.
  func key(_ action: Action) -> String { keys.keyName(of: action) ?? "no key" }

  func hint(_ actions: [Action], _ label: String) -> Hint {
    let names = actions.compactMap { keys.keyName(of: $0) }
    return (names.joined(separator: " "), label)
  }

  /// The main number and the run state, on a screen that has no room for more.
  func drawBare(_ lab: some RunningLab, main: String, into grid: inout Grid, at rect: Rect) {
    let lines: [(String, Style)] = [
      (main, look.theme.text), runState(of: lab.run), ("elbow \(lab.data.name)", look.theme.dimText),
    ]
    for (row, line) in lines.enumerated() where row < rect.height {
      let fitted = line.0.fitted(to: rect.width, ellipsis: look.ornaments.ellipsis)
      grid.write(fitted, at: Point(rect.minX, rect.minY + row), style: line.1)
    }
  }

  /// The newest objective with its mark: `=` exact, `≥` a bound, `~` an estimate with its standard error, `≥~` an estimate of
  /// a bound.
  func objectiveText(of run: LabRun<some LabPortrait>) -> String {
    run.lastObjective.map { text(of: $0) } ?? ""
  }

  /// An objective with its mark.
  func text(of objective: Objective) -> String {
    let number = NumberFormat.decimals(3).text(objective.nats)
    switch objective.kind {
    case .exact: return "= \(number)"
    case .bound: return "\(look.ornaments.atLeast) \(number)"
    // An approximation without chance: Laplace's.
    case .estimate(let error) where error == 0: return "~ \(number)"
    case .estimate(let standardError):
      let error = NumberFormat.significant(2).text(standardError)
      return "~ \(NumberFormat.decimals(1).text(objective.nats)) \(look.ornaments.plusMinus) \(error)"
    case .estimatedBound(let standardError):
      let error = NumberFormat.significant(2).text(standardError)
      let value = NumberFormat.decimals(standardError < 0.1 ? 3 : 1).text(objective.nats)
      return "\(look.ornaments.atLeast)~ \(value) \(look.ornaments.plusMinus) \(error)"
    case .offScale: return "objective \(number)"
    }
  }

  func drawEmpty(into grid: inout Grid) {
    let lines = [
      notice?.text ?? "no data are open", "", "\(key(.openData)) opens a file, a built-in set or a generator",
      "\(key(.quit)) quits",
    ]
    for (row, line) in lines.enumerated() {
      let y = max(0, grid.size.height / 2 - 2) + row
      let fitted = line.fitted(to: grid.size.width, ellipsis: look.ornaments.ellipsis)
      grid.write(fitted, at: Point(max(0, (grid.size.width - fitted.count) / 2), y), style: look.theme.text)
    }
  }
}
