import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The maxima that several starts led to, the greatest first, each with how many starts ended there.
  func drawStarts(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let maxima = lab.studies[.starts]?.starts?.maxima ?? []
    let value = maxima.isEmpty ? "" : "\(maxima.count) maxim\(maxima.count == 1 ? "um" : "a")"
    let inner = Panel("Starts", value: value, isFocused: lab.focus == .aside)
      .draw(into: &grid, at: rect, look: look)
    guard let study = lab.studies[.starts] else {
      let text = lab.aside == .starts ? "S tries \(lab.starts) starts in the background" : ""
      drawCentred(text, into: &grid, at: inner)
      return
    }
    let rows = inner.rows([.cells(1), .share(1), .cells(inner.height > 3 ? 1 : 0)])
    drawProgress(of: study, into: &grid, at: rows[0])
    guard let findings = study.starts, !maxima.isEmpty else { return }
    let greatest = maxima.map(\.logLikelihood).max() ?? 0
    let best = findings.best?.outcome.seed
    let table = Table(
      columns: [
        Table.Column("", .left), Table.Column("log-likelihood"), Table.Column("below"),
        Table.Column("starts"),
        Table.Column("seeds", .left),
      ],
      rows: maxima.map { maximum in
        let mark = maximum.outcome.seed == best ? "*" : maximum.isSuspect ? "!" : ""
        let seeds = maximum.seeds.map { String($0) }.joined(separator: " ")
        return Table.Row(
          [
            Table.Entry(mark), Table.Entry(maximum.logLikelihood, .decimals(3)),
            Table.Entry(greatest - maximum.logLikelihood, .decimals(3)), Table.Entry(String(maximum.count)),
            Table.Entry(maximum.outcome.hasConverged ? seeds : "\(seeds) (not converged)"),
          ], style: maximum.isSuspect ? look.theme.warning : nil)
      }, selectedRow: lab.focus == .aside ? min(lab.chosenMaximum, maxima.count - 1) : nil)
    table.draw(into: &grid, at: rows[1], look: look)
    let chosen = maxima[min(lab.chosenMaximum, maxima.count - 1)]
    let note = chosen.outcome.suspicions.first.map { "! \($0)" } ?? findings.notes.first ?? "Enter opens it"
    line(note, at: rows[2].minY, in: rows[2], style: look.theme.dimText, into: &grid)
  }
}
