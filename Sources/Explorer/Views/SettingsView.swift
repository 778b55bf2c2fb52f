import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The settings as they are; F2 changes them.
  func drawSettings(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: "F2", isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    let settings = lab.run.portrait?.settings ?? lab.settings
    let axes = lab.isOneDimensional ? lab.plane.x.name : "\(lab.plane.x.name), \(lab.plane.y.name)"
    let lines = [
      "K \(settings.components)  \(settings.family.rawValue)  start \(settings.start.name)",
      "ridge \(shortNumber(settings.ridge))  tol \(shortNumber(settings.tolerance))  speed \(lab.pace.name)",
      "axes \(axes)",
      "units \(lab.data.transform.isIdentity ? "the data's own" : "standardised for the fit")",
      lab.data.labels.map { "label \($0.name), \($0.levels.count) classes" } ?? "",
    ]
    for (row, line) in lines.enumerated() where row < inner.height {
      grid.write(
        line.fitted(to: inner.width, ellipsis: look.ornaments.ellipsis),
        at: Point(inner.minX, inner.minY + row), style: look.theme.text)
    }
  }
}
