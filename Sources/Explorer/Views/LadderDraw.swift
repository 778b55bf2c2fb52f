import CellGrid
import LatentModels
import NumericCore
import PlotKit

/// Where everything of the ladder lies.
typealias LadderLayout = PanelLayout<LadderPanel>

extension LadderLayout {
  /// The layout of `size`, with `lab` as it stands.
  init(size: Size, _ lab: LadderLab) {
    self.init(size: size, focus: lab.focus, isMaximized: lab.isMaximized, further: lab.companions.count) {
      body, isWide in
      let below = isWide ? max(9, body.height * 2 / 5) : 7
      let rows = body.rows([.share(1), .cells(below)])
      let columns = rows[1].columns([.share(55), .share(45)])
      return [
        Place(panel: .rungs, rect: rows[0]), Place(panel: .aside, rect: columns[0]),
        Place(panel: .account, rect: columns[1]),
      ]
    }
  }
}

extension Explorer {
  /// Where everything of `lab` lies now.
  func layout(of lab: LadderLab) -> LadderLayout { LadderLayout(size: size, lab) }

  /// The ladder.
  func draw(_ lab: LadderLab, into grid: inout Grid) {
    let layout = layout(of: lab)
    let state = ladderState(of: lab)
    if let bare = layout.bare {
      let best = lab.score(of: lab.chosen).map { natsText($0, lab) } ?? ""
      let lines: [(String, Style)] = [
        (best, look.theme.text), state, ("elbow \(lab.data.name)", look.theme.dimText),
      ]
      for (row, line) in lines.enumerated() where row < bare.height {
        self.line(line.0, at: bare.minY + row, in: bare, style: line.1, into: &grid)
      }
      return
    }
    drawHeader(
      [
        (state.text, state.style), ("seed \(lab.settings.seed)", look.theme.dimText),
        (dataText(of: lab), look.theme.text),
      ], into: &grid, at: layout.header)
    for place in layout.panels {
      switch place.panel {
      case .rungs: drawRungs(of: lab, into: &grid, at: place.rect)
      case .aside: drawAside(of: lab, into: &grid, at: place.rect)
      case .account: drawRungAccount(of: lab, into: &grid, at: place.rect)
      }
    }
    for (other, rect) in zip(lab.companions, layout.companions) {
      drawAside(of: other, into: &grid, at: rect)
    }
    drawStatus(ladderSentence(of: lab), hints(for: lab), into: &grid, at: layout.footer)
  }

  private func drawAside(of lab: LadderLab, into grid: inout Grid, at rect: Rect) {
    switch lab.aside {
    case .samples: drawLadderSamples(of: lab, into: &grid, at: rect)
    case .time: drawLadderTimes(of: lab, into: &grid, at: rect)
    }
  }

  /// The data, their size, and how they are split.
  private func dataText(of lab: LadderLab) -> String {
    let size = "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)"
    guard let findings = lab.findings, let heldOut = findings.heldOut else { return size }
    return "\(size)  \(grouped(findings.training.rows))/\(grouped(heldOut.rows))"
  }

  /// What the ladder is doing, in two or three words.
  private func ladderState(of lab: LadderLab) -> (text: String, style: Style) {
    let theme = look.theme
    guard let climb = lab.climb else { return ("READY", theme.dimText) }
    let known = lab.findings?.results.count ?? 0
    let count = "\(known) of \(lab.findings?.entries.count ?? Rung.allCases.count)"
    if climb.report?.failure != nil { return ("NO LADDER", theme.error) }
    if climb.isUnderWay {
      return climb.isHeld ? ("HELD \(count)", theme.warning) : ("CLIMB \(count)", theme.success)
    }
    return climb.isCancelled ? ("STOPPED \(count)", theme.warning) : ("DONE \(count)", theme.success)
  }

  /// One sentence on where the climb stands.
  private func ladderSentence(of lab: LadderLab) -> (text: String, style: Style) {
    let theme = look.theme
    guard let climb = lab.climb else {
      return (
        "Every rung on one axis: \(key(.togglePlay)) fits them all on one split of the rows, with one seed.",
        theme.text
      )
    }
    if let failure = climb.report?.failure {
      return (String(describing: failure).capitalizedFirst, theme.error)
    }
    if let spread = lab.spread, spread.isUnderWay {
      let done = spread.report.map { 100 * $0.done / max($0.planned, 1) } ?? 0
      let seeds = lab.seeds?.seeds ?? 0
      return (
        "Seed \(seeds + 1) of \(LadderLab.spreadSeeds), \(done) % of all; \(key(.cancelStudy)) gives them up.",
        theme.text
      )
    }
    if climb.isUnderWay, climb.isHeld {
      return ("Held still: \(key(.togglePlay)) goes on, \(key(.cancelStudy)) gives up.", theme.warning)
    }
    for entry in lab.findings?.entries ?? [] {
      guard case .working(let stage, let share) = entry.status, climb.isUnderWay else { continue }
      return (
        "\(title(of: entry.rung).capitalizedFirst): \(stage), \(Int(100 * share)) %.", theme.text
      )
    }
    if climb.isUnderWay { return ("The rows are being prepared.", theme.dimText) }
    if climb.isCancelled { return ("Given up on the way; \(key(.restart)) climbs anew.", theme.warning) }
    if let note = lab.findings?.notes.first { return (note.capitalizedFirst, theme.text) }
    return (
      "Done. A bracket is the gap between bound and likelihood; \(key(.selectRow)) opens a rung in its own lab.",
      theme.success
    )
  }

  /// The keys of the hint bar, the most useful first.
  private func hints(for lab: LadderLab) -> [Hint] {
    let climb = lab.climb
    let isUnderWay = climb?.isUnderWay == true
    let isDone = climb.map { !$0.isUnderWay && !$0.isCancelled } ?? false
    let space = !isUnderWay ? "climb" : climb?.isHeld == true ? "go on" : "hold"
    return (isDone ? [] : [hint([.togglePlay], space)]) + [hint([.moveUp, .moveDown], "rung")]
      + (lab.findings?.result(lab.chosen) == nil ? [] : [hint([.selectRow], "open")])
      + [
        hint([.pinBaseline], lab.pinned == lab.chosen ? "unpin" : "pin"), hint([.beginStudy], "sort"),
        hint([.nextCriterion], "rows"), hint([.toggleLogAxis], lab.showsTotals ? "per row" : "totals"),
        hint([.showField], "seeds"), hint([.zoomIn, .zoomOut], "zoom"), hint([.nextAside], "view"),
        hint([.openSettings], "set"),
        hint([.restart], "anew"),
      ] + (isUnderWay ? [hint([.cancelStudy], "cancel")] : []) + [hint([.maximize], "max")]
  }

  /// A rung in words that the terminal has letters for.
  func title(of rung: Rung) -> String { look.glyphs == .ascii ? rung.plainTitle : rung.title }

  /// The number of a score with its mark, in the unit that is shown.
  func natsText(_ score: RungScore, _ lab: LadderLab) -> String {
    let objective = score.objective
    let rows = lab.showsTotals ? 1 : Double(max(score.rows, 1))
    let error = (objective.standardError ?? 0) / rows
    // As many decimals as the error lets stand.
    let most = lab.showsTotals ? 3 : 4
    let decimals = error <= 0 ? most : min(most, max(0, Int((-log10Floor(error)) + 1)))
    let number = NumberFormat.decimals(decimals).text(objective.nats / rows)
    return "\(likelihoodMark(objective.kind)) \(number)"
  }

  /// The power of ten at or below a number above 0.
  private func log10Floor(_ value: Double) -> Double {
    var power = 0.0
    var rest = value
    while rest < 1, power > -12 { (rest, power) = (rest * 10, power - 1) }
    while rest >= 10, power < 12 { (rest, power) = (rest / 10, power + 1) }
    return power
  }
}
