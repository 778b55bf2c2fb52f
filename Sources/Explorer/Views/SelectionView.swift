import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// A criterion over K and family, the best marked, the chosen one told in words.
  func drawSelection(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let name = lab.criterion.rawValue.uppercased()
    let next = ([.bic, .icl, .aic] as [SelectionCriterion]).neighbour(of: lab.criterion).rawValue.uppercased()
    let study = lab.studies[.selection]
    let isStale = study.map(lab.isStale) ?? false
    let inner = Panel(
      "\(name) over K and family",
      value: isStale
        ? "stale: \(key(.beginStudy)) anew  \(key(.nextCriterion)): \(next)"
        : "lower is better  \(key(.nextCriterion)): \(next)",
      isFocused: lab.focus == .aside, valueStyle: isStale ? look.theme.warning : nil
    ).draw(into: &grid, at: rect, look: look)
    guard let study else {
      drawCentred("\(key(.beginStudy)) compares K and families in the background", into: &grid, at: inner)
      return
    }
    let rows = inner.rows([.cells(CovarianceFamily.allCases.count + 1), .share(1)])
    if let findings = study.selection { drawCells(findings, of: lab, into: &grid, at: rows[0]) }
    drawProgress(of: study, into: &grid, at: rows[1])
    guard let cell = study.selection?.cells.first(where: { lab.isChosen($0) }) else { return }
    let said = rows[1].inset(top: 1)
    for (index, part) in sentences(on: cell).enumerated() {
      line(part.text, at: said.minY + index, in: said, style: part.style, into: &grid)
    }
  }

  private func drawCells(
    _ findings: SelectionFindings, of lab: EMLab, into grid: inout Grid, at rect: Rect
  ) {
    let best = findings.best(by: lab.criterion)
    let text = cellText(findings, of: lab)
    let (left, width, shown) = columns(of: findings, lab, width: rect.width)
    for (column, k) in shown.enumerated() {
      let right = rect.minX + left + (column + 1) * width - 2
      grid.write(
        column == 0 ? "K=\(k)" : String(k), endingAt: right, y: rect.minY, style: look.theme.dimText)
      for (row, family) in CovarianceFamily.allCases.enumerated() where row + 1 < rect.height {
        let y = rect.minY + 1 + row
        guard let cell = findings.cells.first(where: { $0.components == k && $0.family == family }) else {
          grid.write(
            String(look.glyphs == .ascii ? "." : "·"), endingAt: right, y: y, style: look.theme.dimText)
          continue
        }
        let isBest = best.map { $0.components == k && $0.family == family } ?? false
        let isSuspect = cell.fit?.suspicions.isEmpty == false
        let mark = isBest ? "*" : isSuspect ? "!" : " "
        var style =
          isBest ? look.theme.success.adding(.bold) : isSuspect ? look.theme.warning : look.theme.text
        if lab.isChosen(cell) { style = look.theme.selection.adding(isBest ? .bold : []) }
        grid.write(text(cell) + mark, endingAt: right + 1, y: y, style: style)
      }
    }
    for (row, family) in CovarianceFamily.allCases.enumerated() where row + 1 < rect.height {
      let name = family == .spherical ? "spher" : family == .diagonal ? "diag" : family.rawValue
      grid.write(name, at: Point(rect.minX, rect.minY + 1 + row), style: look.theme.text)
    }
  }

  /// How a cell of the table is written.
  private func cellText(
    _ findings: SelectionFindings, of lab: EMLab
  ) -> (SelectionFindings.Cell) -> String {
    let criterion = lab.criterion
    let most = findings.cells.compactMap { $0.fit?.value(of: criterion) }.map { abs($0) }.max() ?? 0
    let format = NumberFormat.decimals(most < 1e5 ? 1 : 0)
    return { cell in cell.fit?.value(of: criterion).map(format.text) ?? "failed" }
  }

  /// The cells left of the columns, the width of a column, and the numbers of components in sight, the chosen one among
  /// them.
  private func columns(
    of findings: SelectionFindings, _ lab: EMLab, width room: Int
  ) -> (left: Int, width: Int, shown: [Int]) {
    let text = cellText(findings, of: lab)
    // Room for a text, the mark of the best or of a suspect, and a blank.
    let width = max(6, (findings.cells.map { text($0).count }.max() ?? 0) + 2)
    let left = 6
    let all = Array(lab.shownComponents)
    let visible = max(1, min(all.count, (room - left) / width))
    let place = all.firstIndex(of: lab.chosenCell.components) ?? 0
    let first = min(max(0, place - visible + 1), all.count - visible)
    return (left, width, Array(all.dropFirst(first).prefix(visible)))
  }

  /// The fit whose criterion stands at a cell of the screen, in a view whose frame is `rect`; nil elsewhere.
  func chosenCell(
    at point: Point, in rect: Rect, of lab: EMLab
  ) -> (components: Int, family: CovarianceFamily)? {
    guard let findings = lab.studies[.selection]?.selection, rect.width >= 3, rect.height >= 3 else {
      return nil
    }
    let inner = rect.inset(by: 1)
    let (left, width, shown) = columns(of: findings, lab, width: inner.width)
    let row = point.y - inner.minY - 1
    let x = point.x - inner.minX - left
    guard x >= 0, shown.indices.contains(x / width), CovarianceFamily.allCases.indices.contains(row) else {
      return nil
    }
    return (shown[x / width], CovarianceFamily.allCases[row])
  }

  private func sentences(on cell: SelectionFindings.Cell) -> [(text: String, style: Style)] {
    let name = "K=\(cell.components) \(cell.family.rawValue)"
    guard let fit = cell.fit else {
      return [("\(name): \(cell.failure.map { String(describing: $0) } ?? "no fit")", look.theme.error)]
    }
    let likelihood = NumberFormat.decimals(2).text(fit.logLikelihood)
    var result = [
      ("\(name): l = \(likelihood), \(fit.degreesOfFreedom) params, \(key(.selectRow))", look.theme.text)
    ]
    if let suspicion = fit.suspicions.first {
      result.append(("! \(String(describing: suspicion))", look.theme.warning))
    } else if !fit.hasConverged {
      result.append(("not converged", look.theme.warning))
    }
    return result
  }

  /// How far a study has come, as a bar while it goes on.
  func drawProgress(of study: LabStudy, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    if let failure = study.report?.failure {
      line(
        String(describing: failure).capitalizedFirst, at: rect.minY, in: rect, style: look.theme.error,
        into: &grid)
      return
    }
    let (done, planned) = (study.report?.done ?? 0, study.report?.planned ?? 0)
    guard study.isRunning else {
      let text = study.isCancelled ? "cancelled after \(done) of \(planned)" : "\(planned) of \(planned) done"
      line(text, at: rect.minY, in: rect, style: look.theme.dimText, into: &grid)
      return
    }
    let text = "\(done) of \(planned)  \(key(.cancelStudy)) cancels "
    let start = grid.write(text, at: rect.origin, style: look.theme.accent, width: rect.width)
    let bar = Rect(x: rect.minX + start, y: rect.minY, width: max(0, rect.width - start), height: 1)
    HorizontalBar(Double(done), of: Double(max(planned, 1))).draw(
      into: &grid, at: bar, style: look.theme.success, look: look)
  }
}

extension EMLab {
  /// Whether the keys of the selection act on this cell.
  func isChosen(_ cell: SelectionFindings.Cell) -> Bool {
    cell.components == chosenCell.components && cell.family == chosenCell.family
  }
}
