import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The log-likelihood by iteration: what is behind in full colour, what lies ahead in the history faint.
  func drawTrace(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    // The number beside the title matters more than the whole title.
    let isNarrow = rect.width < 36
    let name =
      lab.hasLogTrace
      ? (isNarrow ? "Below best" : "Nats below best") : (isNarrow ? "Log-lik" : "Log-likelihood")
    let title = lab.runs.count > 1 ? "\(name) of \(lab.run.name)" : name
    let isExact = lab.run.lastObjective?.kind ?? .exact == .exact
    let inner = Panel(
      title, value: objectiveText(of: lab.run), isFocused: lab.focus == .trace,
      valueStyle: !isExact ? look.theme.warning : nil
    ).draw(into: &grid, at: rect, look: look)
    let rows = inner.rows([.share(1), .cells(inner.height > 4 ? 1 : 0)])
    let curves = curves(of: lab)
    if curves.allSatisfy(\.points.isEmpty) {
      drawCentred("no E-step yet: press \(key(.expectationStep))", into: &grid, at: rows[0])
    } else {
      chart(curves, of: lab).draw(into: &grid, at: rows[0], look: look)
    }
    drawConvergence(of: lab, into: &grid, at: rows[1])
  }

  private struct Curve {
    var name: String
    var points: [TracePoint]
    var style: Style
    var glyph: Unicode.Scalar

    /// The curve in pieces of one kind each: what is exact is not joined with what is estimated.
    var pieces: [Curve] {
      var pieces: [Curve] = []
      for point in points {
        if let last = pieces.last?.points.last, last.isEstimate == point.isEstimate {
          pieces[pieces.count - 1].points.append(point)
        } else {
          // The name stands at the last piece only.
          if !pieces.isEmpty { pieces[pieces.count - 1].name = "" }
          var piece = self
          piece.points = [point]
          if point.isEstimate { piece.glyph = "~" }
          pieces.append(piece)
        }
      }
      return pieces.isEmpty ? [self] : pieces
    }
  }

  private func curves(of lab: EMLab) -> [Curve] {
    var curves: [Curve] = []
    if let baseline = lab.baseline {
      curves.append(
        Curve(name: "pinned \(baseline.name)", points: baseline.trace, style: look.theme.dimText, glyph: "o"))
    }
    for (index, run) in lab.runs.enumerated() {
      let style = look.theme.series(index)
      let glyph = Theme.seriesGlyph(index * 2)
      let isActive = index == lab.activeRun && lab.runs.count > 1
      if run.position < run.history.count {
        curves.append(Curve(name: "", points: run.wholeTrace, style: look.theme.dimText, glyph: "."))
      }
      curves.append(
        Curve(
          name: lab.runs.count > 1 ? "run \(run.name)\(isActive ? " has the keys" : "")" : "",
          points: run.trace, style: style, glyph: glyph))
    }
    return curves
  }

  private func chart(_ curves: [Curve], of lab: EMLab) -> Plot {
    let reference = lab.run.closedForm.flatMap { $0.isFinite ? $0 : nil }
    let best = best(of: curves.flatMap(\.points), reference)
    // On a log axis the best value itself has no place; what is closer than rounding is left out with it.
    let finest = max(1e-10, abs(best) * 1e-13)
    let pieces = curves.flatMap(\.pieces)
    let series = pieces.map { curve in
      LineSeries(
        thinned(curve.points).compactMap { place(of: $0, below: lab.hasLogTrace ? best : nil, finest) },
        name: curve.name, style: curve.style, glyph: curve.glyph,
        every: curve.points.first?.isEstimate == true ? 3 : 1)
    }
    let stands = lab.runs.map { run -> DataPoint? in
      run.presentPoint.flatMap { place(of: $0, below: lab.hasLogTrace ? best : nil, finest) }
    }
    let iterations = curves.flatMap(\.points).map(\.iteration) + lab.runs.map { $0.portrait?.iteration ?? 0 }
    let last = iterations.max() ?? 0
    let values =
      series.flatMap { $0.points.map(\.y) } + stands.compactMap { $0?.y }
      + (lab.hasLogTrace ? [] : reference.map { [$0] } ?? [])
    let y = Scale(fitting: values, kind: lab.hasLogTrace ? .logarithmic : .linear, margin: 0.04)
    var marks: [any Mark] = series
    if !lab.hasLogTrace, let reference {
      marks.append(ReferenceLine(.horizontal(reference), style: look.theme.success))
    }
    for (index, run) in lab.runs.enumerated() {
      marks += marker(of: run, at: stands[index], bottom: y.lower, index: index, lab)
    }
    var named = series.filter { !$0.name.isEmpty }
    if named.isEmpty, let estimate = series.first(where: { $0.glyph == "~" }), series.count > 1 {
      named = [LineSeries([], name: "~ estimate", style: estimate.style, glyph: "~", every: 3)]
    }
    var legend = Legend([])
    if named.count > 1 || lab.baseline != nil || pieces.contains(where: { $0.glyph == "~" }) {
      legend = Legend(of: named, look: look)
    }
    if !lab.hasLogTrace, reference != nil {
      legend.items.append(
        Legend.Item(look.ornaments.dotted, "closed form", style: look.theme.success))
    }
    return Plot(
      x: Axis(Scale(from: 0, to: Double(max(last, 8)))), y: Axis(y), marks: marks, legend: legend)
  }

  /// Where a point of a trace is drawn: at its value, or on a log axis at its distance from the best value; nil where it
  /// has no place.
  private func place(of point: TracePoint, below best: Double?, _ finest: Double) -> DataPoint? {
    guard let best else { return DataPoint(Double(point.iteration), point.nats) }
    let below = best - point.nats
    return below > finest ? DataPoint(Double(point.iteration), below) : nil
  }

  /// Where the fit stands: full where its log-likelihood is known, hollow where only a bound is, a line where nothing
  /// is; an arrow down where it is the best value on a log axis. Of two runs each carries its letter.
  private func marker(
    of run: Run, at place: DataPoint?, bottom: Double, index: Int, _ lab: EMLab
  ) -> [any Mark] {
    guard let portrait = run.portrait else { return [] }
    let style = look.theme.series(index)
    guard let point = run.presentPoint else {
      return [ReferenceLine(.vertical(Double(portrait.iteration)), style: style)]
    }
    // The best value itself is endlessly far down on a log axis.
    guard let place else {
      let end = DataPoint(Double(point.iteration), bottom)
      return [GlyphMark(look.ornaments.down, at: end, style: style.adding(.bold))]
    }
    if lab.runs.count > 1, let letter = run.name.unicodeScalars.first {
      let isActive = index == lab.activeRun
      return [GlyphMark(letter, at: place, style: style.adding(isActive ? [.bold, .reverse] : .bold))]
    }
    let glyph = point.isExact ? knownGlyph : boundGlyph
    return [GlyphMark(glyph, at: place, style: style.adding(.bold))]
  }

  private var knownGlyph: Unicode.Scalar { look.glyphs == .ascii ? "#" : "●" }
  private var boundGlyph: Unicode.Scalar { look.glyphs == .ascii ? "O" : "○" }

  /// The greatest log-likelihood that is known exactly, which no estimate may surpass by chance; where nothing is known
  /// exactly, the greatest value there is.
  private func best(of points: [TracePoint], _ closedForm: Double?) -> Double {
    let exact = points.filter(\.isExact).map(\.nats) + (closedForm.map { [$0] } ?? [])
    return exact.max() ?? points.map(\.nats).max() ?? 0
  }

  /// Of a long trace, as many points as a plot can tell apart, the last one among them.
  private func thinned(_ points: [TracePoint]) -> [TracePoint] {
    let stride = points.count / 1000 + 1
    return stride == 1
      ? points
      : points.enumerated().filter { $0.offset % stride == 0 || $0.offset == points.count - 1 }.map(\.element)
  }

  /// By how much the last iteration changed the value, against the tolerance; and whether it ever fell.
  private func drawConvergence(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let run = lab.run
    var parts: [(String, Style)] = []
    if let baseline = lab.baseline?.last, let now = run.trace.last {
      let difference = NumberFormat.decimals(3, showsPlus: true).text(now.nats - baseline.nats)
      let mark = now.isEstimate || baseline.isEstimate ? "~ " : ""
      parts.append(("vs pinned \(mark)\(difference)", look.theme.accent))
    }
    if let event = run.lastEvent, event.phase == .expectation, let gain = event.gain {
      let change = NumberFormat.significant(2).text(gain / lab.data.totalWeight)
      parts.append(("d/row \(change)", look.theme.dimText))
    }
    if let point = run.presentPoint, run.lastEvent?.phase == .maximization, lab.runs.count == 1 {
      let meaning =
        switch point.objective.kind {
        case .exact: "\(knownGlyph) after the M-step"
        case .bound: "\(boundGlyph) bound after the M-step"
        case .estimate, .estimatedBound, .offScale: "\(boundGlyph) estimate after the M-step"
        }
      parts.append((meaning, look.theme.dimText))
    }
    if let closed = run.closedForm, let now = run.presentPoint, now.isExact {
      let below = NumberFormat.significant(2).text(closed - now.nats)
      parts.append(("\(below) below closed form", look.theme.success))
    } else if run.closedForm != nil, !run.trace.isEmpty, !lab.hasLogTrace {
      parts.append(("\(look.ornaments.dotted) closed form", look.theme.success))
    }
    if let plan = run.portrait?.plan, plan.method.settles {
      let tolerance = plan.tolerance
      parts.append(("tol \(shortNumber(tolerance))", look.theme.dimText))
    }
    if let fall = run.largestFall {
      // A fall within rounding of the sum over rows is none.
      let rounding = 1e-12 * abs(run.trace.last?.nats ?? 0) * Double(max(lab.data.rows, 1)).squareRoot()
      parts.append(
        fall <= rounding
          ? ("monotone", look.theme.success)
          : (
            "fell \(NumberFormat.significant(2).text(fall))",
            run.portrait?.plan.method.isMonotone == false ? look.theme.dimText : look.theme.warning
          ))
    }
    var x = rect.minX
    for (text, style) in parts where x + text.count <= rect.maxX {
      x += grid.write(text, at: Point(x, rect.minY), style: style) + 2
    }
  }

  /// A sentence in the middle of an empty panel.
  func drawCentred(_ text: String, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let lines = text.broken(at: rect.width).prefix(max(1, rect.height))
    let top = rect.minY + (rect.height - lines.count + 1) / 2
    for (row, text) in lines.enumerated() {
      let fitted = text.fitted(to: rect.width, ellipsis: look.ornaments.ellipsis)
      grid.write(
        fitted, at: Point(rect.minX + (rect.width - fitted.count) / 2, top + row), style: look.theme.dimText)
    }
  }
}
