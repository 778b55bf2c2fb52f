import CellGrid
import PlotKit

extension Explorer {
  /// The list of jobs.
  func draw(_ page: JobsPage, into grid: inout Grid) {
    let jobs = jobs
    let count = jobs.isEmpty ? "" : "\(jobs.count)"
    let inner = frame("What goes on", Size(76, max(1, jobs.count) + 2), value: count, into: &grid)
    let rows = inner.rows([.share(1), .cells(min(1, max(0, inner.height - 1)))])
    let body = rows[0].inset(left: 1, right: 1)
    if jobs.isEmpty {
      line(
        "nothing runs, and nothing is computed", at: body.minY, in: body, style: look.theme.dimText,
        into: &grid)
    }
    let chosen = page.place(in: jobs)
    let first = max(0, chosen - body.height + 1)
    for (row, job) in jobs.dropFirst(first).prefix(body.height).enumerated() {
      draw(
        job, isChosen: first + row == chosen, into: &grid,
        at: Rect(x: body.minX, y: body.minY + row, width: body.width, height: 1))
    }
    let hint =
      inner.width < 68
      ? "Enter goes there   c ends it   Esc closes"
      : "Enter goes there   c ends it, keeping what it found   Esc closes"
    line(
      jobs.isEmpty ? "Esc closes" : hint,
      at: rows[1].minY, in: rows[1].inset(left: 1, right: 1), style: look.theme.dimText, into: &grid)
  }

  private func draw(_ job: Job, isChosen: Bool, into grid: inout Grid, at rect: Rect) {
    let theme = look.theme
    let style = isChosen ? theme.selection : theme.text
    grid.fill(rect, with: Cell(style: style))
    let cells = rect.columns([.cells(8), .share(1), .cells(rect.width >= 56 ? 12 : 0), .cells(18)])
    line(job.lab.title, at: rect.minY, in: cells[0], style: style, into: &grid)
    line(job.title, at: rect.minY, in: cells[1].inset(right: 1), style: style, into: &grid)
    if let share = job.share, cells[2].width > 0 {
      var bar = style
      if !isChosen { bar.foreground = theme.bar.foreground }
      HorizontalBar(share).draw(into: &grid, at: cells[2].inset(right: 2), style: bar, look: look)
    }
    line(
      job.isHeld ? "\(job.state), held" : job.state, at: rect.minY, in: cells[3], style: style, into: &grid)
  }
}
