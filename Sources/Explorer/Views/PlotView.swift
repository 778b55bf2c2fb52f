import CellGrid
import Glibc
import LatentModels
import PlotKit

extension Explorer {
  /// The data, and the components of one run over them.
  func drawPlot(of lab: EMLab, run index: Int, into grid: inout Grid, at rect: Rect) {
    guard lab.runs.indices.contains(index) else { return }
    let run = lab.runs[index]
    let panel: PanelID = index == 0 ? .plot : .branchPlot
    let title = lab.runs.count > 1 ? "Run \(run.name)" : "Data and components"
    let value =
      lab.runs.count > 1
      ? objectiveText(of: run)
      : lab.sample.isPartial
        ? "\(grouped(lab.sample.rows.count)) of \(grouped(lab.sample.total)) rows shown" : ""
    let inner = Panel(title, value: value, isFocused: lab.focus == panel)
      .draw(into: &grid, at: rect, look: look)
    plot(of: lab, run: run).draw(into: &grid, at: inner, look: look)
    drawReadOut(of: lab, run: run, into: &grid, at: rect)
  }

  /// Where the plot of a panel lies; nil for panels without one.
  func plotArea(for place: LabLayout.Place, in lab: EMLab) -> PlotArea? {
    let index = place.panel == .branchPlot ? 1 : 0
    guard place.panel == .plot || place.panel == .branchPlot, lab.runs.indices.contains(index) else {
      return nil
    }
    let inner = place.rect.width >= 3 && place.rect.height >= 3 ? place.rect.inset(by: 1) : place.rect
    return plot(of: lab, run: lab.runs[index]).area(in: inner, look: look)
  }

  private func plot(of lab: EMLab, run: Run) -> Plot {
    lab.isOneDimensional ? line(of: lab, run: run) : plane(of: lab, run: run)
  }

  /// Two axes: rows as points, components as ellipses.
  private func plane(of lab: EMLab, run: Run) -> Plot {
    var marks: [any Mark] = [scatter(of: lab, run: run)]
    let components = run.portrait?.components ?? []
    for (k, component) in components.enumerated() where lab.hasGuides {
      let spread = component.spread
      marks.append(
        Ellipse(
          center: component.centre.dataPoint, covariance: (spread.xx, spread.xy, spread.yy), radius: 2,
          ink: Ink(look.theme.outline(k), glyph: ".", layer: Layer.lines)))
      marks.append(mean(k, at: component.centre.dataPoint))
    }
    marks += pointers(of: lab, run: run)
    return Plot(
      x: Axis(lab.viewport.x, title: lab.plane.x.name), y: Axis(lab.viewport.y, title: lab.plane.y.name),
      marks: marks, legend: legend(of: lab, run: run, outline: "2-sigma"))
  }

  /// One axis: rows as a histogram and a rug, components as weighted densities.
  private func line(of lab: EMLab, run: Run) -> Plot {
    let dots = run.portrait?.dots ?? []
    let positions = run.portrait == nil ? lab.samplePositions.map(\.x) : dots.map(\.position.x)
    let bins = max(8, min(60, Int(2 * Double(max(positions.count, 1)).squareRoot())))
    let histogram = Histogram(of: positions, bins: bins, over: lab.viewport.x)
    let components = run.portrait?.components ?? []
    let peaks = components.map { normal($0)($0.mean[0]) }
    let top = (histogram.heights + (lab.hasGuides ? peaks : [])).max() ?? 0
    let y = Scale(from: 0, to: top > 0 ? top * 1.08 : 1)
    var marks: [any Mark] = [histogram, rug(dots)]
    for (k, component) in components.enumerated() where lab.hasGuides {
      marks.append(
        FunctionCurve(
          Ink(look.theme.outline(k), glyph: Theme.componentGlyph(k), layer: Layer.lines), normal(component)))
      marks.append(mean(k, at: DataPoint(component.mean[0], peaks[k])))
    }
    marks += pointers(of: lab, run: run)
    return Plot(
      x: Axis(lab.viewport.x, title: lab.plane.x.name), y: Axis(y, title: "density"), marks: marks,
      legend: legend(of: lab, run: run, outline: "density"))
  }

  private func normal(_ component: MixturePortrait.Component) -> @Sendable (Double) -> Double {
    let (weight, mean) = (component.weight, component.mean[0])
    let deviation = max(component.standardDeviations[0], .leastNormalMagnitude)
    return { x in
      let z = (x - mean) / deviation
      return weight * exp(-0.5 * z * z) / (deviation * 2.5066282746310002)
    }
  }

  private func scatter(of lab: EMLab, run: Run) -> Scatter {
    guard let dots = run.portrait?.dots, dots.first?.component != nil else {
      let points = run.portrait?.dots.map(\.position) ?? lab.samplePositions
      return Scatter(
        x: points.map(\.x), y: points.map(\.y), styles: [look.theme.dimText], glyphs: ["."],
        rendering: look.glyphs == .ascii ? .glyphs : .automatic)
    }
    return Scatter(
      x: dots.map(\.position.x), y: dots.map(\.position.y), classes: dots.map { $0.component ?? 0 },
      certainties: dots.map(\.certainty), rendering: needsGlyphs ? .glyphs : .automatic)
  }

  private func rug(_ dots: [MixturePortrait.Dot]) -> Scatter {
    let hasLaw = dots.first?.component != nil
    return Scatter(
      x: dots.map(\.position.x), y: dots.map { _ in 0 },
      classes: hasLaw ? dots.map { $0.component ?? 0 } : [],
      certainties: hasLaw ? dots.map(\.certainty) : [], styles: hasLaw ? nil : [look.theme.dimText],
      glyphs: hasLaw ? nil : ["."], rendering: hasLaw && needsGlyphs ? .glyphs : .dots)
  }

  /// Without colour, only glyphs can tell components apart.
  private var needsGlyphs: Bool { !look.theme.tellsComponentsByColor || look.glyphs == .ascii }

  /// A mean is marked by its component's number; among points that are numbers themselves, by a sign of its own.
  private func mean(_ k: Int, at point: DataPoint) -> GlyphMark {
    let style = look.theme.outline(k).adding([.bold, .reverse])
    return GlyphMark(
      look.glyphs == .ascii ? look.ornaments.mean : Theme.componentGlyph(k), at: point, style: style)
  }

  /// The selected row and the cursor.
  private func pointers(of lab: EMLab, run: Run) -> [any Mark] {
    var marks: [any Mark] = []
    if let selection = run.portrait?.selection {
      let point = lab.isOneDimensional ? DataPoint(selection.position.x, 0) : selection.position.dataPoint
      marks.append(GlyphMark(look.glyphs == .ascii ? "O" : "◉", at: point, style: look.theme.cursor))
    }
    if let cursor = lab.cursor {
      // On one axis, the upward place of the cursor means nothing.
      marks.append(Crosshair(at: lab.isOneDimensional ? DataPoint(cursor.x, 0) : cursor.dataPoint))
    }
    return marks
  }

  private func legend(of lab: EMLab, run: Run, outline: String) -> Legend {
    guard let components = run.portrait?.components else { return Legend([]) }
    let hasLaw = run.portrait?.dots.first?.component != nil
    let meaning = hasLaw && lab.runs.count == 1 ? "= largest responsibility" : "= component"
    let last = components.count - 1
    // Few components are named one by one, many by the first and the last.
    let named = components.count <= 4 ? Array(components.indices) : [0, last]
    var items = named.map { k in
      Legend.Item(
        Theme.componentGlyph(k), k == last ? meaning : components.count > 4 ? "to" : "",
        style: look.theme.component(k))
    }
    if lab.runs.count == 1 {
      if look.glyphs == .ascii {
        items.append(Legend.Item(look.ornaments.mean, "mean", style: look.theme.text))
      }
      items.append(
        Legend.Item(look.glyphs == .ascii ? "." : look.ornaments.line, outline, style: look.theme.dimText))
    }
    return Legend(lab.hasGuides ? items : [])
  }

  /// The cursor's place in the lower border, with the conditional law there.
  private func drawReadOut(of lab: EMLab, run: Run, into grid: inout Grid, at rect: Rect) {
    guard let cursor = lab.cursor, rect.height >= 3 else { return }
    let format = NumberFormat.significant(4)
    var short = format.text(cursor.x)
    var long = "\(lab.plane.x.name) \(short)"
    if !lab.isOneDimensional {
      short += ", \(format.text(cursor.y))"
      long += "  \(lab.plane.y.name) \(format.text(cursor.y))"
    }
    var texts = [long, short]
    if run.portrait?.cursor == cursor, let r = run.portrait?.cursorResponsibilities, !r.isEmpty {
      let law = r.enumerated().map { "\($0.offset + 1):\(NumberFormat.decimals(2).text($0.element))" }
        .joined(separator: " ")
      texts = ["\(long)  p(k|x) \(law)", "\(short)  \(law)"] + texts
    }
    // A number must not be cut: the longest text that fits whole.
    let text = texts.first { $0.count + 6 <= rect.width } ?? short
    let fitted = " \(text) ".fitted(to: rect.width - 4, ellipsis: look.ornaments.ellipsis)
    grid.write(fitted, at: Point(rect.minX + 2, rect.maxY - 1), style: look.theme.cursor)
  }
}

extension PlanePoint {
  /// The same point for a plot.
  var dataPoint: DataPoint { DataPoint(x, y) }
}
