import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What a scene adds to the plot of a plane: its marks, and what they are.
  func sceneMarks(of scene: PlaneScene, _ lab: DiffusionLab) -> (marks: [any Mark], legend: [Legend.Item]) {
    guard lab.plane.x != lab.plane.y else { return curves(of: scene, lab) }
    let extent = (x: scene.request.across, y: scene.request.upwards)
    let isAscii = look.glyphs == .ascii
    var marks: [any Mark] = []
    var legend: [Legend.Item] = []
    if let found = scene.difference {
      // The heat map counts its rows from the top.
      let fromTop = (0..<found.rows).reversed().flatMap { row in
        found.values[(row * found.columns)..<((row + 1) * found.columns)]
      }
      let top = max(found.values.max() ?? 0, 1e-12)
      marks.append(
        HeatMap(fromTop, rows: found.rows, columns: found.columns, range: 0...top, extent: extent))
      legend.append(
        Legend.Item(
          isAscii ? "#" : "█", "|eps - eps*| by density, 0 to \(NumberFormat.significant(2).text(top))",
          style: look.theme.accent))
    }
    if !scene.arrows.isEmpty, let field = scene.request.field {
      let style = field == .exact ? look.theme.success : look.theme.accent
      marks.append(
        ArrowField(
          scene.arrows.map {
            ArrowField.Arrow(at: DataPoint($0.from.x, $0.from.y), way: DataPoint($0.way.x, $0.way.y))
          }, columns: scene.arrowsInRow, rows: scene.arrows.count / scene.arrowsInRow, style: style,
          layer: Layer.points + 1))
      legend.append(
        Legend.Item(isAscii ? ">" : "→", field == .exact ? "exact score" : "learned score", style: style))
    }
    let shares = lab.scene.density == .both ? [0.95, 0.5] : [0.95, 0.75, 0.5, 0.25]
    let parts = shares.map { shortNumber(100 * $0) }.joined(separator: " ")
    if let density = scene.density, lab.scene.hasExactDensity {
      marks.append(contours(density, extent, shares, "+", look.theme.success, every: 1))
      legend.append(Legend.Item(isAscii ? "+" : "─", "EM p_t, \(parts) %", style: look.theme.success))
    }
    if let estimate = scene.estimate, lab.scene.hasEstimate {
      marks.append(contours(estimate.lattice, extent, shares, ":", look.theme.warning, every: 2))
      let widths = estimate.bandwidths.map { NumberFormat.significant(2).text($0) }.joined(separator: " ")
      legend.append(Legend.Item(isAscii ? ":" : "┄", "KDE h \(widths)", style: look.theme.warning))
    }
    if let preview = scene.preview {
      let found = aims(preview, lab)
      marks += found.marks
      legend += found.legend
    }
    return (marks, legend)
  }

  /// The edges of the smallest regions that hold parts of a density.
  private func contours(
    _ lattice: PlaneLattice, _ extent: (x: ClosedRange<Double>, y: ClosedRange<Double>),
    _ shares: [Double], _ glyph: Unicode.Scalar, _ style: Style, every: Int
  ) -> ContourLines {
    ContourLines(
      lattice.values, rows: lattice.rows, columns: lattice.columns, extent: extent,
      levels: shares.compactMap { lattice.level(leavingOut: 1 - $0) },
      ink: Ink(style, glyph: glyph, layer: Layer.lines), every: every)
  }

  /// The densities of one column.
  private func curves(
    of scene: PlaneScene, _ lab: DiffusionLab
  ) -> (marks: [any Mark], legend: [Legend.Item]) {
    func curve(_ lattice: PlaneLattice, _ name: String, _ style: Style, _ glyph: Unicode.Scalar) -> LineSeries
    {
      LineSeries(
        (0..<lattice.columns).map {
          let (from, to) = (scene.request.across.lowerBound, scene.request.across.upperBound)
          return DataPoint(
            from + (Double($0) + 0.5) / Double(lattice.columns) * (to - from), lattice.values[$0])
        }, name: name, style: style, glyph: glyph)
    }
    var series: [LineSeries] = []
    if let density = scene.density, lab.scene.hasExactDensity {
      series.append(curve(density, "EM p_t", look.theme.success, "+"))
    }
    if let estimate = scene.estimate, lab.scene.hasEstimate {
      let width = NumberFormat.significant(2).text(estimate.bandwidths[0])
      series.append(curve(estimate.lattice, "KDE h \(width)", look.theme.warning, "x"))
    }
    return (series, Legend(of: series, look: look).items)
  }

  /// From the place under the cursor to what the row was before the noise, as the network and as the mixture have it.
  private func aims(
    _ preview: PlaneScene.Preview, _ lab: DiffusionLab
  ) -> (marks: [any Mark], legend: [Legend.Item]) {
    let from = DataPoint(preview.noisy[lab.plane.x], preview.noisy[lab.plane.y])
    let isAscii = look.glyphs == .ascii
    var marks: [any Mark] = []
    var legend: [Legend.Item] = []
    func add(_ row: [Double], _ name: String, _ style: Style, _ glyph: Unicode.Scalar) {
      let to = DataPoint(row[lab.plane.x], row[lab.plane.y])
      marks.append(LineSeries([from, to], style: style, glyph: ".", layer: Layer.lines + 1))
      marks.append(GlyphMark(glyph, at: to, style: style.adding(.bold)))
      legend.append(Legend.Item(glyph, name, style: style))
    }
    if let exact = preview.exact { add(exact, "x0 exact", look.theme.success, isAscii ? "x" : "×") }
    add(preview.learned, "x0 learned", look.theme.cursor, isAscii ? "o" : "○")
    return (marks, legend)
  }

  /// What the large panel is called while a field is drawn; nil for its usual title.
  func sceneTitle(of lab: DiffusionLab) -> String? {
    guard lab.scene.isOn, lab.imageShape == nil else { return nil }
    let t = max(lab.sceneLevel, 1)
    let slice = lab.data.dimensions > 2 ? ", slice through the mean" : ""
    switch lab.plane.x == lab.plane.y ? nil : lab.scene.field {
    case .learned: return "Learned score, t \(t)\(slice)"
    case .exact: return "Exact score, t \(t)\(slice)"
    case .difference: return "Learned less exact score, t \(t)\(slice)"
    case nil: return lab.scene.density == .none ? nil : "Density, t \(t)"
    }
  }

  /// The number in the border while a field is drawn, the longest form first; nil for the usual one.
  func sceneValues(of lab: DiffusionLab, run index: Int) -> [String]? {
    guard lab.scene.field != nil, lab.imageShape == nil, lab.plane.x != lab.plane.y else { return nil }
    guard lab.reference != nil else {
      return lab.studies[.reference]?.isRunning == true ? ["EM is being fitted", "EM runs"] : nil
    }
    return lab.sceneShown(ofRun: index)?.rootMeanSquare.map {
      let number = NumberFormat.significant(2).text($0)
      return ["rms difference \(number)", "rms \(number)"]
    }
  }

  /// What is known of the place under the cursor, the longest form first; empty where nothing is.
  func previewTexts(of lab: DiffusionLab) -> [String] {
    guard let preview = lab.sceneShown(ofRun: lab.activeRun)?.preview else { return [] }
    let format = NumberFormat.significant(3)
    let columns = lab.plane.x == lab.plane.y ? [lab.plane.x] : [lab.plane.x, lab.plane.y]
    func place(_ row: [Double]) -> String { columns.map { format.text(row[$0]) }.joined(separator: ",") }
    let (here, learned) = ("x_t \(place(preview.noisy))", "x0 \(place(preview.learned))")
    guard let exact = preview.exact else { return ["\(here)  \(learned) learned", learned] }
    let shares = preview.responsibilities.prefix(9).map { NumberFormat.decimals(2).text($0) }
      .joined(separator: " ")
    return [
      "\(here)  \(learned) learned, \(place(exact)) exact  r \(shares)",
      "\(learned) learned, \(place(exact)) exact  r \(shares)", "\(learned), exact \(place(exact))", learned,
    ]
  }
}
