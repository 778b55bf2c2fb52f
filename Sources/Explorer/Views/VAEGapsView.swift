import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Where the nats of many rows go between the greatest likelihood and the bound, as a waterfall: what θ lacks, what the family
  /// of q costs, and what one encoder for all rows costs.
  func drawGaps(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let study = lab.gapStudy
    let titles = ["Where the nats went, per row", "Nats lost per row", "Gaps"]
    let value = study.map { rowsText($0, of: lab) } ?? ""
    let inner = Panel(
      titles.first { $0.count + value.count + 9 <= rect.width } ?? titles[2], value: value,
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let findings = study?.report?.findings, let steps = steps(findings, lab) else {
      let text =
        if let failure = study?.report?.failure {
          String(describing: failure).capitalizedFirst
        } else if study?.isRunning == true {
          "computing, by quadrature over \(lab.latents == 1 ? "the latent" : "both latents"); \(key(.cancelStudy)) cancels"
        } else {
          "\(key(.beginStudy)) finds the three gaps of many rows by quadrature"
        }
      drawCentred(text, into: &grid, at: inner)
      return
    }
    let names = 15
    let places = Waterfall(steps)
    for (row, step) in steps.enumerated() where row < inner.height {
      let y = inner.minY + row
      line(step.name, at: y, in: inner, style: step.style, into: &grid)
      let number = inner.inset(left: names)
      line(step.text, at: y, in: number, style: step.style, into: &grid)
      let left = names + (steps.map(\.text.count).max() ?? 0) + 1
      let room = Rect(x: inner.minX + left, y: y, width: inner.width - left - 1, height: 1)
      guard room.width >= 6 else { continue }
      drawBlock(places.blocks[row], step, into: &grid, at: room)
    }
    let last = inner.minY + steps.count
    guard last < inner.maxY else { return }
    line(gapsNote(findings, lab), at: last, in: inner, style: look.theme.dimText, into: &grid)
  }

  /// From what was to what is.
  var changeArrow: String { look.glyphs == .ascii ? "->" : String(Character(look.ornaments.right)) }

  /// A line of the account: a level, or a fall from one to the next.
  private struct Step {
    let name: String
    let text: String
    /// The level, or how far it falls.
    let nats: Double
    /// What it was before q was refined.
    let before: Double?
    let isLevel: Bool
    let style: Style
  }

  /// Where each fall begins and ends, as a share of the way from the bound to the likelihood.
  private struct Waterfall {
    var blocks: [(from: Double, to: Double)] = []

    init(_ steps: [Step]) {
      let total = max(steps.filter { !$0.isLevel }.reduce(0) { $0 + max(0, $1.before ?? $1.nats) }, 1e-12)
      var height = 1.0
      for step in steps {
        guard !step.isLevel else {
          blocks.append((0, height))
          continue
        }
        let fall = max(0, step.nats) / total
        blocks.append((height - fall, height))
        height -= fall
      }
    }
  }

  private func drawBlock(
    _ block: (from: Double, to: Double), _ step: Step, into grid: inout Grid, at rect: Rect
  ) {
    let width = Double(rect.width)
    let from = Int((max(0, block.from) * width).rounded())
    var to = Int((min(1, block.to) * width).rounded())
    // What is more than nothing in the decimals shown has a cell.
    if !step.isLevel, to == from, step.nats >= Self.leastGapShown { to = min(rect.width, from + 1) }
    let isAscii = look.glyphs == .ascii
    let glyph: Unicode.Scalar = step.isLevel ? (isAscii ? "-" : "─") : isAscii ? "#" : "█"
    for x in from..<max(from, to) { grid[rect.minX + x, rect.minY] = Cell(glyph, style: step.style) }
  }

  private static let leastGapShown = 5e-4

  private func steps(_ found: GapFindings, _ lab: VAELab) -> [Step]? {
    guard let likelihood = found.mean(\.logLikelihood), let approximation = found.mean(\.approximation),
      let amortisation = found.mean(\.amortisation), let bound = found.mean(\.bound),
      let best = found.mean(\.bestBound)
    else { return nil }
    let theme = look.theme
    func text(_ mean: GapFindings.Mean, hasError: Bool = true) -> String {
      let number = NumberFormat.decimals(3).text(mean.value, width: 9)
      guard hasError, mean.standardError > 0 else { return number }
      return "\(number) \(look.ornaments.plusMinus)\(NumberFormat.significant(2).text(mean.standardError))"
    }
    var steps: [Step] = []
    if let bias = found.bias {
      // θ is that of all rows, so its bias has no error.
      steps = [
        Step(
          name: "bias of theta", text: NumberFormat.decimals(3).text(bias, width: 9), nats: bias, before: nil,
          isLevel: false, style: theme.series(2))
      ]
    } else {
      steps = [
        Step(
          name: "log p(x)", text: text(likelihood), nats: likelihood.value, before: nil, isLevel: true,
          style: theme.text)
      ]
    }
    let isRefined = lab.isRefined
    let zero = NumberFormat.decimals(3).text(0)
    steps += [
      Step(
        name: "approximation", text: text(approximation), nats: approximation.value, before: nil,
        isLevel: false, style: theme.series(0)),
      Step(
        name: "amortisation",
        text: text(amortisation, hasError: !isRefined) + (isRefined ? " \(changeArrow) \(zero)" : ""),
        nats: isRefined ? 0 : amortisation.value, before: amortisation.value, isLevel: false,
        style: theme.series(1)),
      Step(
        name: isRefined ? "bound, refined" : "bound", text: text(isRefined ? best : bound),
        nats: isRefined ? best.value : bound.value, before: nil, isLevel: true, style: theme.text),
    ]
    return steps
  }

  /// How many rows the account is of, and how far it is.
  private func rowsText(_ study: GapStudyView, of lab: VAELab) -> String {
    guard let report = study.report else { return "" }
    let found = report.findings
    let count = found.gaps.count
    if study.isRunning { return "\(count) of \(report.planned) rows, c stops" }
    if lab.isStale(study) { return "stale: \(key(.beginStudy)) anew" }
    return count == found.population
      ? "all \(grouped(count)) rows" : "\(grouped(count)) of \(grouped(found.population)) rows"
  }

  /// What the numbers are, in words.
  private func gapsNote(_ found: GapFindings, _ lab: VAELab) -> String {
    let isSample = found.gaps.count < found.population
    let error = isSample ? "\(look.ornaments.plusMinus) 1 se of the sample; " : ""
    let rough = found.gaps.count { !($0.change < 5e-4) }
    let bias =
      found.bias == nil
      ? "bias of theta: no maximum is known"
      : "below the greatest likelihood, known of linear nets"
    return error + (rough > 0 ? "\(rough) rows ~; " : "") + (lab.isRefined ? "the decoder held still" : bias)
  }
}
