import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The free parameters with their standard errors and intervals, and below them what stands in the way.
  func drawErrors(of study: LabStudy, _ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty, let kind = lab.errorKind else { return }
    let notes = errorNotes(on: study, lab).flatMap { note in
      note.text.broken(at: rect.width).prefix(2).map { ($0, note.style) }
    }
    let isDrawn = kind.bootstrapKind != nil
    let rows = rect.rows([
      .cells(1), .share(1), .cells(min(notes.count, max(0, rect.height - 3))), .cells(isDrawn ? 1 : 0),
    ])
    line("SE by \(kind.title)", at: rows[0].minY, in: rows[0], style: look.theme.accent, into: &grid)
    for (index, note) in notes.prefix(rows[2].height).enumerated() {
      line(note.0, at: rows[2].minY + index, in: rows[2], style: note.1, into: &grid)
    }
    if isDrawn { drawProgress(of: study, into: &grid, at: rows[3]) }
    guard let errors = study.errors else {
      let text = study.report?.failure.map { String(describing: $0) } ?? "computing"
      drawCentred(text, into: &grid, at: rows[1])
      return
    }
    table(of: errors, isStale: lab.errorsAreStale, firstRow: lab.componentScroll).draw(
      into: &grid, at: rows[1], look: look)
  }

  private func table(of errors: StandardErrors, isStale: Bool, firstRow: Int) -> Table {
    let style = isStale ? look.theme.dimText : look.theme.text
    let percent = Int((errors.confidence * 100).rounded())
    return Table(
      columns: [
        Table.Column("", .left), Table.Column("estimate"), Table.Column("SE"), Table.Column("\(percent) %"),
        Table.Column("interval"),
      ],
      rows: errors.entries.map { entry in
        let format = NumberFormat.decimals(decimals(of: entry))
        func text(_ value: Double?) -> Table.Entry { Table.Entry(value.map(format.text) ?? "-") }
        return Table.Row(
          [
            Table.Entry(entry.name), text(entry.estimate), text(entry.standardError),
            text(entry.interval?.lower), text(entry.interval?.upper),
          ], style: style)
      }, firstRow: firstRow)
  }

  /// As many decimals as tell a hundredth of the standard error, so that estimate and error are of one piece.
  private func decimals(of entry: StandardErrors.Entry) -> Int {
    var size = entry.standardError ?? abs(entry.estimate) / 100
    guard size > 0, size.isFinite else { return 3 }
    var decimals = 1
    while size < 1, decimals < 8 { (size, decimals) = (size * 10, decimals + 1) }
    return decimals
  }

  private func errorNotes(on study: LabStudy, _ lab: EMLab) -> [(text: String, style: Style)] {
    var notes: [(String, Style)] = []
    if lab.errorsAreStale {
      notes.append(("stale: the fit has moved since; E computes them anew", look.theme.warning))
    } else if lab.run.lastEvent?.status != .converged {
      notes.append(("the fit is not at a maximum: these errors mean little", look.theme.warning))
    }
    return notes + (study.errors?.notes ?? []).map { ($0.capitalizedFirst, look.theme.warning) }
  }
}
