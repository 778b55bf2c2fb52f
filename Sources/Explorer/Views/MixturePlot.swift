import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Two axes: rows as points, components as ellipses.
  func mixturePlane(of lab: EMLab, run: Run) -> Plot {
    var marks: [any Mark] = scatters(of: lab, run: run)
    let components = run.mixture?.components ?? []
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
  func mixtureLine(of lab: EMLab, run: Run) -> Plot {
    let dots = run.mixture?.dots ?? []
    let positions = run.mixture == nil ? lab.samplePositions.map(\.x) : dots.map(\.position.x)
    let histogram = histogram(of: positions, lab)
    let components = run.mixture?.components ?? []
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
    normalDensity(
      of: component.weight, mean: component.mean[0], deviation: component.standardDeviations[0])
  }

  /// Where rows have no law yet, points alike; then points by component, and over them those that the noise has and those
  /// whose missing values stand at their conditional means.
  private func scatters(of lab: EMLab, run: Run) -> [any Mark] {
    guard let dots = run.mixture?.dots, dots.contains(where: \.hasLaw) else {
      let points = run.mixture?.dots.map(\.position) ?? lab.samplePositions
      return [
        Scatter(
          x: points.map(\.x), y: points.map(\.y), styles: [look.theme.dimText], glyphs: ["."],
          rendering: look.glyphs == .ascii ? .glyphs : .automatic)
      ]
    }
    let plain = dots.filter { !$0.isNoise && !$0.isCompleted }
    let noise = dots.filter(\.isNoise)
    let completed = dots.filter { $0.isCompleted && !$0.isNoise }
    var marks: [any Mark] = [
      Scatter(
        x: plain.map(\.position.x), y: plain.map(\.position.y), classes: plain.map { $0.component ?? 0 },
        certainties: plain.map(\.certainty), rendering: needsGlyphs ? .glyphs : .automatic)
    ]
    if !completed.isEmpty {
      marks.append(
        Scatter(
          x: completed.map(\.position.x), y: completed.map(\.position.y),
          classes: completed.map { $0.component ?? 0 }, glyphs: [completedGlyph], rendering: .glyphs,
          layer: Layer.points + 1))
    }
    if !noise.isEmpty {
      marks.append(
        Scatter(
          x: noise.map(\.position.x), y: noise.map(\.position.y), styles: [look.theme.text],
          glyphs: [noiseGlyph], rendering: .glyphs, layer: Layer.points + 1))
    }
    return marks
  }

  /// The glyph of a row that the noise has the largest responsibility for.
  private var noiseGlyph: Unicode.Scalar { look.glyphs == .ascii ? "x" : "×" }

  private func rug(_ dots: [MixturePortrait.Dot]) -> Scatter {
    let hasLaw = dots.contains(where: \.hasLaw)
    return Scatter(
      x: dots.map(\.position.x), y: dots.map { _ in 0 },
      classes: hasLaw ? dots.map { $0.component ?? 0 } : [],
      certainties: hasLaw ? dots.map { $0.isNoise ? 0 : $0.certainty } : [],
      styles: hasLaw ? nil : [look.theme.dimText], glyphs: hasLaw ? nil : ["."],
      rendering: hasLaw && needsGlyphs ? .glyphs : .dots)
  }

  /// The selected row and the cursor; missing values of the row with two standard deviations either way.
  private func pointers(of lab: EMLab, run: Run) -> [any Mark] {
    let reading = run.mixture?.selection
    func variance(_ axis: Plane.Axis) -> Double {
      zip(axis.direction, reading?.imputed ?? []).enumerated().reduce(0) { sum, item in
        let factor = item.element.0 / lab.data.transform.scale[item.offset]
        let deviation = item.element.1?.standardDeviation ?? 0
        return sum + factor * factor * deviation * deviation
      }
    }
    let (xx, yy) = (variance(lab.plane.x), lab.isOneDimensional ? 0 : variance(lab.plane.y))
    return pointers(
      of: lab, at: reading?.position,
      uncertainty: xx + yy > 0 ? PlaneSpread(xx: xx, xy: 0, yy: yy) : nil)
  }

  /// A mean is marked by its component's number; among points that are numbers themselves, by a sign of its own.
  private func mean(_ k: Int, at point: DataPoint) -> GlyphMark {
    let style = look.theme.outline(k).adding([.bold, .reverse])
    return GlyphMark(
      look.glyphs == .ascii ? look.ornaments.mean : Theme.componentGlyph(k), at: point, style: style)
  }

  private func legend(of lab: EMLab, run: Run, outline: String) -> Legend {
    guard let components = run.mixture?.components else { return Legend([]) }
    let hasLaw = run.mixture?.dots.contains(where: \.hasLaw) ?? false
    let meaning = hasLaw && lab.runs.count == 1 ? "= largest responsibility" : "= component"
    let last = components.count - 1
    // Few components are named one by one, many by the first and the last.
    let named = components.count <= 4 ? Array(components.indices) : [0, last]
    var items = named.map { k in
      Legend.Item(
        Theme.componentGlyph(k), k == last ? meaning : components.count > 4 ? "to" : "",
        style: look.theme.component(k))
    }
    let dots = run.mixture?.dots ?? []
    if hasLaw, dots.contains(where: \.isCompleted) {
      items.append(Legend.Item(completedGlyph, "completed", style: look.theme.text))
    }
    if dots.contains(where: \.isNoise) {
      items.append(Legend.Item(noiseGlyph, "noise", style: look.theme.text))
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
}

extension MixturePortrait.Dot {
  /// Whether an E half-step has given it a law.
  var hasLaw: Bool { component != nil || isNoise }
}
