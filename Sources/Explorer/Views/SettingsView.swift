import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The settings as they are; F2 changes them.
  func drawSettings(of lab: EMLab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: key(.openSettings), isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    let lines = settingsLines(of: lab)
    for (row, line) in lines.enumerated() where row < inner.height {
      grid.write(
        line.fitted(to: inner.width, ellipsis: look.ornaments.ellipsis),
        at: Point(inner.minX, inner.minY + row), style: look.theme.text)
    }
  }

  private func settingsLines(of lab: EMLab) -> [String] {
    let plan = lab.plan
    let tolerance = "tol \(shortNumber(plan.tolerance))  speed \(lab.pace.name)"
    var lines: [String]
    switch plan {
    case .mixture(let settings):
      let noise = settings.hasNoise ? "  noise on" : ""
      lines = [
        "K \(settings.components)  \(settings.family.rawValue)  start \(settings.start.name)\(noise)",
        "ridge \(shortNumber(settings.ridge))  \(tolerance)",
      ]
    case .ppca(let settings), .factor(let settings):
      lines = [
        "\(plan.summary.name)  \(settings.latentDimensions) latent  start \(settings.start.name)", tolerance,
      ]
    case .normal(let settings):
      let mean = settings.isMeanZero ? "mean 0" : "mean free"
      lines = ["normal  \(mean)  start \(settings.start.name)", tolerance]
    case .randomIntercept(let settings):
      let response = lab.data.columnNames.indices.contains(settings.response)
      lines = [
        "random intercept of \(response ? lab.data.columnNames[settings.response] : "")", tolerance,
      ]
    case .linkage(let settings): lines = ["linkage  start \(shortNumber(settings.start))", tolerance]
    }
    if plan.method != .em { lines.append("method \(plan.method)") }
    if lab.hasPlane {
      lines.append("axes \(lab.isOneDimensional ? lab.axes.x : "\(lab.axes.x), \(lab.axes.y)")")
    }
    lines.append("units \(lab.data.transform.isIdentity ? "the data's own" : "standardised for the fit")")
    if lab.data.weights != nil { lines.append("rows weighted") }
    if let labels = lab.data.labels { lines.append("label \(labels.name), \(labels.levels.count) classes") }
    return lines
  }
}
