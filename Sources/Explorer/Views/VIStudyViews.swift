import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// How far a study is, in few words.
  func progressText(_ study: VIStudy, of lab: VILab) -> String {
    if study.isRunning, let report = study.report { return "\(report.done) of \(report.planned)" }
    if study.report != nil, lab.isStale(study) { return "stale: \(key(.beginStudy)) anew" }
    return study.isCancelled && study.report != nil ? "cancelled" : ""
  }

  /// What is said where a study has not found anything.
  func drawMissing(_ study: VIStudy?, _ invitation: String, into grid: inout Grid, at rect: Rect) {
    let text =
      if let failure = study?.report?.failure {
        String(describing: failure).capitalizedFirst
      } else if let study, study.isMissing {
        "this model has nothing of the kind"
      } else if study?.isRunning == true {
        "computing"
      } else {
        invitation
      }
    drawCentred(text, into: &grid, at: rect)
  }

  /// The importance-weighted bounds of one unit against how many draws they average over, below the exact line.
  func drawImportance(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.importance)
    let name = lab.run.portrait?.scalar?.name ?? ""
    let isOwn = boundsAreOfOwnLaw(lab)
    let inner = Panel(
      "Bounds from k draws\(isOwn ? "" : " of the best Gaussian q"), \(name)",
      value: study.map { progressText($0, of: lab) } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let found = lab.importanceFound, !found.points.isEmpty else {
      drawMissing(
        study?.isRunning == true ? study : nil, "\(key(.beginStudy)) draws for this row", into: &grid,
        at: inner)
      return
    }
    let rows = inner.rows([.share(1), .cells(inner.height > 7 ? 1 : 0)])
    importancePlot(found).draw(into: &grid, at: rows[0], look: look)
    drawLimit(of: found, isOwn: isOwn, into: &grid, at: rows[1])
  }

  /// Whether the bounds are those of the Gaussian q on the screen, not of the best Gaussian in the place of another q.
  func boundsAreOfOwnLaw(_ lab: VILab) -> Bool {
    (lab.run.portrait?.stepsTaken ?? 0) > 0 && lab.run.portrait?.scalar?.gaussian != nil
  }

  private func importancePlot(_ found: ImportanceBounds) -> Plot {
    let points = found.points.filter { $0.bound.isFinite }
    let style = look.theme.series(0)
    let isAscii = look.glyphs == .ascii
    var marks: [any Mark] = [
      ReferenceLine(.horizontal(found.logLikelihood), style: look.theme.success)
    ]
    // Two standard errors either way.
    for point in points where point.standardError > 0 {
      let x = Double(point.k)
      marks.append(
        LineSeries(
          [
            DataPoint(x, point.bound - 2 * point.standardError),
            DataPoint(x, point.bound + 2 * point.standardError),
          ], style: look.theme.dimText, glyph: "|", layer: Layer.guide + 1))
    }
    let exact = points.compactMap { point in point.exact.map { DataPoint(Double(point.k), $0) } }
    if !exact.isEmpty { marks.append(LineSeries(exact, style: look.theme.series(1), glyph: ".")) }
    marks += points.map {
      GlyphMark(isAscii ? "o" : "●", at: DataPoint(Double($0.k), $0.bound), style: style) as any Mark
    }
    let values = points.map(\.bound) + exact.map(\.y) + [found.logLikelihood]
    let legend =
      [
        Legend.Item(look.ornaments.dotted, "log p(x)", style: look.theme.success),
        Legend.Item(isAscii ? "o" : "●", "by draws, 2 se", style: style),
      ]
      + (exact.isEmpty
        ? []
        : [Legend.Item(isAscii ? "." : look.ornaments.line, "by quadrature", style: look.theme.series(1))])
    return Plot(
      x: Axis(
        Scale(from: 1, to: Double(points.map(\.k).max() ?? 10), kind: .logarithmic), title: "k"),
      y: Axis(Scale(fitting: values, margin: 0.08)), marks: marks, legend: Legend(legend))
  }

  private func drawLimit(of found: ImportanceBounds, isOwn: Bool, into grid: inout Grid, at rect: Rect) {
    guard let first = found.points.first, let last = found.points.last else { return }
    // By quadrature where that is known, else by draws.
    func gap(_ point: ImportanceBounds.Point) -> String {
      (point.exact == nil ? "~" : "") + perRow(found.logLikelihood - (point.exact ?? point.bound))
    }
    let gaps = "below log p(x): \(isOwn ? "ELBO" : "k=1") \(gap(first)), k=\(last.k) \(gap(last))"
    let limit =
      found.limit.isFinite
      ? "  k x gap tends to \(NumberFormat.significant(3).text(found.limit))"
      : "  weights of infinite variance"
    let whole = gaps + limit
    line(
      whole.count <= rect.width ? whole : gaps, at: rect.minY, in: rect, style: look.theme.dimText,
      into: &grid)
  }

  /// Standard errors of the estimator that VI is, and the naive ones beside them.
  func drawErrors(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.errors)
    let inner = Panel(
      "Standard errors", value: study.map { progressText($0, of: lab) } ?? "", isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let found = lab.errorsFound else {
      drawMissing(
        study, "\(key(.beginStudy)) computes sandwich and naive standard errors", into: &grid, at: inner)
      return
    }
    let height = min(inner.height, found.parameters.names.count + 1)
    let rows = inner.rows([.cells(height), .share(1)])
    let format = NumberFormat.significant(3)
    let names = found.parameters.names
    func entry(_ values: [Double], _ index: Int, _ style: Style? = nil) -> Table.Entry {
      values.indices.contains(index) ? Table.Entry(values[index], format, style: style) : ""
    }
    Table(
      columns: [
        Table.Column("parameter", .left), Table.Column("estimate"), Table.Column("sandwich"),
        Table.Column("naive"), Table.Column("curvature"),
      ],
      rows: names.indices.map { index in
        Table.Row([
          Table.Entry(names[index], style: look.theme.text.adding(.bold)),
          Table.Entry(found.parameters.values[index], .significant(4)),
          entry(found.sandwich, index, look.theme.success), entry(found.naive, index, look.theme.warning),
          entry(found.profiled, index),
        ])
      }
    ).draw(into: &grid, at: rows[0], look: look)
    let ratios = zip(found.naive, found.sandwich).map { $1 > 0 ? $0 / $1 : .nan }.filter(\.isFinite)
    if let least = ratios.min() {
      line(
        "naive, q held fixed: down to \(NumberFormat.decimals(2).text(least)) of the sandwich",
        at: rows[1].minY, in: rows[1], style: look.theme.dimText, into: &grid)
    }
  }

  /// How often intervals of 95 % cover, by simulation.
  func drawCoverage(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.coverage)
    let inner = Panel(
      "Coverage of 95 % intervals", value: study.map { progressText($0, of: lab) } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    let rows = inner.rows([.cells(study?.isRunning == true ? 1 : 0), .share(1)])
    if let study, study.isRunning { drawProgress(of: study, into: &grid, at: rows[0]) }
    guard let found = lab.coverageFound, found.replicates > 0 else {
      drawMissing(study, "\(key(.beginStudy)) simulates, refits and counts", into: &grid, at: rows[1])
      return
    }
    // Where there is little room, whole percents.
    let isNarrow = rows[1].width < 50
    let percent = NumberFormat.decimals(isNarrow ? 0 : 1)
    func entry(_ counts: [Int], _ index: Int) -> Table.Entry {
      guard counts.indices.contains(index), let (share, error) = found.share(counts[index]) else { return "" }
      // Two standard errors of a share of .95.
      let isShort = share < 0.95 - 2 * (0.95 * 0.05 / Double(found.counted)).squareRoot()
      return Table.Entry(
        "\(percent.text(100 * share))\(look.ornaments.plusMinus)\(percent.text(100 * error))",
        style: isShort ? look.theme.warning : look.theme.success)
    }
    let table = Table(
      columns: [
        Table.Column(isNarrow ? "" : "parameter", .left), Table.Column("truth"), Table.Column("naive %"),
        Table.Column("sandwich"), Table.Column("its limit"),
      ],
      rows: found.names.indices.map { index in
        Table.Row([
          Table.Entry(found.names[index], style: look.theme.text.adding(.bold)),
          Table.Entry(found.truth[index], .significant(3)), entry(found.naive, index),
          entry(found.sandwich, index), entry(found.sandwichOfLimit, index),
        ])
      })
    let parts = rows[1].rows([.share(1), .cells(rows[1].height > found.names.count + 1 ? 1 : 0)])
    table.draw(into: &grid, at: parts[0], look: look)
    let error = "\(look.ornaments.plusMinus) 1 \(isNarrow ? "MC" : "Monte Carlo") se"
    line(
      "of \(found.counted) settled of \(found.replicates) refits; \(error)", at: parts[1].minY, in: parts[1],
      style: look.theme.dimText, into: &grid)
  }

  /// Where several starts led, the best first.
  func drawStarts(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    let study = lab.fitStudy(.starts)
    let inner = Panel(
      "The optimum from several starts", value: study.map { progressText($0, of: lab) } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    let rows = inner.rows([
      .cells(study?.isRunning == true ? 1 : 0), .share(1), .cells(inner.height > 4 ? 1 : 0),
    ])
    if let study, study.isRunning { drawProgress(of: study, into: &grid, at: rows[0]) }
    guard let found = lab.startsFound, !found.isEmpty else {
      drawMissing(study, "\(key(.beginStudy)) fits from \(VILab.starts) starts", into: &grid, at: rows[1])
      return
    }
    let n = observations(of: lab)
    let names = lab.run.portrait?.coordinateNames ?? []
    let best = found.map(\.bound).max() ?? 0
    let sorted = found.sorted { $0.bound > $1.bound }
    Table(
      columns: [Table.Column("ELBO"), Table.Column("l")] + names.map { Table.Column($0) },
      rows: sorted.map { start in
        let style = abs(start.bound - best) < 1e-6 * n ? look.theme.success : look.theme.text
        return Table.Row(
          [
            Table.Entry(start.bound / n, .decimals(6), style: style),
            Table.Entry(start.logLikelihood / n, .decimals(4)),
          ]
            + start.coordinates.map { Table.Entry($0, .significant(4)) },
          style: start.hasConverged ? nil : look.theme.dimText)
      }
    ).draw(into: &grid, at: rows[1], look: look)
    let isRunning = study?.isRunning == true
    line(
      isRunning ? "\(found.count) of \(VILab.starts) starts tried so far" : startsSentence(found, n),
      at: rows[2].minY, in: rows[2], style: look.theme.text, into: &grid)
  }

  /// What several starts say, in words.
  func startsSentence(_ found: [VariationalFinding.StartFinding], _ observations: Double) -> String {
    let best = found.map(\.bound).max() ?? 0
    let same = found.count { abs($0.bound - best) < 1e-6 * observations }
    return same == found.count
      ? "the optimum is found from \(same) of \(found.count) starts"
      : "\(same) of \(found.count) starts lead to the best optimum"
  }

  /// How far a study is, as a bar.
  private func drawProgress(of study: VIStudy, into grid: inout Grid, at rect: Rect) {
    guard !rect.isEmpty else { return }
    let (done, planned) = (study.report?.done ?? 0, study.report?.planned ?? 0)
    let text = "\(done) of \(planned)  \(key(.cancelStudy)) cancels "
    let start = grid.write(text, at: rect.origin, style: look.theme.accent, width: rect.width)
    let bar = Rect(x: rect.minX + start, y: rect.minY, width: max(0, rect.width - start), height: 1)
    HorizontalBar(Double(done), of: Double(max(planned, 1))).draw(
      into: &grid, at: bar, style: look.theme.success, look: look)
  }
}
