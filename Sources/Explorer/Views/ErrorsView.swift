import CellGrid
import Glibc
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
    let hasInterval = rect.height > 4
    let rows = rect.rows([
      .cells(1), .share(1), .cells(hasInterval ? 1 : 0),
      .cells(min(notes.count, max(0, rect.height - 4))), .cells(isDrawn ? 1 : 0),
    ])
    line("SE by \(kind.title)", at: rows[0].minY, in: rows[0], style: look.theme.accent, into: &grid)
    for (index, note) in notes.prefix(rows[3].height).enumerated() {
      line(note.0, at: rows[3].minY + index, in: rows[3], style: note.1, into: &grid)
    }
    if isDrawn { drawProgress(of: study, into: &grid, at: rows[4]) }
    guard let errors = study.errors else {
      let text = study.report?.failure.map { String(describing: $0) } ?? "computing"
      drawCentred(text, into: &grid, at: rows[1])
      return
    }
    let chosen = min(lab.componentScroll, max(0, errors.entries.count - 1))
    table(of: errors, isStale: lab.errorsAreStale, chosen: chosen, width: rows[1].width).draw(
      into: &grid, at: rows[1], look: look)
    guard hasInterval, errors.entries.indices.contains(chosen) else { return }
    line(
      interval(of: errors.entries[chosen], errors.confidence), at: rows[2].minY, in: rows[2],
      style: look.theme.accent, into: &grid)
  }

  /// The chosen parameter's interval in words.
  private func interval(of entry: StandardErrors.Entry, _ confidence: Double) -> String {
    guard let interval = entry.interval else { return entry.name }
    let format = formats(of: entry).estimate
    let percent = Int((confidence * 100).rounded())
    return "\(percent) %: \(format.text(interval.lower)) to \(format.text(interval.upper))  \(entry.name)"
  }

  private func table(of errors: StandardErrors, isStale: Bool, chosen: Int, width: Int) -> Table {
    let style = isStale ? look.theme.dimText : look.theme.text
    let percent = Int((errors.confidence * 100).rounded())
    var table = Table(
      columns: [
        Table.Column("", .left), Table.Column("estimate"), Table.Column("SE"),
        Table.Column("\(percent) % from"),
        Table.Column("to"),
      ],
      rows: errors.entries.map { entry in
        let formats = formats(of: entry)
        func text(_ value: Double?, _ format: NumberFormat) -> Table.Entry {
          Table.Entry(value.map(format.text) ?? "-")
        }
        return Table.Row(
          [
            Table.Entry(entry.name), text(entry.estimate, formats.estimate),
            text(entry.standardError, formats.error),
            text(entry.interval?.lower, formats.estimate), text(entry.interval?.upper, formats.estimate),
          ], style: style)
      }, selectedRow: chosen)
    // The two ends of an interval come together or not at all.
    let needed =
      9
      + table.columns.indices.dropFirst().reduce(0) { sum, column in
        sum + 1
          + table.rows.reduce(table.columns[column].title.count) { max($0, $1.entries[column].text.count) }
      }
    if needed > width {
      table.columns.removeLast(2)
      for row in table.rows.indices { table.rows[row].entries.removeLast(2) }
    }
    table.shortenNames(toFit: width, ellipsis: look.ornaments.ellipsis)
    return table
  }

  /// As many decimals as tell a hundredth of the standard error, so that estimate and error are of one piece; significant
  /// digits to the same end where these would be too many.
  private func formats(
    of entry: StandardErrors.Entry
  ) -> (estimate: NumberFormat, error: NumberFormat) {
    let size = entry.standardError ?? abs(entry.estimate) / 100
    guard size > 0, size.isFinite else { return (.decimals(3), .decimals(3)) }
    let decimals = 1 + max(0, -Int(log10(size).rounded(.down)))
    guard decimals > 8 else { return (.decimals(decimals), .decimals(decimals)) }
    let digits = max(0, log10(max(abs(entry.estimate) / size, 1)))
    return (.significant(2 + min(10, Int(min(digits, 10)))), .significant(2))
  }

  private func errorNotes(on study: LabStudy, _ lab: EMLab) -> [(text: String, style: Style)] {
    var notes: [(String, Style)] = []
    if lab.errorsAreStale {
      notes.append(
        ("stale: the fit has moved since; \(key(.nextErrors)) computes them anew", look.theme.warning))
    } else if lab.run.lastEvent?.status != .converged {
      notes.append(("the fit is not at a maximum: these errors mean little", look.theme.warning))
    }
    return notes + (study.errors?.notes ?? []).map { ($0.capitalizedFirst, look.theme.warning) }
  }
}
