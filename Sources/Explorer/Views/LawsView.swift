import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The exact conditional law of the unit, and q over it; or what a model without a scalar latent shows in its place.
  func drawLaws(of lab: VILab, run index: Int, into grid: inout Grid, at rect: Rect) {
    guard lab.runs.indices.contains(index) else { return }
    let run = lab.runs[index]
    let portrait = run.portrait
    let isFocused = lab.focus == (index == 0 ? .laws : .branchLaws)
    let name = lab.runs.count > 1 ? "\(run.name): " : ""
    let (title, value, style) = lawsTitle(of: run, width: rect.width)
    let inner = Panel(name + title, value: value, isFocused: isFocused, valueStyle: style)
      .draw(into: &grid, at: rect, look: look)
    switch portrait?.picture {
    case .scalar(let picture):
      lawsPlot(picture, of: run, in: lab).draw(into: &grid, at: inner, look: look)
      drawReadOut(of: picture, in: lab, run: run, into: &grid, at: rect)
    case .discriminant(let picture): draw(picture, of: lab, into: &grid, at: inner)
    case .pitchfork(let picture): draw(picture, into: &grid, at: inner)
    case .ellipses(let picture): draw(picture, of: lab, into: &grid, at: inner)
    case nil:
      drawCentred(run.failure == nil ? "choosing the start" : "no fit", into: &grid, at: inner)
    }
  }

  private func lawsTitle(of run: LabRun<VariationalPortrait>, width: Int) -> (String, String, Style?) {
    switch run.portrait?.picture {
    case .scalar(let picture):
      let gap = picture.account.map { "KL \(natsFormat.text($0.divergence))" } ?? ""
      let title = width < 46 ? "p(z|x) and q" : "Conditional law of z and its q"
      guard picture.missesMode else { return (title, gap, nil) }
      let both = "q misses a mode  \(gap)"
      return (title, both.count + title.count + 10 <= width ? both : "q misses a mode", look.theme.warning)
    case .discriminant: return ("The encoder is a discriminant", "", nil)
    case .pitchfork(let fork):
      return (
        "Mean field of two binary latents", "w/sigma \(NumberFormat.decimals(2).text(fork.ratio))", nil
      )
    case .ellipses(let ellipses):
      return (
        "Exact law and product law",
        "KL \(natsFormat.text(ellipses.account.divergence / max(run.portrait?.observations ?? 1, 1)))"
          + (run.portrait?.observations ?? 1 > 1 ? " per row" : ""), nil
      )
    case nil: return ("Conditional law of z and its q", "", nil)
    }
  }

  /// Where the plot of the laws lies; nil for what has no axis of z.
  func lawsArea(for place: VILayout.Place, in lab: VILab) -> PlotArea? {
    let index = place.panel == .branchLaws ? 1 : 0
    guard lab.runs.indices.contains(index), let picture = lab.runs[index].portrait?.scalar else { return nil }
    let inner = place.rect.width >= 3 && place.rect.height >= 3 ? place.rect.inset(by: 1) : place.rect
    return lawsPlot(picture, of: lab.runs[index], in: lab).area(in: inner, look: look)
  }

  private func lawsPlot(
    _ picture: ScalarPicture, of run: LabRun<VariationalPortrait>, in lab: VILab
  ) -> Plot {
    let range = lab.shownPlaces ?? -3...3
    let isAscii = look.glyphs == .ascii
    let lawStyle = look.theme.series(0)
    let peaks = lab.runs.compactMap { $0.portrait?.scalar }
      .flatMap { $0.exact + ($0.law ?? []) }.filter(\.isFinite)
    let top = max(peaks.max() ?? 1, 1e-300)
    var marks: [any Mark] = [
      AreaUnder(style: look.theme.bar) { picture.densities(at: $0)?.exact ?? .nan }
    ]
    // Beside another run there is half the room, and the two families are to be told apart.
    let isBranched = lab.runs.count > 1
    var legend = [
      Legend.Item(isAscii ? ":" : "█", isBranched ? "exact" : "exact p(z|x)", style: look.theme.bar)
    ]
    let family = run.portrait?.plan.settings?.method.family ?? "q"
    let name =
      isBranched ? family : picture.gaussian != nil ? "Gaussian q" : picture.draws != nil ? "draws of q" : "q"
    if let law = picture.law {
      // Over a fill of dots a line of dots cannot be told from it.
      if isAscii {
        let points = zip(picture.places, law).map { DataPoint($0, $1) }
        marks.append(LineSeries(points, style: lawStyle, glyph: "o"))
      } else {
        let ink = Ink(lawStyle.adding(.bold), glyph: "o", layer: Layer.lines)
        marks.append(GlyphCurve(ink) { picture.densities(at: $0)?.law ?? .nan })
      }
      legend.append(Legend.Item("o", name, style: lawStyle))
    }
    if let draws = picture.draws {
      // A draw of more than its share of weight stands out.
      let share = 1 / Double(max(draws.z.count, 1))
      for (z, weight) in zip(draws.z, draws.weights) where weight > share / 100 {
        let style = weight > share ? lawStyle.adding(.bold) : look.theme.dimText
        marks.append(GlyphMark(isAscii ? "|" : "╵", at: DataPoint(z, 0), style: style))
      }
      legend.append(Legend.Item(isAscii ? "|" : "╵", name, style: lawStyle))
    }
    if let cursor = lab.cursor { marks.append(ReferenceLine(.vertical(cursor), style: look.theme.cursor)) }
    return Plot(
      x: Axis(Scale(from: range.lowerBound, to: range.upperBound), title: "z"),
      y: Axis(Scale(from: 0, to: top * 1.06), title: "density"), marks: marks, legend: Legend(legend))
  }

  /// The unit in the lower border, with both densities at the cursor.
  private func drawReadOut(
    of picture: ScalarPicture, in lab: VILab, run: LabRun<VariationalPortrait>, into grid: inout Grid,
    at rect: Rect
  ) {
    guard rect.height >= 3 else { return }
    let unit = "\(picture.name) of \(run.portrait?.unitCount ?? 0)"
    var texts = ["\(unit)  \(picture.reading)", unit]
    if let cursor = lab.cursor, let (exact, law) = picture.densities(at: cursor) {
      let format = NumberFormat.decimals(3)
      let here =
        "z \(NumberFormat.decimals(2).text(cursor))  p \(format.text(exact))"
        + (law.map { "  q \(format.text($0))" } ?? "")
      texts = ["\(unit)  \(picture.reading)   \(here)", here] + texts
    }
    let text = texts.first { $0.count + 6 <= rect.width } ?? ""
    guard !text.isEmpty else { return }
    grid.write(" \(text) ", at: Point(rect.minX + 2, rect.maxY - 1), style: look.theme.cursor)
  }
}
