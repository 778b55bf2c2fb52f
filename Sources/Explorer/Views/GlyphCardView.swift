import CellGrid
import Glibc
import PlotKit

extension Explorer {
  /// The card: the same curve in every glyph set, and the classes by colour and glyph.
  func draw(_ card: GlyphCard, into grid: inout Grid) {
    let inner = frame(
      "Which do you see?", Size(68, 4 * card.sets.count + 2), value: "Esc closes", into: &grid)
    let visible = max(1, min(card.sets.count, (inner.height - 2) / 4))
    let place = card.sets.firstIndex(of: card.chosen) ?? 0
    let first = min(max(0, place - visible + 1), card.sets.count - visible)
    for (row, set) in card.sets.dropFirst(first).prefix(visible).enumerated() {
      let isChosen = set == card.chosen
      let rect = Rect(x: inner.minX, y: inner.minY + 4 * row, width: inner.width, height: 4)
      let style = isChosen ? look.theme.selection : look.theme.text
      grid.fill(Rect(x: rect.minX, y: rect.minY, width: rect.width, height: 1), with: Cell(style: style))
      line(
        "\(first + row + 1) \(set.rawValue): \(set.wanted)", at: rect.minY, in: rect, style: style,
        into: &grid)
      drawCurve(in: set, into: &grid, at: rect.inset(left: 2, top: 1))
    }
    var x = inner.minX
    for index in 0..<min(8, max(0, inner.width / 4)) where inner.height > 5 {
      let glyph = String(Character(Theme.componentGlyph(index)))
      x += grid.write("\(glyph)  ", at: Point(x, inner.maxY - 1), style: look.theme.component(index))
    }
  }

  /// A wave of one and a half periods.
  private func drawCurve(in set: GlyphSet, into grid: inout Grid, at rect: Rect) {
    guard rect.width > 0, rect.height > 0 else { return }
    var canvas = Canvas(rect.size, glyphs: set)
    let pen = canvas.pen(Ink(look.theme.series(0), layer: Layer.lines))
    let (width, height) = (Double(canvas.width - 1), Double(canvas.height - 1))
    canvas.polyline(
      (0...60).map { step in
        let share = Double(step) / 60
        return DotPoint(share * width, height / 2 * (1 - sin(3 * .pi * share)))
      }, pen)
    canvas.draw(into: &grid, at: rect)
  }
}
