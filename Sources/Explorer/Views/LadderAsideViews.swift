import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The data and rows drawn from the fitted laws, all on one scale.
  func drawLadderSamples(of lab: LadderLab, into grid: inout Grid, at rect: Rect) {
    let findings = lab.findings
    let count = findings?.settings.samples ?? lab.settings.samples
    let inner = Panel(
      "Samples on one scale", value: "\(grouped(count)) each", isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let findings else { return drawCentred("the data and what each law draws", into: &grid, at: inner) }
    let width = findings.training.dimensions == 1 ? 18 : 16
    let room = max(1, inner.width / width)
    let laws = shownLaws(of: lab, count: room - 1)
    let cells = inner.columns(Array(repeating: .share(1), count: laws.count + 1))
    let window = SampleWindow(findings.training)
    let data = window.unscaled(findings.training)
    draw(data, "data", window, style: look.theme.text, into: &grid, at: cells[0])
    for (rung, cell) in zip(laws, cells.dropFirst()) {
      guard let result = findings.result(rung) else { continue }
      let isChosen = rung == lab.chosen
      draw(
        result.samples, "\(lab.letter(of: rung)) \(title(of: rung))", window,
        style: isChosen ? look.theme.cursor : look.theme.series(0), into: &grid, at: cell)
    }
  }

  /// The laws in sight: those around the one chosen that have samples.
  private func shownLaws(of lab: LadderLab, count: Int) -> [Rung] {
    let all = lab.shownRungs.filter { (lab.findings?.result($0)?.samples.rows ?? 0) > 0 }
    guard count > 0, all.count > count else { return all }
    let place = all.firstIndex(of: lab.chosen) ?? 0
    let first = min(max(0, place - count / 2), all.count - count)
    return Array(all[first..<(first + count)])
  }

  private func draw(
    _ rows: Matrix<Double>, _ caption: String, _ window: SampleWindow, style: Style, into grid: inout Grid,
    at rect: Rect
  ) {
    let parts = rect.inset(right: 1).rows([.share(1), .cells(1)])
    line(caption, at: parts[1].minY, in: parts[1], style: style, into: &grid)
    guard rows.rows > 0 else { return }
    if let shape = window.shape {
      let picture = (0..<rows.columns).map { rows[0, $0] }
      _ = GreyPicture(picture, rows: shape.height, columns: shape.width, range: window.greys)
        .draw(into: &grid, at: parts[0], look: look)
      return
    }
    let across = Axis(window.x, isShown: false)
    guard rows.columns > 1 else {
      let histogram = Histogram(
        of: rows.column(0), bins: max(6, parts[0].width), over: window.x, style: style)
      let top = Scale(from: 0, to: max(histogram.heights.max() ?? 1, 1e-12))
      Plot(x: across, y: Axis(top, isShown: false), marks: [histogram])
        .draw(into: &grid, at: parts[0], look: look)
      return
    }
    let scatter = Scatter(x: rows.column(0), y: rows.column(1), styles: [style], glyphs: ["."])
    Plot(x: across, y: Axis(window.y, isShown: false), marks: [scatter])
      .draw(into: &grid, at: parts[0], look: look)
  }

  /// The value of each rung over the time that its fit took.
  func drawLadderTimes(of lab: LadderLab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel(
      "\(lab.showsTotals ? "Nats" : "Nats a row") by time of the fit", value: "log s",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    var marks: [any Mark] = []
    var (times, values): ([Double], [Double]) = ([], [])
    for rung in lab.shownRungs {
      guard let result = lab.findings?.result(rung), result.seconds > 0, let score = lab.score(of: rung)
      else {
        continue
      }
      let value = lab.showsTotals ? score.objective.nats : score.natsPerRow
      guard value.isFinite else { continue }
      times.append(max(result.seconds, 1e-4))
      values.append(value)
      let isChosen = rung == lab.chosen
      marks.append(
        GlyphMark(
          lab.letter(of: rung).unicodeScalars.first ?? "?", at: DataPoint(max(result.seconds, 1e-4), value),
          style: isChosen ? look.theme.cursor.adding(.bold) : look.theme.text))
    }
    guard let highest = values.max() else {
      return drawCentred("nothing was timed yet", into: &grid, at: inner)
    }
    let sorted = values.sorted(by: >)
    let middle = max(highest - sorted[sorted.count / 2], 1e-6 * max(1, abs(highest)))
    let shown = sorted.filter { highest - $0 <= 12 * middle }
    Plot(
      x: Axis(Scale(fitting: times, kind: .logarithmic, margin: 0.08), title: "s"),
      y: Axis(Scale(fitting: shown, margin: 0.1)), marks: marks
    ).draw(into: &grid, at: inner, look: look)
  }
}

/// The part of the plane that all samples are drawn in: that of the data.
private struct SampleWindow {
  let x: Scale
  let y: Scale
  let shape: ImageShape?
  let greys: ClosedRange<Double>

  init(_ data: DataTable) {
    let rows = Self.inOwnUnits(data)
    x = Scale(fitting: rows.rows > 0 ? rows.column(0) : [0, 1], margin: 0.05)
    y = Scale(fitting: rows.columns > 1 ? rows.column(1) : [0, 1], margin: 0.05)
    shape = data.pictureShape
    greys = (rows.storage.min() ?? 0)...max(rows.storage.max() ?? 1, (rows.storage.min() ?? 0) + 1e-12)
  }

  /// The rows in the data's own units, as samples are.
  func unscaled(_ data: DataTable) -> Matrix<Double> { Self.inOwnUnits(data) }

  private static func inOwnUnits(_ data: DataTable) -> Matrix<Double> {
    var rows = data.values
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        rows[row, column] = data.transform.own(rows[row, column], column: column)
      }
    }
    return rows
  }
}
