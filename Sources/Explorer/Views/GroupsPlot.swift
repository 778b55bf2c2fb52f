import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// A line for each group: its observations, their mean, and the conditional mean that is shrunken from there towards μ,
  /// with a standard deviation either way.
  func draw(_ groups: GroupsPortrait, of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let names = groups.groups.map { String($0.name.prefix(10)) }
    let width = rect.width >= 30 ? (names.map(\.count).max() ?? 0) + 1 : 0
    let place = rect.inset(left: width)
    // Two rows go to the axis and one to the legend, where there are any.
    let visible = max(1, min(groups.groups.count, rect.height - (rect.height > 6 ? 3 : 0)))
    let first = min(lab.groupScroll, groups.groups.count - visible)
    let shown = groups.groups[first..<(first + visible)]
    let values = groups.groups.flatMap { $0.values + [$0.mean, $0.conditionalMean] } + [groups.mean]
    let x = Scale(fitting: values, margin: 0.04)
    // Groups from the top down, the height of a line to spare at both ends.
    let y = Scale(from: -Double(first + visible) + 0.4, to: -Double(first) + 0.6)
    var marks: [any Mark] = [
      ReferenceLine(
        .vertical(groups.mean), label: look.glyphs == .ascii ? "mu" : "μ", style: look.theme.accent)
    ]
    for (index, group) in shown.enumerated() {
      marks += self.marks(
        of: group, at: -Double(first + index), isSelected: first + index == groups.selectedGroup)
    }
    let plot = Plot(
      x: Axis(x, title: groups.response), y: Axis(y, isShown: false), marks: marks,
      legend: groupLegend(hidden: groups.groups.count - visible))
    let area = plot.draw(into: &grid, at: place, look: look)
    guard width > 0 else { return }
    for index in shown.indices {
      guard let cell = area.cell(of: DataPoint(x.lower, -Double(index))) else { continue }
      let style = index == groups.selectedGroup ? look.theme.selection : look.theme.text
      grid.write(names[index], at: Point(rect.minX, cell.y), style: style, width: width - 1)
    }
  }

  private func marks(
    of group: GroupsPortrait.Group, at y: Double, isSelected: Bool
  ) -> [any Mark] {
    let (from, to) = (
      group.conditionalMean - group.conditionalDeviation, group.conditionalMean + group.conditionalDeviation
    )
    let strong = look.theme.series(0).adding(.bold)
    return [
      LineSeries(
        [DataPoint(from, y), DataPoint(to, y)], style: look.theme.series(0), glyph: "-",
        layer: Layer.guide + 1),
      Scatter(
        x: group.values, y: group.values.map { _ in y },
        styles: [isSelected ? look.theme.accent : look.theme.text],
        glyphs: [look.glyphs == .ascii ? "o" : "∘"], rendering: .glyphs),
      GlyphMark(look.glyphs == .ascii ? "|" : "│", at: DataPoint(group.mean, y), style: look.theme.warning),
      GlyphMark(look.ornaments.mean, at: DataPoint(group.conditionalMean, y), style: strong),
    ]
  }

  private func groupLegend(hidden: Int) -> Legend {
    let isASCII = look.glyphs == .ascii
    var items = [
      Legend.Item(isASCII ? "o" : "∘", "observed", style: look.theme.text),
      Legend.Item(isASCII ? "|" : "│", "mean", style: look.theme.warning),
      Legend.Item(look.ornaments.mean, "conditional mean, 1 sd", style: look.theme.series(0)),
    ]
    if hidden > 0 {
      items.append(Legend.Item(look.ornaments.down, "\(hidden) more", style: look.theme.dimText))
    }
    return Legend(items)
  }
}
