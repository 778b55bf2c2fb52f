import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// What every way to a likelihood says of the same rows: EM's number, the variational bound and the probability flow on one line,
  /// by the exact denoiser and by what was learned, and below them where they lie on one axis.
  func drawLikelihoods(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let found = lab.accounts
    let inner = accountPanel(
      "Likelihoods", value: found.map { rowsText($0.rows, of: $0.trainingRows, lab) } ?? "", of: lab,
      into: &grid,
      at: rect)
    guard let found else { return drawMissingAccount(of: lab, into: &grid, at: inner) }
    let variance = lab.accountChoice.variance
    let texts = [exactLine(found, variance), learnedLine(found, variance)].map {
      $0.lines(width: inner.width)
    }
    let hasNote = inner.height >= 6
    let rows = inner.rows([.cells(texts[0].count + texts[1].count), .share(1), .cells(hasNote ? 1 : 0)])
    for (index, text) in texts.joined().enumerated() {
      let style = index < texts[0].count ? look.theme.text.adding(.bold) : look.theme.text
      line(text, at: rows[0].minY + index, in: rows[0], style: style, into: &grid)
    }
    drawFlags(flags(found, variance), into: &grid, at: rows[1])
    line(
      likelihoodNote(found, variance, of: lab, width: inner.width), at: rows[2].minY, in: rows[2],
      style: look.theme.dimText, into: &grid)
  }

  /// Numbers on one line, each with its mark.
  private struct MarkedLine {
    let name: String
    let parts: [(name: String, value: String)]

    /// One line in columns, or as many lines as it takes: a number must not be cut.
    func lines(width: Int) -> [String] {
      let texts = parts.map { "\($0.name) \($0.value)" }
      let columns = [18, 26, 0]
      let table = name.padded(7) + zip(texts, columns).map { $0.padded($1) }.joined()
      if table.count <= width { return [table] }
      var lines = [name]
      for text in texts {
        if lines[lines.count - 1].count + 2 + text.count <= width {
          lines[lines.count - 1] += "  \(text)"
        } else {
          lines.append(text)
        }
      }
      return lines
    }
  }

  private func exactLine(_ found: DiffusionAccounts, _ variance: ReverseVariance) -> MarkedLine {
    let em = found.mixture.map { markedText(Objective(.exact, nats: $0)) }
    let bound = found.exact(variance).map { markedText(found.total($0)) }
    let name = found.components.map { "K=\($0)" } ?? ""
    guard found.components != nil else {
      return MarkedLine(name: "exact", parts: [("none: EM could fit no mixture to these rows", "")])
    }
    return MarkedLine(
      name: name,
      parts: [
        ("EM", em ?? "-"), ("VLB", bound ?? "..."), ("ODE", found.exactFlow.map(markedText) ?? "..."),
      ])
  }

  private func learnedLine(_ found: DiffusionAccounts, _ variance: ReverseVariance) -> MarkedLine {
    let bound = found.isLearnedBoundKnown ? markedText(found.total(found.learned(variance))) : "..."
    return MarkedLine(
      name: "net",
      parts: [
        ("step", grouped(found.stepsTaken)), ("VLB", bound),
        ("ODE", found.learnedFlow.map(markedText) ?? "..."),
      ])
  }

  private func flags(_ found: DiffusionAccounts, _ variance: ReverseVariance) -> [Flag] {
    var flags: [Flag] = []
    func add(_ name: String, _ objective: Objective?, _ style: Style) {
      guard let objective, objective.nats.isFinite else { return }
      flags.append(
        Flag(value: objective.nats, label: "\(likelihoodMark(objective.kind))\(name)", style: style))
    }
    add("EM", found.mixture.map { Objective(.exact, nats: $0) }, look.theme.success)
    add("ODE", found.exactFlow, look.theme.series(0))
    add("VLB", found.exact(variance).map(found.total), look.theme.series(0))
    add("net ODE", found.learnedFlow, look.theme.series(1))
    if found.isLearnedBoundKnown {
      add("net VLB", found.total(found.learned(variance)), look.theme.series(1))
    }
    add("one Gaussian", found.gaussian.map { Objective(.exact, nats: $0) }, look.theme.dimText)
    return flags
  }

  private func likelihoodNote(
    _ found: DiffusionAccounts, _ variance: ReverseVariance, of lab: DiffusionLab, width: Int
  ) -> String {
    var parts = ["T \(found.grid.steps), \(variance.rawValue) variance (\(key(.nextCriterion)))"]
    if let bits = bits(found, variance, of: lab) { parts.append(bits) }
    let format = NumberFormat.significant(3)
    func gap(_ value: Double) -> String { "\(format.text(abs(value))) \(value < 0 ? "below" : "above")" }
    if let mixture = found.mixture, let exact = found.exact(variance) {
      parts.append("VLB \(gap(found.total(exact).nats - mixture)) EM")
      if found.isLearnedBoundKnown {
        let learned = found.total(found.learned(variance)).nats
        parts.append("the net's \(gap(learned - found.total(exact).nats)) that")
      }
    }
    while parts.count > 1, parts.joined(separator: "; ").count > width { parts.removeLast() }
    return parts.joined(separator: "; ")
  }

  /// What a code by the net takes for a pixel, with a step of grey as the unit; nil of data that are no pixels. A code by the bound
  /// takes at least as much as one by the likelihood, so its bits are at most those of the bound.
  private func bits(_ found: DiffusionAccounts, _ variance: ReverseVariance, of lab: DiffusionLab) -> String?
  {
    guard let steps = lab.data.pixelScale, found.isLearnedBoundKnown else { return nil }
    let format = NumberFormat.significant(3)
    func text(_ total: Double) -> String {
      format.text(
        bitsPerDimension(
          natsPerRow: total / Double(found.rows), dimensions: found.dimensions, stepsPerUnit: steps))
    }
    let bound = "net \(look.ornaments.atMost)~\(text(found.total(found.learned(variance)).nats))"
    let flow = found.learnedFlow.map { ", ODE ~\(text($0.nats))" } ?? ""
    return bound + flow + " bits per dimension"
  }
}
