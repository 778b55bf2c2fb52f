import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The parameter as a table, and below it what stands out.
  func drawComponents(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let portrait = lab.run.mixture
    let family = portrait.map { "\($0.settings.family.rawValue), " } ?? ""
    let value = lab.run.portrait.map { "\(family)\($0.degreesOfFreedom) params" } ?? ""
    let name =
      switch lab.plan {
      case .mixture: "Components"
      default: "Parameters"
      }
    let title = lab.runs.count > 1 ? "\(name) of \(lab.run.name)" : name
    let inner = Panel(title, value: value, isFocused: lab.focus == .components)
      .draw(into: &grid, at: rect, look: look)
    if let study = lab.fitStudy(.errors) {
      // Where there is room for both, the parameter stays above its errors.
      let above = (lab.run.mixture?.components.count ?? 0) + 1
      let hasBoth = portrait != nil && inner.height >= above + 9
      let parts = inner.rows([.cells(hasBoth ? above + 1 : 0), .share(1)])
      if hasBoth, let portrait { componentTable(portrait, lab).draw(into: &grid, at: parts[0], look: look) }
      drawErrors(of: study, lab, into: &grid, at: parts[1])
      return
    }
    guard let portrait else {
      if let portrait = lab.run.portrait { drawTables(of: portrait, lab, into: &grid, at: inner) }
      return
    }
    let notes = notes(on: portrait, lab, width: inner.width)
    // The components come first, but for the criteria; a long table scrolls.
    let room = max(inner.height - portrait.components.count - 1, inner.height > 6 ? notes.count : 0)
    let noteRows = min(notes.count, max(0, room))
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
      notes.append((text(of: criteria, width: width), look.theme.text))
    }
    if let noise = portrait.noiseWeight {
      notes.append(("noise: pi0 \(NumberFormat.decimals(3).text(noise))", look.theme.text))
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
    if lab.hasOneStart { notes.append(("1 start: \(key(.beginStudy)) tries more", look.theme.accent)) }
    return notes
  }

  /// Information criteria in a line: all of them, with fewer blanks and decimals where it is short; as many as fit whole
  /// where it is shorter still.
  func text(of criteria: InformationCriteria, width: Int) -> String {
    let named = [("BIC", criteria.bic), ("AIC", criteria.aic)] + (criteria.icl.map { [("ICL", $0)] } ?? [])
    func line(_ count: Int, decimals: Int, _ separator: String) -> String {
      named.prefix(count).map { "\($0.0) \(NumberFormat.decimals(decimals).text($0.1))" }
        .joined(separator: separator)
    }
    let whole = [(1, "  "), (1, " "), (0, "  "), (0, " ")].map { line(named.count, decimals: $0.0, $0.1) }
    // A number must not be cut.
    let part = (1..<named.count).reversed().map { line($0, decimals: 1, "  ") }
    return (whole + part).first { $0.count <= width } ?? line(1, decimals: 1, "")
  }

  /// The tables of a parameter, one below the other, with what the log-likelihood is worth below them.
  private func drawTables(of portrait: EMPortrait, _ lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let hasCriteria = portrait.criteria != nil && rect.height > 4
    let rows = rect.rows([.share(1), .cells(hasCriteria ? 1 : 0)])
    if hasCriteria, let criteria = portrait.criteria {
      line(
        text(of: criteria, width: rect.width), at: rows[1].minY, in: rows[1], style: look.theme.text,
        into: &grid)
    }
    var left = rows[0]
    var skipped = lab.componentScroll
    for table in portrait.tables where !left.isEmpty {
      // A table scrolled out of sight goes with its header.
      if skipped > table.rows.count {
        skipped -= table.rows.count + 1
        continue
      }
      let shown = Table(table, firstRow: skipped, width: left.width, look: look)
      shown.draw(into: &grid, at: left, look: look)
      left = left.inset(top: min(left.height, shown.rows.count + 2))
      skipped = 0
    }
  }
}

extension Table {
  /// A table of a parameter, from row `firstRow` on.
  fileprivate init(_ table: ParameterTable, firstRow: Int, width: Int, look: Look) {
    self.init(
      columns: table.header.enumerated().map { Column($0.element, $0.offset == 0 ? .left : .right) },
      rows: table.rows.dropFirst(firstRow).map { row in
        Row(
          [Entry(row.name, style: look.theme.text.adding(.bold))]
            + row.values.map { Entry($0.isNaN ? "" : NumberFormat.significant(4).text($0)) })
      })
    shortenNames(toFit: width, ellipsis: look.ornaments.ellipsis)
  }

  /// Cuts the names in the first column so far that the numbers fit beside them, but leaves six letters of each.
  mutating func shortenNames(toFit width: Int, ellipsis: Unicode.Scalar) {
    let numbers = columns.indices.dropFirst().reduce(0) { sum, column in
      sum + 1 + rows.reduce(columns[column].title.count) { max($0, $1.entries[column].text.count) }
    }
    let names = rows.reduce(columns[0].title.count) { max($0, $1.entries[0].text.count) }
    let room = max(min(names, 6), min(names, width - numbers))
    columns[0].width = room
    // Names that begin alike are told apart by their ends too.
    let texts = rows.map { $0.entries[0].text }
    guard room < names, Set(texts.map { $0.prefix(room - 1) }).count < Set(texts).count else { return }
    for index in rows.indices where texts[index].count > room {
      let end = room / 2
      let short = "\(texts[index].prefix(room - 1 - end))\(ellipsis)\(texts[index].suffix(end))"
      rows[index].entries[0].text = short
    }
  }
}
