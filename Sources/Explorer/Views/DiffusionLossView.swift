import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The mean squared error of the noise over the training, and below it what it is made of: the part that no net can take away, and
  /// the excess over it.
  func drawLoss(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let value = lossText(of: lab.run)
    let inner = Panel("Training loss", value: value, isFocused: lab.focus == .loss)
      .draw(into: &grid, at: rect, look: look)
    let notes = lossNotes(of: lab)
    let kept = notes.prefix(max(0, inner.height - 4))
    let rows = inner.rows([.share(1), .cells(kept.count)])
    if let plot = lossPlot(of: lab) {
      plot.draw(into: &grid, at: rows[0], look: look)
    } else {
      drawCentred(
        [
          "nothing is known yet: \(key(.togglePlay)) trains", "nothing yet: \(key(.togglePlay)) trains",
          "\(key(.togglePlay)) trains", "",
        ].fitting(
          rows[0].width), into: &grid,
        at: rows[0])
    }
    drawNotes(kept, into: &grid, at: rows[1])
  }

  private func lossPlot(of lab: DiffusionLab) -> Plot? {
    var series: [LineSeries] = []
    func add(
      _ records: [DiffusionRecord], _ name: String, _ style: Style, _ glyph: Unicode.Scalar,
      _ value: (DiffusionRecord) -> Double?, every: Int = 1
    ) {
      let stride = records.count / 500 + 1
      let points = records.indices.compactMap { index -> DataPoint? in
        guard index % stride == 0 || index == records.count - 1, let y = value(records[index]), y.isFinite,
          !lab.hasLogTrace || y > 0
        else { return nil }
        return DataPoint(Double(records[index].step), y)
      }
      guard !points.isEmpty else { return }
      series.append(LineSeries(points, name: name, style: style, glyph: glyph, every: every))
    }
    if let pinned = lab.baseline {
      add(pinned.records, "pinned \(pinned.name)", look.theme.dimText, ".", \.noiseLoss)
    }
    for (index, run) in lab.runs.enumerated() {
      guard let records = run.portrait?.records else { continue }
      let prefix = lab.runs.count > 1 ? "\(run.name) " : ""
      let style = look.theme.series(index * 2)
      add(records, "\(prefix)eps-mse", style, index == 0 ? "*" : "x", \.noiseLoss)
      add(
        records, "\(prefix)held out", look.theme.series(index * 2 + 1), index == 0 ? "+" : "%", \.heldOut,
        every: 2)
      add(records, "\(prefix)floor", look.theme.success, "-", \.floor, every: 3)
      add(records, "\(prefix)excess", look.theme.warning, "e", \.excess)
    }
    let points = series.flatMap(\.points)
    guard points.count > 0 else { return nil }
    let values = points.map(\.y)
    let low = lab.hasLogTrace ? values.filter { $0 > 0 } : values + [0]
    guard !low.isEmpty else { return nil }
    let last = max(points.map(\.x).max() ?? 1, 1)
    return Plot(
      x: Axis(Scale(from: 0, to: last), title: "step"),
      y: Axis(Scale(fitting: low, kind: lab.hasLogTrace ? .logarithmic : .linear, margin: 0.05)),
      marks: series,
      legend: Legend(
        series.map {
          Legend.Item(
            look.glyphs == .ascii ? $0.glyph : $0.every > 1 ? look.ornaments.dotted : look.ornaments.line,
            $0.name,
            style: $0.style)
        }))
  }

  private func lossNotes(of lab: DiffusionLab) -> [[String]] {
    guard let portrait = lab.run.portrait else { return [] }
    let settings = portrait.settings
    let step = "step \(grouped(portrait.stepsTaken))/\(grouped(settings.steps))"
    let says = "says \(settings.objective.rawValue)"
    var notes = [
      ["\(step)  EMA \(shortNumber(settings.averageDecay))  \(says)", "\(step)  \(says)", step]
    ]
    if let record = portrait.records.last {
      let format = NumberFormat.significant(3)
      if let floor = record.floor, let excess = record.excess {
        let (floor, excess) = (format.text(floor), format.text(excess))
        notes.append(["floor \(floor) exact + excess \(excess)", "floor \(floor) + \(excess)", "+ \(excess)"])
      } else {
        notes.append([
          "most of it is a floor: noise nobody can tell", "most is a floor that no net can pass",
          "most is a floor no net can pass", "most of it is a floor", "mostly floor",
        ])
      }
    }
    return notes
  }
}
