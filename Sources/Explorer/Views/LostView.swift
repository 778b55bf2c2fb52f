import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Where the nats went between the greatest likelihood and the bound: bias of θ, family of q, one function for all; or
  /// the units that lose most.
  func drawLost(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let isScalar = lab.run.portrait?.scalar != nil
    let inner = Panel(
      "Where the nats went",
      value: !isScalar ? natsUnit(of: lab) : lab.listsUnits ? "i: all rows" : "i: per row",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let portrait = lab.run.portrait else { return }
    if lab.listsUnits {
      drawUnits(portrait, of: lab, into: &grid, at: inner)
    } else {
      drawParts(portrait, of: lab, into: &grid, at: inner)
    }
  }

  private func drawParts(_ portrait: VariationalPortrait, of lab: VILab, into grid: inout Grid, at rect: Rect)
  {
    let n = observations(of: lab)
    let theme = look.theme
    var bias: Double?
    if let maximum = lab.maximum, let now = lab.run.logLikelihood { bias = maximum.logLikelihood - now }
    // While a fit is under way, what is left is no bias.
    let biasName = lab.run.lastEvent?.status == .converged ? "parameter bias" : "still to climb"
    let parts: [(name: String, nats: Double?, style: Style)] = [
      (biasName, bias, theme.series(2)),
      ("approximation", portrait.lost.approximation, theme.series(0)),
      (
        secondGap(of: portrait.plan), portrait.lost.amortisation, theme.series(1)
      ),
    ].filter { $0.1 != nil || $0.0 == biasName && portrait.scalar != nil }
    let known = parts.compactMap(\.nats)
    let total = known.count == parts.count ? known.reduce(0, +) : nil
    // What is nothing in the decimals shown has no bar.
    let most = max(known.map { abs($0) }.max() ?? 0, leastShown * n)
    for (row, part) in parts.enumerated() where row < rect.height {
      let y = rect.minY + row
      grid.write(part.name.padded(15), at: Point(rect.minX, y), style: theme.text, width: rect.width)
      guard let nats = part.nats else {
        let isSought = lab.fitStudy(.maximum)?.isRunning == true
        line(
          isSought ? " MLE sought" : " not known", at: y, in: rect.inset(left: 15), style: theme.dimText,
          into: &grid)
        continue
      }
      guard rect.width >= 25 else { continue }
      let isShown = abs(nats) >= leastShown * n
      grid.write(
        natsFormat.text(isShown ? nats / n : 0, width: 9), at: Point(rect.minX + 15, y), style: part.style)
      guard isShown else { continue }
      let bar = Rect(x: rect.minX + 25, y: y, width: max(0, rect.width - 26), height: 1)
      HorizontalBar(abs(nats), of: most).draw(into: &grid, at: bar, style: part.style, look: look)
    }
    var y = rect.minY + parts.count
    if let total, parts.count > 1, rect.width >= 25 {
      line(
        "total".padded(15) + natsFormat.text(total / n, width: 9)
          + (bias != nil ? "   MLE l minus ELBO" : "   l minus ELBO"), at: y, in: rect,
        style: theme.text.adding(.bold), into: &grid)
      y += 1
    }
    if !lab.plan.bringsData, let worst = worstUnits(portrait)?.prefix(3).filter({ $0.gap >= leastShown }),
      worst.count > 1
    {
      let format = NumberFormat.decimals(worst[worst.count - 1].gap >= 0.05 ? 2 : 4)
      let text = worst.map { "\($0.unit + 1) (\(format.text($0.gap)))" }.joined(separator: "  ")
      line("worst \(unitWord(portrait))s: \(text)", at: y, in: rect, style: theme.dimText, into: &grid)
    }
  }

  /// What the gap beside that of the family is: of an encoder, of Laplace's approximation, or of laws that have still to follow.
  private func secondGap(of plan: VariationalPlan) -> String {
    if plan.settings?.method == .laplace { return "not the best q" }
    return plan.hasEncoder ? "amortisation" : "not settled"
  }

  /// Fewer nats per row than this are nothing in the decimals shown, and have no bar.
  private var leastShown: Double { 5e-5 }

  /// The units with their gaps, the widest first.
  private func drawUnits(_ portrait: VariationalPortrait, of lab: VILab, into grid: inout Grid, at rect: Rect)
  {
    guard let worst = worstUnits(portrait) else {
      let isComing = lab.run.openQuestions > 0 || lab.run.play != .paused
      let text =
        portrait.scalar?.draws != nil
        ? "draws have no density, so no gaps"
        : isComing
          ? "the gaps of the rows come at the next rest" : "the gaps of the rows take too long to compute"
      drawCentred(text, into: &grid, at: rect)
      return
    }
    let most = worst.first?.gap ?? 1
    let word = unitWord(portrait)
    for (row, item) in worst.dropFirst(lab.listScroll).prefix(rect.height).enumerated() {
      let y = rect.minY + row
      let style = item.unit == lab.unit ? look.theme.selection : look.theme.text
      let text = "\(word) \(item.unit + 1)".padded(12) + natsFormat.text(item.gap, width: 8) + " "
      let start = grid.write(text, at: Point(rect.minX, y), style: style, width: rect.width)
      let bar = Rect(x: rect.minX + start, y: y, width: max(0, rect.width - start - 1), height: 1)
      guard item.gap >= leastShown else { continue }
      HorizontalBar(item.gap, of: most).draw(into: &grid, at: bar, style: look.theme.series(0), look: look)
    }
  }

  private func worstUnits(_ portrait: VariationalPortrait) -> [(unit: Int, gap: Double)]? {
    portrait.unitGaps?.enumerated().map { (unit: $0.offset, gap: $0.element) }
      .sorted { ($1.gap, $0.unit) < ($0.gap, $1.unit) }
  }

  /// What a unit is called, without its number.
  private func unitWord(_ portrait: VariationalPortrait) -> String {
    guard let name = portrait.scalar?.name else { return "row" }
    return name.split(separator: " ").first.map(String.init) ?? "row"
  }
}
