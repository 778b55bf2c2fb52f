import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The parameter as a table, and below it what stands out.
  func drawComponents(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let portrait = lab.run.portrait
    let value = portrait.map { "\($0.settings.family.rawValue), \($0.degreesOfFreedom) params" } ?? ""
    let inner = Panel("Components", value: value, isFocused: lab.focus == .components)
      .draw(into: &grid, at: rect, look: look)
    guard let portrait else { return }
    let notes = notes(on: portrait)
    let noteRows =
      inner.height > portrait.components.count + 1 + notes.count || inner.height > 6 ? notes.count : 0
    let rows = inner.rows([.share(1), .cells(noteRows)])
    componentTable(portrait, lab).draw(into: &grid, at: rows[0], look: look)
    for (index, note) in notes.prefix(noteRows).enumerated() {
      let fitted = note.0.fitted(to: inner.width, ellipsis: look.ornaments.ellipsis)
      grid.write(fitted, at: Point(rows[1].minX, rows[1].minY + index), style: note.1)
    }
  }

  private func componentTable(_ portrait: MixturePortrait, _ lab: EMLab) -> Table {
    let columns = lab.data.columnNames.indices
    let number = { (title: String) in Table.Column(title, .right) }
    let numbered = lab.isOneDimensional ? [""] : columns.map { String($0 + 1) }
    let header =
      [Table.Column("k", .left), number("pi")] + numbered.map { number("mu\($0)") }
      + numbered.map { number("sd\($0)") }
    let rows = portrait.components.enumerated().map { k, component in
      let style = look.theme.component(k)
      let entries =
        [
          Table.Entry(String(Theme.componentGlyph(k)), style: style.adding(.bold)),
          Table.Entry(component.weight, .decimals(3)),
        ] + zip(component.mean, lab.columnFormats).map { Table.Entry($0, $1) }
        + zip(component.standardDeviations, lab.columnFormats).map { Table.Entry($0, $1) }
      return Table.Row(entries)
    }
    return Table(columns: header, rows: rows, firstRow: lab.componentScroll)
  }

  private func notes(on portrait: MixturePortrait) -> [(String, Style)] {
    var notes: [(String, Style)] = []
    if let least = portrait.leastCertain, let component = least.component {
      let probability = NumberFormat.decimals(2).text(least.certainty)
      notes.append(
        ("least sure: row \(least.row + 1) p=\(probability) k=\(component + 1)", look.theme.dimText))
    }
    let narrowest = portrait.narrowest
    let eigenvalue = NumberFormat.significant(2).text(narrowest.smallestEigenvalue)
    let isNarrow = narrowest.smallestEigenvalue < 1e-4
    notes.append(
      (
        "min eig \(eigenvalue) k=\(narrowest.component + 1)\(isNarrow ? ": nearly degenerate" : ": none degenerate")",
        isNarrow ? look.theme.warning : look.theme.dimText
      ))
    return notes
  }

  /// The selected row: its values and the conditional law of its component.
  func drawRow(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let selection = lab.run.portrait?.selection
    let title = selection.map { "Row \($0.row + 1)" + ($0.label.map { " \($0)" } ?? "") } ?? "Row"
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

  /// Probabilities as bars, in as many columns as it takes.
  private func drawLaw(_ law: [Double], into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    guard !law.isEmpty else {
      grid.write(
        "no responsibilities before the first E-step".fitted(
          to: rect.width, ellipsis: look.ornaments.ellipsis),
        at: rect.origin, style: look.theme.dimText)
      return
    }
    let columns = rect.columns(
      Array(repeating: .share(1), count: (law.count + rect.height - 1) / rect.height))
    for (k, probability) in law.enumerated() {
      let column = columns[k / rect.height]
      let y = rect.minY + k % rect.height
      let style = look.theme.component(k)
      grid.write(
        String(Theme.componentGlyph(k)), at: Point(column.minX, y), style: style.adding(.bold),
        width: column.width)
      grid.write(
        NumberFormat.decimals(3).text(probability), at: Point(column.minX + 2, y), style: look.theme.text,
        width: column.width - 2)
      let bar = Rect(x: column.minX + 8, y: y, width: column.width - 9, height: 1)
      if bar.width > 1 { HorizontalBar(probability).draw(into: &grid, at: bar, style: style, look: look) }
    }
  }

  /// The settings as they are; F2 changes them.
  func drawSettings(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: "F2", isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    let settings = lab.run.portrait?.settings ?? lab.settings
    let axes = lab.isOneDimensional ? lab.plane.x.name : "\(lab.plane.x.name), \(lab.plane.y.name)"
    let lines = [
      "K \(settings.components)  \(settings.family.rawValue)  start \(settings.start.name)",
      "ridge \(shortNumber(settings.ridge))  tol \(shortNumber(settings.tolerance))  speed \(lab.pace.name)",
      "axes \(axes)",
      "units \(lab.data.transform.isIdentity ? "the data's own" : "standardised for the fit")",
      lab.data.labels.map { "label \($0.name), \($0.levels.count) classes" } ?? "",
    ]
    for (row, line) in lines.enumerated() where row < inner.height {
      grid.write(
        line.fitted(to: inner.width, ellipsis: look.ornaments.ellipsis),
        at: Point(inner.minX, inner.minY + row), style: look.theme.text)
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
