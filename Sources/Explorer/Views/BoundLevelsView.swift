import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The bound of what was learned, level by level, and what each part is for: what no net can take away, what the choice of the
  /// reverse variance costs, and what the net has yet to learn.
  func drawBoundLevels(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let found = lab.accounts
    let variance = lab.accountChoice.variance
    let inner = accountPanel(
      "Bound by level", value: found == nil ? "" : "nats per row, i: \(variance.rawValue) variance",
      of: lab,
      into: &grid, at: rect)
    guard let found, !found.learned.terms.isEmpty else {
      return drawMissingAccount(of: lab, into: &grid, at: inner)
    }
    let bound = found.learned(variance)
    let notes = [partsText(bound, found), placeText(bound)].compactMap(\.self)
    let kept = notes.prefix(max(0, inner.height - 3))
    let rows = inner.rows([.share(1), .cells(kept.count)])
    // As many columns as there are cells, which the labels of the axis leave.
    let guess = levelsPlot(bound, found, columns: inner.width)
    let width = guess.area(in: rows[0], look: look).canvasRect.width
    levelsPlot(bound, found, columns: width).draw(into: &grid, at: rows[0], look: look)
    drawNotes(kept, into: &grid, at: rows[1])
  }

  private var levelParts: [StackedColumns.Part] {
    let isAscii = look.glyphs == .ascii
    return [
      StackedColumns.Part(isAscii ? "#" : "█", style: look.theme.series(0)),
      StackedColumns.Part(isAscii ? "=" : "▒", style: look.theme.series(1)),
      StackedColumns.Part(isAscii ? "!" : "▓", style: look.theme.warning),
    ]
  }

  /// Columns of levels side by side, each with the mean cost of its levels. The last step, to the data themselves, is a density of
  /// another scale and stands in the notes.
  private func levelsPlot(_ bound: VariationalBound, _ found: DiffusionAccounts, columns most: Int) -> Plot {
    let terms = bound.terms.filter { $0.number > 1 || found.grid.steps == 1 }
    let last = Double(found.grid.numbers?.first ?? found.grid.steps)
    let count = max(1, min(found.grid.steps - 1, most))
    var sums = Array(repeating: (count: 0, parts: [0.0, 0, 0]), count: count)
    for term in terms {
      let bin = min(
        count - 1, max(0, Int((Double(term.number) - 1.5) / max(last - 1, 1) * Double(count))))
      sums[bin].count += 1
      for (index, part) in [term.irreducible, term.varianceChoice, term.networkExcess ?? 0]
        .enumerated()
      {
        sums[bin].parts[index] += part
      }
    }
    let columns = sums.enumerated().compactMap { bin, sum -> StackedColumns.Column? in
      guard sum.count > 0 else { return nil }
      // A net that is better than the mixture has a part below 0, which has no height.
      let parts = sum.parts.map { max($0, 0) / Double(sum.count) }
      let height = parts.reduce(0, +)
      return StackedColumns.Column(
        x: 1 + (Double(bin) + 0.5) * (last - 1) / Double(count), height: height,
        shares: parts.map { height > 0 ? $0 / height : 0 })
    }
    // A few towering columns must not flatten the others.
    let heights = columns.map(\.height).sorted()
    let usual = heights.isEmpty ? 1 : heights[heights.count * 9 / 10]
    let top = max(min(heights.last ?? 1, 3 * usual), 1e-9)
    let names =
      found.components == nil
      ? ["all but the choice of variance", "variance choice"]
      : ["irreducible", "variance choice", "network excess"]
    let parts = levelParts.prefix(names.count)
    return Plot(
      x: Axis(Scale(from: 1, to: max(last, 2)), title: "t"),
      y: Axis(Scale(from: 0, to: top), title: "nats per level"),
      marks: [StackedColumns(columns, parts: levelParts, width: max(last - 1, 1) / Double(count))],
      legend: Legend(zip(parts, names).map { Legend.Item($0.glyph, $1, style: $0.style) }))
  }

  /// The sums of the parts over all levels: what the bound is made of, per row.
  private func partsText(_ bound: VariationalBound, _ found: DiffusionAccounts) -> [String]? {
    guard found.isLearnedBoundKnown else { return nil }
    let format = NumberFormat.decimals(4)
    let choice = bound.terms.reduce(0) { $0 + $1.varianceChoice }
    let least = bound.prior + found.logScale + bound.terms.reduce(0) { $0 + $1.irreducible }
    var parts = [
      (found.components == nil ? "levels" : "irreducible", least), ("variance", choice),
    ]
    if found.components != nil {
      parts.append(("network", bound.terms.reduce(0) { $0 + ($1.networkExcess ?? 0) }))
    }
    let sum = "\(format.text(found.logScale - bound.nats)) \(likelihoodMark(found.total(bound).kind)) -log p"
    let numbers = parts.map { format.text($0.1) }
    return [
      "\(zip(parts, numbers).map { "\($0.0) \($1)" }.joined(separator: " + ")) = \(sum)",
      "\(numbers.joined(separator: " + ")) = \(sum)", sum,
    ]
  }

  /// Where most of what is left lies, in words.
  private func placeText(_ bound: VariationalBound) -> [String]? {
    let excess = bound.terms.map { (number: $0.number, value: $0.networkExcess ?? 0) }
    let total = excess.reduce(0) { $0 + $1.value }
    let steps = bound.terms.filter { $0.number > 1 }
    let least = shortest(steps.map { ($0.number, $0.irreducible + $0.varianceChoice) }).map(levels)
    let rest = least.map { "; half of the rest at t \($0)" } ?? ""
    if total < 0 {
      let better =
        "The net is \(NumberFormat.significant(3).text(-total)) better than the mixture's"
      return [better + rest, better]
    }
    guard total > 0, let place = shortest(excess) else {
      return least.map { ["Half of the bound is paid at t \($0)"] }
    }
    let most = "Half of the network's excess at t \(levels(place))"
    return [most + rest, most, "Half of the excess at t \(levels(place))"]
  }

  private func levels(_ place: ClosedRange<Int>) -> String {
    place.count == 1 ? "\(place.lowerBound)" : "\(place.lowerBound) to \(place.upperBound)"
  }

  /// The fewest levels in a row that have half of the sum.
  private func shortest(_ values: [(number: Int, value: Double)]) -> ClosedRange<Int>? {
    let half = values.reduce(0) { $0 + $1.value } / 2
    guard half > 0 else { return nil }
    var best: Range<Int>?
    var (first, sum) = (0, 0.0)
    for index in values.indices {
      sum += values[index].value
      while first <= index, sum - values[first].value >= half {
        sum -= values[first].value
        first += 1
      }
      if sum >= half, index - first < best.map({ $0.count - 1 }) ?? .max {
        best = first..<(index + 1)
      }
    }
    guard let best else { return nil }
    let numbers = values[best].map(\.number)
    return (numbers.min() ?? 0)...(numbers.max() ?? 0)
  }
}
