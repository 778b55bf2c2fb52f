import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// How noise grows: ᾱ over the levels, and where the film stands among them.
  func drawSchedule(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    guard let schedule = lab.run.portrait?.schedule else {
      Panel("Schedule", isFocused: lab.focus == .schedule).draw(into: &grid, at: rect, look: look)
      return
    }
    let inner = Panel(
      "Schedule", value: "\(lab.settings.schedule.name), T \(schedule.levels)",
      isFocused: lab.focus == .schedule
    ).draw(into: &grid, at: rect, look: look)
    let hasNote = inner.height >= 4
    let rows = inner.rows([.share(1), .cells(hasNote ? 1 : 0)])
    let stride = max(1, schedule.levels / 200)
    let places = Array(Swift.stride(from: 0, through: schedule.levels, by: stride))
    let signal = LineSeries(
      places.map { DataPoint(Double($0), schedule[$0].signalVariance) }, name: "a_bar",
      style: look.theme.series(0),
      glyph: "*")
    var marks: [any Mark] = [signal]
    let t = lab.shownLevel?.number ?? (lab.scene.isOn || lab.focus == .schedule ? lab.sceneLevel : nil)
    if let t { marks.append(ReferenceLine(.vertical(Double(t)), style: look.theme.cursor)) }
    Plot(
      x: Axis(Scale(from: 0, to: Double(schedule.levels)), title: "t"),
      y: Axis(Scale(from: 0, to: 1), title: "a_bar"), marks: marks
    ).draw(into: &grid, at: rows[0], look: look)
    guard hasNote else { return }
    line(
      levelText(t ?? schedule.levels / 2, schedule, isShort: inner.width < 44), at: rows[1].minY, in: rows[1],
      style: look.theme.text, into: &grid)
  }

  /// What is to be known of level t.
  private func levelText(_ t: Int, _ schedule: NoiseSchedule, isShort: Bool) -> String {
    let format = NumberFormat.significant(3)
    let level = schedule[t]
    var parts = ["t \(t)", "a_bar \(format.text(level.signalVariance))"]
    if t > 0 { parts.append("SNR \(format.text(level.signalToNoise))") }
    if t > 0, !isShort { parts.append("b~ \(format.text(schedule.betaTilde(t)))") }
    return parts.joined(separator: "  ")
  }
}
