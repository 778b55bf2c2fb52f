import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The maxima that several starts led to, the greatest first, each with how many starts ended there.
  func drawStarts(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let maxima = lab.studies[.starts]?.starts?.maxima ?? []
    let count = maxima.isEmpty ? "" : "\(maxima.count) maxim\(maxima.count == 1 ? "um" : "a")"
    let subject = lab.studies[.starts].map { ": \($0.plan.shortName)" } ?? ""
    let isStale = lab.studies[.starts].map(lab.isStale) ?? false
    let inner = Panel(
      "Starts\(subject)", value: isStale ? "stale: \(key(.beginStudy)) anew  \(count)" : count,
      isFocused: lab.focus == .aside,
      valueStyle: isStale ? look.theme.warning : nil
    ).draw(into: &grid, at: rect, look: look)
    guard let study = lab.studies[.starts] else {
      let text =
        lab.aside == .starts ? "\(key(.beginStudy)) tries \(lab.starts) starts in the background" : ""
      drawCentred(text, into: &grid, at: inner)
      return
    }
    let rows = inner.rows([.cells(1), .share(1), .cells(inner.height > 3 ? 1 : 0)])
    drawProgress(of: study, into: &grid, at: rows[0])
    guard let findings = study.starts, let chosen = lab.chosenMaximum else { return }
    let place = maxima.firstIndex { $0.outcome.seed == chosen.outcome.seed }
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
      }, selectedRow: lab.focus == .aside ? place : nil)
    table.draw(into: &grid, at: rows[1], look: look)
    let note =
      chosen.outcome.suspicions.first.map { "! \($0)" } ?? findings.notes.first
      ?? "\(key(.selectRow)) opens it"
    line(note, at: rows[2].minY, in: rows[2], style: look.theme.dimText, into: &grid)
  }
}

extension EMPlan {
  /// The model and what its size is, in a few letters.
  fileprivate var shortName: String {
    switch self {
    case .mixture(let settings): "\(summary.name) K=\(settings.components) \(settings.family.rawValue)"
    case .ppca(let settings), .factor(let settings): "\(summary.name) q=\(settings.latentDimensions)"
    case .normal, .randomIntercept, .linkage: summary.name
    }
  }
}
