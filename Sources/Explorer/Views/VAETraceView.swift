import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The bound by pass in nats per row, of training rows and of rows held out, and below it what it is made of. Where what is
  /// climbed is no bound of a likelihood at all, that is what the panel is called.
  func drawTrace(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let hasLikelihood = lab.run.portrait?.hasLikelihood ?? true
    let names =
      hasLikelihood
      ? ["ELBO by epoch, nats per row", "ELBO, nats per row", "ELBO per row", "ELBO"]
      : ["Objective, not nats of a likelihood", "Objective, no likelihood", "Objective"]
    let value = boundText(of: lab.run)
    let title = names.first { $0.count + value.count + 9 <= rect.width } ?? names[names.count - 1]
    let inner = Panel(
      lab.hasLogTrace ? "Below the best" : title, value: value, isFocused: lab.focus == .trace,
      valueStyle: hasLikelihood ? nil : look.theme.warning
    ).draw(into: &grid, at: rect, look: look)
    let notes = traceNotes(of: lab, width: inner.width)
    let kept = notes.prefix(max(0, inner.height - 4))
    let rows = inner.rows([.share(1), .cells(kept.count)])
    if let plot = tracePlot(of: lab, hasLikelihood) {
      plot.draw(into: &grid, at: rows[0], look: look)
    } else {
      drawCentred("nothing is known yet: \(key(.togglePlay)) trains", into: &grid, at: rows[0])
    }
    for (row, note) in kept.enumerated() {
      line(note.0, at: rows[1].minY + row, in: rows[1], style: note.1, into: &grid)
    }
  }

  private struct Curve {
    var points: [DataPoint]
    let name: String
    let glyph: Unicode.Scalar
    let style: Style
    let every: Int
  }

  private func tracePlot(of lab: VAELab, _ hasLikelihood: Bool) -> Plot? {
    var curves: [Curve] = []
    if let pinned = lab.baseline, pinned.hasLikelihood == hasLikelihood {
      let ends = points(pinned.records, pinned.logScale, isHeldOut: pinned.records.last?.heldOut != nil)
      curves.append(
        Curve(points: ends, name: "pinned \(pinned.name)", glyph: ".", style: look.theme.dimText, every: 1))
    }
    var stands: [(DataPoint, Style)] = []
    for (index, run) in lab.runs.enumerated() {
      // What is no bound never shares an axis with one.
      guard let portrait = run.portrait, portrait.hasLikelihood == hasLikelihood else { continue }
      let prefix = lab.runs.count > 1 ? "\(run.name) " : ""
      let style = look.theme.series(index * 2)
      let batches = newestBatches(of: run, portrait)
      curves.append(
        Curve(
          points: portrait.records.count < 2
            ? batches : points(portrait.records, portrait.logScale, isHeldOut: false),
          name: "\(prefix)train", glyph: index == 0 ? "o" : "x", style: style, every: 1))
      let heldOut = points(portrait.records, portrait.logScale, isHeldOut: true)
      if !heldOut.isEmpty {
        curves.append(
          Curve(
            points: heldOut, name: "\(prefix)held out", glyph: index == 0 ? "+" : "*",
            style: look.theme.series(index * 2 + 1),
            every: look.theme.tellsComponentsByColor ? 1 : 2))
      }
      if let last = batches.last { stands.append((last, style)) }
    }
    let best = lab.run.portrait?.waterTank.map {
      $0.bestLogLikelihood / Double(max(lab.run.portrait?.trainingRows ?? 1, 1))
    }
    return plot(curves, stands, best: best, of: lab)
  }

  private func plot(
    _ curves: [Curve], _ stands: [(DataPoint, Style)], best: Double?, of lab: VAELab
  ) -> Plot? {
    let values = curves.flatMap { $0.points.map(\.y) }
    guard !values.isEmpty else { return nil }
    let top = max(values.max() ?? 0, best ?? -.infinity)
    func placed(_ point: DataPoint) -> DataPoint? {
      guard lab.hasLogTrace else { return point }
      let below = top - point.y
      return below > max(1e-9, abs(top) * 1e-12) ? DataPoint(point.x, below) : nil
    }
    let series = curves.map { curve in
      LineSeries(
        curve.points.compactMap(placed), name: curve.name, style: curve.style, glyph: curve.glyph,
        every: curve.every)
    }
    var marks: [any Mark] = series
    if let best, !lab.hasLogTrace {
      marks.append(ReferenceLine(.horizontal(best), label: "MLE", style: look.theme.success))
    }
    for (point, style) in stands {
      guard let place = placed(point) else { continue }
      marks.append(GlyphMark(look.glyphs == .ascii ? "O" : "●", at: place, style: style.adding(.bold)))
    }
    // A start far off would press all that follows to one line.
    var shown = series.flatMap { $0.points.map(\.y) } + (best.map { lab.hasLogTrace ? [] : [$0] } ?? [])
    if !lab.hasLogTrace, let low = robustLow(shown) { shown = shown.filter { $0 >= low } }
    let last = max(8, curves.flatMap(\.points).map(\.x).max() ?? 0)
    return Plot(
      x: Axis(Scale(from: 0, to: last), title: "epoch"),
      y: Axis(Scale(fitting: shown, kind: lab.hasLogTrace ? .logarithmic : .linear, margin: 0.05)),
      marks: marks,
      legend: Legend(
        series.map { curve in
          Legend.Item(
            look.glyphs == .ascii
              ? curve.glyph : curve.every > 1 ? look.ornaments.dotted : look.ornaments.line,
            curve.name, style: curve.style)
        }))
  }

  /// Three times as far below the best as half of the values are; nil where all lie above it.
  private func robustLow(_ values: [Double]) -> Double? {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count > 12, let high = sorted.last else { return nil }
    let low = high - 3 * max(high - sorted[sorted.count / 4], 1e-9)
    return low > sorted[0] ? low : nil
  }

  /// The bound after each pass, nats per row in the data's own units; of many passes as many as a plot can tell apart.
  private func points(_ records: [EpochRecord], _ logScale: Double, isHeldOut: Bool) -> [DataPoint] {
    let stride = records.count / 500 + 1
    var points: [DataPoint] = []
    for index in records.indices where index % stride == 0 || index == records.count - 1 {
      guard let terms = isHeldOut ? records[index].heldOut : records[index].training, terms.rows > 0 else {
        continue
      }
      points.append(DataPoint(Double(records[index].epoch), terms.bound / Double(terms.rows) - logScale))
    }
    return points
  }

  /// What the newest minibatches said, as far as it is what the axis shows: of a long history only the end is looked at.
  private func newestBatches(
    of run: LabRun<AutoencoderPortrait>, _ portrait: AutoencoderPortrait
  ) -> [DataPoint] {
    let steps = Double(max(portrait.stepsOfEpoch, 1))
    let rows = Double(max(portrait.trainingRows, 1))
    let most = portrait.records.count < 2 ? 400 : 1
    return run.history.prefix(run.position).suffix(most).compactMap { entry in
      guard case .step(let event) = entry, portrait.hasLikelihood != (event.objective.kind == .offScale)
      else { return nil }
      return DataPoint(Double(event.step) / steps, event.objective.nats / rows)
    }
  }

  /// The terms of the bound, what stands in its place, and the exact log-likelihood where that is known.
  private func traceNotes(of lab: VAELab, width: Int) -> [(String, Style)] {
    guard let portrait = lab.run.portrait else { return [] }
    var notes: [(String, Style)] = []
    let settings = portrait.settings
    if let record = portrait.records.last {
      let terms = record.heldOut ?? record.training
      let rows = Double(max(terms.rows, 1))
      let format = NumberFormat.decimals(2)
      let sum = format.text(terms.bound / rows - portrait.logScale)
      let recon = format.text(terms.reconstruction / rows - portrait.logScale)
      let divergence = format.text(terms.divergence / rows)
      let name = portrait.hasLikelihood ? "ELBO" : "objective"
      let whose = record.heldOut == nil ? "train" : "held out"
      let texts = [
        "\(whose) \(name) \(sum) = recon \(recon) - KL \(divergence)",
        "\(whose) \(sum) = recon \(recon) - KL \(divergence)",
        "\(whose) \(sum) = \(recon) - KL \(divergence)", "\(sum) = \(recon) - KL \(divergence)",
        "recon \(recon)  KL \(divergence)",
      ]
      notes.append((texts.first { $0.count <= width } ?? "KL \(divergence)", look.theme.text))
      if !settings.isBound {
        let climbed = format.text(
          record.training.objective / Double(max(record.training.rows, 1)) - portrait.logScale)
        let why =
          settings.freeNats > 0
          ? "free nats \(shortNumber(settings.freeNats))"
          : "beta \(NumberFormat.significant(2).text(portrait.beta))"
        let texts = [
          "objective (\(why)) \(climbed), not nats of a likelihood",
          "objective \(climbed), no likelihood (\(why))",
          "objective (\(why)): no likelihood", "objective: no likelihood",
        ]
        notes.append((texts.first { $0.count <= width } ?? texts[3], look.theme.warning))
      }
    }
    if let tank = portrait.waterTank {
      let rows = Double(max(portrait.trainingRows, 1))
      let gap = tank.bound.map {
        "  gap \(NumberFormat.significant(2).text((tank.logLikelihood - $0) / rows))"
      }
      notes.append(
        (
          "= l \(NumberFormat.decimals(4).text(tank.logLikelihood / rows)) exact\(gap ?? "")",
          look.theme.success
        ))
    }
    return notes
  }
}
