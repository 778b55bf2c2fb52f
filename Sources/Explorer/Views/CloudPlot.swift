import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Rows under one Gaussian law: on a plane of columns with its ellipse and the loadings, on one axis with its density,
  /// or on the plane of the first two latents.
  func cloudPlot(_ cloud: CloudPortrait, of lab: EMLab) -> Plot {
    if lab.showsLatents { return latentPlane(cloud, of: lab) }
    return lab.isOneDimensional ? cloudLine(cloud, of: lab) : cloudPlane(cloud, of: lab)
  }

  private func cloudPlane(_ cloud: CloudPortrait, of lab: EMLab) -> Plot {
    var marks = scatters(cloud, at: cloud.dots.map(\.position), of: lab)
    if lab.hasGuides {
      if let reference = cloud.reference {
        // In its own dashes, so that the two are told apart where they meet, and without colour.
        let ink = Ink(look.theme.dimText, glyph: ",", layer: Layer.lines - 1)
        marks.append(ellipse(reference, at: cloud.centre, ink, every: 3))
      }
      let ink = Ink(look.theme.series(0), glyph: ".", layer: Layer.lines)
      marks.append(ellipse(cloud.spread, at: cloud.centre, ink, every: 1))
      for (index, arrow) in cloud.arrows.enumerated() {
        marks.append(
          NamedArrow(
            from: cloud.centre.dataPoint, to: arrow.tip.dataPoint, name: arrow.name,
            style: look.theme.outline(index)))
      }
      marks.append(
        GlyphMark(look.ornaments.mean, at: cloud.centre.dataPoint, style: look.theme.text.adding(.bold)))
    }
    let selected = cloud.selection
    let uncertainty = selected.flatMap { reading in
      cloud.dots.first { $0.row == reading.row }?.uncertainty
    }
    marks += pointers(of: lab, at: selected?.position, uncertainty: uncertainty)
    return Plot(
      x: Axis(lab.viewport.x, title: lab.plane.x.name), y: Axis(lab.viewport.y, title: lab.plane.y.name),
      marks: marks, legend: legend(of: cloud, lab, outline: "2 sd"))
  }

  private func cloudLine(_ cloud: CloudPortrait, of lab: EMLab) -> Plot {
    let positions = cloud.dots.map(\.position.x)
    let histogram = histogram(of: positions, lab)
    let mean = cloud.centre.x
    let density = normalDensity(mean: mean, deviation: max(cloud.spread.xx, 0).squareRoot())
    let peaks = lab.hasGuides && cloud.spread.xx > 0 ? [density(mean)] : []
    let top = (histogram.heights + peaks).filter(\.isFinite).max() ?? 0
    var marks: [any Mark] = [histogram]
    if lab.hasGuides {
      marks.append(FunctionCurve(Ink(look.theme.series(0), glyph: "*", layer: Layer.lines), density))
    }
    marks += pointers(of: lab, at: cloud.selection?.position, uncertainty: nil)
    return Plot(
      x: Axis(lab.viewport.x, title: lab.plane.x.name),
      y: Axis(Scale(from: 0, to: top > 0 ? top * 1.08 : 1), title: "density"), marks: marks,
      legend: legend(of: cloud, lab, outline: "density"))
  }

  /// The conditional means of two latents; before any data they are N(0, I), whose ellipse is drawn dim.
  private func latentPlane(_ cloud: CloudPortrait, of lab: EMLab) -> Plot {
    var marks = scatters(cloud, at: cloud.latentPositions, of: lab)
    if lab.hasGuides {
      let ink = Ink(look.theme.dimText, glyph: ",", layer: Layer.lines)
      marks.append(ellipse(PlaneSpread(xx: 1, xy: 0, yy: 1), at: PlanePoint(x: 0, y: 0), ink, every: 3))
    }
    if let latents = cloud.selection?.latents, latents.count > 1 {
      let (a, b) = (latents[0].standardDeviation, latents[1].standardDeviation)
      marks += pointers(
        of: lab, at: PlanePoint(x: latents[0].mean, y: latents[1].mean),
        uncertainty: PlaneSpread(xx: a * a, xy: 0, yy: b * b))
    } else {
      marks += pointers(of: lab, at: nil, uncertainty: nil)
    }
    return Plot(
      x: Axis(lab.viewport.x, title: lab.axes.x), y: Axis(lab.viewport.y, title: lab.axes.y), marks: marks,
      legend: legend(of: cloud, lab, outline: ""))
  }

  private func ellipse(_ spread: PlaneSpread, at centre: PlanePoint, _ ink: Ink, every: Int) -> Ellipse {
    Ellipse(
      center: centre.dataPoint, covariance: (spread.xx, spread.xy, spread.yy), radius: 2, ink: ink,
      every: every)
  }

  /// Rows by their labels, which were not fitted, those without a label of no class; those with missing values over the
  /// others and over the ellipses.
  private func scatters(_ cloud: CloudPortrait, at positions: [PlanePoint], of lab: EMLab) -> [any Mark] {
    let classes = cloud.dots.map { dot in lab.data.labels.map { Int($0.codes[dot.row]) } ?? -1 }
    var marks: [any Mark] = []
    for (isCompleted, isLabelled) in [(false, false), (false, true), (true, false), (true, true)] {
      let chosen = positions.indices.filter {
        (cloud.dots[$0].uncertainty != nil) == isCompleted && (classes[$0] >= 0) == isLabelled
      }
      guard !chosen.isEmpty else { continue }
      marks.append(
        Scatter(
          x: chosen.map { positions[$0].x }, y: chosen.map { positions[$0].y },
          classes: isLabelled ? chosen.map { classes[$0] } : [],
          styles: isLabelled ? nil : [isCompleted ? look.theme.warning : look.theme.dimText],
          glyphs: isCompleted ? [completedGlyph] : isLabelled ? nil : ["."],
          rendering: isCompleted || needsGlyphs ? .glyphs : .automatic,
          layer: isCompleted ? Layer.lines + 1 : Layer.points))
    }
    return marks
  }

  private func legend(of cloud: CloudPortrait, _ lab: EMLab, outline: String) -> Legend {
    guard lab.hasGuides else { return Legend([]) }
    var items: [Legend.Item] = []
    if let labels = lab.data.labels, labels.levels.count <= 6 {
      items += labels.levels.enumerated().map {
        Legend.Item(Theme.componentGlyph($0.offset), $0.element, style: look.theme.component($0.offset))
      }
    }
    if cloud.dots.contains(where: { $0.uncertainty != nil }) {
      items.append(Legend.Item(completedGlyph, "completed", style: look.theme.warning))
    }
    let line: Unicode.Scalar = look.glyphs == .ascii ? "." : look.ornaments.line
    if outline.isEmpty {
      items.append(
        Legend.Item(
          look.glyphs == .ascii ? "," : look.ornaments.dotted, "N(0, I) at 2 sigma", style: look.theme.dimText
        ))
    } else {
      items.append(Legend.Item(line, outline, style: look.theme.series(0)))
      if cloud.reference != nil, !lab.isOneDimensional {
        // Without a closed form it is the law of the rows in which nothing is missing.
        let name = cloud.closedForm == nil ? "complete rows" : "closed form"
        items.append(
          Legend.Item(
            look.glyphs == .ascii ? "," : look.ornaments.dotted, name, style: look.theme.dimText))
      }
    }
    return Legend(items)
  }
}

/// A line from one point to another with a name at its tip.
private struct NamedArrow: Mark {
  let from, to: DataPoint
  let name: String
  let style: Style

  init(from: DataPoint, to: DataPoint, name: String, style: Style) {
    self.from = from
    self.to = to
    self.name = name
    self.style = style
  }

  func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let pen = canvas.pen(Ink(style, glyph: "+", layer: Layer.lines + 1))
    canvas.line(from: area.dot(from), to: area.dot(to), pen)
    guard let cell = area.cell(of: to) else { return }
    let place = Point(cell.x - area.canvasRect.minX, cell.y - area.canvasRect.minY)
    // On the far side of the tip, inside the canvas.
    let isLeft = area.dot(to).x < area.dot(from).x
    let start = min(max(isLeft ? place.x - name.count : place.x + 1, 0), canvas.size.width - name.count)
    canvas.text(name, at: Point(start, place.y), style: style.adding(.bold), layer: Layer.emphasis)
  }
}
