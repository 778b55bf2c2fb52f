import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The rungs, a line each: what was fitted, what it says, and where that lies on one axis of nats, with a bracket from the bound to
  /// the likelihood.
  func drawRungs(of lab: LadderLab, into grid: inout Grid, at rect: Rect) {
    let unit = lab.showsTotals ? "nats" : "nats a row"
    let marks = "= exact  \(look.ornaments.atLeast) bound  ~ estimate"
    let what = "\(unit) \(evaluationText(lab.evaluation))"
    // Which rows a value is of is never left out.
    let short = "\(lab.showsTotals ? "nats" : "nats/row"), \(lab.evaluation.rawValue)"
    let values = ["\(what):  \(marks)", what, short]
    let value = values.first { $0.count + 16 <= rect.width } ?? ""
    let inner = Panel("Ladder", value: value, isFocused: lab.focus == .rungs)
      .draw(into: &grid, at: rect, look: look)
    let columns = RungColumns(width: inner.width)
    let comparison = comparisonText(of: lab, width: inner.width)
    // The axis takes the two lines at the bottom, and what is compared the one below.
    let hasAxis = columns.axis > 0 && inner.height >= 5
    let parts = inner.rows([.share(1), .cells(hasAxis ? 2 : 0), .cells(comparison == nil ? 0 : 1)])
    drawRungHeader(columns, of: lab, into: &grid, at: parts[0])
    let lines = parts[0].inset(top: 1)
    let shown = visibleRungs(of: lab, lines: lines.height)
    let scale = rungScale(of: lab)
    if hasAxis, let scale {
      let axis = Rect(
        x: inner.maxX - columns.axis, y: lines.minY, width: columns.axis, height: lines.height + 2)
      let area = Plot(x: Axis(scale), y: Axis(Scale(from: 0, to: 1), isShown: false))
        .draw(into: &grid, at: axis, look: look)
      drawPole(of: lab, scale, into: &grid, at: area.canvasRect)
      for (row, rung) in shown.enumerated() where row < area.canvasRect.height {
        drawBracket(of: rung, lab, scale, into: &grid, at: area.canvasRect.row(row))
      }
    }
    for (row, rung) in shown.enumerated() where row < lines.height {
      drawRung(rung, columns, of: lab, into: &grid, at: lines.row(row))
    }
    let hidden = lab.shownRungs.count - shown.count
    if hidden > 0, hasAxis {
      line(
        "\(hidden) more above or below", at: parts[1].maxY - 1, in: parts[1], style: look.theme.dimText,
        into: &grid)
    }
    if let comparison {
      line(comparison.text, at: parts[2].minY, in: parts[2], style: comparison.style, into: &grid)
    }
  }

  /// The widths of the columns; 0 for one that there is no room for.
  private struct RungColumns {
    var name = 27
    let value = 12
    var parameters = 0
    var seconds = 0
    var axis = 0

    init(width: Int) {
      let fixed = 4 + value + 1
      if width >= fixed + name + 6 + 7 + 24 { (parameters, seconds) = (6, 7) }
      let rest = width - fixed - name - parameters - seconds
      if rest >= 18 {
        // Where there is room, whole names go before a longer axis.
        let more = min(12, max(0, rest - 36))
        (axis, name) = (rest - more, name + more)
      } else {
        name = max(8, min(32, width - fixed - parameters - seconds))
      }
    }
  }

  /// The rungs in sight, the chosen one among them.
  private func visibleRungs(of lab: LadderLab, lines: Int) -> ArraySlice<Rung> {
    let all = lab.shownRungs
    guard lines > 0 else { return [] }
    guard all.count > lines else { return all[...] }
    let place = all.firstIndex(of: lab.chosen) ?? 0
    let first = min(max(0, place - lines / 2), all.count - lines)
    return all[first..<(first + lines)]
  }

  /// The rung at a cell of the panel `rect`; nil where there is none.
  func rung(at point: Point, in rect: Rect, of lab: LadderLab) -> Rung? {
    guard rect.width >= 3, rect.height >= 4 else { return nil }
    let inner = rect.inset(by: 1)
    let hasAxis = RungColumns(width: inner.width).axis > 0 && inner.height >= 5
    let lines = inner.height - 1 - (hasAxis ? 2 : 0) - (comparisonText(of: lab) == nil ? 0 : 1)
    let shown = Array(visibleRungs(of: lab, lines: lines))
    let row = point.y - inner.minY - 1
    return shown.indices.contains(row) ? shown[row] : nil
  }

  /// Whether a cell of the panel `rect` lies where brackets are drawn.
  func isOnAxis(_ point: Point, in rect: Rect) -> Bool {
    let inner = rect.inset(by: 1)
    return point.x >= inner.maxX - RungColumns(width: inner.width).axis && point.x < inner.maxX
  }

  private func drawRungHeader(
    _ columns: RungColumns, of lab: LadderLab, into grid: inout Grid, at rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let style = look.theme.dimText
    grid.write("rung", at: Point(rect.minX + 4, rect.minY), style: style)
    var x = rect.minX + 4 + columns.name
    if columns.parameters > 0 {
      grid.write("params", endingAt: x + columns.parameters, y: rect.minY, style: style)
      grid.write("sec", endingAt: x + columns.parameters + columns.seconds, y: rect.minY, style: style)
      x += columns.parameters + columns.seconds
    }
    grid.write(lab.showsTotals ? "nats" : "nats/row", endingAt: x + columns.value, y: rect.minY, style: style)
  }

  private func drawRung(
    _ rung: Rung, _ columns: RungColumns, of lab: LadderLab, into grid: inout Grid, at rect: Rect
  ) {
    let theme = look.theme
    let isChosen = rung == lab.chosen
    let style = isChosen ? theme.selection : theme.text
    let end = rect.minX + 4 + columns.name + columns.parameters + columns.seconds + columns.value
    if isChosen {
      grid.fill(
        Rect(x: rect.minX, y: rect.minY, width: min(end, rect.maxX) - rect.minX, height: 1),
        with: Cell(style: style))
    }
    let pin = rung == lab.pinned ? "*" : isChosen ? ">" : " "
    grid.write("\(pin)\(lab.letter(of: rung))", at: rect.origin, style: isChosen ? style : theme.accent)
    let name = lab.findings?.result(rung)?.name ?? title(of: rung)
    grid.write(
      name.fitted(to: columns.name - 1, ellipsis: look.ornaments.ellipsis),
      at: Point(rect.minX + 4, rect.minY), style: style)
    var x = rect.minX + 4 + columns.name
    let state = rungState(rung, lab)
    guard let result = state.result else {
      let room = rect.maxX - x - (columns.axis > 0 ? columns.axis : 0)
      grid.write(
        state.text.fitted(to: max(0, room - 1), ellipsis: look.ornaments.ellipsis),
        at: Point(x + 1, rect.minY), style: isChosen ? style : state.style)
      return
    }
    if columns.parameters > 0 {
      grid.write(
        countText(result.parametersCount), endingAt: x + columns.parameters, y: rect.minY, style: style)
      x += columns.parameters + columns.seconds
      grid.write(secondsText(result.seconds), endingAt: x, y: rect.minY, style: style)
    }
    let number = lab.score(of: rung).map { natsText($0, lab) } ?? "-"
    grid.write(number, endingAt: x + columns.value, y: rect.minY, style: style)
  }

  /// A rung that is done, or how it stands in a few words.
  private func rungState(
    _ rung: Rung, _ lab: LadderLab
  ) -> (result: RungResult?, text: String, style: Style) {
    let theme = look.theme
    guard let entry = lab.findings?.entries.first(where: { $0.rung == rung }) else {
      return (nil, "", theme.dimText)
    }
    switch entry.status {
    case .waiting: return (nil, look.glyphs == .ascii ? "." : "·", theme.dimText)
    case .working(let stage, let share): return (nil, "\(Int(100 * share)) % \(stage)", theme.accent)
    case .known(let result): return (result, "", theme.text)
    case .failed(let reason): return (nil, reason, theme.warning)
    }
  }

  /// A count in few cells.
  func countText(_ count: Int) -> String {
    count < 10_000 ? String(count) : NumberFormat.decimals(1).text(Double(count) / 1000) + "k"
  }

  /// Seconds in few cells; of what was not timed, nothing.
  func secondsText(_ seconds: Double) -> String {
    seconds <= 0 ? "-" : NumberFormat.decimals(seconds < 10 ? 2 : 1).text(seconds)
  }

  /// The axis: it reaches all values, or magnified the best of them.
  private func rungScale(of lab: LadderLab) -> Scale? {
    var values: [Double] = []
    for rung in lab.shownRungs {
      guard let scores = lab.scores(of: rung) else { continue }
      values += [scores.bound, scores.top].compactMap { $0.map { shownNats($0, lab) } }
    }
    let known = values.filter(\.isFinite)
    guard let highest = known.max(), let lowest = known.min() else { return nil }
    let whole = max(highest - lowest, 1e-6 * max(1, abs(highest)))
    return Scale(fitting: [highest, highest - whole / lab.zoom], margin: 0.06)
  }

  private func shownNats(_ score: RungScore, _ lab: LadderLab) -> Double {
    lab.showsTotals ? score.objective.nats : score.natsPerRow
  }

  /// Where the pinned rung stands, down through all lines.
  private func drawPole(of lab: LadderLab, _ scale: Scale, into grid: inout Grid, at rect: Rect) {
    guard let pinned = lab.pinned, let score = lab.score(of: pinned),
      let x = column(of: shownNats(score, lab), scale, rect)
    else { return }
    for y in rect.minY..<rect.maxY {
      grid[x, y] = Cell(look.glyphs == .ascii ? ":" : "┊", style: look.theme.dimText)
    }
  }

  private func column(of value: Double, _ scale: Scale, _ rect: Rect) -> Int? {
    let fraction = scale.fraction(of: value)
    guard fraction >= 0, fraction <= 1, rect.width > 0 else { return nil }
    return rect.minX + min(Int(fraction * Double(rect.width)), rect.width - 1)
  }

  /// The marks of a rung: its bound, its likelihood, the gap between them, and what other seeds came to.
  private func drawBracket(
    of rung: Rung, _ lab: LadderLab, _ scale: Scale, into grid: inout Grid, at rect: Rect
  ) {
    guard let scores = lab.scores(of: rung) else { return }
    let theme = look.theme
    let isAscii = look.glyphs == .ascii
    for nats in lab.seeds?.spread(of: rung, evaluation: lab.evaluation).nats ?? [] {
      let rows = lab.showsTotals ? 1 : Double(max(scores.best?.rows ?? 1, 1))
      if let x = column(of: nats / rows, scale, rect) {
        grid[x, rect.minY] = Cell(isAscii ? "." : "·", style: theme.dimText)
      }
    }
    let style = rung == lab.chosen ? theme.cursor : theme.series(group(of: rung))
    let low = scores.bound.flatMap { column(of: shownNats($0, lab), scale, rect) }
    let high = scores.top.flatMap { column(of: shownNats($0, lab), scale, rect) }
    if scores.bound != nil, let high, high > (low ?? rect.minX) {
      for x in (low ?? rect.minX)..<high { grid[x, rect.minY] = Cell(isAscii ? "-" : "─", style: style) }
    }
    func mark(_ score: RungScore?, at x: Int?) {
      guard let score else { return }
      let glyph: Unicode.Scalar =
        switch score.objective.kind {
        case .exact: "="
        case .bound, .estimatedBound: isAscii ? ">" : "≥"
        case .estimate: "~"
        case .offScale: "?"
        }
      grid[x ?? rect.minX, rect.minY] = Cell(
        x == nil ? look.ornaments.left : glyph, style: style.adding(.bold))
    }
    mark(scores.bound, at: low)
    // What a chain goes to is drawn where the bracket ends, with no mark: it is not this law's.
    mark(scores.likelihood, at: high)
  }

  /// Which curve of the theme a rung goes with.
  private func group(of rung: Rung) -> Int {
    switch rung {
    case .normal, .ppca, .kernel: 0
    case .mixture, .hard, .constantEncoder, .linearEncoder, .quadraticEncoder: 1
    case .linearAutoencoder, .autoencoder, .importance: 2
    default: 3
    }
  }

  /// The rung chosen against the pinned one; nil where nothing is pinned.
  private func comparisonText(of lab: LadderLab, width: Int = 200) -> (text: String, style: Style)? {
    guard let pinned = lab.pinned else { return nil }
    guard let comparison = lab.comparison else {
      return ("* \(lab.letter(of: pinned)) is pinned: choose another rung to compare", look.theme.dimText)
    }
    switch comparison.answer {
    case .failure(let reason): return (reason.description.capitalizedFirst, look.theme.warning)
    case .success(let found):
      let format = NumberFormat.decimals(4, showsPlus: true)
      let kinds = "\(kindText(found.kind)) against \(kindText(found.referenceKind))"
      let letters = "\(lab.letter(of: found.rung)) - \(lab.letter(of: found.reference))"
      let range = "\(format.text(found.interval.lowerBound)) to \(format.text(found.interval.upperBound))"
      let texts = [
        "\(letters): \(format.text(found.perRow)) nats a row (paired bootstrap 95 % \(range)), \(kinds)",
        "\(letters): \(format.text(found.perRow)) (bootstrap 95 % \(range)), \(kinds)",
        "\(letters): \(format.text(found.perRow)) (\(range))",
      ]
      return (texts.first { $0.count <= width } ?? texts[2], look.theme.text)
    }
  }

  /// A kind in a word.
  func kindText(_ kind: Objective.Kind) -> String {
    switch kind {
    case .exact: "exact"
    case .bound: "bound"
    case .estimatedBound: "estimated bound"
    case .estimate: "estimate"
    case .offScale: "objective"
    }
  }
}

extension Rect {
  /// The cells of one line.
  fileprivate func row(_ index: Int) -> Rect { Rect(x: minX, y: minY + index, width: width, height: 1) }
}
