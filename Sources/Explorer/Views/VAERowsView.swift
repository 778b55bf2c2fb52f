import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What the cursor decodes to, of both runs where there are two.
  func drawDecoded(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel(
      "Decode", value: lab.imageShape.map(\.description) ?? "", isFocused: lab.focus == .decoded
    ).draw(into: &grid, at: rect, look: look)
    let decoded = lab.runs.compactMap { run in
      run.portrait?.decoded.map { (lab.runs.count > 1 ? run.name : "", $0) }
    }
    guard !decoded.isEmpty else { return }
    if lab.imageShape != nil {
      drawPictures(decoded, of: lab, into: &grid, at: inner)
    } else if decoded.count == 1 {
      drawBars(decoded[0].1, of: lab, into: &grid, at: inner)
    } else {
      drawTable(decoded, of: lab, into: &grid, at: inner)
    }
  }

  /// The selected row and what the nets make of it, with the mean squared error of a value.
  func drawReconstruction(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let number = lab.data.number(ofRow: lab.row)
    let label = lab.data.labels?.level(ofRow: lab.row)
    let titles = ["Reconstruction x | x^", "Recon x | x^", "x | x^"]
    let value = "row \(number)" + (label.map { rect.width >= 34 ? " \($0)" : "" } ?? "")
    let title = titles.first { $0.count + value.count + 10 <= rect.width } ?? titles[2]
    let inner = Panel(title, value: value, isFocused: lab.focus == .reconstruction)
      .draw(into: &grid, at: rect, look: look)
    let made = lab.runs.compactMap { run in run.portrait.map { (run.name, $0.reconstruction) } }
    guard let first = made.first else { return }
    let rows = inner.rows([.share(1), .cells(inner.height > 3 ? 1 : 0)])
    let items =
      [("x", first.1.observed)]
      + made.map { (lab.runs.count > 1 ? "x^\($0.0)" : "x^", $0.1.decoded) }
    if lab.imageShape != nil {
      drawPictures(items, of: lab, into: &grid, at: rows[0])
    } else {
      drawTable(items, of: lab, into: &grid, at: rows[0])
    }
    let errors = made.map { name, row -> String in
      let error = NumberFormat.significant(2).text(meanSquaredError(row, lab))
      return lab.runs.count > 1 ? "\(name) \(error)" : error
    }
    let texts = ["mse \(errors.joined(separator: "  "))", errors.joined(separator: " ")]
    line(
      texts.first { $0.count <= rows[1].width } ?? texts[1], at: rows[1].minY, in: rows[1],
      style: look.theme.text,
      into: &grid)
  }

  /// Of a value that was observed, in the data's own units.
  private func meanSquaredError(_ row: AutoencoderPortrait.Reconstruction, _ lab: VAELab) -> Double {
    var sum = 0.0
    var count = 0.0
    for (column, value) in row.observed.enumerated() where !value.isNaN {
      let error = (value - row.decoded[column]) * lab.data.transform.scale[column]
      sum += error * error
      count += 1
    }
    return sum / max(count, 1)
  }

  /// Pictures side by side, each under its name where that is not empty.
  private func drawPictures(
    _ items: [(name: String, values: [Double])], of lab: VAELab, into grid: inout Grid, at rect: Rect
  ) {
    let places = rect.columns(items.map { _ in .share(1) })
    for (item, place) in zip(items, places) {
      let isNamed = !item.name.isEmpty && place.height > 3
      let part = place.inset(top: isNamed ? 1 : 0, right: items.count > 1 && place.width > 2 ? 1 : 0)
      if isNamed { line(item.name, at: place.minY, in: place, style: look.theme.dimText, into: &grid) }
      drawValues(item.values, of: lab, into: &grid, at: part)
    }
  }

  /// Each column with its value in the data's own units and a bar between its least and greatest value.
  private func drawBars(_ values: [Double], of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let names = lab.data.columnNames
    let format = NumberFormat.significant(4)
    let digits = min(
      values.indices.prefix(rect.height).reduce(0) {
        max($0, format.text(lab.data.transform.own(values[$1], column: $1)).count)
      }, 9)
    let width = min(names.map(\.count).max() ?? 0, max(2, rect.width - digits - 1))
    for (column, value) in values.enumerated() where column < rect.height {
      let y = rect.minY + column
      let name = names[column].fitted(to: width, ellipsis: look.ornaments.ellipsis)
      grid.write(name, at: Point(rect.minX, y), style: look.theme.dimText)
      let own = lab.data.transform.own(value, column: column)
      let text = format.text(own, width: min(digits, max(0, rect.width - width - 1)))
      let x = rect.minX + width + 1
      grid.write(text, at: Point(x, y), style: look.theme.text)
      let bar = Rect(x: x + text.count + 1, y: y, width: rect.maxX - x - text.count - 1, height: 1)
      let range = lab.ranges[column]
      guard bar.width > 1 else { continue }
      HorizontalBar(value - range.lowerBound, of: range.upperBound - range.lowerBound)
        .draw(into: &grid, at: bar, style: look.theme.series(0), look: look)
    }
  }

  /// Rows as columns of a table, in the data's own units.
  private func drawTable(
    _ items: [(name: String, values: [Double])], of lab: VAELab, into grid: inout Grid, at rect: Rect
  ) {
    var table = Table(
      columns: [Table.Column("", .left)] + items.map { Table.Column($0.name, .right) },
      rows: lab.data.columnNames.indices.prefix(max(0, rect.height)).map { column in
        Table.Row(
          [Table.Entry(lab.data.columnNames[column], style: look.theme.dimText)]
            + items.map { item in
              let value = item.values[column]
              return Table.Entry(
                value.isNaN
                  ? "missing"
                  : NumberFormat.significant(4).text(lab.data.transform.own(value, column: column)))
            })
      })
    table.shortenNames(toFit: rect.width, ellipsis: look.ornaments.ellipsis)
    table.draw(into: &grid, at: rect, look: look)
  }
}
