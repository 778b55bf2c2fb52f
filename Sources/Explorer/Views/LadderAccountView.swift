import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// All that is known of the rung that is chosen: what it says of the rows, the gap, how far its samples are from the rows.
  func drawRungAccount(of lab: LadderLab, into grid: inout Grid, at rect: Rect) {
    let letter = lab.letter(of: lab.chosen)
    let result = lab.findings?.result(lab.chosen)
    let inner = Panel(
      "\(letter) \(result?.name ?? title(of: lab.chosen))", value: result?.state ?? "",
      isFocused: lab.focus == .account
    ).draw(into: &grid, at: rect, look: look)
    guard let result else {
      let entry = lab.findings?.entries.first { $0.rung == lab.chosen }
      if case .failed(let reason) = entry?.status {
        for (row, text) in reason.capitalizedFirst.broken(at: inner.width).enumerated() {
          line(text, at: inner.minY + row, in: inner, style: look.theme.warning, into: &grid)
        }
        return
      }
      return drawCentred(
        lab.climb == nil ? "\(key(.togglePlay)) climbs the ladder" : "not fitted yet", into: &grid, at: inner)
    }
    var lines: [(text: String, style: Style)] = []
    for (name, scores) in [("fitted rows", result.inSample), ("held out", result.heldOut)] {
      guard let scores else { continue }
      lines.append((accountLine(name, scores, lab, width: inner.width), look.theme.text))
    }
    if let score = result.leaveOneOut {
      lines.append(("leave-one-out  \(natsText(score, lab))", look.theme.text))
    }
    if let distances = result.distances {
      let format = NumberFormat.decimals(3)
      let parts =
        ["energy \(format.text(distances.energy))", "slW2 \(format.text(distances.slicedWasserstein))"]
        + (distances.coverage.map { ["cover \(NumberFormat.decimals(2).text($0))"] } ?? [])
      let texts = ["samples: \(parts.joined(separator: "  "))", parts.joined(separator: "  ")]
      // A number must not be cut.
      lines.append((texts.first { $0.count <= inner.width } ?? parts.joined(separator: " "), look.theme.text))
    }
    if let spread = lab.seeds?.spread(of: lab.chosen, evaluation: lab.evaluation), spread.nats.count > 1 {
      let rows = lab.showsTotals ? 1 : Double(max(lab.score(of: lab.chosen)?.rows ?? 1, 1))
      let format = NumberFormat.decimals(lab.showsTotals ? 3 : 4)
      lines.append(
        (
          "\(spread.nats.count) seeds: \(format.text(spread.mean / rows)) sd \(format.text(spread.deviation / rows))",
          look.theme.text
        ))
    }
    let cost = [
      "\(countText(result.parametersCount)) params", "fit \(secondsText(result.seconds)) s",
      "scored \(secondsText(result.evaluationSeconds)) s",
    ]
    let costs = (1...3).reversed().map { cost.prefix($0).joined(separator: ", ") }
    lines.append((costs.first { $0.count <= inner.width } ?? costs[2], look.theme.dimText))
    let reasons = [lab.scores(of: lab.chosen)?.likelihoodReason, lab.scores(of: lab.chosen)?.boundReason]
    for note in reasons.compactMap({ $0 }) + result.notes {
      lines += note.capitalizedFirst.broken(at: inner.width).map { ($0, look.theme.dimText) }
    }
    for (row, text) in lines.enumerated() {
      line(text.text, at: inner.minY + row, in: inner, style: text.style, into: &grid)
    }
  }

  /// Likelihood, bound and gap on some rows.
  private func accountLine(
    _ name: String, _ scores: RungScores, _ lab: LadderLab, width: Int
  ) -> String {
    var parts = [name.padded(13)]
    if let likelihood = scores.likelihood { parts.append(natsText(likelihood, lab)) }
    if let bound = scores.bound { parts.append(natsText(bound, lab)) }
    if let gap = scores.gap {
      let rows = lab.showsTotals ? 1 : Double(max(scores.best?.rows ?? 1, 1))
      parts.append("gap \(NumberFormat.significant(3).text(gap / rows))")
    }
    if parts.count == 1 { parts.append("no value") }
    // A number must not be cut.
    while parts.count > 2, parts.joined(separator: "  ").count > width { parts.removeLast() }
    return parts.joined(separator: "  ")
  }
}
