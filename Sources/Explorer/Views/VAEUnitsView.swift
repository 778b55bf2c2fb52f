import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// KL of each latent from the prior, nats per row, with the ones that are off, in plain words too.
  func drawUnits(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let portrait = lab.run.portrait
    let value = portrait.map { "active units \($0.activeUnits) of \($0.divergences.count)" } ?? ""
    let titles = ["KL per latent, nats per row", "KL per latent", "KL"]
    let inner = Panel(
      titles.first { $0.count + value.count + 9 <= rect.width } ?? titles[2],
      value: lab.runs.count > 1 ? "" : value, isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard portrait != nil, !inner.isEmpty else { return }
    let most = lab.runs.count == 1 ? portrait?.divergences.count ?? 0 : inner.height
    let gaps = inner.height >= most + 4 ? portrait?.gaps : nil
    let hasSentence = inner.height > (gaps == nil ? 2 : most + 4)
    let rows = inner.rows([.share(1), .cells(gaps == nil ? 0 : 4), .cells(hasSentence ? 1 : 0)])
    if let gaps { drawRowGaps(gaps, of: lab, into: &grid, at: rows[1]) }
    let places = rows[0].columns(lab.runs.map { _ in .share(1) })
    // Next to nothing is not to look like much.
    let longest = max(0.5, lab.runs.compactMap { $0.portrait?.divergences.max() }.max() ?? 1)
    for (run, place) in zip(lab.runs, places) {
      guard let portrait = run.portrait else { continue }
      let inset = lab.runs.count > 1 && place.height > 2 ? 1 : 0
      if inset > 0 {
        let beta = "\(run.name) beta \(shortNumber(portrait.settings.beta))"
        let active = "\(portrait.activeUnits) of \(portrait.divergences.count)"
        let texts = ["\(beta): \(active) active", "\(beta): \(active) on", beta]
        line(
          texts.first { $0.count < place.width } ?? run.name, at: place.minY, in: place,
          style: look.theme.text, into: &grid)
      }
      drawBars(portrait, most: longest, into: &grid, at: place.inset(top: inset, right: 1))
    }
    let sentence = collapseSentence(of: lab.run)
    line(sentence.text, at: rows[2].minY, in: rows[2], style: sentence.style, into: &grid)
  }

  /// Where the nats of the selected row go: its log-likelihood, less what the family of q costs, less what one encoder for all
  /// rows costs, is the bound.
  private func drawRowGaps(_ gaps: RowGaps, of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let number = NumberFormat.decimals(3)
    let mark = gaps.change < 5e-4 ? "=" : "~"
    let row = lab.data.number(ofRow: gaps.row)
    // With q at its best nothing is left of what one encoder for all rows costs, and the bound has gained it.
    let isRefined = lab.run.portrait?.reconstruction.isRefined == true
    let texts = [
      (
        "row \(row): log p(x) \(mark) \(number.text(gaps.logLikelihood)) nats, by quadrature", look.theme.text
      ),
      (
        "  - approximation \(number.text(gaps.approximation))  (Gaussian, independent)",
        look.theme.dimText
      ),
      (
        "  - amortisation  \(number.text(gaps.amortisation))"
          + (isRefined ? " \(changeArrow) \(number.text(0))  (q refined)" : "  (one encoder for all rows)"),
        isRefined ? look.theme.success : look.theme.dimText
      ),
      (
        "  = bound         \(number.text(gaps.bound))"
          + (isRefined ? " \(changeArrow) \(number.text(gaps.bestBound))" : ""),
        isRefined ? look.theme.success : look.theme.text
      ),
    ]
    for (index, (text, style)) in texts.enumerated() where index < rect.height {
      line(text, at: rect.minY + index, in: rect, style: style, into: &grid)
    }
  }

  /// A latent whose KL is below this many nats says next to nothing.
  private static let collapsedBelow = 0.1

  /// After so few minibatches nothing is called collapsed.
  static let fewSteps = 200

  /// Which latents say nothing, in words.
  func collapseSentence(of run: LabRun<AutoencoderPortrait>) -> (text: String, style: Style) {
    guard let portrait = run.portrait else { return ("", look.theme.text) }
    let off = portrait.divergences.indices.filter { portrait.divergences[$0] < Self.collapsedBelow }
    let total = NumberFormat.decimals(2).text(portrait.divergences.reduce(0, +))
    guard !off.isEmpty else {
      return ("KL \(total) in all: every latent has at least 0.1 nats", look.theme.dimText)
    }
    let names = off.prefix(6).map { "z\($0 + 1)" }.joined(separator: ", ") + (off.count > 6 ? " ..." : "")
    if portrait.stepsTaken < Self.fewSteps {
      return ("\(names) below 0.1 nats so far", look.theme.dimText)
    }
    return ("\(names) below 0.1 nats: collapsed", look.theme.warning)
  }

  /// The latents in as many columns as they need; where there are too many, those with most nats.
  private func drawBars(
    _ portrait: AutoencoderPortrait, most: Double, into grid: inout Grid, at rect: Rect
  ) {
    guard rect.height > 0, rect.width > 8 else { return }
    let k = portrait.divergences.count
    let columns = min(max(1, (k + rect.height - 1) / rect.height), max(1, rect.width / 24))
    var shown = Array(0..<k)
    let room = columns * rect.height
    if k > room {
      shown = Array(
        shown.sorted { (portrait.divergences[$1], $0) < (portrait.divergences[$0], $1) }.prefix(room)
      ).sorted()
    }
    let perColumn = (shown.count + columns - 1) / columns
    for (index, latent) in shown.enumerated() {
      let width = rect.width / columns
      let x = rect.minX + index / perColumn * width
      let y = rect.minY + index % perColumn
      let isOff = portrait.meanVariances[latent] <= 0.01
      let style = isOff ? look.theme.dimText : look.theme.series(0)
      let name = "z\(latent + 1)".padded(k > 9 ? 4 : 3)
      grid.write(name, at: Point(x, y), style: isOff ? look.theme.dimText : look.theme.text)
      let number = NumberFormat.decimals(2).text(portrait.divergences[latent], width: 6)
      grid.write(number, at: Point(x + name.count, y), style: isOff ? look.theme.dimText : look.theme.text)
      let left = x + name.count + number.count + 1
      let bar = Rect(x: left, y: y, width: max(0, x + width - left - 5), height: 1)
      HorizontalBar(portrait.divergences[latent], of: most).draw(
        into: &grid, at: bar, style: style, look: look)
      if isOff { grid.write("OFF", endingAt: x + width - 1, y: y, style: look.theme.warning) }
    }
  }
}
