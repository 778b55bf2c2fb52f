import CellGrid
import PlotKit

extension Explorer {
  /// The open dialog in its present stage.
  func draw(_ dialog: OpenDialog, into grid: inout Grid) {
    let inner = frame(
      "Open data", Size(88, max(14, grid.size.height - 6)),
      value: "Esc \(dialog.stage == .location ? "closes" : "back")",
      into: &grid)
    switch dialog.stage {
    case .location: drawLocation(dialog, into: &grid, at: inner)
    case .columns: drawColumns(dialog, into: &grid, at: inner)
    }
  }

  private func drawLocation(_ dialog: OpenDialog, into grid: inout Grid, at rect: Rect) {
    draw(dialog.field, prefix: "file or name: ", at: rect.minY, in: rect, into: &grid)
    let (note, style) =
      if let complaint = dialog.complaint {
        (complaint, look.theme.error)
      } else if dialog.isWaiting {
        ("reading \(dialog.location)", look.theme.dimText)
      } else {
        ("Tab completes, Up and Down pick, Enter goes on", look.theme.dimText)
      }
    let rest = paragraph(note, at: rect.inset(top: 1), style: style, into: &grid)
    let first = max(0, (dialog.selection ?? 0) - rest.height + 1)
    for (row, candidate) in dialog.candidates.dropFirst(first).prefix(rest.height).enumerated() {
      let isSelected = dialog.selection == first + row
      let style = isSelected ? look.theme.selection : look.theme.text
      let y = rest.minY + row
      let name = candidate.location.fitted(
        to: candidate.note.isEmpty ? rest.width : 30, ellipsis: look.ornaments.ellipsis)
      grid.write(name, at: Point(rest.minX, y), style: style)
      line(candidate.note, at: y, in: rest.inset(left: 32), style: look.theme.dimText, into: &grid)
    }
  }

  private func drawColumns(_ dialog: OpenDialog, into grid: inout Grid, at rect: Rect) {
    guard let preview = dialog.preview else { return }
    line(dialog.location, at: rect.minY, in: rect, style: look.theme.title.adding(.bold), into: &grid)
    line(preview.summary, at: rect.minY + 1, in: rect, style: look.theme.dimText, into: &grid)
    let tick = look.ornaments.tick
    line(
      "[\(dialog.standardizes ? String(tick) : " ")] standardise (s)   Space chooses, a all, L label, w weights, Enter opens",
      at: rect.minY + 2, in: rect, style: look.theme.text, into: &grid)
    if let complaint = dialog.complaint {
      line(complaint, at: rect.minY + 3, in: rect, style: look.theme.error, into: &grid)
    } else if dialog.isWaiting {
      line("reading", at: rect.minY + 3, in: rect, style: look.theme.dimText, into: &grid)
    }
    let body = rect.inset(top: 4)
    let parts = body.columns([.cells(min(34, body.width)), .share(1)])
    let first = max(0, dialog.column - body.height + 1)
    for (row, column) in preview.columns.enumerated().dropFirst(first).prefix(body.height) {
      let isSelected = row == dialog.column
      let mark = dialog.isChosen[row] ? String(tick) : " "
      let label = dialog.label == row ? " label" : dialog.weights == row ? " weights" : ""
      let kind = column.isNumeric ? "" : " text"
      let missing = column.missing > 0 ? " \(column.missing) missing" : ""
      line(
        "[\(mark)] \(column.name)\(kind)\(label)\(missing)", at: body.minY + row - first,
        in: parts[0].inset(right: 1),
        style: isSelected ? look.theme.selection : look.theme.text, into: &grid)
    }
    previewTable(preview).draw(into: &grid, at: parts[1], look: look)
  }

  private func previewTable(_ preview: OpenPreview) -> Table {
    Table(
      columns: preview.columns.map { Table.Column($0.name, $0.isNumeric ? .right : .left) },
      rows: preview.rows.map { Table.Row($0.map { Table.Entry($0) }) })
  }

  /// A text broken at blanks.
  /// - Returns: the cells left below it.
  private func paragraph(_ text: String, at rect: Rect, style: Style, into grid: inout Grid) -> Rect {
    let rows = text.broken(at: rect.width)
    for (row, text) in rows.enumerated() {
      line(text, at: rect.minY + row, in: rect, style: style, into: &grid)
    }
    return rect.inset(top: rows.count)
  }
}
