import LatentModels
import PlotKit

extension LadderReport {
  /// The table for a person, with the rungs on one axis of nats below it.
  func text(hasNotes: Bool) -> String {
    let kind = heldOutRows > 0 ? "held out" : "in-sample"
    let rows = heldOutRows > 0 ? "\(trainingRows) + \(heldOutRows) rows" : counted(trainingRows, "row")
    var lines = [
      "Ladder on \(data.name) (\(rows), \(counted(data.dimensions, "column"))), seed \(seed)",
      "nats over the \(heldOutRows > 0 ? counted(heldOutRows, "row") : counted(trainingRows, "row")) \(kind):  "
        + "= exact  \u{2265} bound  ~ estimate;  left out: each row under the fit without it, apart from the rest",
      "",
    ]
    lines += table
    lines.append("")
    lines += axis(width: 64)
    for line in rungs { if let failure = line.failure { lines.append("\(line.title): \(failure).") } }
    let marked = rungs.filter { $0.difference != nil }
    if let against = marked.first?.difference?.against, hasNotes {
      lines += ["", "nats per row beyond \(against), with the paired bootstrap interval of 95 %:"]
      let number = NumberFormat.decimals(4, showsPlus: true)
      lines += textTable(
        header: ["", "per row", "from", "to", ""],
        rows: marked.compactMap { line in
          line.difference.map {
            [
              line.title, number.text($0.perRow), number.text($0.lower), number.text($0.upper),
              $0.evaluation == RungEvaluation.leaveOneOut.rawValue ? "left out" : kind,
            ]
          }
        })
    }
    lines += spreads
    guard hasNotes else { return lines.joined(separator: "\n") }
    let notes = rungs.flatMap { line in line.notes.map { "\(line.title): \($0)" } } + warnings
    return (lines + notes.map { "note: \($0)" }).joined(separator: "\n")
  }

  private var table: [String] {
    let (nats, seconds) = (NumberFormat.decimals(heldOutRows > 0 ? 3 : 5), NumberFormat.decimals(2))
    func cell(_ value: Value, _ format: NumberFormat) -> String {
      guard let nats = value.nats else { return "" }
      let error = value.standardError.map { $0 > 0 ? " \u{B1}\(NumberFormat.significant(2).text($0))" : "" }
      return "\(value.mark) \(format.text(nats))\(error ?? "")"
    }
    return textTable(
      header: [
        "rung", "params", "fit s", "log-lik", "bound", "left out", "energy", "slW2", "cover", "state",
      ],
      rows: rungs.filter { $0.failure == nil }.map { line in
        let shown = shownValues(line)
        return [
          line.title, line.parametersCount.map(String.init) ?? "",
          line.seconds.map { seconds.text($0) } ?? "", cell(shown.likelihood, nats), cell(shown.bound, nats),
          cell(line.leaveOneOut, NumberFormat.decimals(2)),
          line.distances.map { NumberFormat.decimals(4).text($0.energy) } ?? "",
          line.distances.map { NumberFormat.decimals(3).text($0.slicedWasserstein) } ?? "",
          line.distances?.coverage.map { NumberFormat.decimals(2).text($0) } ?? "", line.state ?? "",
        ]
      })
  }

  /// The values on rows held out where there are any.
  private func shownValues(_ line: Line) -> (likelihood: Value, bound: Value) {
    line.heldOut.map { ($0.logLikelihood, $0.bound) } ?? (line.logLikelihood, line.bound)
  }

  /// The rungs on one axis: from the bound to the likelihood a bracket.
  private func axis(width: Int) -> [String] {
    let fitted = rungs.filter { $0.failure == nil }
    let values = fitted.flatMap { line -> [Double] in
      let shown = shownValues(line)
      return [shown.likelihood.nats, shown.bound.nats].compactMap { $0 }.filter(\.isFinite)
    }.sorted()
    guard let least = values.first, let high = values.last, high > least else { return [] }
    // What lies far below most others stands at the edge.
    let spread = 3 * (high - values[values.count / 4])
    let low = spread > 0 ? max(least, high - spread) : least
    func column(_ nats: Double) -> Int {
      min(width - 1, max(0, Int((nats - low) / (high - low) * Double(width - 1) + 0.5)))
    }
    let widest = fitted.map(\.title.count).max() ?? 0
    let number = NumberFormat.decimals(1)
    let (left, right) = (number.text(low), number.text(high))
    let gap = String(repeating: " ", count: max(1, width - left.count - right.count))
    var lines = [
      String(repeating: " ", count: widest + 2) + left + gap + right,
      String(repeating: " ", count: widest + 2) + "|" + String(repeating: "-", count: width - 2) + "|",
    ]
    for line in fitted {
      let shown = shownValues(line)
      guard shown.likelihood.nats != nil || shown.bound.nats != nil else { continue }
      lines.append(
        line.title + String(repeating: " ", count: widest - line.title.count + 2)
          + marks(shown, limit: line.limit, width: width, low: low, column: column))
    }
    lines.append(
      "[ bound  = likelihood, exact  ~ estimated  : where a chain of ever more levels goes  < further down")
    return lines
  }

  private func marks(
    _ shown: (likelihood: Value, bound: Value), limit: Double?, width: Int, low: Double,
    column: (Double) -> Int
  ) -> String {
    var cells = [Character](repeating: " ", count: width)
    let bound = shown.bound.nats
    let top = shown.likelihood.nats ?? limit
    if let bound, let top {
      let (from, to) = (column(min(bound, top)), column(max(bound, top)))
      for place in from...to { cells[place] = "-" }
    }
    if let bound { cells[column(bound)] = bound < low ? "<" : "[" }
    if let top {
      let mark: Character =
        shown.likelihood.nats == nil ? ":" : shown.likelihood.kind == "exact" ? "=" : "~"
      cells[column(top)] = top < low ? "<" : mark
    }
    while cells.last == " " { cells.removeLast() }
    return String(cells)
  }

  private var spreads: [String] {
    let spread = rungs.filter { $0.spread != nil }
    guard !spread.isEmpty else { return [] }
    let number = NumberFormat.decimals(3)
    return ["", "over \(seeds) seeds, on the same rows:"]
      + textTable(
        header: ["", "mean", "sd", "least", "greatest", ""],
        rows: spread.compactMap { line in
          line.spread.map {
            [
              line.title, number.text($0.mean), number.text($0.standardDeviation),
              number.text($0.nats.min() ?? .nan), number.text($0.nats.max() ?? .nan), $0.evaluation,
            ]
          }
        })
  }
}
