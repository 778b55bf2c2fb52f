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
    let isActive = lab.runs.count > 1 && index == lab.activeRun
    let arrow = isActive ? "\(look.ornaments.right) " : ""
    let title = lab.runs.count > 1 ? "\(arrow)Run \(run.name)" : plotTitle(of: run)
    let value =
      lab.runs.count > 1
      ? objectiveText(of: run)
      : lab.sample.isPartial
        ? "\(grouped(lab.sample.rows.count)) of \(grouped(lab.sample.total)) rows shown" : ""
    let inner = Panel(title, value: value, isFocused: lab.focus == panel)
      .draw(into: &grid, at: rect, look: look)
    switch run.portrait?.picture {
    case .groups(let groups): draw(groups, of: lab, into: &grid, at: inner)
    case .cells(let cells): draw(cells, of: lab, run: run, into: &grid, at: inner)
    case .mixture, .cloud, nil:
      plot(of: lab, run: run).draw(into: &grid, at: inner, look: look)
      drawReadOut(of: lab, run: run, into: &grid, at: rect)
    }
  }

  private func plotTitle(of run: Run) -> String {
    switch run.portrait?.picture {
    case .mixture, nil: "Data and components"
    case .cloud, .groups, .cells: run.portrait?.plan.summary.title ?? ""
    }
  }

  /// Where the plot of a panel lies; nil for panels without one.
  func plotArea(for place: LabLayout.Place, in lab: EMLab) -> PlotArea? {
    let index = place.panel == .branchPlot ? 1 : 0
    guard place.panel == .plot || place.panel == .branchPlot, lab.hasPlane,
      lab.runs.indices.contains(index)
    else {
      return nil
    }
    let inner = place.rect.width >= 3 && place.rect.height >= 3 ? place.rect.inset(by: 1) : place.rect
    return plot(of: lab, run: lab.runs[index]).area(in: inner, look: look)
  }

  func plot(of lab: EMLab, run: Run) -> Plot {
    switch run.portrait?.picture {
    case .cloud(let cloud): cloudPlot(cloud, of: lab)
    default: lab.isOneDimensional ? mixtureLine(of: lab, run: run) : mixturePlane(of: lab, run: run)
    }
  }

  /// The selected row, with an ellipse of two standard deviations where it is not fully known, and the cursor.
  func pointers(of lab: EMLab, at selected: PlanePoint?, uncertainty: PlaneSpread?) -> [any Mark] {
    var marks: [any Mark] = []
    if let selected {
      let point = lab.isOneDimensional ? DataPoint(selected.x, 0) : selected.dataPoint
      if let spread = uncertainty {
        let ink = Ink(look.theme.warning, glyph: look.ornaments.dotted, layer: Layer.lines)
        marks.append(
          Ellipse(center: point, covariance: (spread.xx, spread.xy, spread.yy), radius: 2, ink: ink))
      }
      marks.append(GlyphMark(look.glyphs == .ascii ? "O" : "◉", at: point, style: look.theme.cursor))
    }
    if let cursor = lab.cursor {
      // On one axis, the upward place of the cursor means nothing.
      marks.append(Crosshair(at: lab.isOneDimensional ? DataPoint(cursor.x, 0) : cursor.dataPoint))
    }
    return marks
  }

  /// The rows along the one axis there is.
  func histogram(of positions: [Double], _ lab: EMLab) -> Histogram {
    let bins = max(8, min(60, Int(2 * Double(max(positions.count, 1)).squareRoot())))
    return Histogram(of: positions, bins: bins, over: lab.viewport.x)
  }

  /// w N(x; μ, σ²) = w exp(−(x − μ)²/2σ²) / (σ √2π).
  func normalDensity(
    of weight: Double = 1, mean: Double, deviation: Double
  ) -> @Sendable (Double) -> Double {
    let deviation = max(deviation, .leastNormalMagnitude)
    let peak = weight / (deviation * (2 * Double.pi).squareRoot())
    return { x in
      let z = (x - mean) / deviation
      return peak * exp(-0.5 * z * z)
    }
  }

  /// Without colour, only glyphs can tell components apart.
  var needsGlyphs: Bool { !look.theme.tellsComponentsByColor || look.glyphs == .ascii }

  /// The glyph of a row some of whose values are missing and stand at their conditional means.
  var completedGlyph: Unicode.Scalar { look.glyphs == .ascii ? "?" : "○" }

  /// The cursor's place in the lower border, with the conditional law there.
  private func drawReadOut(of lab: EMLab, run: Run, into grid: inout Grid, at rect: Rect) {
    guard let cursor = lab.cursor, rect.height >= 3 else { return }
    let format = NumberFormat.significant(4)
    var short = format.text(cursor.x)
    var long = "\(lab.axes.x) \(short)"
    if !lab.isOneDimensional {
      short += ", \(format.text(cursor.y))"
      long += "  \(lab.axes.y) \(format.text(cursor.y))"
    }
    var texts = [long, short]
    if run.mixture?.cursor == cursor, let r = run.mixture?.cursorResponsibilities, !r.isEmpty {
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
