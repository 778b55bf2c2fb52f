import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The likelihood over two coordinates of θ as a heat map, contours of the best bound over it, the way so far, and the
  /// maximum of the one and of the other.
  func drawThetaPlane(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.thetaPlane)
    let isSlice = lab.run.portrait?.coordinates.count ?? 0 > 2
    let inner = Panel(
      "Theta-plane: likelihood\(isSlice ? ", the rest held" : "")",
      value: study.map { progressText($0, of: lab) } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let plane = lab.planeFound else {
      drawMissing(
        study, "\(key(.beginStudy)) computes the likelihood over two coordinates", into: &grid, at: inner)
      return
    }
    plot(of: plane, lab).draw(into: &grid, at: inner, look: look)
  }

  private func plot(of plane: ThetaPlane, _ lab: VILab) -> Plot {
    let request = plane.request
    let window = request.window
    let extent = (x: window.x, y: window.y)
    let isAscii = look.glyphs == .ascii
    var marks: [any Mark] = []
    // What is far below the best is all the same: the shades are for the upper part.
    let values = plane.logLikelihood.filter(\.isFinite).sorted()
    if let best = values.last {
      let low = max(values[0], best - 4 * (best - values[values.count / 2]))
      // The heat map counts its rows from the top.
      let fromTop = (0..<request.rows).reversed().flatMap { row in
        plane.logLikelihood[(row * request.columns)..<((row + 1) * request.columns)]
      }
      marks.append(
        HeatMap(
          fromTop, rows: request.rows, columns: request.columns, range: low < best ? low...best : nil,
          extent: extent))
      let bounds = plane.bound.filter(\.isFinite)
      if lab.hasGuides, let top = bounds.max(), top > low {
        // Each level leaves half as much below the top as the one before.
        let levels = (1...5).map { top - (top - low) / Double(1 << $0) }
        marks.append(
          ContourLines(
            plane.bound, rows: request.rows, columns: request.columns, extent: extent, levels: levels,
            ink: Ink(look.theme.text, glyph: ".", layer: Layer.guide)))
      }
    }
    var legend: [Legend.Item] = []
    for (index, run) in lab.runs.enumerated() where run.portrait?.plan.isSameModel(as: lab.plan) == true {
      let style = look.theme.series(index * 2).adding(.bold)
      let way = run.way.compactMap { point in
        point.point.indices.contains(max(request.x, request.y))
          ? DataPoint(point.point[request.x], point.point[request.y]) : nil
      }
      marks.append(LineSeries(way, style: style, glyph: "x"))
      guard let now = way.last else { continue }
      let isSettled = run.lastEvent?.status == .converged
      let glyph: Unicode.Scalar =
        lab.runs.count > 1 ? run.name.unicodeScalars.first ?? "o" : isAscii ? "o" : "●"
      marks.append(GlyphMark(glyph, at: now, style: style))
      legend.append(
        Legend.Item(
          glyph, isSettled ? "optimum of \(lab.runs.count > 1 ? run.name : "the bound")" : "now", style: style
        ))
    }
    if let maximum = lab.maximum, maximum.coordinates.indices.contains(max(request.x, request.y)) {
      let point = DataPoint(maximum.coordinates[request.x], maximum.coordinates[request.y])
      let glyph: Unicode.Scalar = isAscii ? "M" : "✱"
      marks.append(GlyphMark(glyph, at: point, style: look.theme.success.adding(.bold)))
      legend.append(
        Legend.Item(
          glyph, maximum.coordinates.count > 2 ? "MLE, off slice" : "MLE", style: look.theme.success))
    }
    if lab.hasGuides { legend.append(Legend.Item(".", "equal bounds", style: look.theme.text)) }
    return Plot(
      x: Axis(Scale(from: window.x.lowerBound, to: window.x.upperBound), title: plane.xName),
      y: Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), title: plane.yName), marks: marks,
      legend: Legend(legend))
  }
}
