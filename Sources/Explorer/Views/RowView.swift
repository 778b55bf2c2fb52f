import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The selected row: its values, and what is known of its latent.
  func drawRow(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    switch lab.run.portrait?.picture {
    case .mixture(let mixture):
      guard let reading = mixture.selection else { break }
      let facts = RowFacts(
        row: reading.row, label: reading.label, logDensity: reading.logDensity, values: reading.values,
        imputed: reading.imputed)
      let inner = drawValues(facts, of: lab, into: &grid, at: rect)
      drawLaw(reading.responsibilities, into: &grid, at: inner)
      return
    case .cloud(let cloud):
      guard let reading = cloud.selection else { break }
      let facts = RowFacts(
        row: reading.row, label: reading.label, logDensity: reading.logDensity, values: reading.values,
        imputed: reading.imputed)
      let inner = drawValues(facts, of: lab, into: &grid, at: rect)
      for (index, text) in latents(reading.latents, width: inner.width).enumerated() {
        line(text, at: inner.minY + index, in: inner, style: look.theme.accent, into: &grid)
      }
      return
    case .groups(let groups):
      guard let index = groups.selectedGroup, groups.groups.indices.contains(index) else { break }
      drawGroup(groups.groups[index], into: &grid, at: rect, isFocused: lab.focus == .aside)
      return
    case .cells, nil: break
    }
    let inner = Panel("Row", isFocused: lab.focus == .aside).draw(into: &grid, at: rect, look: look)
    drawCentred(emptyRow(of: lab), into: &grid, at: inner)
  }

  private func emptyRow(of lab: EMLab) -> String {
    switch lab.run.portrait?.picture {
    case .cells: "cells have no rows to read out"
    case .groups: "\(key(.nextRow)) and \(key(.previousRow)) walk through the rows and their groups"
    case .mixture, .cloud, nil:
      "\(key(.selectRow)) selects the row nearest to the cursor; \(key(.nextRow)) and \(key(.previousRow)) walk"
    }
  }

  /// A row as it is read out, whatever the model.
  private struct RowFacts {
    let row: Int
    let label: String?
    let logDensity: Double
    let values: [Double]
    let imputed: [CloudPortrait.Reading.Imputed?]
  }

  /// The frame and the values; a missing one is told by its conditional mean and standard deviation.
  /// - Returns: the cells that are left.
  private func drawValues(_ facts: RowFacts, of lab: EMLab, into grid: inout Grid, at rect: Rect) -> Rect {
    let title = "Row \(lab.data.number(ofRow: facts.row))" + (facts.label.map { " \($0)" } ?? "")
    let inner = Panel(
      title, value: "log p(x) = \(NumberFormat.decimals(3).text(facts.logDensity))",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    let parts = facts.values.indices.map { column -> (text: String, style: Style) in
      let name = lab.data.columnNames[column]
      guard facts.values[column].isNaN, facts.imputed.indices.contains(column),
        let imputed = facts.imputed[column]
      else {
        let value = facts.values[column]
        let text = value.isNaN ? "missing" : trimmed(NumberFormat.significant(6).text(value))
        return ("\(name) \(text)", value.isNaN ? look.theme.warning : look.theme.text)
      }
      return ("\(name) \(withDeviation(imputed)) missing", look.theme.warning)
    }
    var (x, y) = (inner.minX, inner.minY)
    // Two rows at most, so that what is known of the latent stays in sight.
    for part in parts {
      if x > inner.minX, x + part.text.count > inner.maxX {
        guard y - inner.minY < min(1, inner.height - 2) else {
          grid[inner.maxX - 1, y] = Cell(look.ornaments.ellipsis, style: look.theme.dimText)
          break
        }
        (x, y) = (inner.minX, y + 1)
      }
      let room = inner.maxX - x
      x +=
        grid.write(
          part.text.fitted(to: room, ellipsis: look.ornaments.ellipsis), at: Point(x, y), style: part.style)
        + 2
    }
    return inner.inset(top: min(inner.height, y - inner.minY + 1))
  }

  private func withDeviation(_ value: CloudPortrait.Reading.Imputed) -> String {
    let format = NumberFormat.significant(4)
    return
      "\(format.text(value.mean)) \(look.ornaments.plusMinus) \(NumberFormat.significant(2).text(value.standardDeviation))"
  }

  /// The latents in lines, none of which breaks a number off its name.
  private func latents(_ latents: [CloudPortrait.Reading.Imputed], width: Int) -> [String] {
    var lines: [String] = []
    for (index, latent) in latents.enumerated() {
      let text = "z\(index + 1) = \(withDeviation(latent))"
      if let last = lines.last, last.count + 2 + text.count <= width {
        lines[lines.count - 1] += "  \(text)"
      } else {
        lines.append(text)
      }
    }
    return lines
  }

  private func drawGroup(
    _ group: GroupsPortrait.Group, into grid: inout Grid, at rect: Rect, isFocused: Bool
  ) {
    let inner = Panel(
      "Group \(group.name)", value: "log p = \(NumberFormat.decimals(3).text(group.logDensity))",
      isFocused: isFocused
    ).draw(into: &grid, at: rect, look: look)
    let format = NumberFormat.significant(6)
    let conditional = CloudPortrait.Reading.Imputed(
      mean: group.conditionalMean, standardDeviation: group.conditionalDeviation)
    let lines = [
      "\(group.values.count) observed: "
        + group.values.map { trimmed(format.text($0)) }.joined(separator: " "),
      "mean \(trimmed(format.text(group.mean)))", "conditional mean \(withDeviation(conditional))",
    ]
    for (index, text) in lines.enumerated() {
      line(text, at: inner.minY + index, in: inner, style: look.theme.text, into: &grid)
    }
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
