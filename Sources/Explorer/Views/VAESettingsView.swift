import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The settings as they are; F2 changes them.
  func drawSettings(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let inner = Panel("Settings", value: key(.openSettings), isFocused: lab.focus == .settings)
      .draw(into: &grid, at: rect, look: look)
    for (row, text) in settingsLines(of: lab).enumerated() {
      line(text, at: inner.minY + row, in: inner, style: look.theme.text, into: &grid)
    }
  }

  private func settingsLines(of lab: VAELab) -> [String] {
    let settings = lab.settings
    let portrait = lab.run.portrait
    let d = lab.data.dimensions
    func widths(_ ends: [Int]) -> String { ends.map(String.init).joined(separator: "-") }
    let nets =
      "enc \(widths([d] + settings.encoder + [settings.latents]))  "
      + "dec \(widths([settings.latents] + settings.decoder + [d]))"
    var law = settings.law.name
    if let deviation = portrait?.deviation, case .gaussian(_, let isLearned) = settings.law {
      law =
        "gaussian  sigma \(NumberFormat.significant(3).text(deviation)) \(isLearned ? "learned" : "fixed")"
    }
    let draws = settings.objective == .bound ? "" : " k \(settings.objective.draws)"
    let warmup =
      settings.warmup == 0
      ? ""
      : "  warm-up \(settings.warmup)"
        + (portrait.map { $0.iteration >= settings.warmup ? " done" : "" } ?? "")
    var beta = "beta \(shortNumber(settings.beta))\(warmup)"
    if settings.freeNats > 0 { beta += "  free nats \(shortNumber(settings.freeNats))" }
    return [
      nets,
      settings.isLinear
        ? "linear nets, in Double"
        : settings.activationName + (settings.isConditional ? "  told the label" : ""),
      beta, "\(law)", "objective \(settings.objective.name)\(draws)  prior N(0,I)",
      "Adam \(shortNumber(settings.rate))  batch \(settings.batch)  \(lab.pace.stepsName)",
      portrait.map { "rows \(grouped($0.trainingRows)) train, \(grouped($0.heldOutRows)) held out" } ?? "",
    ]
  }
}
