import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The settings as they are, and θ; F2 changes them.
  func drawSettings(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: "F2", isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    for (row, text) in settingsLines(of: lab).enumerated() {
      line(text, at: inner.minY + row, in: inner, style: look.theme.text, into: &grid)
    }
  }

  private func settingsLines(of lab: VILab) -> [String] {
    let plan = lab.plan
    var lines = ["model \(plan.summary.title)"]
    if let mixture = plan.mixtureSettings {
      lines.append("q: \(mixture.encoder.name)   K \(mixture.components) \(mixture.family.rawValue)")
    } else if let settings = plan.settings {
      lines.append("q: \(settings.method.name)")
    }
    lines.append((plan.tolerance.map { "tol \(shortNumber($0))  " } ?? "") + "speed \(lab.pace.name)")
    if let dial = lab.run.portrait?.dial { lines.append("dial \(shortNumber(dial.value))") }
    for table in lab.run.portrait?.tables ?? [] {
      let values = table.rows.map { row in
        "\(row.name) \(row.values.first.map { NumberFormat.significant(4).text($0) } ?? "")"
      }
      lines += values.joined(separator: "  ").broken(at: 38)
    }
    return lines
  }
}
