import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The rows over the plane, with the lines where the exact responsibility and the encoder's are a half, and, dotted, where
  /// they are a tenth and nine tenths.
  func draw(_ picture: DiscriminantPicture, of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let window = picture.window
    let extent = (x: window.x, y: window.y)
    let rows = picture.columns > 0 ? picture.exact.count / picture.columns : 0
    let isAscii = look.glyphs == .ascii
    let (exactStyle, encoderStyle) = (look.theme.success, look.theme.text.adding(.bold))
    func contours(_ values: [Double], _ style: Style, _ glyph: Unicode.Scalar) -> [any Mark] {
      guard values.count == rows * picture.columns else { return [] }
      let ink = Ink(style, glyph: glyph, layer: Layer.lines)
      return [
        ContourLines(values, rows: rows, columns: picture.columns, extent: extent, levels: [0.5], ink: ink)
      ]
    }
    var marks: [any Mark] = [
      Scatter(
        x: picture.rows.map(\.x), y: picture.rows.map(\.y),
        classes: picture.rows.map { $0.exact >= 0.5 ? 0 : 1 },
        rendering: needsGlyphs ? .glyphs : .automatic)
    ]
    marks += contours(picture.exact, exactStyle, "*") + contours(picture.encoder, encoderStyle, "o")
    for (index, component) in picture.components.enumerated() {
      marks.append(
        GlyphMark(
          look.ornaments.mean, at: component.mean.dataPoint, style: look.theme.outline(index).adding(.bold)))
    }
    Plot(
      x: Axis(Scale(from: window.x.lowerBound, to: window.x.upperBound), title: picture.xName),
      y: Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), title: picture.yName), marks: marks,
      legend: Legend([
        Legend.Item(isAscii ? "*" : look.ornaments.line, "exact responsibility 1/2", style: exactStyle),
        Legend.Item(isAscii ? "o" : look.ornaments.line, "encoder 1/2", style: encoderStyle),
      ])
    ).draw(into: &grid, at: rect, look: look)
  }

  /// The fixed points of the mean field against w/σ, stable ones in full, unstable ones dotted, and where the ascent stands.
  func draw(_ picture: PitchforkPicture, into grid: inout Grid, at rect: Rect) {
    let isAscii = look.glyphs == .ascii
    let stable = picture.branches.flatMap { branch in branch.stable.map { DataPoint(branch.ratio, $0) } }
    let unstable = picture.branches.flatMap { branch in branch.unstable.map { DataPoint(branch.ratio, $0) } }
    let now = look.theme.warning.adding(.bold)
    var marks: [any Mark] = [
      Scatter(
        x: unstable.map(\.x), y: unstable.map(\.y), styles: [look.theme.dimText], glyphs: ["."],
        rendering: isAscii ? .glyphs : .automatic),
      Scatter(
        x: stable.map(\.x), y: stable.map(\.y), styles: [look.theme.series(0)], glyphs: ["*"],
        rendering: isAscii ? .glyphs : .automatic),
      ReferenceLine(.vertical(picture.ratio), style: look.theme.cursor),
    ]
    if let last = picture.iterates.last {
      for before in picture.iterates.dropLast().suffix(40) {
        marks.append(GlyphMark(isAscii ? "." : "·", at: DataPoint(picture.ratio, before.x), style: now))
      }
      marks.append(GlyphMark("1", at: DataPoint(picture.ratio, last.x), style: now))
      marks.append(GlyphMark("2", at: DataPoint(picture.ratio, last.y), style: now))
    }
    let highest = max(picture.highest, picture.ratio)
    Plot(
      x: Axis(Scale(from: 0, to: highest), title: "w/sigma"), y: Axis(Scale(from: 0, to: 1), title: "q(z=1)"),
      marks: marks,
      legend: Legend([
        Legend.Item(isAscii ? "*" : "•", "stable", style: look.theme.series(0)),
        Legend.Item(isAscii ? "." : "·", "unstable", style: look.theme.dimText),
        Legend.Item("1", "q of z1", style: now), Legend.Item("2", "q of z2", style: now),
      ])
    ).draw(into: &grid, at: rect, look: look)
  }

  /// The exact law and the product in its place as ellipses of one and two standard deviations, and the gap against the dial.
  func draw(_ picture: EllipsesPicture, of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let hasGaps = rect.height >= 14 && picture.gaps.count > 1
    let rows = rect.rows([.share(3), hasGaps ? .share(2) : .cells(0)])
    let isAscii = look.glyphs == .ascii
    var marks: [any Mark] = []
    for (law, style, glyph) in [
      (picture.exact, look.theme.success, "*" as Unicode.Scalar), (picture.law, look.theme.series(0), "o"),
    ] {
      for radius in [1.0, 2.0] {
        marks.append(
          Ellipse(
            center: law.mean.dataPoint, covariance: (law.xx, law.xy, law.yy), radius: radius,
            ink: Ink(style, glyph: glyph, layer: Layer.lines), every: radius == 1 ? 2 : 1))
      }
    }
    let reach = { (mean: Double, variance: Double) in (mean, 2.4 * max(variance, 0).squareRoot()) }
    let (x, dx) = reach(picture.exact.mean.x, max(picture.exact.xx, picture.law.xx))
    let (y, dy) = reach(picture.exact.mean.y, max(picture.exact.yy, picture.law.yy))
    Plot(
      x: Axis(Scale(from: x - dx, to: x + dx), title: picture.axes.first ?? "z1"),
      y: Axis(Scale(from: y - dy, to: y + dy), title: picture.axes.last ?? "z2"), marks: marks,
      legend: Legend([
        Legend.Item(isAscii ? "*" : look.ornaments.line, "exact law", style: look.theme.success),
        Legend.Item(isAscii ? "o" : look.ornaments.line, "product law q", style: look.theme.series(0)),
      ])
    ).draw(into: &grid, at: rows[0], look: look)
    guard hasGaps else { return }
    let gaps = picture.gaps.filter { $0.gap.isFinite }
    var curve: [any Mark] = [
      LineSeries(
        gaps.map { DataPoint($0.dial, $0.gap) }, style: look.theme.warning, glyph: "."),
      ReferenceLine(.vertical(picture.dial), style: look.theme.cursor),
    ]
    curve.append(
      GlyphMark(
        isAscii ? "@" : "◆", at: DataPoint(picture.dial, picture.account.divergence),
        style: look.theme.warning.adding(.bold)))
    Plot(
      x: Axis(Scale(fitting: gaps.map(\.dial)), title: picture.dialName),
      y: Axis(
        Scale(fitting: gaps.map(\.gap) + [0], margin: 0.05),
        title: observations(of: lab) > 1 ? "KL of all rows, nats" : "KL, nats"), marks: curve
    ).draw(into: &grid, at: rows[1], look: look)
  }
}
