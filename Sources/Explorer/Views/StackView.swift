import CellGrid
import Glibc
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The gain of each iteration as a column of two parts: what the M half-step aimed at, and what came for free.
  func drawStack(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let bars = ProximalStack(of: lab.run.history.prefix(lab.run.position)).bars
    let chosen = chosenBar(among: bars, lab)
    let value = chosen?.gain.map { "\(NumberFormat.significant(5, showsPlus: true).text($0)) nats" } ?? ""
    let inner = Panel(
      "Gain by iteration\(lab.stack.isLogarithmic ? ", log" : "")", value: value,
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let chosen else {
      drawCentred("no whole iteration yet: e, m, e", into: &grid, at: inner)
      return
    }
    let rows = inner.rows([.share(1), .cells(inner.height > 5 ? 1 : 0)])
    if bars.contains(where: { ($0.gain ?? 0) > 0 }) {
      stackPlot(bars, chosen: chosen, lab, width: rows[0].width).draw(into: &grid, at: rows[0], look: look)
    } else {
      drawCentred("the log-likelihood has not grown", into: &grid, at: rows[0])
    }
    drawAccount(of: chosen, into: &grid, at: rows[1])
  }

  private func chosenBar(among bars: [ProximalStack.Bar], _ lab: EMLab) -> ProximalStack.Bar? {
    guard let chosen = lab.stack.chosen, bars.indices.contains(chosen) else { return bars.last }
    return bars[chosen]
  }

  private var gainGlyph: Unicode.Scalar { look.glyphs == .ascii ? "#" : "█" }
  private var freeGlyph: Unicode.Scalar { look.glyphs == .ascii ? "=" : "▒" }

  private func stackPlot(
    _ bars: [ProximalStack.Bar], chosen: ProximalStack.Bar, _ lab: EMLab, width: Int
  ) -> Plot {
    // As many columns as there is room for, three cells each, the chosen one among them.
    let most = max(3, (width - 8) / 3)
    let end = lab.stack.chosen.map { min(bars.count, max($0 + 1, most)) } ?? bars.count
    let shown = bars[max(0, end - most)..<end]
    let gains = shown.compactMap(\.gain).filter { $0 > 0 }
    let top = gains.max() ?? 1
    let y =
      lab.stack.isLogarithmic
      ? logarithmicScale(from: gains.min() ?? top, to: top)
      : Scale(from: 0, to: top * 1.08)
    let columns = shown.map { bar -> StackedColumns.Column in
      let height = bar.gain ?? 0
      // Without the conditional law, or its KL, the whole is not the sum of the two.
      var shares = [0, 0, 1.0]
      if bar.isExact, height > 0, let divergence = bar.divergence {
        shares = [max(0, bar.gainOfQ) / height, divergence / height]
      }
      return StackedColumns.Column(x: Double(bar.iteration), height: height, shares: shares)
    }
    let parts = [
      StackedColumns.Part(gainGlyph, style: look.theme.series(0)),
      StackedColumns.Part(freeGlyph, style: look.theme.series(1)),
      StackedColumns.Part(look.glyphs == .ascii ? ":" : "░", style: look.theme.dimText),
    ]
    var items = [
      Legend.Item(gainGlyph, "delta Q, aimed at", style: parts[0].style),
      Legend.Item(freeGlyph, "KL(old || new), free", style: parts[1].style),
    ]
    if shown.contains(where: { !$0.isExact || $0.divergence == nil }) {
      items.append(Legend.Item(parts[2].glyph, "delta l, no sum", style: parts[2].style))
    }
    var marks: [any Mark] = [StackedColumns(columns, parts: parts)]
    if lab.stack.chosen != nil { marks.append(ReferenceLine(.vertical(Double(chosen.iteration)))) }
    let first = Double(shown.first?.iteration ?? 1)
    let last = max(Double(shown.last?.iteration ?? 1), first + Double(min(most, 8) - 1))
    return Plot(
      x: Axis(Scale(from: first - 0.5, to: last + 0.5), title: "iteration"),
      y: Axis(y, title: lab.stack.isLogarithmic ? "nats; parts are shares of the height" : "nats"),
      marks: marks,
      legend: Legend(items))
  }

  /// A logarithmic scale on which the smallest gain has a visible column too.
  private func logarithmicScale(from least: Double, to top: Double) -> Scale {
    let room = max(4, pow(top / least, 0.2))
    return Scale(from: least / room, to: top * 1.5, kind: .logarithmic)
  }

  /// The numbers of one iteration, as a sum.
  private func drawAccount(of bar: ProximalStack.Bar, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let format = NumberFormat.significant(4)
    var text = "it \(bar.iteration): dQ \(format.text(bar.gainOfQ))"
    switch bar.rest {
    case .known(let divergence, let slack):
      text += " + KL \(format.text(divergence))"
      if !bar.isExact { text += " - KL(q || old) \(format.text(slack))" }
      text += " = dl \(format.text(bar.gain ?? .nan))"
    case .awaited: text += ", KL after the E-step"
    case .unknown(let gain), .takenBack(let gain):
      text += gain.map { "; dl \(format.text($0))" } ?? ""
    }
    line(text, at: rect.minY, in: rect, style: look.theme.text, into: &grid)
  }

  /// What one sees in the view of gains.
  func stackSentence(of lab: EMLab) -> String? {
    let bars = ProximalStack(of: lab.run.history.prefix(lab.run.position)).bars
    guard let bar = chosenBar(among: bars, lab) else { return nil }
    let format = NumberFormat.significant(4)
    let name = "Iteration \(bar.iteration)"
    switch bar.rest {
    case .known(let divergence, _) where bar.isExact:
      guard let gain = bar.gain, gain > 0 else { return "\(name) gained nothing." }
      let share = Int((100 * divergence / gain).rounded())
      return
        "\(name): dQ \(format.text(bar.gainOfQ)) aimed at, KL \(format.text(divergence)) free: "
        + "\(share) % of the gain."
    case .known: return "\(name): q is not the exact law, so its old gap is lost before the new one is won."
    case .awaited:
      let change = "\(bar.gainOfQ < 0 ? "fell" : "rose") by \(format.text(abs(bar.gainOfQ)))"
      return "\(name): Q \(change); what comes free with it, e tells."
    case .unknown:
      return "\(name): q is a point or draws without entropy, so there is no KL, only a gain."
    case .takenBack: return "\(name): the extrapolated step was taken back; its KL is not known."
    }
  }
}
