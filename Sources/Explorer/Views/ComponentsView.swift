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
    let notes = notes(on: portrait, lab, width: inner.width)
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
          Table.Entry(k < 9 ? "\(k + 1)" : "\(k + 1) \(Theme.componentGlyph(k))", style: style.adding(.bold)),
          Table.Entry(component.weight, .decimals(3)),
        ] + zip(component.mean, lab.columnFormats).map { Table.Entry($0, $1) }
        + zip(component.standardDeviations, lab.columnFormats).map { Table.Entry($0, $1) }
      return Table.Row(entries)
    }
    return Table(columns: header, rows: rows, firstRow: lab.componentScroll)
  }

  private func notes(on portrait: MixturePortrait, _ lab: EMLab, width: Int) -> [(String, Style)] {
    var notes: [(String, Style)] = []
    if let criteria = portrait.criteria {
      let named =
        [("BIC", criteria.bic), ("AIC", criteria.aic)] + (criteria.icl.map { [("ICL", $0)] } ?? [])
      let texts = named.map { "\($0.0) \(NumberFormat.decimals(1).text($0.1))" }
      // A number must not be cut: as many as fit.
      let fitting = (1...3).last { texts.prefix($0).joined(separator: "  ").count <= width } ?? 1
      notes.append((texts.prefix(fitting).joined(separator: "  "), look.theme.text))
    }
    if let least = portrait.leastCertain, let component = least.component {
      let probability = NumberFormat.decimals(2).text(least.certainty)
      let row = "\(lab.sample.isPartial ? " shown" : ""): row \(lab.data.number(ofRow: least.row))"
      notes.append(("least sure\(row) p=\(probability) k=\(component + 1)", look.theme.dimText))
    }
    let narrowest = portrait.narrowest
    let deviation = NumberFormat.significant(2).text(narrowest.smallestEigenvalue.squareRoot())
    let isNarrow = narrowest.smallestEigenvalue < 1e-4
    notes.append(
      (
        "narrowest k=\(narrowest.component + 1): \(deviation) sd of data\(isNarrow ? "!" : "")",
        isNarrow ? look.theme.warning : look.theme.dimText
      ))
    return notes
  }
}
