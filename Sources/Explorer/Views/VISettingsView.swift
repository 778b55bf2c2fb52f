import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The settings as they are, and θ; F2 changes them.
  func drawSettings(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: key(.openSettings), isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    for (row, text) in settingsLines(of: lab, width: inner.width).enumerated() {
      line(text, at: inner.minY + row, in: inner, style: look.theme.text, into: &grid)
    }
  }

  private func settingsLines(of lab: VILab, width: Int) -> [String] {
    let plan = lab.plan
    var lines = ["model \(plan.summary.title)"]
    if let mixture = plan.mixtureSettings {
      lines.append("q: \(mixture.encoder.name)   K \(mixture.components) \(mixture.family.rawValue)")
    } else if let settings = plan.settings {
      lines.append("q: \(settings.method.name)")
    }
    lines.append((plan.tolerance.map { "tol \(shortNumber($0))  " } ?? "") + "speed \(lab.pace.name)")
    if let dial = lab.run.portrait?.dial {
      lines.append("dial \(NumberFormat.significant(4).text(dial.value))")
    }
    var isTable = false
    for table in lab.run.portrait?.tables ?? [] {
      // A name stays with its numbers.
      for row in table.rows {
        let format = NumberFormat.significant(row.values.count > 1 ? 3 : 4)
        let text = ([row.name] + row.values.filter { !$0.isNaN }.map { format.text($0) }).joined(
          separator: " ")
        if let last = lines.last, isTable, last.count + 2 + text.count <= width {
          lines[lines.count - 1] = "\(last)  \(text)"
        } else {
          lines.append(text)
        }
        isTable = true
      }
    }
    return lines
  }
}
