import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Noise level = bandwidth: the rows themselves as a law, at each level a kernel density estimate, scored in sample and on rows
  /// left out. To stop the reverse process early is to choose a bandwidth.
  func drawBandwidth(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let found = lab.bandwidth
    let inner = accountPanel(
      "Noise level = bandwidth", value: found.map { rowsText($0.rows, of: $0.trainingRows, lab) } ?? "",
      of: lab,
      into: &grid, at: rect)
    guard let found, let best = found.best else {
      return drawMissingAccount(of: lab, into: &grid, at: inner)
    }
    let notes = [bandwidthText(found, best), stopText(best.bandwidth, lab)].compactMap(\.self)
    let kept = notes.prefix(max(0, inner.height - 3))
    let rows = inner.rows([.share(1), .cells(kept.count)])
    bandwidthPlot(found, best, lab).draw(into: &grid, at: rows[0], look: look)
    drawNotes(kept, into: &grid, at: rows[1])
  }

  private typealias Place = (bandwidth: Double, inSample: Double, leaveOneOut: Double)

  /// SNR = 1/h².
  private func logRatio(ofBandwidth h: Double) -> Double {
    EmpiricalDenoiser.level(bandwidth: h).logSignalToNoise
  }

  private func bandwidthPlot(_ found: BandwidthAccount, _ best: Place, _ lab: DiffusionLab) -> Plot {
    let places = found.places
    let (isAscii, theme) = (look.glyphs == .ascii, look.theme)
    // Near to no bandwidth both run away: what matters lies about the best.
    let gap = max(best.inSample - best.leaveOneOut, 0.02 * Double(found.rows))
    let shown = places.flatMap { [$0.inSample, $0.leaveOneOut] }.filter {
      abs($0 - best.leaveOneOut) <= 5 * gap
    }
    let y = Scale(fitting: shown + (found.mixture.map { [$0] } ?? []), margin: 0.05)
    let ratios = places.map { logRatio(ofBandwidth: $0.bandwidth) }
    let inSample = zip(ratios, places).map { DataPoint($0, $1.inSample) }
    let left = zip(ratios, places).map { DataPoint($0, $1.leaveOneOut) }
    let optimum = DataPoint(logRatio(ofBandwidth: best.bandwidth), best.leaveOneOut)
    var marks: [any Mark] = [
      LineSeries(inSample, style: theme.series(1), glyph: ".", every: 3),
      LineSeries(left, style: theme.series(0), glyph: "*"),
    ]
    marks += inSample.indices.filter { $0 % 2 == 0 }.map {
      GlyphMark("+", at: inSample[$0], style: theme.series(1), layer: Layer.lines)
    }
    var items = [
      Legend.Item(isAscii ? "*" : look.ornaments.line, "leave one out", style: theme.series(0)),
      Legend.Item("+", "in sample", style: theme.series(1)),
    ]
    if let mixture = found.mixture {
      marks.append(ReferenceLine(.horizontal(mixture), style: theme.success))
      items.append(
        Legend.Item(look.ornaments.dotted, "EM's mixture, left out", style: theme.success))
    }
    marks.append(GlyphMark(isAscii ? "O" : "●", at: optimum, style: theme.accent))
    if let film = lab.shownLevel?.level.logSignalToNoise, film.isFinite {
      marks.append(ReferenceLine(.vertical(film), style: theme.cursor))
      items.append(Legend.Item(isAscii ? ":" : "┊", "film", style: theme.cursor))
    }
    return Plot(
      x: Axis(Scale(from: ratios.min() ?? -2, to: ratios.max() ?? 9), title: "log SNR = -2 log h"),
      y: Axis(y, title: "nats"), marks: marks, legend: Legend(items))
  }

  private func bandwidthText(_ found: BandwidthAccount, _ best: Place) -> [String] {
    let format = NumberFormat.decimals(2)
    let h = "best h \(NumberFormat.significant(3).text(best.bandwidth)):"
    let (left, inSample) = (
      "leave-one-out = \(format.text(best.leaveOneOut))", "in sample = \(format.text(best.inSample))"
    )
    guard let mixture = found.mixture, let components = found.components else {
      return ["\(h) \(left), \(inSample)", "\(h) \(left)"]
    }
    let other = "= \(format.text(mixture))"
    return [
      "\(h) \(left), \(inSample); mixture K=\(components) left out \(other)",
      "\(h) \(left), \(inSample); mixture \(other)", "\(h) \(left); mixture \(other)", "\(h) \(left)",
    ]
  }

  /// Where on the way from noise that is, and on which side of it the film stands.
  private func stopText(_ best: Double, _ lab: DiffusionLab) -> [String]? {
    guard let schedule = lab.run.portrait?.schedule else { return nil }
    let wanted = EmpiricalDenoiser.level(bandwidth: best)
    let t =
      (1...schedule.levels).first { schedule[$0].logSignal <= wanted.logSignal } ?? schedule.levels
    let place = "That is t \(t) of \(schedule.levels)"
    let stops = [
      "\(place): there the rows' own diffusion would best stop.", "\(place): the best place to stop.",
    ]
    guard let shown = lab.shownLevel, shown.level.signalToNoise.isFinite else { return stops }
    let h = NumberFormat.significant(3).text(EmpiricalDenoiser.bandwidth(at: shown.level))
    let film = "Film: h \(h), \(shown.level.logSignal < wanted.logSignal ? "too smooth" : "rows by heart")."
    return stops.map { "\($0) \(film)" } + stops.suffix(1)
  }
}
