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
      if lab.stack.isLogarithmic {
        drawLogarithmicStack(bars, chosen: chosen, lab, into: &grid, at: rows[0])
      } else {
        drawLinearStack(bars, chosen: chosen, lab, into: &grid, at: rows[0])
      }
    } else {
      drawCentred("the log-likelihood has not grown", into: &grid, at: rows[0])
    }
    drawAccount(of: chosen, into: &grid, at: rows[1])
  }

  /// The iteration whose column stands at a cell, in a view whose frame is `rect`; nil elsewhere.
  func iterationOfGain(at point: Point, in rect: Rect, of lab: EMLab) -> Int? {
    let bars = ProximalStack(of: lab.run.history.prefix(lab.run.position)).bars
    guard !bars.isEmpty, rect.width >= 3, rect.height >= 3 else { return nil }
    var screen = Grid(size)
    let inner = rect.inset(by: 1)
    let plot = inner.rows([.share(1), .cells(inner.height > 5 ? 1 : 0)])[0]
    guard let chosen = chosenBar(among: bars, lab) else { return nil }
    let area =
      lab.stack.isLogarithmic
      ? drawLogarithmicStack(bars, chosen: chosen, lab, into: &screen, at: plot)
      : drawLinearStack(bars, chosen: chosen, lab, into: &screen, at: plot)
    guard point.x >= area.canvasRect.minX, point.x < area.canvasRect.maxX, plot.contains(point) else {
      return nil
    }
    return Int(area.data(at: point).x.rounded())
  }

  private func chosenBar(among bars: [ProximalStack.Bar], _ lab: EMLab) -> ProximalStack.Bar? {
    guard let chosen = lab.stack.chosen, bars.indices.contains(chosen) else { return bars.last }
    return bars[chosen]
  }

  private var gainGlyph: Unicode.Scalar { look.glyphs == .ascii ? "#" : "█" }
  private var freeGlyph: Unicode.Scalar { look.glyphs == .ascii ? "=" : "▒" }

  /// The columns in sight: as many as there is room for, three cells each, the chosen one among them.
  private func shownBars(
    _ bars: [ProximalStack.Bar], _ lab: EMLab, width: Int
  ) -> (bars: ArraySlice<ProximalStack.Bar>, axis: Scale) {
    let most = max(3, (width - 8) / 3)
    let end = lab.stack.chosen.map { min(bars.count, max($0 + 1, most)) } ?? bars.count
    let shown = bars[max(0, end - most)..<end]
    let first = Double(shown.first?.iteration ?? 1)
    let last = max(Double(shown.last?.iteration ?? 1), first + Double(min(most, 8) - 1))
    return (shown, Scale(from: first - 0.5, to: last + 0.5))
  }

  private var stackParts: [StackedColumns.Part] {
    [
      StackedColumns.Part(gainGlyph, style: look.theme.series(0)),
      StackedColumns.Part(freeGlyph, style: look.theme.series(1)),
      StackedColumns.Part(look.glyphs == .ascii ? ":" : "░", style: look.theme.dimText),
    ]
  }

  /// The parts of a gain as shares of it; without the conditional law, or its KL, the whole is not the sum of the two.
  private func shares(of bar: ProximalStack.Bar) -> [Double] {
    guard bar.isExact, let gain = bar.gain, gain > 0, let divergence = bar.divergence else {
      return [0, 0, 1]
    }
    return [max(0, bar.gainOfQ) / gain, divergence / gain]
  }

  /// On a linear axis, columns of the two parts, whose lengths add up.
  @discardableResult
  private func drawLinearStack(
    _ bars: [ProximalStack.Bar], chosen: ProximalStack.Bar, _ lab: EMLab, into grid: inout Grid, at rect: Rect
  ) -> PlotArea {
    let (shown, axis) = shownBars(bars, lab, width: rect.width)
    let top = shown.compactMap(\.gain).filter { $0 > 0 }.max() ?? 1
    let parts = stackParts
    var items = [
      Legend.Item(gainGlyph, "delta Q, aimed at", style: parts[0].style),
      Legend.Item(freeGlyph, "KL(old || new), free", style: parts[1].style),
    ]
    if shown.contains(where: { !$0.isExact || $0.divergence == nil }) {
      items.append(Legend.Item(parts[2].glyph, "delta l, no sum", style: parts[2].style))
    }
    let columns = shown.map {
      StackedColumns.Column(x: Double($0.iteration), height: $0.gain ?? 0, shares: shares(of: $0))
    }
    return Plot(
      x: Axis(axis, title: "iteration"), y: Axis(Scale(from: 0, to: top * 1.08), title: "nats"),
      marks: [StackedColumns(columns, parts: parts)] + chosenLine(chosen, lab), legend: Legend(items)
    ).draw(into: &grid, at: rect, look: look)
  }

  private func chosenLine(_ chosen: ProximalStack.Bar, _ lab: EMLab) -> [any Mark] {
    lab.stack.chosen == nil ? [] : [ReferenceLine(.vertical(Double(chosen.iteration)))]
  }

  /// On a logarithmic axis lengths do not add up: the columns are whole gains, and the share of the divergence
  /// stands below each in per cent.
  @discardableResult
  private func drawLogarithmicStack(
    _ bars: [ProximalStack.Bar], chosen: ProximalStack.Bar, _ lab: EMLab, into grid: inout Grid, at rect: Rect
  ) -> PlotArea {
    let (shown, axis) = shownBars(bars, lab, width: rect.width)
    let rows = rect.rows([
      .share(1), .cells(rect.height >= 5 ? 1 : 0), .cells(rect.height >= 6 ? 1 : 0),
    ])
    let gains = shown.compactMap(\.gain).filter { $0 > 0 }
    let top = gains.max() ?? 1
    let parts = stackParts
    let whole = shown.map {
      StackedColumns.Column(x: Double($0.iteration), height: $0.gain ?? 0, shares: [0, 0, 1])
    }
    let area = Plot(
      x: Axis(axis, title: "iteration"),
      y: Axis(logarithmicScale(from: gains.min() ?? top, to: top), title: "nats"),
      marks: [StackedColumns(whole, parts: parts)] + chosenLine(chosen, lab)
    ).draw(into: &grid, at: rows[0], look: look)
    let canvas = area.canvasRect
    func below(_ row: Rect) -> Rect {
      Rect(x: canvas.minX, y: row.minY, width: canvas.width, height: row.height)
    }
    let parted = shown.filter { ($0.gain ?? 0) > 0 && $0.isExact && $0.divergence != nil }
    drawPercents(of: parted, axis, into: &grid, at: below(rows[1]), margin: canvas.minX - rect.minX)
    Legend([
      Legend.Item(parts[2].glyph, "gain, log axis", style: parts[2].style),
      Legend.Item("%", "of it KL, free; rest dQ", style: parts[1].style),
    ]).draw(into: &grid, at: rows[2], look: look)
    return area
  }

  /// The share of the divergence below each column, in per cent.
  private func drawPercents(
    of bars: [ProximalStack.Bar], _ axis: Scale, into grid: inout Grid, at rect: Rect, margin: Int
  ) {
    guard !rect.isEmpty else { return }
    let style = look.theme.series(1)
    let name = margin >= 5 ? "KL %" : "%"
    if margin > name.count { grid.write(name, endingAt: rect.minX - 1, y: rect.minY, style: style) }
    var free = rect.minX
    for bar in bars {
      let text = String(Int((100 * shares(of: bar)[1]).rounded()))
      let middle = axis.fraction(of: Double(bar.iteration)) * Double(rect.width)
      let start = rect.minX + Int((middle - Double(text.count) / 2).rounded())
      guard start >= free, start + text.count <= rect.maxX else { continue }
      grid.write(text, at: Point(start, rect.minY), style: style)
      free = start + text.count + 1
    }
  }

  /// A logarithmic scale on which the smallest gain has a visible column too.
  private func logarithmicScale(from least: Double, to top: Double) -> Scale {
    let room = max(4, pow(top / least, 0.2))
    return Scale(from: least / room, to: top * 1.5, kind: .logarithmic)
  }

  /// The numbers of one iteration, as a sum.
  private func drawAccount(of bar: ProximalStack.Bar, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    // A number must not be cut: it has fewer digits where there is less room.
    let texts = [4, 3, 2].map { account(of: bar, .significant($0)) }
    let text = texts.first { $0.count <= rect.width } ?? texts[2]
    line(text, at: rect.minY, in: rect, style: look.theme.text, into: &grid)
  }

  private func account(of bar: ProximalStack.Bar, _ format: NumberFormat) -> String {
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
    return text
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
