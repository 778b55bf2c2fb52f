import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The bound and the likelihood by iteration, in nats per row, on one axis; what lies ahead in the history is faint.
  func drawTrace(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let title =
      lab.hasLogTrace ? "Nats below the maximum" : rect.width < 36 ? "ELBO and l" : "ELBO and likelihood"
    let inner = Panel(title, value: natsUnit(of: lab), isFocused: lab.focus == .trace)
      .draw(into: &grid, at: rect, look: look)
    let rows = inner.rows([.share(1), .cells(inner.height > 4 ? 1 : 0)])
    if lab.runs.allSatisfy({ VITrace(of: $0.history).isEmpty }) {
      drawCentred("a point for each E-step: \(key(.expectationStep)) takes one", into: &grid, at: rows[0])
    } else {
      tracePlot(of: lab).draw(into: &grid, at: rows[0], look: look)
    }
    drawValues(of: lab, into: &grid, at: rows[1])
  }

  private func tracePlot(of lab: VILab) -> Plot {
    var series: [LineSeries] = []
    if let baseline = lab.baseline {
      series += lines(of: baseline.trace, "pinned \(baseline.name)", nil, lab)
    }
    for (index, run) in lab.runs.enumerated() {
      if run.position < run.history.count { series += lines(of: VITrace(of: run.history), "", nil, lab) }
      series += lines(of: run.curves, lab.runs.count > 1 ? "\(run.name) " : "", index, lab)
    }
    let best = lab.hasLogTrace ? nil : lab.maximum.map { $0.logLikelihood / observations(of: lab) }
    // The scale is that of the present family: what others came to before may lie outside.
    let present = lab.runs.indices.flatMap { index in
      lines(of: VITrace(of: lab.runs[index].entriesOfFamily), "", index, lab)
    }
    let shown = present.contains { !$0.points.isEmpty } ? present : series
    let values = shown.flatMap { $0.points.map(\.y) } + (best.map { [$0] } ?? [])
    let last = series.flatMap(\.points).map(\.x).max() ?? 0
    var marks: [any Mark] = series
    if let best { marks.append(ReferenceLine(.horizontal(best), label: "MLE", style: look.theme.success)) }
    let kind: Scale.Kind = lab.hasLogTrace ? .logarithmic : .linear
    return Plot(
      x: Axis(Scale(from: 0, to: max(last, 8))),
      y: Axis(Scale(fitting: values, kind: kind, margin: 0.04)), marks: marks,
      legend: Legend(
        series.filter { !$0.name.isEmpty }.map { curve in
          let line = curve.every > 1 ? look.ornaments.dotted : look.ornaments.line
          return Legend.Item(look.glyphs == .ascii ? curve.glyph : line, curve.name, style: curve.style)
        }))
  }

  /// The curves of a trace: bounds, exact values and estimates each on its own.
  private func lines(of trace: VITrace, _ prefix: String, _ run: Int?, _ lab: VILab) -> [LineSeries] {
    let n = observations(of: lab)
    let isNamed = run != nil
    let best = greatest(of: lab)
    func points(_ points: [VITrace.Point]) -> [DataPoint] {
      let stride = points.count / 1000 + 1
      return points.enumerated().filter { $0.offset % stride == 0 || $0.offset == points.count - 1 }
        .compactMap { _, point in
          guard lab.hasLogTrace else { return DataPoint(Double(point.iteration), point.nats / n) }
          let below = (best - point.nats) / n
          return below > max(1e-13, abs(best) * 1e-15) ? DataPoint(Double(point.iteration), below) : nil
        }
    }
    let kinds: [([VITrace.Point], String, Unicode.Scalar, Int)] = [
      (trace.exact, lab.runs.count > 1 ? "l" : "likelihood", "*", 1), (trace.bounds, "ELBO", "o", 0),
      (trace.estimates, "estimate", "~", 2),
    ]
    return kinds.compactMap { values, name, glyph, offset in
      guard !values.isEmpty else { return nil }
      let style = run.map { look.theme.series($0 * 2 + offset) } ?? look.theme.dimText
      let title = isNamed ? prefix + name : values == trace.bounds || trace.bounds.isEmpty ? prefix : ""
      // Without colour, dots tell a bound from the likelihood.
      let every = glyph == "~" ? 3 : glyph == "o" && !look.theme.tellsComponentsByColor ? 2 : 1
      return LineSeries(
        points(values), name: title, style: style, glyph: isNamed ? glyph : ".", every: every)
    }
  }

  /// How many rows a value per row is taken over.
  func observations(of lab: VILab) -> Double {
    max(lab.run.portrait?.observations ?? 1, .leastNormalMagnitude)
  }

  /// The greatest log-likelihood that is known: of the maximum, or on the way.
  private func greatest(of lab: VILab) -> Double {
    let seen = lab.runs.flatMap { run -> [Double] in
      let trace = VITrace(of: run.history)
      return (trace.exact.isEmpty ? trace.bounds : trace.exact).map(\.nats)
    }
    return lab.maximum?.logLikelihood ?? seen.max() ?? 0
  }

  /// The newest values in numbers.
  private func drawValues(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let n = observations(of: lab)
    let series = look.theme.series(lab.activeRun * 2)
    var parts: [(String, Style)] = []
    if let objective = lab.run.lastObjective {
      let value = natsFormat.text(objective.nats / n)
      switch objective.kind {
      case .bound: parts.append(("ELBO \(value)", series))
      case .exact: break
      case .estimate(let error) where error == 0: parts.append(("Laplace \(value)", series))
      case .estimate(let error):
        parts.append(
          ("~ \(value) \(look.ornaments.plusMinus) \(NumberFormat.significant(2).text(error / n))", series))
      case .estimatedBound, .offScale: break
      }
    }
    if let exact = lab.run.logLikelihood {
      parts.append(("l \(natsFormat.text(exact / n))", look.theme.series(lab.activeRun * 2 + 1)))
    }
    if let maximum = lab.maximum {
      parts.append(("MLE \(natsFormat.text(maximum.logLikelihood / n))", look.theme.success))
    } else if lab.fitStudy(.maximum)?.isRunning == true {
      parts.append(("MLE sought", look.theme.dimText))
    }
    var x = rect.minX
    for (text, style) in parts where x + text.count <= rect.maxX {
      x += grid.write(text, at: Point(x, rect.minY), style: style) + 2
    }
  }
}
