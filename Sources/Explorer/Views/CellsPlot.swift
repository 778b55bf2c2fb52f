import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// Counted against fitted cells as bars, the split of the first one, and below them the way of θ along [0, 1].
  func draw(_ cells: CellsPortrait, of lab: EMLab, run: Run, into grid: inout Grid, at rect: Rect) {
    let rows = rect.rows([.share(1), .cells(rect.height >= 16 ? 5 : rect.height >= 10 ? 4 : 0)])
    drawBars(cells, into: &grid, at: rows[0])
    drawPath(cells, run: run, into: &grid, at: rows[1])
  }

  private func drawBars(_ cells: CellsPortrait, into grid: inout Grid, at rect: Rect) {
    let most = cells.cells.flatMap { [$0.count, $0.fitted] }.max() ?? 0
    let names = (cells.cells.map(\.name.count).max() ?? 0) + 1
    var y = rect.minY
    let isSpaced = rect.height >= cells.cells.count * 3 + 1
    for cell in cells.cells {
      guard y + 1 < rect.maxY else { break }
      grid.write(cell.name, at: Point(rect.minX, y), style: look.theme.title.adding(.bold), width: names)
      for (title, value, style) in [
        ("counted", cell.count, look.theme.text), ("fitted", cell.fitted, look.theme.series(0)),
      ] {
        let text =
          "\(title) ".padded(8)
          + NumberFormat.decimals(value == value.rounded() ? 0 : 2).text(value).padded(8)
        let start =
          names
          + grid.write(
            text, at: Point(rect.minX + names, y), style: look.theme.dimText, width: rect.width - names)
        let bar = Rect(x: rect.minX + start, y: y, width: max(0, rect.width - start - 1), height: 1)
        if title == "counted", cell.parts.count > 1 {
          draw(parts: cell.parts, of: most, into: &grid, at: bar)
        } else if bar.width > 1 {
          HorizontalBar(value, of: most).draw(into: &grid, at: bar, style: style, look: look)
        }
        y += 1
      }
      if cell.parts.count > 1, y < rect.maxY {
        let split = cell.parts.map { NumberFormat.decimals(2).text($0) }.joined(separator: " + ")
        line(
          "hidden split \(split)", at: y, in: rect.inset(left: names), style: look.theme.accent, into: &grid)
        y += 1
      }
      if isSpaced { y += 1 }
    }
  }

  /// The hidden parts of a count, side by side, each in its own colour and with its number at its beginning.
  private func draw(parts: [Double], of most: Double, into grid: inout Grid, at rect: Rect) {
    var x = rect.minX
    for (index, part) in parts.enumerated() where most > 0 {
      let width = min(Int((part / most * Double(rect.width)).rounded()), rect.maxX - x)
      guard width > 0 else { continue }
      let style = look.theme.component(index)
      HorizontalBar(1).draw(
        into: &grid, at: Rect(x: x, y: rect.minY, width: width, height: 1), style: style, look: look)
      grid.write(String(index + 1), at: Point(x, rect.minY), style: style.adding([.bold, .reverse]))
      x += width
    }
  }

  private func drawPath(_ cells: CellsPortrait, run: Run, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let path = run.way.compactMap(\.point.first)
    var marks: [any Mark] = [ReferenceLine(.vertical(cells.closedForm), style: look.theme.success)]
    marks.append(
      Scatter(
        x: path, y: path.map { _ in 0 }, styles: [look.theme.dimText],
        glyphs: [look.glyphs == .ascii ? "." : "·"], rendering: .glyphs))
    marks.append(
      GlyphMark(look.ornaments.mean, at: DataPoint(cells.theta, 0), style: look.theme.series(0).adding(.bold))
    )
    Plot(
      x: Axis(Scale(from: 0, to: 1), title: "theta"), y: Axis(Scale(from: -1, to: 1), isShown: false),
      marks: marks
    ).draw(into: &grid, at: rect.inset(top: 1), look: look)
    let format = NumberFormat.decimals(6)
    let text =
      "\(look.ornaments.mean) theta \(format.text(cells.theta))   \(look.glyphs == .ascii ? ":" : "┊") closed form \(format.text(cells.closedForm))"
    line(text, at: rect.minY, in: rect, style: look.theme.text, into: &grid)
  }
}

extension String {
  /// The text with blanks after it, at least `width` columns.
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
