import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Half the error of x̂₀ times SNR over log SNR: the one curve that all of the likelihood follows from. What lies between it and
  /// the curve of N(0, I) is what a law is better by, in nats.
  func drawErrorCurve(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let found = lab.accounts
    let inner = accountPanel(
      "Error of x0 x SNR/2", value: found == nil ? "" : "area = nats per row", of: lab, into: &grid,
      at: rect)
    guard let found, !found.learned.terms.isEmpty else {
      return drawMissingAccount(of: lab, into: &grid, at: inner)
    }
    let notes = [areaText(found), integralText(found)].compactMap(\.self)
    let kept = notes.prefix(max(0, inner.height - 3))
    let rows = inner.rows([.share(1), .cells(kept.count)])
    errorPlot(found, at: lab.shownLevel?.level).draw(into: &grid, at: rows[0], look: look)
    drawNotes(kept, into: &grid, at: rows[1])
  }

  private func errorPlot(_ found: DiffusionAccounts, at level: NoiseLevel?) -> Plot {
    let d = Double(found.dimensions)
    let places = ErrorStudy.evenPlaces(count: 160)
    let theme = look.theme
    func curve(_ errors: [(logRatio: Double, error: Double)]) -> [DataPoint] {
      errors.filter { places[0]...places[159] ~= $0.logRatio && $0.error.isFinite }
        .map { DataPoint($0.logRatio, 0.5 * $0.error * signalToNoise($0.logRatio)) }
    }
    /// So many places of a curve, for glyphs that tell it from others without colour.
    func glyphs(_ points: [DataPoint], _ glyph: Unicode.Scalar, _ style: Style) -> [any Mark] {
      let stride = max(1, points.count / 24)
      return points.indices.filter { $0 % stride == stride / 2 }
        .map { GlyphMark(glyph, at: points[$0], style: style, layer: Layer.lines) }
    }
    let isAscii = look.glyphs == .ascii
    let unit = curve(places.map { ($0, d / (1 + signalToNoise($0))) })
    let gaussian = curve(places.map { ($0, found.gaussianError(logSignalToNoise: $0)) })
    let learned = curve(found.learnedErrors)
    var marks: [any Mark] = [
      LineSeries(unit, style: theme.dimText, glyph: ".", every: 2),
      LineSeries(gaussian, style: theme.series(2), glyph: ".", every: 3),
    ]
    marks += glyphs(gaussian, "+", theme.series(2))
    var legend = [
      Legend.Item(isAscii ? "." : look.ornaments.dotted, "N(0,I)", style: theme.dimText),
      Legend.Item("+", "one Gaussian", style: theme.series(2)),
    ]
    if let errors = found.errors {
      marks.append(
        LineSeries(
          curve(Array(zip(errors.logRatios, errors.errors))), style: theme.series(0), glyph: "*"))
      legend.append(
        Legend.Item(isAscii ? "*" : look.ornaments.line, "exact, EM's mixture", style: theme.series(0)))
    }
    marks += glyphs(learned, "o", theme.series(1))
    legend.append(Legend.Item("o", "net", style: theme.series(1)))
    if let level, level.logSignalToNoise.isFinite {
      marks.append(ReferenceLine(.vertical(level.logSignalToNoise), style: theme.cursor))
    }
    return Plot(
      x: Axis(Scale(from: places[0], to: places[159]), title: "log SNR"),
      y: Axis(Scale(from: 0, to: 0.55 * d), title: "nats per unit of log SNR"), marks: marks,
      legend: Legend(legend))
  }

  private func signalToNoise(_ logRatio: Double) -> Double {
    NoiseLevel(logSignalToNoise: logRatio).signalToNoise
  }

  /// The areas below the curve of N(0, I), each marked.
  private func areaText(_ found: DiffusionAccounts) -> [String] {
    let places = ErrorStudy.evenPlaces(from: -16, to: 16, count: 257)
    let gaussian = found.area(of: places.map { ($0, found.gaussianError(logSignalToNoise: $0)) })
    var areas: [(name: String, nats: Double)] = []
    if let errors = found.errors {
      areas.append(("exact", found.area(of: Array(zip(errors.logRatios, errors.errors)))))
    }
    if found.isLearnedBoundKnown { areas.append(("net", found.area(of: found.learnedErrors))) }
    areas.append(("one Gaussian", gaussian))
    func text(_ format: NumberFormat) -> String {
      areas.map { "\($0.name) ~ \(format.text($0.nats))" }.joined(separator: "  ")
    }
    let (long, short) = (text(.decimals(4)), text(.significant(3)))
    return [
      "Area below N(0,I): \(long) nats per row", "Below N(0,I): \(long) nats", "Below N(0,I): \(short)",
      short,
    ]
  }

  /// The likelihood that the area is, beside EM's.
  private func integralText(_ found: DiffusionAccounts) -> [String]? {
    guard let integral = found.integral, let mixture = found.mixture else { return nil }
    let (area, exact) = (markedText(integral), markedText(Objective(.exact, nats: mixture)))
    return [
      "Its area is the likelihood (I-MMSE): \(area), EM \(exact), total",
      "I-MMSE \(area), EM \(exact), total",
      "I-MMSE \(area), EM \(exact)",
    ]
  }
}
