import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The means of the rows' laws in the plane of two latents, or decoded rows in their place.
  func drawLatents(of lab: VAELab, run index: Int, into grid: inout Grid, at rect: Rect) {
    guard lab.runs.indices.contains(index) else { return }
    let run = lab.runs[index]
    let panel: VAEPanel = index == 0 ? .latents : .branchLatents
    let arrow = lab.runs.count > 1 && index == lab.activeRun ? "\(look.ornaments.right) " : ""
    var title = lab.runs.count > 1 ? "\(arrow)Run \(run.name)" : latentsTitle(of: lab)
    var value = ""
    if let portrait = run.portrait {
      if lab.runs.count > 1 {
        title += "  beta \(shortNumber(portrait.settings.beta))"
        value = "KL \(NumberFormat.decimals(2).text(portrait.divergences.reduce(0, +)))"
      } else if lab.view == .latents, portrait.rows.count < lab.data.rows {
        value = "\(grouped(portrait.rows.count)) of \(grouped(lab.data.rows)) rows shown"
      } else if lab.view != .latents, lab.view != .samples, lab.settings.isConditional {
        // What the decoder is told beside the latent.
        value = lab.data.labels?.level(ofRow: lab.row).map { "label \($0)" } ?? ""
      }
    }
    let inner = Panel(title, value: value, isFocused: lab.focus == panel)
      .draw(into: &grid, at: rect, look: look)
    guard let portrait = run.portrait else {
      return drawCentred(run.failure ?? "the nets are being made", into: &grid, at: inner)
    }
    guard lab.view == .latents else { return drawTiles(portrait, of: lab, into: &grid, at: inner) }
    latentPlot(portrait, of: lab).draw(into: &grid, at: inner, look: look)
    drawPlaceOfCursor(portrait, of: lab, into: &grid, at: rect)
  }

  private func latentsTitle(of lab: VAELab) -> String {
    let names = lab.shownPlane.names.joined(separator: " x ")
    switch lab.view {
    case .latents: return "Latent means \(names)"
    case .lattice: return "Decode grid \(names), -3 to 3"
    case .traverse: return "Traverse z\(lab.shownTraversal + 1), -3 to 3"
    case .interpolation:
      let other = lab.markedRow ?? lab.row
      return "From row \(lab.data.number(ofRow: lab.row)) to row \(lab.data.number(ofRow: other))"
    case .samples:
      return lab.shownSampleLabel.map { "Samples of label \(labelName($0, lab)), z from N(0, I)" }
        ?? "Samples from the prior N(0, I)"
    }
  }

  /// The name of a class.
  func labelName(_ code: Int, _ lab: VAELab) -> String {
    let levels = lab.data.labels?.levels ?? []
    return levels.indices.contains(code) ? levels[code] : "?"
  }

  /// Where the plot of a panel lies; nil for panels without one.
  func latentArea(for place: VAELayout.Place, in lab: VAELab) -> PlotArea? {
    let index = place.panel == .branchLatents ? 1 : 0
    guard place.panel == .latents || place.panel == .branchLatents, lab.runs.indices.contains(index),
      let portrait = lab.runs[index].portrait, place.rect.width >= 3, place.rect.height >= 3
    else { return nil }
    return latentPlot(portrait, of: lab).area(in: place.rect.inset(by: 1), look: look)
  }

  /// The plot of one run.
  private func latentPlot(_ portrait: AutoencoderPortrait, of lab: VAELab) -> Plot {
    let plane = lab.plane(of: portrait)
    let window = lab.window
    let titles = plane.titles
    let across = Axis(Scale(from: window.x.lowerBound, to: window.x.upperBound), title: titles[0])
    let cursor = lab.cursorInPlane
    let places = plane.coordinates(of: portrait.means)
    let heights = plane.isLine ? strip(portrait, lab) : places.y
    var marks = scatters(portrait, places.x, heights, of: lab)
    let selected = portrait.reconstruction
    let mean = plane.coordinates(of: selected.mean)
    if !plane.isLine {
      if lab.hasGuides {
        let ink = Ink(look.theme.dimText, glyph: ",", layer: Layer.lines)
        let prior = plane.coordinates(of: selected.mean.map { _ in 0 })
        marks.append(
          Ellipse(
            center: DataPoint(prior.x, prior.y), covariance: (1, 0, 1), radius: 2, ink: ink, every: 3))
        marks.append(
          Ellipse(
            center: DataPoint(mean.x, mean.y), covariance: plane.covariance(selected.deviations), radius: 2,
            ink: Ink(look.theme.accent, glyph: "'", layer: Layer.lines)))
      }
      marks.append(
        GlyphMark(
          selectedGlyph, at: DataPoint(mean.x, mean.y),
          style: look.theme.text.adding([.bold, .reverse])))
      marks.append(Crosshair(at: DataPoint(cursor.x, cursor.y), hasLines: lab.hasGuides))
      let up = Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), title: titles[1])
      return Plot(x: across, y: up, marks: marks, legend: legend(of: lab))
    }
    marks.append(ReferenceLine(.vertical(mean.x), style: look.theme.text))
    marks.append(ReferenceLine(.vertical(cursor.x), style: look.theme.cursor))
    let title = lab.imageShape == nil ? lab.data.columnNames[0] : "sd of q"
    return Plot(
      x: across, y: Axis(Scale(fitting: heights, margin: 0.05), title: title), marks: marks,
      legend: legend(of: lab))
  }

  private var selectedGlyph: Unicode.Scalar { look.glyphs == .ascii ? "@" : "◎" }

  /// What one latent is drawn against: the first column, in its own units, or of pictures the deviation of q.
  private func strip(_ portrait: AutoencoderPortrait, _ lab: VAELab) -> [Double] {
    guard lab.imageShape == nil else { return portrait.deviations.column(0) }
    return portrait.rows.map { lab.data.transform.own(lab.data.values[$0, 0], column: 0) }
  }

  private func scatters(
    _ portrait: AutoencoderPortrait, _ x: [Double], _ y: [Double], of lab: VAELab
  ) -> [any Mark] {
    let levels = lab.data.labels?.levels.count ?? 0
    var marks: [any Mark] = []
    for isLabelled in [false, true] {
      let chosen = portrait.codes.indices.filter { (portrait.codes[$0] >= 0) == isLabelled }
      guard !chosen.isEmpty else { continue }
      marks.append(
        Scatter(
          x: chosen.map { x[$0] }, y: chosen.map { y[$0] },
          classes: isLabelled ? chosen.map { Int(portrait.codes[$0]) } : [],
          styles: isLabelled ? nil : [look.theme.series(0)],
          glyphs: isLabelled ? classGlyphs(of: lab) : ["."],
          rendering: isLabelled && (levels > look.theme.components.count || needsGlyphs)
            ? .glyphs : .automatic))
    }
    return marks
  }

  /// The glyphs of the classes: their names, where each is one character.
  private func classGlyphs(of lab: VAELab) -> [Unicode.Scalar]? {
    guard let levels = lab.data.labels?.levels, !levels.isEmpty,
      levels.allSatisfy({ $0.unicodeScalars.count == 1 && $0.unicodeScalars.allSatisfy(\.isASCII) })
    else { return nil }
    return levels.flatMap { Array($0.unicodeScalars) }
  }

  private func legend(of lab: VAELab) -> Legend {
    guard lab.hasGuides else { return Legend([]) }
    var items: [Legend.Item] = []
    let glyphs = classGlyphs(of: lab)
    if let labels = lab.data.labels, labels.levels.count <= 6 {
      items += labels.levels.enumerated().map {
        Legend.Item(
          glyphs?[$0.offset] ?? Theme.componentGlyph($0.offset), $0.element,
          style: look.theme.component($0.offset))
      }
    }
    items.append(Legend.Item(selectedGlyph, "row", style: look.theme.text.adding(.bold)))
    if lab.latents > 1 {
      items.append(
        Legend.Item(
          look.glyphs == .ascii ? "," : look.ornaments.dotted, "N(0, I) at 2 sd", style: look.theme.dimText))
    }
    return Legend(items)
  }

  /// The cursor's place in the lower border.
  private func drawPlaceOfCursor(
    _ portrait: AutoencoderPortrait, of lab: VAELab, into grid: inout Grid, at rect: Rect
  ) {
    guard rect.height >= 3, rect.width > 12 else { return }
    let place = lab.cursorInPlane
    let format = NumberFormat.decimals(2, showsPlus: true)
    let text = zip(lab.shownPlane.names, [place.x, place.y])
      .map { "\($0) \(format.text($1))" }.joined(separator: "  ")
    let long = "\(text)   \(key(.selectRow)): row here"
    let fitted = long.count + 6 <= rect.width ? long : text
    guard fitted.count + 6 <= rect.width else { return }
    grid.write(" \(fitted) ", at: Point(rect.minX + 2, rect.maxY - 1), style: look.theme.cursor)
  }
}
