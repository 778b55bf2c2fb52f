import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The selected row: its values and the conditional law of its component.
  func drawRow(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let selection = lab.run.portrait?.selection
    let title =
      selection.map { "Row \(lab.data.number(ofRow: $0.row))" + ($0.label.map { " \($0)" } ?? "") } ?? "Row"
    let value = selection.map { "log p(x) = \(NumberFormat.decimals(3).text($0.logDensity))" } ?? ""
    let inner = Panel(title, value: value, isFocused: lab.focus == .row)
      .draw(into: &grid, at: rect, look: look)
    guard let selection else {
      drawCentred("Enter selects the row nearest to the cursor; n and N walk", into: &grid, at: inner)
      return
    }
    let values = zip(lab.data.columnNames, selection.values)
      .map { "\($0.0) \(trimmed(NumberFormat.significant(6).text($0.1)))" }
      .joined(separator: "  ")
    grid.write(
      values.fitted(to: inner.width, ellipsis: look.ornaments.ellipsis), at: inner.origin,
      style: look.theme.text)
    drawLaw(selection.responsibilities, into: &grid, at: inner.inset(top: 1))
  }

  /// Probabilities as bars, in two columns at most: all of them in order, or, where there are more, the largest first.
  private func drawLaw(_ law: [Double], into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    guard !law.isEmpty else {
      line(
        "no responsibilities before the first E-step", at: rect.minY, in: rect, style: look.theme.dimText,
        into: &grid)
      return
    }
    let places = rect.height * (rect.width >= 40 && law.count > rect.height ? 2 : 1)
    var order = Array(law.indices)
    if law.count > places { order.sort { (law[$0], $1) > (law[$1], $0) } }
    let shown = order.prefix(places)
    let columns = rect.columns(
      Array(repeating: .share(1), count: (shown.count + rect.height - 1) / rect.height))
    for (place, k) in shown.enumerated() {
      let column = columns[place / rect.height]
      let y = rect.minY + place % rect.height
      let style = look.theme.component(k)
      let number = String(k + 1)
      grid.write(number, at: Point(column.minX, y), style: style.adding(.bold), width: column.width)
      let start = number.count + 1
      grid.write(
        NumberFormat.decimals(3).text(law[k]), at: Point(column.minX + start, y), style: look.theme.text,
        width: column.width - start)
      let bar = Rect(x: column.minX + start + 6, y: y, width: column.width - start - 7, height: 1)
      if bar.width > 1 { HorizontalBar(law[k]).draw(into: &grid, at: bar, style: style, look: look) }
    }
  }
}

/// A number without the zeros at the end of its decimals.
private func trimmed(_ number: String) -> String {
  guard number.contains("."), !number.contains("e") else { return number }
  var text = number
  while text.hasSuffix("0") { text.removeLast() }
  return text.hasSuffix(".") ? String(text.dropLast()) : text
}
