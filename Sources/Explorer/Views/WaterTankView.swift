import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The exact answer beside linear nets: the eigenvalues as columns with σ² as the level of the water, on a log axis, so that
  /// what stands above the water is twice a latent's rate in nats.
  func drawWaterTank(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let tank = lab.run.portrait?.waterTank
    let value = tank.map { "sigma2 \(NumberFormat.significant(3).text($0.level))" } ?? ""
    let titles = ["PPCA water-tank, w: KL, gaps", "PPCA water-tank", "Water-tank"]
    let inner = Panel(
      titles.first { $0.count + value.count + 9 <= rect.width } ?? titles[2], value: value,
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let tank, let portrait = lab.run.portrait else { return }
    let notes = tankNotes(tank, portrait)
    let width = notes.map(\.0.count).max() ?? 0
    let isBeside = inner.width >= width + 22
    let parts =
      isBeside
      ? inner.columns([.share(1), .cells(width + 1)])
      : inner.rows([
        .share(1), .cells(inner.height >= notes.count + 5 ? notes.count : min(3, inner.height / 2)),
      ])
    if !parts[0].isEmpty, parts[0].height > 2 {
      tankPlot(tank, portrait).draw(into: &grid, at: parts[0], look: look)
    }
    let text = isBeside ? parts[1].inset(left: 1) : parts[1]
    for (row, note) in notes.enumerated() {
      line(note.0, at: text.minY + row, in: text, style: note.1, into: &grid)
    }
  }

  private func tankPlot(_ tank: WaterTank, _ portrait: AutoencoderPortrait) -> Plot {
    let shown = tank.eigenvalues.prefix(24).map { max($0, 1e-300) }
    let least = min(shown.min() ?? 1, tank.level)
    let scale = Scale(
      from: max(least / 2, (shown.max() ?? 1) * 1e-6), to: (shown.max() ?? 1) * 1.5, kind: .logarithmic)
    let latents = portrait.settings.latents
    func columns(_ height: (Double) -> Double) -> [StackedColumns.Column] {
      shown.enumerated().map { .init(x: Double($0.offset + 1), height: height($0.element), shares: [1]) }
    }
    let isAscii = look.glyphs == .ascii
    // What is above the water first, then the water over its foot.
    let above = StackedColumns(
      columns { $0 }, parts: [.init(isAscii ? "#" : "█", style: look.theme.series(0))], width: 0.6)
    let below = StackedColumns(
      columns { min($0, tank.level) }, parts: [.init(isAscii ? "~" : "░", style: look.theme.series(1))],
      width: 0.6)
    var marks: [any Mark] = [above, below]
    marks.append(ReferenceLine(.horizontal(tank.level), label: "sigma2", style: look.theme.accent))
    if latents < shown.count {
      marks.append(ReferenceLine(.vertical(Double(latents) + 0.5), label: "k", style: look.theme.guide))
    }
    return Plot(
      x: Axis(Scale(from: 0.4, to: Double(shown.count) + 0.6), title: "j"),
      y: Axis(scale, title: "eigenvalue"), marks: marks)
  }

  private func tankNotes(_ tank: WaterTank, _ portrait: AutoencoderPortrait) -> [(String, Style)] {
    let rows = Double(max(portrait.trainingRows, 1))
    let nats = NumberFormat.decimals(4)
    let theme = look.theme
    func rates(_ values: [Double]) -> String {
      values.prefix(4).map { NumberFormat.decimals(3).text($0) }.joined(separator: " ")
        + (values.count > 4 ? " ..." : "")
    }
    var notes: [(String, Style)] = [
      ("= l \(nats.text(tank.logLikelihood / rows)) per row", theme.success)
    ]
    if let bound = tank.bound {
      notes.append(("\(look.ornaments.atLeast) \(nats.text(bound / rows)) bound", theme.series(0)))
      notes.append(
        (
          "gap \(NumberFormat.significant(3).text((tank.logLikelihood - bound) / rows)) nats", theme.warning
        ))
    }
    notes += [
      ("= MLE \(nats.text(tank.bestLogLikelihood / rows)), PPCA", theme.text),
      ("KL exact   \(rates(tank.bestRates))", theme.text),
      ("KL learned \(rates(portrait.divergences.sorted(by: >)))", theme.text),
      (
        "sigma2 \(NumberFormat.significant(3).text(tank.level)), best \(NumberFormat.significant(3).text(tank.bestLevel))",
        theme.text
      ),
    ]
    if portrait.settings.beta != 1 {
      notes.append(
        (
          "beta \(shortNumber(portrait.settings.beta)) goes to \(NumberFormat.significant(3).text(tank.trainedLevel))",
          theme.warning
        ))
    }
    if let rotation = tank.rotation {
      notes.append(("turned \(NumberFormat.decimals(1).text(rotation)) degrees   O: by 15", theme.accent))
    }
    return notes
  }
}
