import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// How much is missing because something is latent: ellipses of two parameters, and beside them how fast EM is for it.
  func drawMissing(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.missing)
    let found = study?.missing
    let rate = found?.information?.rate
    let inner = Panel(
      "Missing information", value: rate.map { "rate \(NumberFormat.decimals(4).text($0))" } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let study, let found else {
      let text =
        study == nil
        ? "\(key(.beginStudy)) goes on to the maximum and finds the information there" : "computing"
      drawCentred(text, into: &grid, at: inner)
      return
    }
    guard let information = found.information else {
      let rows = inner.rows([.cells(1), .share(1)])
      drawProgress(of: study, into: &grid, at: rows[0])
      drawCentred("going on to the maximum", into: &grid, at: rows[1])
      return
    }
    let rows = inner.rows([
      .share(1), .cells(inner.height > 6 ? 1 : 0), .cells(inner.height > 4 ? 1 : 0),
    ])
    let hasBoth = inner.width >= 46
    let halves = rows[0].columns([.share(3), .cells(hasBoth ? 1 : 0), .share(hasBoth ? 2 : 0)])
    if information.covariance == nil {
      let text = (information.obstacle.map { String(describing: $0) } ?? "no covariance").capitalizedFirst
      for (row, text) in text.broken(at: max(1, halves[0].width)).enumerated() where row < halves[0].height {
        line(text, at: halves[0].minY + row, in: halves[0], style: look.theme.warning, into: &grid)
      }
    } else {
      let hasTwo = information.estimates.values.count > 1
      (hasTwo ? ellipses(information, of: lab) : intervals(information, of: lab)).draw(
        into: &grid, at: halves[0], look: look)
      legend(information, of: lab, hasPath: hasBoth).draw(into: &grid, at: rows[1], look: look)
    }
    if hasBoth { drawPath(found, of: lab, into: &grid, at: halves[2]) }
    drawShares(information, of: lab, into: &grid, at: rows[2])
  }

  /// One legend for both plots.
  private func legend(_ information: ObservedInformation, of lab: EMLab, hasPath: Bool) -> Legend {
    let hasLetters = look.glyphs == .ascii || !look.theme.tellsComponentsByColor
    var items = covariances(information).map { kind in
      Legend.Item(hasLetters ? kind.glyph : look.ornaments.line, kind.name, style: kind.style)
    }
    if !refits(information, lab).isEmpty {
      items.append(Legend.Item(look.glyphs == .ascii ? "." : "·", "refits", style: look.theme.dimText))
    }
    if hasPath {
      items.append(
        Legend.Item(
          look.glyphs == .ascii ? "." : look.ornaments.dotted, "by rate", style: look.theme.series(1)))
    }
    return Legend(items)
  }

  private typealias Kind = (
    name: String, glyph: Unicode.Scalar, covariance: Matrix<Double>, style: Style, every: Int
  )

  /// The covariances that there are, as they are drawn.
  private func covariances(_ information: ObservedInformation) -> [Kind] {
    let kinds: [(String, Unicode.Scalar, Matrix<Double>?, Int)] = [
      ("complete", "c", information.completeCovariance, 1), ("observed", "o", information.covariance, 1),
      ("sandwich", "s", information.sandwich, 2),
    ]
    return kinds.enumerated().compactMap { index, kind in
      kind.2.map { (kind.0, kind.1, $0, look.theme.series(index), kind.3) }
    }
  }

  /// The refits of the newest bootstrap.
  private func refits(_ information: ObservedInformation, _ lab: EMLab) -> [[Double]] {
    (lab.fitStudy(.errors)?.bootstrap?.replicates ?? []).filter {
      $0.count == information.estimates.values.count
    }
  }

  /// The indices of the two parameters shown.
  private func pair(_ information: ObservedInformation, _ lab: EMLab) -> (x: Int, y: Int) {
    let last = max(0, information.estimates.values.count - 1)
    return (min(lab.pair.x, last), min(lab.pair.y, last))
  }

  /// √χ²₂ of 95 %.
  private static let radius = 2.447746830680816

  private func ellipses(_ information: ObservedInformation, of lab: EMLab) -> Plot {
    let (x, y) = pair(information, lab)
    let centre = DataPoint(information.estimates.values[x], information.estimates.values[y])
    var marks: [any Mark] = []
    let refits = refits(information, lab)
    let spread = 3 * deviation(information, x)
    let height = 3 * deviation(information, y)
    if !refits.isEmpty {
      marks.append(
        Scatter(
          x: refits.map { $0[x] }, y: refits.map { $0[y] }, styles: [look.theme.dimText], glyphs: ["."],
          rendering: look.glyphs == .ascii ? .glyphs : .dots))
    }
    for (index, kind) in covariances(information).enumerated() {
      let covariance = kind.covariance
      if !look.theme.tellsComponentsByColor {
        // Without colour each ellipse carries its letter: at its right end, its left end, its top.
        let (i, sign) = index == 2 ? (y, 1.0) : (x, index == 0 ? 1.0 : -1.0)
        let reach = sign * Explorer.radius / max(covariance[i, i], .leastNormalMagnitude).squareRoot()
        let end = DataPoint(centre.x + reach * covariance[i, x], centre.y + reach * covariance[i, y])
        marks.append(GlyphMark(kind.glyph, at: end, style: kind.style.adding(.bold)))
      }
      marks.append(
        Ellipse(
          center: centre, covariance: (covariance[x, x], covariance[x, y], covariance[y, y]),
          radius: Explorer.radius, ink: Ink(kind.style, glyph: kind.glyph, layer: Layer.lines),
          every: kind.every))
    }
    marks.append(GlyphMark(look.ornaments.mean, at: centre, style: look.theme.text.adding(.bold)))
    let names = information.estimates.names
    return Plot(
      // A hair to the right of the middle, where rounding does not choose the column of the centre.
      x: Axis(Scale(from: centre.x - spread * (1 + 1e-9), to: centre.x + spread), title: names[x]),
      y: Axis(Scale(from: centre.y - height, to: centre.y + height), title: names[y]), marks: marks)
  }

  /// Of a single parameter, the interval of 95 % that each variance gives, one below the other.
  private func intervals(_ information: ObservedInformation, of lab: EMLab) -> Plot {
    let centre = information.estimates.values.first ?? 0
    let spread = 3 * deviation(information, 0)
    let kinds = covariances(information)
    var marks: [any Mark] = [ReferenceLine(.vertical(centre))]
    for (index, kind) in kinds.enumerated() {
      let y = Double(kinds.count - index)
      let reach = 1.959963984540054 * max(0, kind.covariance[0, 0]).squareRoot()
      let (from, to) = (DataPoint(centre - reach, y), DataPoint(centre + reach, y))
      marks.append(LineSeries([from, to], style: kind.style, glyph: kind.glyph))
      for end in [from, to] { marks.append(GlyphMark(kind.glyph, at: end, style: kind.style.adding(.bold))) }
    }
    let refits = refits(information, lab).map { $0[0] }
    if !refits.isEmpty {
      marks.append(
        Scatter(
          x: refits, y: refits.map { _ in 0 }, styles: [look.theme.dimText], glyphs: ["."],
          rendering: look.glyphs == .ascii ? .glyphs : .dots))
    }
    return Plot(
      x: Axis(
        Scale(from: centre - spread * (1 + 1e-9), to: centre + spread),
        title: information.estimates.names.first ?? ""),
      y: Axis(Scale(from: -0.3, to: Double(kinds.count) + 0.5), isShown: false), marks: marks)
  }

  /// The largest standard deviation of a parameter among those drawn.
  private func deviation(_ information: ObservedInformation, _ index: Int) -> Double {
    let variances = [information.completeCovariance, information.covariance, information.sandwich]
      .compactMap { $0?[index, index] }
    return (variances.max() ?? 1).squareRoot()
  }

  /// log distance from the maximum by iteration, and the line that the rate predicts.
  private func drawPath(
    _ found: MissingInformation, of lab: EMLab, into grid: inout Grid, at rect: Rect
  ) {
    guard let path = found.path, let last = path.points.last else {
      drawCentred("no path", into: &grid, at: rect)
      return
    }
    let observed = LineSeries(
      path.points.map { DataPoint(Double($0.iteration), $0.distance) }, name: "distance",
      style: look.theme.series(0), glyph: "*")
    var series = [observed]
    let first = path.points.first?.iteration ?? 0
    if let rate = found.information?.rate,
      let line = path.predicted(rate: rate, from: first, to: last.iteration)
    {
      // A line that the axis is too short for ends where the axis does.
      let top = path.points.map(\.distance).max() ?? 1
      let points = line.map { DataPoint(Double($0.iteration), $0.distance) }
      series.append(
        LineSeries(
          points[0].y > 30 * top ? clipped(points, at: 30 * top) : points, name: "predicted",
          style: look.theme.series(1), glyph: ".", every: 2, layer: Layer.guide))
    }
    var marks: [any Mark] = series
    let position = lab.run.position
    if let now = path.points.last(where: { $0.position <= position }) {
      marks.append(
        GlyphMark(
          look.glyphs == .ascii ? "#" : "●", at: DataPoint(Double(now.iteration), now.distance),
          style: look.theme.series(0).adding(.bold)))
    }
    let y = Scale(fitting: path.points.map(\.distance), kind: .logarithmic, margin: 0.06)
    Plot(
      x: Axis(Scale(from: Double(first), to: Double(max(last.iteration, first + 4)))),
      y: Axis(y, title: "SEs from the maximum"), marks: marks
    ).draw(into: &grid, at: rect, look: look)
  }

  /// The line from where it comes below `top`, on a logarithmic axis.
  private func clipped(_ line: [DataPoint], at top: Double) -> [DataPoint] {
    let a = Scale(from: line[1].y, to: line[0].y, kind: .logarithmic)
    let share = 1 - a.fraction(of: top)
    return [DataPoint(line[0].x + share * (line[1].x - line[0].x), top), line[1]]
  }

  private func drawShares(
    _ information: ObservedInformation, of lab: EMLab, into grid: inout Grid, at rect: Rect
  ) {
    guard !rect.isEmpty, let fractions = information.missingFractions else { return }
    let (x, y) = pair(information, lab)
    var parts = (x == y ? [x] : [x, y]).map { index in
      "\(information.estimates.names[index]) \(NumberFormat.decimals(1).text(100 * fractions[index])) %"
    }
    parts[0] = "missing of \(parts[0])"
    if let observed = lab.fitStudy(.missing)?.missing?.path?.observedRate {
      parts.append("contracts by \(NumberFormat.decimals(4).text(observed))")
    }
    var text = ""
    for part in parts where text.count + part.count + 2 <= rect.width {
      text += text.isEmpty ? part : ", \(part)"
    }
    grid.write(text, at: rect.origin, style: look.theme.dimText)
  }

  /// What one sees in the view of missing information.
  func missingSentence(of lab: EMLab) -> String? {
    guard let found = lab.fitStudy(.missing)?.missing else { return nil }
    guard let information = found.information else {
      return "Going on to the maximum in the background; \(key(.cancelStudy)) cancels."
    }
    guard let rate = information.rate, information.covariance != nil else { return nil }
    let left = NumberFormat.significant(3).text(100 * rate)
    return found.hasConverged
      ? "Each iteration leaves \(left) % of the error: the largest missing share."
      : "The search was given up early; each iteration leaves about \(left) % of the error."
  }
}
