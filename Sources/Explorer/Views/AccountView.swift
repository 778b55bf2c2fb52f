import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What the bound is made of, of all units or of the one drawn, and that the parts add up.
  func drawAccount(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let portrait = lab.run.portrait
    let scalar = portrait?.scalar
    let isOne = !lab.accountsForAll && scalar != nil
    let whose = isOne ? scalar?.name ?? "" : portrait.map(allUnits) ?? ""
    let title = whose.isEmpty ? "Account" : "Account of \(whose)"
    let unit = isOne || portrait?.observations == 1 ? "nats" : "nats per row"
    let inner = Panel(title, value: unit, isFocused: lab.focus == .account)
      .draw(into: &grid, at: rect, look: look)
    guard let portrait else { return }
    let account = isOne ? scalar?.account : portrait.account.map { (1 / observations(of: lab)) * $0 }
    guard let account else {
      let reason =
        scalar?.draws != nil
        ? "draws have no density, so no bound" : "\(key(.selectRow)) accounts for the row alone"
      drawCentred(
        portrait.stepsTaken == 0 ? "no q yet: press \(key(.expectationStep))" : reason, into: &grid, at: inner
      )
      return
    }
    let theme = look.theme
    let parts: [(name: String, value: Double, isSum: Bool, style: Style)] = [
      ("E_q log p(x,z)", account.expectedLogJoint, false, theme.text),
      ("entropy of q", account.entropy, false, theme.text),
      ("= ELBO", account.evidenceLowerBound, true, theme.series(0)),
      ("KL(q||p)", account.divergence, false, theme.warning),
      ("= log-lik exact", account.logLikelihood, true, theme.series(1)),
    ]
    let most = parts.map { abs($0.value) }.filter(\.isFinite).max() ?? 1
    for (row, part) in parts.enumerated() where row < inner.height {
      let y = inner.minY + row
      let style = part.isSum ? part.style.adding(.bold) : part.style
      let name = grid.write(
        part.name.padded(16), at: Point(inner.minX, y), style: style, width: inner.width)
      let number = natsFormat.text(part.value, width: 10)
      guard name + 10 <= inner.width else { continue }
      grid.write(number, at: Point(inner.minX + name, y), style: style)
      let bar = Rect(
        x: inner.minX + name + 11, y: y, width: max(0, inner.width - name - 11), height: 1)
      // The gap is read as a share of what it is the gap of.
      if !part.isSum, bar.width > 2 {
        HorizontalBar(abs(part.value), of: most).draw(into: &grid, at: bar, style: part.style, look: look)
        let length = HorizontalBar(abs(part.value), of: most).text(width: bar.width, glyphs: look.glyphs)
          .count
        if part.name.hasPrefix("KL"), length + 4 <= bar.width {
          grid.write(" gap", at: Point(bar.minX + length, y), style: theme.dimText)
        }
      }
    }
    let residual = abs(account.residual)
    let holds = residual < 1e-8 * max(1, most)
    line(
      holds
        ? "identity holds to \(residual > 0 ? NumberFormat.significant(1).text(residual) : "the last bit")"
        : "identity off by \(NumberFormat.significant(2).text(residual))",
      at: inner.minY + parts.count, in: inner, style: holds ? theme.success : theme.error, into: &grid)
  }

  private func allUnits(_ portrait: VariationalPortrait) -> String {
    switch portrait.picture {
    case .scalar, .discriminant:
      // What a value per row is taken over: of patterns, the rows that have them.
      let count = portrait.observations.rounded()
      return portrait.unitCount == 1
        ? "the unit" : "all \(count < 1e15 ? grouped(Int(count)) : shortNumber(count))"
    case .pitchfork, .ellipses: return ""
    }
  }
}
