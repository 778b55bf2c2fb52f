import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The log-likelihood along a line, and below it the bound that touches it.
  func drawMinoriser(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let found = lab.minoriser
    let gap = found.map { gapText($0.theta.point, $0) } ?? ""
    let inner = Panel("Touching minoriser", value: gap, isFocused: lab.focus == .aside)
      .draw(into: &grid, at: rect, look: look)
    guard let slice = found else {
      var text = "computing"
      if case .failure(let error) = lab.run.portrait?.slice {
        text = String(describing: error).capitalizedFirst
      }
      let lines = text.broken(at: max(1, inner.width))
      for (row, text) in lines.enumerated() where row < inner.height {
        line(text, at: inner.minY + row, in: inner, style: look.theme.dimText, into: &grid)
      }
      return
    }
    let rows = minoriserRows(inner)
    minoriserPlot(slice, of: lab).draw(into: &grid, at: rows[0], look: look)
    drawNumbers(of: slice, into: &grid, at: rows[1])
  }

  /// The plot and the line of numbers.
  private func minoriserRows(_ inner: Rect) -> [Rect] {
    inner.rows([.share(1), .cells(inner.height > 5 ? 1 : 0)])
  }

  /// Where along the line a cell of the plot is, in a view whose frame is `rect`; nil elsewhere.
  func thetaPlace(at point: Point, in rect: Rect, of lab: EMLab) -> Double? {
    guard let slice = lab.minoriser, rect.width >= 3, rect.height >= 3 else { return nil }
    let area = minoriserPlot(slice, of: lab).area(in: minoriserRows(rect.inset(by: 1))[0], look: look)
    return area.canvasRect.contains(point) ? area.data(at: point).x : nil
  }

  /// KL at θ where it is one.
  private func gapText(_ point: MinoriserSlice.Point, _ slice: MinoriserSlice) -> String {
    guard slice.bound == .exact else { return slice.bound == .shifted ? "no entropy" : "estimate" }
    return "KL \(NumberFormat.decimals(4).text(max(0, point.gap))) nats"
  }

  private func minoriserPlot(_ slice: MinoriserSlice, of lab: EMLab) -> Plot {
    let origin = slice.touch.point.logLikelihood
    func place(_ place: Double, _ nats: Double) -> DataPoint { DataPoint(place, nats - origin) }
    let likelihood = LineSeries(
      slice.points.map { place($0.place, $0.logLikelihood) }, name: "l", style: look.theme.series(0),
      glyph: "*")
    let bound = LineSeries(
      slice.points.map { place($0.place, $0.bound) }, name: slice.bound == .shifted ? "Q, moved" : "bound F",
      style: look.theme.series(1), glyph: "o")
    let theta = slice.theta.point
    let touch = slice.touch.point
    var marks: [any Mark] = [ReferenceLine(.vertical(theta.place)), bound, likelihood]
    if lab.hasGuides, slice.touch.slopeOfBound.isFinite {
      let reach = 0.16 * (slice.range.upperBound - slice.range.lowerBound)
      marks.append(
        LineSeries(
          [-reach, reach].map { place(touch.place + $0, touch.bound + $0 * slice.touch.slopeOfBound) },
          style: look.theme.dimText, glyph: ".", every: 2, layer: Layer.guide))
    }
    if abs(theta.gap) > 0 {
      marks.append(
        LineSeries(
          [place(theta.place, theta.bound), place(theta.place, theta.logLikelihood)],
          style: look.theme.warning,
          glyph: "|", layer: Layer.lines))
    }
    let peak = slice.maximum
    marks.append(
      GlyphMark(
        look.ornaments.up, at: place(peak.place, peak.bound), style: look.theme.series(1).adding(.bold)))
    marks.append(GlyphMark("q", at: place(touch.place, touch.bound), style: look.theme.accent.adding(.bold)))
    marks.append(
      GlyphMark(
        look.ornaments.mean, at: place(theta.place, theta.logLikelihood), style: look.theme.cursor))
    let scale = verticalScale(of: slice)
    var curves = Legend(of: [likelihood, bound], look: look).items
    if !look.theme.tellsComponentsByColor {
      // Without colour each curve carries its letter, where it leaves the picture.
      let letters: [(LineSeries, Unicode.Scalar)] = [(likelihood, "l"), (bound, "F")]
      for (index, (curve, letter)) in letters.enumerated() {
        guard let end = curve.points.last(where: { scale.contains($0.y) }) else { continue }
        marks.append(GlyphMark(letter, at: end, style: curve.style.adding(.bold)))
        curves[index].glyph = letter
      }
    }
    let legend = Legend(
      curves + [
        Legend.Item("q", "q's theta", style: look.theme.accent.adding(.bold)),
        Legend.Item(look.ornaments.mean, "theta", style: look.theme.cursor),
        Legend.Item(look.ornaments.up, "max F", style: look.theme.series(1).adding(.bold)),
      ])
    return Plot(
      x: Axis(Scale(from: slice.range.lowerBound, to: slice.range.upperBound), title: lineTitle(slice)),
      y: Axis(scale, title: "nats above l at q"), marks: marks, legend: legend)
  }

  private func lineTitle(_ slice: MinoriserSlice) -> String {
    slice.line == .step ? "step: 0 now, 1 next" : slice.name
  }

  /// What shows both curves about where they touch: not the depths that the bound falls to at its ends.
  private func verticalScale(of slice: MinoriserSlice) -> Scale {
    let origin = slice.touch.point.logLikelihood
    let top = slice.points.map(\.logLikelihood).max() ?? origin
    let shown = [slice.touch.point.bound, slice.theta.point.bound, slice.maximum.bound].min() ?? origin
    let bounds = slice.points.map(\.bound).sorted()
    let middle = bounds.isEmpty ? shown : bounds[bounds.count / 2]
    let lower = max(bounds.first ?? shown, min(middle, shown - 0.25 * (top - shown)))
    return Scale(fitting: [lower - origin, shown - origin, top - origin], margin: 0.05)
  }

  /// Both values at θ, and both slopes where q is from.
  private func drawNumbers(of slice: MinoriserSlice, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let theta = slice.theta.point
    let value = NumberFormat.decimals(3)
    let slope = NumberFormat.significant(3)
    var parts = ["l \(value.text(theta.logLikelihood))"]
    if slice.bound != .shifted { parts.append("F \(value.text(theta.bound))") }
    let slopes = (slope.text(slice.touch.slope), slope.text(slice.touch.slopeOfBound))
    let long = "slopes at q: l \(slopes.0) F \(slopes.1)"
    let fits = parts.joined(separator: "  ").count + 2 + long.count <= rect.width
    parts.append(fits ? long : "slopes \(slopes.0), \(slopes.1)")
    if slice.rows < slice.totalRows {
      parts.append("KL from \(grouped(slice.rows)) of \(grouped(slice.totalRows)) rows")
    }
    var text = ""
    for part in parts where text.count + part.count + 2 <= rect.width {
      text += text.isEmpty ? part : "  \(part)"
    }
    grid.write(text, at: rect.origin, style: look.theme.dimText)
  }

  /// What one sees in the view of the bound.
  func minoriserSentence(of lab: EMLab) -> String? {
    guard let slice = lab.minoriser else { return nil }
    let law = slice.law.inWords
    switch slice.bound {
    case .shifted: return "q (\(law)) has no entropy in nats: Q is moved to meet l; its slope is another."
    case .estimated: return "q is known for \(law) only: the bound is an estimate, perhaps above l."
    case .exact: break
    }
    let nats = NumberFormat.significant(4).text(max(0, slice.theta.point.gap))
    let gap = "KL(q || p) = \(nats) nats"
    let touches = slice.touch.point.gap <= ProximalStack.rounding(of: slice.touch.point.logLikelihood)
    guard touches else { return "q is \(law): F touches l nowhere. At theta KL is \(nats) nats." }
    if slice.theta.point.place == slice.touch.point.place {
      return "q is exact at theta: F touches l with the same slope and lies below elsewhere."
    }
    if !lab.hasMovedSlice, slice.line == .step {
      return "M went to max F; l lies higher by \(gap): e gathers it."
    }
    return
      "At theta F lies below l by \(gap). \(key(.expectationStep)) takes q here, \(key(.maximizationStep)) goes to max F."
  }
}

extension ExpectationKind {
  /// The law in words.
  var inWords: String {
    switch self {
    case .exact: "the exact law"
    case .hard: "hard"
    case .stochastic: "1 draw"
    case .monteCarlo(let draws): draws == 1 ? "1 draw" : "\(draws) draws"
    case .averaged: "an average of draws"
    case .minibatch(let rows): "\(rows) rows"
    }
  }
}
